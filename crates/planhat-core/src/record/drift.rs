//! Where an answer differs from the specs.

use serde_json::Value;

use super::{Record, View};
use crate::table::Kind;

/// One place where what was read differs from the specs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The place, such as `owner.nickName` or `users[2].id`.
    pub path: String,
    /// How it differs.
    pub kind: DriftKind,
}

/// How a value differs from the specs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DriftKind {
    /// The specs do not know the key.
    UnknownKey,
    /// The value has another type than the specs say.
    UnexpectedType {
        /// What the specs say.
        expected: String,
        /// The JSON type that came.
        found: &'static str,
    },
    /// The text looks like a datetime or a date and names none.
    NoSuchMoment,
}

pub(super) fn of_record<R: Record + ?Sized>(record: &R) -> Vec<Drift> {
    let mut found = Vec::new();
    collect_record(record, "", &mut found);
    found
}

fn collect_record<R: Record + ?Sized>(record: &R, at: &str, found: &mut Vec<Drift>) {
    for (slot, field) in record.names().fields.iter().enumerate() {
        let Ok(slot) = u16::try_from(slot) else { break };
        let path = join(at, field.name);
        if let Some(view) = record.view(slot) {
            collect_view(view, &path, found);
        } else if let Some(value) = record.side().odd(slot) {
            found.push(unexpected(path, kind_name(&field.kind), value));
        }
    }
    for key in record.side().unknown().keys() {
        found.push(Drift {
            path: join(at, key),
            kind: DriftKind::UnknownKey,
        });
    }
}

fn collect_view(view: View<'_>, at: &str, found: &mut Vec<Drift>) {
    match view {
        View::Record(record) => collect_record(record, at, found),
        View::List(list) => {
            for item in 0..list.len() {
                collect_view(list.item(item), &format!("{at}[{item}]"), found);
            }
        }
        View::Map(map) => {
            for (key, value) in map.entries() {
                collect_view(value, &join(at, key), found);
            }
            for (key, value) in map.odd().iter().filter(|(_, value)| !value.is_null()) {
                found.push(unexpected(
                    join(at, key),
                    "a value like the others".into(),
                    value,
                ));
            }
        }
        View::Moment(moment) if moment.timestamp().is_err() => found.push(no_such_moment(at)),
        View::Date(day) if day.civil().is_err() => found.push(no_such_moment(at)),
        _ => {}
    }
}

fn no_such_moment(at: &str) -> Drift {
    Drift {
        path: at.to_owned(),
        kind: DriftKind::NoSuchMoment,
    }
}

fn unexpected(path: String, expected: String, value: &Value) -> Drift {
    Drift {
        path,
        kind: DriftKind::UnexpectedType {
            expected,
            found: json_type(value),
        },
    }
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    }
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The type as the specs write it.
fn kind_name(kind: &Kind) -> String {
    match kind {
        Kind::String => "string".into(),
        Kind::Integer => "integer".into(),
        Kind::Number => "number".into(),
        Kind::Boolean => "boolean".into(),
        Kind::Id => "id".into(),
        Kind::Ref(resource) => format!("ref<{resource}>"),
        Kind::Date => "date".into(),
        Kind::DateTime => "datetime".into(),
        Kind::Day => "day".into(),
        Kind::Enum => "enum".into(),
        Kind::List(item) => format!("list<{}>", kind_name(item)),
        Kind::Map(item) => format!("map<{}>", kind_name(item)),
        Kind::Object(_) => "object".into(),
        Kind::Custom => "custom".into(),
        Kind::Json => "json".into(),
    }
}
