//! A JSON object with any members, parsed when it is looked into.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::record::json_text;

/// A JSON object with any members, such as the tenant's own fields. It has the methods of
/// [`serde_json::Map`].
///
/// What was read is kept as text and parsed when it is first looked into, since most readers of a
/// long list look into few of these.
///
/// ```
/// use planhat_core::Object;
/// let custom: Object = serde_json::from_str(r#"{"Region": "EMEA", "Seats": 12}"#)?;
/// assert_eq!(custom["Region"], "EMEA");
/// let made: Object = [("Seats", 12)].into_iter().collect();
/// assert_eq!(custom["Seats"], made["Seats"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Object {
    /// What was read; empty where the members were made or changed.
    text: Box<str>,
    members: OnceLock<Box<Map<String, Value>>>,
}

impl Object {
    /// An object without members.
    pub fn new() -> Self {
        Object::default()
    }

    /// The members.
    pub fn into_map(mut self) -> Map<String, Value> {
        std::mem::take(&mut *self)
    }

    /// Takes the text of an object: valid JSON, seen to be parsable by [`parsable`].
    pub(crate) fn from_parsable(text: impl Into<Box<str>>) -> Self {
        Object {
            text: text.into(),
            members: OnceLock::new(),
        }
    }

    fn parse(&self) -> Box<Map<String, Value>> {
        serde_json::from_str(&self.text).unwrap_or_else(|_| Box::new(self.parse_each()))
    }

    /// The members one by one; of one that cannot be parsed, a number beyond all bounds, the text.
    fn parse_each(&self) -> Map<String, Value> {
        let members: BTreeMap<String, &RawValue> =
            serde_json::from_str(&self.text).unwrap_or_default();
        let value = |raw: &str| serde_json::from_str(raw).unwrap_or_else(|_| Value::from(raw));
        let members = members.into_iter();
        members.map(|(key, raw)| (key, value(raw.get()))).collect()
    }
}

/// Sees to it that JSON text, whose syntax is right, can be parsed later: it must not be nested
/// too deep, nor hold half a surrogate pair.
///
/// # Errors
/// When it cannot be parsed.
pub(crate) fn parsable(text: &str) -> Result<(), serde_json::Error> {
    // As deep as `serde_json` goes, less what stands around the text.
    const DEEP: usize = 100;
    let bytes = text.as_bytes();
    let opening = || memchr::memchr2_iter(b'[', b'{', bytes);
    let deep = bytes.len() > 2 * DEEP && opening().take(DEEP).count() == DEEP;
    if deep || may_hold_surrogates(bytes) {
        serde_json::from_str::<Value>(text)?;
    }
    Ok(())
}

/// Whether JSON text may escape a surrogate.
pub(crate) fn may_hold_surrogates(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"\\u")
        .any(|at| matches!(bytes.get(at + 2), Some(b'd' | b'D')))
}

impl Deref for Object {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Map<String, Value> {
        self.members.get_or_init(|| self.parse())
    }
}

impl DerefMut for Object {
    fn deref_mut(&mut self) -> &mut Map<String, Value> {
        self.members.get_or_init(|| self.parse());
        self.text = Box::default();
        self.members.get_mut().expect("parsed two lines above")
    }
}

impl From<Map<String, Value>> for Object {
    fn from(members: Map<String, Value>) -> Self {
        Object {
            text: Box::default(),
            members: OnceLock::from(Box::new(members)),
        }
    }
}

impl From<Object> for Map<String, Value> {
    fn from(object: Object) -> Self {
        object.into_map()
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Value::Object(object.into_map())
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let members = members.into_iter();
        let members = members.map(|(key, value)| (key.into(), value.into()));
        members.collect::<Map<String, Value>>().into()
    }
}

impl IntoIterator for Object {
    type Item = (String, Value);
    type IntoIter = serde_json::map::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.into_map().into_iter()
    }
}

impl<'a> IntoIterator for &'a Object {
    type Item = (&'a String, &'a Value);
    type IntoIter = serde_json::map::Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        (!self.text.is_empty() && self.text == other.text) || **self == **other
    }
}

/// Shows the keys alone: the values may be personal.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.keys()).finish()
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.members.get() {
            Some(members) => members.serialize(serializer),
            None => self.parse().serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = json_text(deserializer)?;
        if !text.starts_with('{') {
            return Err(de::Error::custom("expected an object"));
        }
        parsable(&text).map_err(de::Error::custom)?;
        Ok(Object::from_parsable(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Object {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn members_are_looked_up_changed_and_written() {
        let mut object = read(r#" { "b": [1, {"c": null}], "a" : "x" } "#);
        assert_eq!(object.len(), 2);
        assert_eq!(object["b"][1]["c"], Value::Null);
        object.insert("a".to_owned(), 2.into());
        assert_eq!(
            serde_json::to_string(&object).unwrap(),
            r#"{"a":2,"b":[1,{"c":null}]}"#
        );
        assert!(Object::new().is_empty());
        assert_eq!(serde_json::to_string(&Object::new()).unwrap(), "{}");
    }

    #[test]
    fn how_it_was_written_makes_no_difference() {
        assert_eq!(
            read(r#"{"a":1,"b":"\u0041"}"#),
            read(r#"{"b": "A", "a": 1}"#)
        );
        assert_ne!(read(r#"{"a":1}"#), read(r#"{"a":1.5}"#));
    }

    #[test]
    fn debug_shows_no_values() {
        assert_eq!(format!("{:?}", read(r#"{"a":"secret"}"#)), r#"{"a"}"#);
    }

    #[test]
    fn what_could_not_be_parsed_later_is_refused_at_once() {
        let deep = |depth| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        assert!(serde_json::from_str::<Object>(&deep(100)).is_ok());
        for text in [
            r#"{"a":"\ud83d"}"#,
            r#"{"a":"\uDE00x"}"#,
            &deep(200),
            "[]",
            "1",
        ] {
            assert!(serde_json::from_str::<Object>(text).is_err(), "{text}");
        }
        assert_eq!(read(r#"{"a":"\ud83d\ude00"}"#)["a"], "😀");
    }

    #[test]
    fn a_number_beyond_all_bounds_takes_nothing_else_away() {
        let object = read(r#"{"a":1e999,"b":2}"#);
        assert_eq!((&object["a"], &object["b"]), (&"1e999".into(), &2.into()));
    }

    #[test]
    fn a_value_gives_an_object_too() {
        let value = serde_json::json!({"a": [1.5, "x"]});
        let object: Object = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(Value::from(object), value);
    }
}
