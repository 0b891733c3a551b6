//! Writing records: back to JSON that equals what was read, and to debug output.

use std::fmt;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Record, View};

/// Writes a record: its fields, explicit nulls, values of an unexpected type and unknown keys.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<R: Record + ?Sized, S: Serializer>(
    record: &R,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let side = record.side();
    for (slot, field) in record.names().fields.iter().enumerate() {
        let Ok(slot) = u16::try_from(slot) else { break };
        let name = side.alias(slot).unwrap_or(field.name);
        if let Some(view) = record.view(slot) {
            map.serialize_entry(name, &view)?;
        } else if let Some(odd) = side.odd(slot) {
            map.serialize_entry(name, odd)?;
        } else if side.is_null(slot) {
            map.serialize_entry(name, &())?;
        }
    }
    for (name, value) in side.unknown() {
        map.serialize_entry(&name, &value)?;
    }
    map.end()
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            View::Text(text) => serializer.serialize_str(text),
            View::Number(number) => number.serialize(serializer),
            View::Boolean(value) => serializer.serialize_bool(*value),
            View::Moment(moment) => serializer.serialize_str(moment.as_str()),
            View::Date(day) => serializer.serialize_str(day.as_str()),
            View::Record(record) => serialize(*record, serializer),
            View::Object(object) => object.serialize(serializer),
            View::Json(value) => value.serialize(serializer),
            View::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for at in 0..list.len() {
                    seq.serialize_element(&list.item(at))?;
                }
                seq.end()
            }
            View::Map(map) => {
                let mut members = serializer.serialize_map(None)?;
                for (key, value) in map.entries() {
                    members.serialize_entry(key, &value)?;
                }
                for (key, value) in map.odd() {
                    members.serialize_entry(key, value)?;
                }
                members.end()
            }
        }
    }
}

impl View<'_> {
    /// The value as JSON.
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or(Value::Null)
    }
}

/// Writes the fields that are there; what is sensitive shows as `…`, of unknown keys the names alone.
///
/// # Errors
/// Those of the formatter.
pub fn debug<R: Record + ?Sized>(record: &R, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let names = record.names();
    let mut out = f.debug_struct(names.type_name);
    for (slot, field) in names.fields.iter().enumerate() {
        let Ok(slot) = u16::try_from(slot) else { break };
        match record.view(slot) {
            Some(_) if field.sensitive => out.field(field.rust, &format_args!("…")),
            Some(view) => out.field(field.rust, &view),
            None => continue,
        };
    }
    if !record.side().unknown().is_empty() {
        out.field("unknown", record.side());
    }
    out.finish()
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            View::Text(text) => text.fmt(f),
            View::Number(number) => fmt::Display::fmt(number, f),
            View::Boolean(value) => value.fmt(f),
            View::Moment(moment) => fmt::Display::fmt(moment, f),
            View::Date(day) => fmt::Display::fmt(day, f),
            View::Record(record) => debug(*record, f),
            View::Object(object) => fmt::Debug::fmt(object, f),
            View::Json(value) => fmt::Debug::fmt(value, f),
            View::List(list) => f
                .debug_list()
                .entries((0..list.len()).map(|at| list.item(at)))
                .finish(),
            View::Map(map) => f.debug_map().entries(map.entries()).finish(),
        }
    }
}
