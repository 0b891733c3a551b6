//! A JSON value as its text: nothing is parsed before it is asked for.

use std::borrow::Cow;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::scan::{end_of_text, end_of_value, skip_space, unescape};

/// Deeper values than the parser takes are given as their text.
const DEEPEST: usize = 120;

/// A JSON value as its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<'a>(&'a str);

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

impl<'a> From<&'a RawValue> for Raw<'a> {
    fn from(value: &'a RawValue) -> Self {
        Raw(value.get().trim_ascii())
    }
}

impl<'a> Raw<'a> {
    /// The value that a text holds.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<&RawValue>(text).map(Raw::from)
    }

    /// The value of a text that is known to be JSON.
    pub(crate) fn trusted(text: &'a str) -> Self {
        Raw(text.trim_ascii())
    }

    /// Its text.
    pub fn as_text(self) -> &'a str {
        self.0
    }

    /// What it is.
    pub fn sort(self) -> Sort {
        match self.0.as_bytes().first() {
            Some(b'"') => Sort::Text,
            Some(b'{') => Sort::Object,
            Some(b'[') => Sort::List,
            Some(b't' | b'f') => Sort::Bool,
            Some(b'-' | b'0'..=b'9') => Sort::Number,
            _ => Sort::Null,
        }
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.sort() == Sort::Null
    }

    /// Whether it is true.
    pub fn is_true(self) -> bool {
        self.0 == "true"
    }

    /// What a text says; nothing of other values.
    pub fn text(self) -> Option<Cow<'a, str>> {
        self.quoted().map(unescape)
    }

    /// What a text, a number or a truth value says; nothing of other values.
    pub fn scalar_text(self) -> Option<Cow<'a, str>> {
        match self.sort() {
            Sort::Text => self.text(),
            Sort::Number | Sort::Bool => Some(Cow::Borrowed(self.0)),
            _ => None,
        }
    }

    /// What stands between the quotes of a text.
    pub(crate) fn quoted(self) -> Option<&'a str> {
        self.0.strip_prefix('"')?.strip_suffix('"')
    }

    /// The items of a list; of other values none.
    pub fn items(self) -> Items<'a> {
        let begin = if self.sort() == Sort::List {
            1
        } else {
            self.0.len()
        };
        Items(Walk {
            text: self.0,
            at: begin,
        })
    }

    /// The members of an object; of other values none.
    pub fn members(self) -> Members<'a> {
        let begin = if self.sort() == Sort::Object {
            1
        } else {
            self.0.len()
        };
        Members(Walk {
            text: self.0,
            at: begin,
        })
    }

    /// A member of an object, if it is not null; of several of that name the last.
    pub fn get(self, name: &str) -> Option<Raw<'a>> {
        let members = self.members();
        let (_, value) = members.filter(|(key, _)| same_key(key, name)).last()?;
        (!value.is_null()).then_some(value)
    }

    /// The value, parsed.
    pub fn to_value(self) -> Value {
        match self.quoted() {
            Some(_) => Value::String(self.text().unwrap_or_default().into_owned()),
            None => match self.0 {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "null" => Value::Null,
                other => serde_json::from_str(other).unwrap_or_else(|_| self.lenient(0)),
            },
        }
    }

    /// What the parser refuses: half an emoji, numbers beyond floats, very deep values.
    fn lenient(self, depth: usize) -> Value {
        match self.sort() {
            _ if depth > DEEPEST => Value::from(self.0),
            Sort::List => self.items().map(|item| item.lenient(depth + 1)).collect(),
            Sort::Object => {
                let member = |(key, value): (&'a str, Raw<'a>)| {
                    (unescape(key).into_owned(), value.lenient(depth + 1))
                };
                Value::Object(self.members().map(member).collect::<Map<_, _>>())
            }
            Sort::Text => Value::from(self.text().unwrap_or_default()),
            _ => serde_json::from_str(self.0).unwrap_or_else(|_| Value::from(self.0)),
        }
    }
}

