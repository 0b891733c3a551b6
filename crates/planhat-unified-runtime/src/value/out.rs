//! A unified value that still borrows from the record and the mapping.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

use super::Raw;

/// A unified value that still borrows from the record and the mapping.
#[derive(Debug, Clone, PartialEq)]
pub enum Out<'a> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number that was worked out.
    Number(Number),
    /// A text that was worked out.
    Text(Cow<'a, str>),
    /// A value as it stands in the record.
    Raw(Raw<'a>),
    /// A value of the mapping.
    Const(&'a Value),
    /// An object.
    Object(Vec<(Cow<'a, str>, Out<'a>)>),
    /// A list.
    List(Vec<Out<'a>>),
}

impl<'a> Out<'a> {
    /// Whether there is nothing.
    pub fn is_null(&self) -> bool {
        match self {
            Out::Null => true,
            Out::Raw(raw) => raw.is_null(),
            Out::Const(value) => value.is_null(),
            _ => false,
        }
    }

    /// What a text says.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Out::Text(text) => Some(Cow::Borrowed(text)),
            Out::Raw(raw) => raw.text(),
            Out::Const(value) => value.as_str().map(Cow::Borrowed),
            _ => None,
        }
    }

    /// A reference.
    pub(crate) fn reference(id: Out<'a>, name: Out<'a>) -> Self {
        Out::Object(vec![("id".into(), id), ("name".into(), name)])
    }

    /// The value, owned.
    pub fn into_value(self) -> Value {
        match self {
            Out::Null => Value::Null,
            Out::Bool(value) => Value::Bool(value),
            Out::Number(number) => Value::Number(number),
            Out::Text(text) => Value::String(text.into_owned()),
            Out::Raw(raw) => raw.to_value(),
            Out::Const(value) => value.clone(),
            Out::Object(members) => {
                let owned = |(name, value): (Cow<'a, str>, Out<'a>)| {
                    (name.into_owned(), value.into_value())
                };
                Value::Object(members.into_iter().map(owned).collect::<Map<_, _>>())
            }
            Out::List(items) => items.into_iter().map(Out::into_value).collect(),
        }
    }

    /// Writes it as JSON. What stands in the record is copied.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Out::Null => out.extend_from_slice(b"null"),
            Out::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
            Out::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Out::Text(text) => push_json(out, text),
            Out::Const(value) => push_json(out, value),
            // A line break may stand between members, but a record has to be one line.
            Out::Raw(raw) if raw.as_text().contains('\n') => push_json(out, &raw.to_value()),
            Out::Raw(raw) => out.extend_from_slice(raw.as_text().as_bytes()),
            Out::Object(members) => {
                write_members(out, members.iter().map(|(name, value)| (&**name, value)));
            }
            Out::List(items) => {
                out.push(b'[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    item.write_json(out);
                }
                out.push(b']');
            }
        }
    }
}

/// Writes an object as JSON.
pub(crate) fn write_members<'v>(
    out: &mut Vec<u8>,
    members: impl Iterator<Item = (&'v str, &'v Out<'v>)>,
) {
    out.push(b'{');
    for (at, (name, value)) in members.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        push_json(out, name);
        out.push(b':');
        value.write_json(out);
    }
    out.push(b'}');
}

fn push_json<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    // Texts and parsed values always have a JSON form, and memory takes all of it.
    let _ = serde_json::to_writer(out, value);
}

impl Serialize for Out<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Out::Null => serializer.serialize_unit(),
            Out::Bool(value) => serializer.serialize_bool(*value),
            Out::Number(number) => number.serialize(serializer),
            Out::Text(text) => serializer.serialize_str(text),
            Out::Raw(raw) => raw.to_value().serialize(serializer),
            Out::Const(value) => value.serialize(serializer),
            Out::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
            Out::List(items) => serializer.collect_seq(items),
        }
    }
}
