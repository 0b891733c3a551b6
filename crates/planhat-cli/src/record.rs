//! Records as they came: the order of their names and the digits of their numbers are kept.

use std::fmt;

use planhat_core::{Decode, DecodeError};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An answer as it came.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Nothing.
    Empty,
    /// Many values.
    List(Vec<Box<RawValue>>),
    /// One value.
    One(Box<RawValue>),
    /// A text that is no JSON.
    Text(String),
}

impl Decode for Answer {
    fn decode(json: &str) -> Result<Self, DecodeError> {
        Ok(Answer::of(json))
    }

    fn empty() -> Option<Self> {
        Some(Answer::Empty)
    }
}

impl Answer {
    /// What a text holds.
    pub fn of(text: &str) -> Self {
        if text.trim().is_empty() {
            return Answer::Empty;
        }
        if let Ok(values) = serde_json::from_str(text) {
            return Answer::List(values);
        }
        match serde_json::from_str(text) {
            Ok(value) => Answer::One(value),
            Err(_) => Answer::Text(text.to_owned()),
        }
    }
}

/// The members of an object in their order; of anything else, the value itself under `value`.
pub fn members(record: &RawValue) -> Vec<(String, &RawValue)> {
    match serde_json::from_str::<Members<'_>>(record.get()) {
        Ok(Members(members)) => members,
        Err(_) => vec![("value".to_owned(), record)],
    }
}

/// The member of this name, or behind a path such as `custom.Plan`.
pub fn member<'r>(members: &[(String, &'r RawValue)], name: &str) -> Option<&'r RawValue> {
    let find = |wanted: &str| members.iter().find(|(known, _)| known == wanted);
    if let Some((_, value)) = find(name) {
        return Some(value);
    }
    let (object, key) = name.split_once('.')?;
    let inner: Members<'r> = serde_json::from_str(find(object)?.1.get()).ok()?;
    let found = inner.0.into_iter().find(|(known, _)| known == key);
    found.map(|(_, value)| value)
}

struct Members<'r>(Vec<(String, &'r RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

/// JSON text in one line.
pub fn compact(json: &str) -> String {
    let mut made = String::with_capacity(json.len());
    for piece in Pieces(json) {
        made.push_str(piece);
    }
    made
}

/// JSON text with a member a line.
pub fn indented(json: &str) -> String {
    let mut made = String::with_capacity(json.len() * 2);
    let mut depth = 0;
    let mut pieces = Pieces(json).peekable();
    let line = |made: &mut String, depth: usize| {
        made.push('\n');
        made.push_str(&"  ".repeat(depth));
    };
    while let Some(piece) = pieces.next() {
        match piece {
            "{" | "[" => {
                made.push_str(piece);
                match pieces.next_if(|next| matches!(*next, "}" | "]")) {
                    Some(end) => made.push_str(end),
                    None => {
                        depth += 1;
                        line(&mut made, depth);
                    }
                }
            }
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                line(&mut made, depth);
                made.push_str(piece);
            }
            "," => {
                made.push(',');
                line(&mut made, depth);
            }
            ":" => made.push_str(": "),
            _ => made.push_str(piece),
        }
    }
    made
}

/// The pieces of JSON text: signs, texts and words, without blanks between.
struct Pieces<'t>(&'t str);

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.0.trim_start();
        let first = *text.as_bytes().first()?;
        let end = match first {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            b'"' => string_end(text),
            _ => {
                let ends = |sign: char| sign.is_whitespace() || "{}[],:\"".contains(sign);
                text.find(ends).unwrap_or(text.len())
            }
        };
        let (piece, rest) = text.split_at(end);
        self.0 = rest;
        Some(piece)
    }
}

/// Where a text in quotes ends.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "{ \"b\" : 1.50, \"a\":[ ], \"c\": {\"x, \\\"y\": [true,\n null]},\"e\":{}, \"n\":1e400 }";

    #[test]
    fn order_and_digits_stay() {
        assert_eq!(
            compact(TEXT),
            r#"{"b":1.50,"a":[],"c":{"x, \"y":[true,null]},"e":{},"n":1e400}"#
        );
        let indented = indented(TEXT);
        assert_eq!(compact(&indented), compact(TEXT));
        assert!(indented.starts_with("{\n  \"b\": 1.50,\n  \"a\": [],\n  \"c\": {\n    \"x, "));
    }

    #[test]
    fn members_are_found_by_name_and_path() {
        let record: Box<RawValue> = serde_json::from_str(TEXT).unwrap();
        let members = members(&record);
        let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["b", "a", "c", "e", "n"]);
        assert_eq!(member(&members, "b").unwrap().get(), "1.50");
        assert!(member(&members, "c.x, \"y").is_some());
        assert!(member(&members, "c.none").is_none());
    }
}