/// Whether a key as it stands in a text is this name.
pub(crate) fn same_key(key: &str, name: &str) -> bool {
    key == name || (key.contains('\\') && unescape(key) == name)
}

#[derive(Debug, Clone)]
struct Walk<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Walk<'a> {
    /// Steps over white space and one such letter.
    #[inline]
    fn step(&mut self, letter: u8) {
        let bytes = self.text.as_bytes();
        // Mostly there is no white space.
        if bytes.get(self.at) == Some(&letter) && bytes.get(self.at + 1) > Some(&b' ') {
            self.at += 1;
            return;
        }
        let mut at = skip_space(bytes, self.at);
        if bytes.get(at) == Some(&letter) {
            at = skip_space(bytes, at + 1);
        }
        self.at = at;
    }

    #[inline]
    fn value(&mut self) -> Option<Raw<'a>> {
        let end = end_of_value(self.text.as_bytes(), self.at)?;
        let value = self.text.get(self.at..end)?;
        self.at = end;
        Some(Raw(value))
    }
}

/// Items of a list.
#[derive(Debug, Clone)]
pub struct Items<'a>(Walk<'a>);

impl<'a> Iterator for Items<'a> {
    type Item = Raw<'a>;

    fn next(&mut self) -> Option<Raw<'a>> {
        self.0.step(b',');
        self.0.value()
    }
}

/// Members of an object: the key as it stands between its quotes, and the value.
#[derive(Debug, Clone)]
pub struct Members<'a>(Walk<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Raw<'a>);

    // A member is handed over in registers then, and not through memory.
    #[inline(always)]
    fn next(&mut self) -> Option<(&'a str, Raw<'a>)> {
        let walk = &mut self.0;
        walk.step(b',');
        let bytes = walk.text.as_bytes();
        if bytes.get(walk.at) != Some(&b'"') {
            return None;
        }
        let end = end_of_text(bytes, walk.at)?;
        let key = walk.text.get(walk.at + 1..end - 1)?;
        walk.at = end;
        walk.step(b':');
        Some((key, walk.value()?))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn walks_objects_and_lists() {
        let text = r#" { "a" : [1, "x,]", {"b":[]}], "c\"d":null,"e":-1.5e3 } "#;
        let raw = Raw::parse(text).unwrap();
        let seen: Vec<(&str, &str)> = raw.members().map(|(key, one)| (key, one.0)).collect();
        assert_eq!(
            seen,
            [
                ("a", r#"[1, "x,]", {"b":[]}]"#),
                (r#"c\"d"#, "null"),
                ("e", "-1.5e3")
            ]
        );
        let items: Vec<&str> = raw.get("a").unwrap().items().map(Raw::as_text).collect();
        assert_eq!(items, ["1", r#""x,]""#, r#"{"b":[]}"#]);
        assert_eq!(raw.get("c\"d"), None);
        let twice = Raw::parse(r#"{"a":1,"b":2,"a":3,"b":null}"#).unwrap();
        assert_eq!(twice.get("a").map(Raw::as_text), Some("3"));
        assert_eq!(twice.get("b"), None);
        assert_eq!(raw.to_value(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn takes_what_the_parser_refuses() {
        let raw = Raw::parse(r#"{"cut":"x\ud83d","big":1e999,"whole":"\ud83d\ude00"}"#).unwrap();
        assert_eq!(
            raw.to_value(),
            json!({ "cut": "x\u{fffd}", "big": "1e999", "whole": "😀" })
        );
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(Raw::parse(&deep).unwrap().to_value().is_array());
    }

    #[test]
    fn broken_text_ends_early() {
        for text in [
            "{\"a", "{\"a\":", "[1,", "[\"", "{", "[", "", "{\"a\":{", "\"\\",
        ] {
            let raw = Raw(text);
            assert!(raw.items().count() < 3 && raw.members().count() < 3);
            let _ = raw.to_value();
        }
    }
}
