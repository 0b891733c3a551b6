//! What the query of a list asks for.

use planhat_core::table::{Filter, Operation};
use serde_json::Value;

use super::Doc;
use super::clock;
use super::shelf::texts;

/// A parameter that keeps some records.
#[derive(Debug)]
pub(crate) enum Test {
    /// One of these values.
    Any(&'static str, Vec<String>),
    /// This text, whatever the letter case.
    Holds(&'static str, String),
    /// Not below.
    From(&'static str, Value),
    /// Not above.
    To(&'static str, Value),
    /// Not true.
    Plain(&'static str),
    /// True or not.
    Is(&'static str, bool),
}

/// Parameters of a request as pairs, decoded; names are those of the table, not their aliases.
pub(crate) fn pairs(operation: &Operation, query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        let text = percent_encoding::percent_decode_str(&text).decode_utf8_lossy();
        text.into_owned()
    };
    let named = |name: String| {
        let mut known = operation.query.iter();
        let known = known.find(|field| field.aliases.contains(&name.as_str()));
        known.map_or(name, |field| field.name.to_owned())
    };
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (named(decoded(name)), decoded(value))
        })
        .collect()
}

/// The tests of a list. A parameter that the table does not know is ignored, as Planhat does.
pub(crate) fn tests(operation: &'static Operation, pairs: &[(String, String)]) -> Vec<Test> {
    let tests = operation.query.iter().filter_map(|field| {
        let filter = field.filter?;
        let given = pairs.iter().find(|(name, _)| name == field.name);
        let given = given
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty());
        test(filter, given)
    });
    tests.collect()
}

fn test(filter: Filter, given: Option<&str>) -> Option<Test> {
    Some(match (filter, given) {
        (Filter::Reveals(_), Some(given)) if truth(given) => return None,
        (Filter::Reveals(field), _) | (Filter::Selects(field), None) => Test::Plain(field),
        (Filter::Selects(field), Some(given)) => Test::Is(field, truth(given)),
        (_, None) => return None,
        (Filter::Equals(field), Some(given)) => {
            let values = given.split(',').map(|value| value.trim().to_owned());
            Test::Any(field, values.collect())
        }
        (Filter::Contains(field), Some(given)) => Test::Holds(field, given.to_lowercase()),
        (Filter::From(field), Some(given)) => Test::From(field, number_or_text(given)),
        (Filter::To(field), Some(given)) => Test::To(field, number_or_text(given)),
    })
}

fn truth(given: &str) -> bool {
    matches!(given.to_ascii_lowercase().as_str(), "true" | "1" | "yes")
}

fn number_or_text(given: &str) -> Value {
    match given.parse::<i64>() {
        Ok(number) => number.into(),
        Err(_) => given.into(),
    }
}

impl Test {
    pub(crate) fn keeps(&self, doc: &Doc) -> bool {
        match self {
            Test::Any(field, values) => texts(doc.get(*field))
                .iter()
                .any(|text| values.contains(text)),
            Test::Holds(field, part) => {
                let texts = texts(doc.get(*field));
                texts.iter().any(|text| text.to_lowercase().contains(part))
            }
            Test::From(field, least) => {
                compare(doc.get(*field), least).is_some_and(|it| it.is_ge())
            }
            Test::To(field, most) => compare(doc.get(*field), most).is_some_and(|it| it.is_le()),
            Test::Plain(field) => !is_true(doc, field),
            Test::Is(field, wanted) => is_true(doc, field) == *wanted,
        }
    }
}

fn is_true(doc: &Doc, field: &str) -> bool {
    doc.get(field).and_then(Value::as_bool).unwrap_or_default()
}

/// Numbers by size, texts by their moment if they have one, else by their letters. A day stands
/// against a moment by its number.
fn compare(value: Option<&Value>, with: &Value) -> Option<std::cmp::Ordering> {
    let day = |text: &str| clock::parse(text).map(clock::day);
    match (value?, with) {
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::Number(one), Value::String(text)) => one.as_i64()?.partial_cmp(&day(text)?),
        (Value::String(text), Value::Number(other)) => day(text)?.partial_cmp(&other.as_i64()?),
        (Value::String(one), Value::String(other)) => {
            match (clock::parse(one), clock::parse(other)) {
                (Some(one), Some(other)) => Some(one.cmp(&other)),
                _ => Some(one.cmp(other)),
            }
        }
        _ => None,
    }
}
