//! What becomes of one value on its way in: transforms, undone.

use planhat_spec::unified::mapping::{Convert, Kind, Mapping, RefParts, Rule, Shape, Words};
use serde_json::{Map, Value, json};

use super::check::{self, Checked, homeless, reference_id, unmapped, wrong};
use super::list;
use crate::read::alike;
use crate::value::{date_given, no_moment};

/// What undoing looks at besides the value.
pub(super) struct Around<'w> {
    pub(super) mapping: &'w Mapping,
    pub(super) path: &'w str,
    pub(super) kind: &'w Kind,
    pub(super) shape: Option<&'w Shape>,
}

impl<'w> Around<'w> {
    pub(super) fn of(mapping: &'w Mapping, rule: &'w Rule) -> Self {
        Around {
            mapping,
            path: &rule.field,
            kind: &rule.kind,
            shape: crate::read::shape_of(mapping, &rule.kind),
        }
    }
}

/// The value that the server takes. Null stays null.
pub(super) fn undo(value: &Value, way: &Convert, around: &Around<'_>) -> Checked {
    let path = around.path;
    match (way, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Convert::Keep | Convert::Custom | Convert::Number, _) => {
            check::value(around.mapping, path, around.kind, value)
        }
        (Convert::DateTime, Value::String(text)) => check::moment(path, text),
        (Convert::DateTime, _) => wrong(path, "an RFC 3339 datetime is needed"),
        (Convert::Date { moment }, Value::String(text)) => match date_given(text) {
            Some(date) if *moment => Ok(format!("{date}T00:00:00Z").into()),
            Some(date) => Ok(date.into()),
            None => wrong(path, no_moment(text, "a date (YYYY-MM-DD)")),
        },
        (Convert::Date { .. }, _) => wrong(path, "a date (YYYY-MM-DD) is needed"),
        (Convert::IdTime, _) => homeless(path, "it follows from the id"),
        (Convert::Not { .. }, Value::Bool(value)) => Ok(Value::Bool(!value)),
        (Convert::Not { .. }, _) => wrong(path, "true or false is needed"),
        (Convert::Enum(words), _) => word(value, words, around),
        (Convert::TypeRef(words), _) => typed(value, words, around),
        (Convert::Ref(parts), _) => reference(value, parts, path, around.shape),
        (Convert::RefList(parts), Value::Array(items)) => {
            let one = |(at, item)| reference(item, parts, &format!("{path}[{at}]"), around.shape);
            let items: Result<Vec<Value>, _> = items.iter().enumerate().map(one).collect();
            Ok(items?.into())
        }
        (Convert::Tags, Value::Array(items)) => {
            let one = |(at, item)| tag(item, &format!("{path}[{at}]"), around.shape);
            let items: Result<Vec<Value>, _> = items.iter().enumerate().map(one).collect();
            Ok(items?.into())
        }
        (Convert::RefList(_) | Convert::Tags, _) => wrong(path, "a list is needed"),
        (Convert::Wrap { member, constants }, _) => list::unwrap(value, member, constants, around),
    }
}

/// A word of the model as the server's; the server's own words pass.
fn word(value: &Value, words: &Words, around: &Around<'_>) -> Checked {
    let path = around.path;
    let text = value.as_str();
    let row = words
        .table
        .iter()
        .find(|(word, _)| text.is_some_and(|text| alike(word, text)));
    if let Some((_, values)) = row {
        return match values.first() {
            Some(first) => Ok(first.clone()),
            None => none_of_these(path, words, text.unwrap_or_default()),
        };
    }
    let own_word = |text: &str| match around.kind {
        Kind::Enum(own) => own.iter().any(|word| alike(word, text)),
        _ => false,
    };
    // A word that the model has and the table has not is not the server's.
    if text.is_some_and(own_word) {
        return none_of_these(path, words, text.unwrap_or_default());
    }
    if is_known(words, value) {
        return Ok(value.clone());
    }
    let refused = none_of_these(path, words, text.unwrap_or_default());
    refused.map_err(|mut refused| {
        if words.open {
            let other = "; any other word of the server goes by remote_data";
            refused.failure.message.push_str(other);
        }
        refused
    })
}

