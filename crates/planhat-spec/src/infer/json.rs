//! JSON as it stands in a file: members keep their order, and long lists are read item by item, so
//! that a file of many records takes the memory of one.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

use super::Fault;

/// A value with its members in the order of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number with a point or an exponent, or one that is too large for an integer.
    Decimal(f64),
    Text(String),
    List(Vec<Json>),
    Object(IndexMap<String, Json>),
}

impl Json {
    /// The member of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// The text that this is.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads the values of a file, one document or one a line, and hands over each record-like part:
/// the items of a list that stands outermost, else the value itself.
pub(super) fn read(path: &str, bytes: &[u8], take: &mut dyn FnMut(Json)) -> Result<(), Fault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::of_file(path, "this file is empty"));
    }
    // Read as a stream, which counts its lines as it goes: to ask a slice whether more follows
    // counts them anew each time.
    let mut reader = serde_json::Deserializer::from_reader(bytes);
    while reader.end().is_err() {
        let outermost = Outermost { take };
        outermost
            .deserialize(&mut reader)
            .map_err(|error| misread(path, &error))?;
    }
    Ok(())
}

/// What the reader says, with the place before it.
fn misread(path: &str, error: &serde_json::Error) -> Fault {
    let said = error.to_string();
    let message = said.split(" at line ").next().unwrap_or(&said);
    Fault {
        message: format!(
            "{path}:{}:{}: this is no JSON: {message}",
            error.line(),
            error.column()
        ),
    }
}

/// Builds one value.
struct Whole;

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Whole)
    }
}

impl<'de> Visitor<'de> for Whole {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Decimal(value as f64), Json::Integer))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Decimal(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Json::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut all = IndexMap::new();
        while let Some((name, value)) = entries.next_entry()? {
            all.insert(name, value);
        }
        Ok(Json::Object(all))
    }
}

/// Hands over what a value holds instead of building it whole.
struct Outermost<'t> {
    take: &'t mut dyn FnMut(Json),
}

impl<'de> DeserializeSeed<'de> for Outermost<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Outermost<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record, a list of records or a recorded call")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            (self.take)(item);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        (self.take)(Whole.visit_map(entries)?);
        Ok(())
    }
}
