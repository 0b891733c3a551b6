//! Documentation comments.

use planhat_spec::names;
use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Argument, Body, Field, Operation, OperationKind, Resource, Returns};
use crate::words::{self, code, rules};

/// Doc attributes, one a line.
pub(super) fn lines<I: IntoIterator<Item = S>, S: AsRef<str>>(lines: I) -> TokenStream {
    let lines = lines.into_iter().map(|line| {
        let line = line.as_ref();
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// Text of a spec as rustdoc takes it literally: no links, no HTML, no lists, addresses marked as
/// such.
pub(super) fn text(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(word).collect();
    let text = words.join(" ");
    let digits = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
    if text.starts_with(['#', '-', '+', '=', '|', '~']) {
        format!("\\{text}")
    } else if digits.len() < text.len() && digits.starts_with(['.', ')']) {
        let number = &text[..text.len() - digits.len()];
        format!("{number}\\{digits}")
    } else {
        text
    }
}

fn word(word: &str) -> String {
    let address = word.find("https://").or_else(|| word.find("http://"));
    if let Some(from) = address {
        let (before, rest) = word.split_at(from);
        let end = rest
            .trim_end_matches(['.', ',', ';', ':', ')', ']', '>'])
            .len();
        let (address, after) = rest.split_at(end);
        return format!("{}<{address}>{}", escaped(before), escaped(after));
    }
    escaped(word)
}

/// Signs that mean something in Markdown. An underscore does only where a word begins or ends.
fn escaped(word: &str) -> String {
    let edge = word.starts_with('_') || word.ends_with('_');
    let entity = word.contains('&') && word.contains(';');
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        let means = match letter {
            '[' | ']' | '<' | '>' | '*' | '`' | '\\' | '~' => true,
            '_' => edge,
            '&' => entity,
            _ => false,
        };
        if means {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// What is to be said of a field, in one paragraph.
pub(super) fn field(field: &Field) -> TokenStream {
    lines([of_field(field)])
}

/// The same as text.
pub(super) fn of_field(field: &Field) -> String {
    let mut all = text(&field.doc);
    if names::field_rust_name(&field.wire, None).trim_end_matches('_') != field.rust {
        all.push_str(&format!(" On the wire it is `{}`.", field.wire));
    }
    match (field.min, field.max) {
        (Some(min), Some(max)) => all.push_str(&format!(" From {min} to {max}.")),
        (Some(min), None) => all.push_str(&format!(" At least {min}.")),
        (None, Some(max)) => all.push_str(&format!(" At most {max}.")),
        (None, None) => {}
    }
    if !field.only.is_empty() {
        all.push_str(&format!(" Only in {}.", code(&field.only)));
    }
    if let Some(reads_as) = &field.reads_as {
        all.push_str(&format!(" Comes back as `{reads_as}`."));
    }
    if let Some(default) = &field.default {
        all.push_str(&format!(" Default: `{default}`."));
    }
    if let Some(example) = &field.example {
        all.push_str(&format!(" Example: `{example}`."));
    }
    if field.unverified {
        all.push_str(" **Unverified.**");
    }
    if let Some(note) = &field.note {
        all.push_str(&format!(" Note: {}", text(note)));
    }
    if let Some(instead) = &field.deprecated {
        all.push_str(&format!(" Deprecated: {}.", text(instead)));
    }
    all
}

/// What is to be said of an operation: what it does, requires, returns, its limits and oddities.
pub(super) fn operation(operation: &Operation, example: &[String]) -> TokenStream {
    let mut all = said(operation);
    let arguments = arguments(operation);
    if !arguments.is_empty() {
        all.push(String::new());
        all.extend(arguments);
    }
    all.push(String::new());
    all.extend(example.iter().cloned());
    lines(all)
}

/// The same without arguments and example, as lines.
pub(super) fn said(operation: &Operation) -> Vec<String> {
    let mut all = vec![text(&operation.doc), String::new()];
    all.push(format!("`{}`", words::call(operation)));
    let mut say = |line: String| all.extend([String::new(), line]);
    if !operation.required.is_empty() {
        let whose = match operation.kind {
            OperationKind::BulkUpsert => "Rows without a key require",
            _ => "Requires",
        };
        say(format!("{whose} {}.", rules(&operation.required)));
    }
    if !operation.advised.is_empty() {
        say(format!(
            "One source also requires {}; not enforced.",
            rules(&operation.advised)
        ));
    }
    if !operation.drops_without.is_empty() {
        say(format!(
            "Rows without {} would be dropped silently by the server, so they are refused here.",
            code(&operation.drops_without)
        ));
    }
    if let Returns::Records(promised) | Returns::Record(promised) = &operation.returns
        && !promised.is_empty()
    {
        say(format!("Returns at least {}.", code(promised)));
    }
    if let Some(limit) = operation.query.iter().find(|field| field.wire == "limit")
        && let (Some(default), Some(max)) = (&limit.default, limit.max)
    {
        let mark = if limit.unverified {
            " (**unverified**)"
        } else {
            ""
        };
        say(format!(
            "Rows a page: {default} by default, {max} at most{mark}."
        ));
    }
    if operation.unverified {
        say("**Unverified:** not all of this call is confirmed by a first-hand source.".to_owned());
    }
    if let Some(note) = &operation.note {
        say(format!("Note: {}", text(note)));
    }
    if let Some(instead) = &operation.deprecated {
        say(format!("Deprecated: {}.", text(instead)));
    }
    all
}

/// The arguments of the method that have no setter to say what they are. Fields of the record are
/// documented there.
fn arguments(operation: &Operation) -> Vec<String> {
    let item = |field: &Field| format!("- `{}`: {}", field.rust, of_field(field));
    let own_body = matches!(operation.body, Body::Fields(_));
    let path = operation.face.path.iter().map(item);
    let arguments = operation.face.arguments.iter();
    let others = arguments.filter_map(|argument| match argument {
        Argument::Field { field, query } if *query || own_body => Some(item(field)),
        _ => None,
    });
    path.chain(others).collect()
}

/// What is to be said of a resource.
pub(super) fn resource(resource: &Resource) -> Vec<String> {
    let mut all = vec![text(&resource.summary)];
    if let Some(note) = &resource.note {
        all.extend([String::new(), format!("Note: {}", text(note))]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_means_what_it_says() {
        for (said, written) in [
            ("plain text", "plain text"),
            ("# not a heading", "\\# not a heading"),
            ("- no item", "\\- no item"),
            ("12. no item", "12\\. no item"),
            ("2024 was", "2024 was"),
            ("a_b and __v", "a_b and \\_\\_v"),
            (
                "<b> [x] *y* `z` a&amp; b & c",
                "\\<b\\> \\[x\\] \\*y\\* \\`z\\` a\\&amp; b & c",
            ),
            ("(see https://a.b/c_d).", "(see <https://a.b/c_d>)."),
        ] {
            assert_eq!(text(said), written);
        }
    }
}
