//! Which words of Planhat a page's fields know, and what else a rule takes as fixed.

use planhat_spec::unified::mapping::{Convert, Read, Rule, Variant, Words, Write};
use serde_json::Value;

use crate::emit::reference::cell;
use crate::unified_words::value_of;
use crate::words::code;

/// A table for each field that has words, and a line for each that has constants.
pub(super) fn of(variant: &Variant) -> String {
    let of = match variant.name.as_str() {
        "" => String::new(),
        name => format!(" of {name}"),
    };
    let all: String = variant.rules.iter().map(field).collect();
    match all.is_empty() {
        true => String::new(),
        false => format!("\n## Words{of}\n{all}"),
    }
}

fn field(rule: &Rule) -> String {
    let mut all = String::new();
    if let Some(words) = words(rule).filter(|words| !words.table.is_empty()) {
        all.push_str(&table(rule, words));
    }
    match &rule.read {
        Read::Merge(parts) => {
            let rows = parts.iter().filter(|part| !part.constants.is_empty());
            let rows: Vec<String> = rows
                .map(|part| format!("`{}` gives {}", part.path, constants(&part.constants)))
                .collect();
            all.push_str(&line(rule, &rows));
        }
        Read::First(sources) => {
            let lines = sources.iter().filter_map(|one| match &one.convert {
                Convert::Wrap { constants: all, .. } if !all.is_empty() => {
                    Some(format!("an item has {}", constants(all)))
                }
                Convert::Not { missing } => Some(format!("a missing value reads as `{missing}`")),
                _ => None,
            });
            all.push_str(&line(rule, &lines.collect::<Vec<_>>()));
        }
        _ => {}
    }
    all
}

/// The table that a field is read by, else the one that it is written by.
fn words(rule: &Rule) -> Option<&Words> {
    let of = |convert: &'_ Convert| matches!(convert, Convert::Enum(_) | Convert::TypeRef(_));
    let read = match &rule.read {
        Read::First(all) => all.iter().map(|one| &one.convert).find(|one| of(one)),
        _ => None,
    };
    let written = match &rule.write {
        Write::To { convert, .. } if !matches!(rule.read, Read::Const(_)) => Some(convert),
        _ => None,
    };
    match read.or(written)? {
        Convert::Enum(words) | Convert::TypeRef(words) => Some(words),
        _ => None,
    }
}

fn table(rule: &Rule, words: &Words) -> String {
    let rows = words.table.iter().map(|(word, values)| {
        let values = match values.is_empty() {
            true => "none, so it cannot be written".to_owned(),
            false => code(values.iter().map(value_of)),
        };
        format!("| `{word}` | {} |\n", cell(&values))
    });
    let rows: String = rows.collect();
    let mut more = Vec::new();
    if words.table.iter().any(|(_, values)| values.len() > 1) {
        more.push("of several the first is written".to_owned());
    }
    if words.fold_case {
        more.push("letter case counts for nothing on read".to_owned());
    }
    match (&words.rest, words.open) {
        (Some(rest), _) => more.push(format!("all others read as `{rest}`")),
        (None, true) => more.push("Planhat has others too".to_owned()),
        (None, false) => {}
    }
    let more = match more.is_empty() {
        true => String::new(),
        false => format!(" ({})", more.join("; ")),
    };
    format!(
        "\n`{}`{more}:\n\n| word | in Planhat |\n|---|---|\n{rows}",
        rule.field
    )
}

fn constants(all: &[(String, Value)]) -> String {
    let each = all.iter();
    let each = each.map(|(name, value)| format!("{name} `{}`", value_of(value)));
    each.collect::<Vec<_>>().join(", ")
}

fn line(rule: &Rule, parts: &[String]) -> String {
    match parts.is_empty() {
        true => String::new(),
        false => format!("\n`{}`: {}.\n", rule.field, parts.join("; ")),
    }
}
