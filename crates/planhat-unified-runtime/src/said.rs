//! Fields that the server speaks of when it refuses a write.

use planhat_spec::unified::mapping::Variant;
use serde_json::Value;

use crate::error::{Code, Failure};
use crate::{remote, table};

/// No more of what is said is shown.
const SHOWN: usize = 200;

/// What the server says of fields of a variant, under both their names.
pub(crate) fn failures(variant: &Variant, body: &str, code: Code) -> Vec<Failure> {
    let mut told = Vec::new();
    match serde_json::from_str(body) {
        Ok(value) => texts(&value, 0, &mut told),
        Err(_) => told.push(body.to_owned()),
    }
    let mut failures: Vec<Failure> = Vec::new();
    let names = variant.rules.iter().flat_map(table::targets);
    for wire in names {
        let known = |failure: &Failure| failure.remote_field.as_deref() == Some(wire);
        let said = told.iter().find(|text| speaks_of(text, wire));
        let Some(said) = said.filter(|_| !failures.iter().any(known)) else {
            continue;
        };
        let needed = said.to_lowercase().contains("required");
        failures.push(Failure {
            path: remote::unified(variant, wire).unwrap_or_else(|| wire.to_owned()),
            code: if needed { Code::MissingRequired } else { code },
            message: said.chars().take(SHOWN).collect(),
            remote_field: Some(wire.to_owned()),
        });
    }
    failures
}

/// The texts of an answer, and the names below its first level: those may be of fields.
fn texts(value: &Value, depth: usize, told: &mut Vec<String>) {
    match value {
        Value::String(text) => told.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, depth + 1, told)),
        Value::Object(members) => {
            for (name, value) in members {
                if depth > 0 && value.is_object() {
                    told.push(format!("`{name}`"));
                }
                texts(value, depth + 1, told);
            }
        }
        _ => {}
    }
}

/// Whether a text has the name of a field as a word. A name that could be any word of a sentence has to
/// begin it or stand in quotes.
fn speaks_of(text: &str, wire: &str) -> bool {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let of_code = wire
        .chars()
        .any(|letter| letter.is_uppercase() || letter == '_');
    text.match_indices(wire).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + wire.len()..].chars().next();
        let alone = !before.is_some_and(is_name) && !after.is_some_and(is_name);
        let marked = before.is_none_or(|letter| matches!(letter, '"' | '\'' | '`'));
        alone && (of_code || marked)
    })
}
