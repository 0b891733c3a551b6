//! Help: what there is, and what a call takes.

use std::ffi::OsString;

use planhat_client::api::API;
use planhat_core::table::{Field, Kind, Operation, OperationKind, Resource};

use crate::{commands, exit, names, tree};

/// What a command line asks for.
pub(crate) enum Asked {
    /// A text that is no command's help.
    Text(&'static str),
    /// A command.
    Command(Vec<OsString>),
}

/// `planhat help WORDS` is `planhat WORDS --help`; some words are topics.
pub(crate) fn rewritten(arguments: &[OsString]) -> Asked {
    match arguments {
        [_, help, topic] if help == "help" && topic == "exit-codes" => Asked::Text(exit::TABLE),
        [program, help, words @ ..] if help == "help" => {
            let mut made = vec![program.clone()];
            made.extend(words.iter().cloned());
            made.push("--help".into());
            Asked::Command(made)
        }
        _ => Asked::Command(arguments.to_vec()),
    }
}

/// The help of the program: objects by tag, commands, flags.
pub(crate) fn overview(width: usize) -> String {
    let mut text = wrapped(tree::ABOUT, width, 0);
    text.push_str(
        "\n\nUsage: planhat <OBJECT> <OPERATION> [ID] [FLAGS]\n       planhat <COMMAND> [FLAGS]\n",
    );
    let column = API
        .resources
        .iter()
        .map(|one| names::command(one).len())
        .max();
    let column = column.unwrap_or_default() + 4;
    let line = |name: &str, what: &str| {
        format!(
            "  {name:<rest$}{}\n",
            wrapped(what, width, column),
            rest = column - 2
        )
    };
    let mut shown: Vec<&str> = Vec::new();
    for tag in API.tags {
        let new = API
            .resources
            .iter()
            .filter(|one| one.tags.contains(&tag.name) && !shown.contains(&one.name));
        let new: Vec<&Resource> = new.copied().collect();
        shown.extend(new.iter().map(|one| one.name));
        if !new.is_empty() {
            text.push_str(&format!("\n{}: {}\n", tag.name, tag.doc));
        }
        for resource in new {
            text.push_str(&line(&names::command(resource), resource.summary));
        }
    }
    let rest = API
        .resources
        .iter()
        .filter(|one| !shown.contains(&one.name));
    for (at, resource) in rest.enumerate() {
        text.push_str(if at == 0 { "\nother\n" } else { "" });
        text.push_str(&line(&names::command(resource), resource.summary));
    }
    text.push_str("\nCommands\n");
    for command in commands::all() {
        let about = command.get_about().map(ToString::to_string);
        text.push_str(&line(command.get_name(), &about.unwrap_or_default()));
    }
    text.push_str("\nFlags of every command\n");
    for arg in tree::global() {
        let short = arg
            .get_short()
            .map_or_else(|| "    ".into(), |short| format!("-{short}, "));
        let name = format!("{short}--{}", arg.get_long().unwrap_or_default());
        let about = arg.get_help().map(ToString::to_string);
        text.push_str(&line(&name, &about.unwrap_or_default()));
    }
    let token = commands::token_variable();
    let last = format!(
        "Credentials come from {token} and its like, or from a profile that `planhat login` makes. \
         `planhat <OBJECT> --help` shows the operations of an object, `planhat help exit-codes` \
         what an exit code means."
    );
    text + "\n" + &wrapped(&last, width, 0) + "\n"
}

/// A text in lines of a width; all but the first begin with so many blanks.
fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if !line.is_empty() && indent + line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// A sentence, marked where it is not certain.
pub(crate) fn marked(doc: &str, unverified: bool) -> String {
    match unverified {
        true => format!("{doc} (unverified)"),
        false => doc.to_owned(),
    }
}

/// What is to be known of an operation beside its flags.
pub(crate) fn of_operation(operation: &Operation) -> String {
    let mut parts = Vec::new();
    let required = requirements(operation);
    if !required.is_empty() {
        parts.push(format!("Needs {}.", required.join(", ")));
    }
    if let Some(instead) = operation.deprecated {
        parts.push(format!("Deprecated: {instead}"));
    }
    parts.extend(operation.note.map(str::to_owned));
    if operation.kind == OperationKind::BulkUpsert {
        parts.push(format!(
            "Rows are matched by {}; all are checked before the first is sent, {} in a request.",
            operation.resource.keys.join(", "),
            API.limits.bulk_rows
        ));
    }
    parts.push(format!(
        "{} {}; flags may also be spelled as the API spells the names.",
        format!("{:?}", operation.method).to_uppercase(),
        operation.path
    ));
    parts.join("\n\n")
}

/// What a call needs.
fn requirements(operation: &Operation) -> Vec<String> {
    let rules = operation.required.iter().map(|rule| {
        let flags = rule
            .one_of
            .iter()
            .map(|name| format!("--{}", names::kebab(name)));
        let flags = flags.collect::<Vec<_>>().join(" or ");
        let when = rule
            .when
            .iter()
            .map(|(name, json)| format!("--{} is {json}", names::kebab(name)));
        match when.collect::<Vec<_>>().join(" and ") {
            when if when.is_empty() => flags,
            when => format!("{flags} if {when}"),
        }
    });
    rules.collect()
}

/// What stands in a path.
pub(crate) fn of_placeholder(operation: &Operation, name: &str) -> String {
    if name != "id" {
        return format!("Value of {name}");
    }
    let keys = API
        .keys
        .iter()
        .filter(|key| operation.ids.contains(&key.name));
    let forms = keys.map(|key| match key.prefix {
        Some(prefix) => format!("{prefix}<{}>", key.name),
        None => key.name.to_owned(),
    });
    let title = operation.resource.title.to_lowercase();
    match forms.collect::<Vec<_>>().join(", ") {
        forms if forms.is_empty() => format!("The {title}"),
        forms => format!("The {title}: {forms}"),
    }
}

/// What a field holds, its limits, its default, and the words that are known for it.
pub(crate) fn of_field(field: &Field) -> String {
    let mut text = marked(field.doc, field.unverified);
    let mut more = Vec::new();
    if field.open && !field.values.is_empty() {
        let words: Vec<&str> = field.values.iter().map(|(word, _)| *word).collect();
        more.push(format!("such as {}", words.join(", ")));
    }
    match (field.min, field.max) {
        (Some(min), Some(max)) => more.push(format!("{min} to {max}")),
        (None, Some(max)) => more.push(format!("at most {max}")),
        (Some(min), None) => more.push(format!("at least {min}")),
        (None, None) => {}
    }
    more.extend(
        field
            .default
            .map(|json| format!("default: {}", json.trim_matches('"'))),
    );
    if let (Kind::String | Kind::List(_), Some(example)) = (&field.kind, field.example) {
        more.push(format!("e.g. {}", example.trim_matches('"')));
    }
    if let Some(instead) = field.deprecated {
        more.push(format!("deprecated: {instead}"));
    }
    if !more.is_empty() {
        text.push_str(&format!(" [{}]", more.join("; ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_within_the_width() {
        let text = wrapped("one two three four five", 12, 4);
        assert_eq!(text, "one two\n    three\n    four\n    five");
        for width in [60, 80, 100] {
            for line in overview(width).lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn every_object_is_in_the_overview() {
        let text = overview(80);
        for resource in API.resources {
            let start = format!("  {} ", names::command(resource));
            assert!(text.contains(&start), "{start}");
        }
    }
}