/// Whether the server is known to have this word.
fn is_known(words: &Words, value: &Value) -> bool {
    let tables = words.table.iter().flat_map(|(_, values)| values);
    let mut known = tables.chain(&words.listed);
    let same = |known: &Value| match (known.as_str(), value.as_str()) {
        (Some(known), Some(value)) if words.fold_case => alike(known, value),
        _ => known == value,
    };
    known.any(same)
}

fn none_of_these(path: &str, words: &Words, text: &str) -> Checked {
    let writable = words.table.iter().filter(|(_, values)| !values.is_empty());
    let allowed: Vec<&str> = writable.map(|(word, _)| word.as_str()).collect();
    let hint = crate::nearest::hint(text, allowed.iter().copied());
    let allowed = allowed.iter().map(|word| Value::from(*word)).collect();
    unmapped(
        path,
        format!("the word has no counterpart on the server{hint}"),
        allowed,
    )
}

/// The id as it is; else the server's word for the name.
fn typed(value: &Value, words: &Words, around: &Around<'_>) -> Checked {
    let path = around.path;
    let members = match value {
        Value::String(text) => return by_name(text, words, around),
        Value::Object(members) => members,
        _ => return wrong(path, "a word, or an object with one, is needed"),
    };
    check::shaped(around.mapping, path, around.shape, members)?;
    let text = |name: &str| {
        members
            .get(name)
            .and_then(Value::as_str)
            .filter(|one| !one.is_empty())
    };
    match (text("id"), text("name")) {
        (None, None) => wrong(path, "an id or a name is needed"),
        (None, Some(name)) => by_name(name, words, around),
        (Some(id), None) => Ok(id.into()),
        (Some(id), Some(name)) => match model_word(id, words) {
            _ if words.table.is_empty() && id == name => Ok(id.into()),
            Some(word) if alike(word, name) => Ok(id.into()),
            word => {
                let said = word.unwrap_or(id);
                wrong(
                    path,
                    format!("the id says `{said}`, the name something else: give one of them"),
                )
            }
        },
    }
}

/// The model's word for a text of the server.
fn model_word<'w>(text: &str, words: &'w Words) -> Option<&'w str> {
    let by = |test: &dyn Fn(&str) -> bool| {
        let has = |values: &[Value]| values.iter().any(|value| value.as_str().is_some_and(test));
        words
            .table
            .iter()
            .find(|(_, values)| has(values))
            .map(|(word, _)| word.as_str())
    };
    by(&|value| value == text).or_else(|| {
        words
            .fold_case
            .then(|| by(&|value| alike(value, text)))
            .flatten()
    })
}

fn by_name(text: &str, words: &Words, around: &Around<'_>) -> Checked {
    if words.table.is_empty() {
        return Ok(text.into());
    }
    let row = words.table.iter().find(|(word, _)| alike(word, text));
    match row.map(|(_, values)| values.first()) {
        Some(Some(first)) => Ok(first.clone()),
        None if words.open || model_word(text, words).is_some() => Ok(text.into()),
        _ => none_of_these(around.path, words, text),
    }
}

fn reference(value: &Value, parts: &RefParts, path: &str, shape: Option<&Shape>) -> Checked {
    match (reference_id(value, path, shape)?, &parts.write) {
        (None, _) => wrong(path, "null is no reference"),
        (Some(id), None) => Ok(id.into()),
        (Some(id), Some(member)) => Ok(json!({ member: id })),
    }
}

/// The text of a tag, which is its id and its name.
fn tag(value: &Value, path: &str, shape: Option<&Shape>) -> Checked {
    let members: &Map<String, Value> = match value {
        Value::String(text) if !text.is_empty() => return Ok(text.as_str().into()),
        Value::Object(members) => members,
        _ => return wrong(path, "a text, or an object with a name, is needed"),
    };
    if let Some(shape) = shape
        && let Some(name) = members
            .keys()
            .find(|name| shape.members.iter().all(|one| one.name != **name))
    {
        return wrong(&format!("{path}.{name}"), check::unknown(name, shape));
    }
    let text = |name: &str| {
        members
            .get(name)
            .and_then(Value::as_str)
            .filter(|one| !one.is_empty())
    };
    match (text("name"), text("id")) {
        (Some(name), Some(id)) if name != id => wrong(
            path,
            "id and name of a tag are one and the same: give one of them",
        ),
        (Some(text), _) | (None, Some(text)) => Ok(text.into()),
        (None, None) => wrong(path, "a name is needed"),
    }
}
