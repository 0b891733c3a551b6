//! Answers cut to the fields that were asked for and to the room there is, on the JSON text: nothing
//! is decoded that is not looked into.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, in their order, as they came.
pub(crate) struct Members<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut all = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    all.push((name, map.next_value()?));
                }
                Ok(Members(all))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// A name that is borrowed unless it has escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Which members an answer keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All.
    All,
    /// These; `a.b` is `b` in `a`.
    Names {
        /// The names.
        names: Vec<String>,
        /// Whether one of them has a point in it.
        nested: bool,
    },
}

impl Wanted {
    /// These members.
    pub(crate) fn names(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let nested = names.iter().any(|name| name.contains('.'));
        Wanted::Names { names, nested }
    }

    /// Whether a member is kept, and which of its own members, if not all.
    fn of(&self, name: &str) -> Option<Cow<'_, Wanted>> {
        const ALL: &Wanted = &Wanted::All;
        let Wanted::Names { names, nested } = self else {
            return Some(Cow::Borrowed(ALL));
        };
        if names.iter().any(|known| known == name) {
            return Some(Cow::Borrowed(ALL));
        }
        if !nested {
            return None;
        }
        let below = names.iter().filter_map(|known| {
            let below = known.strip_prefix(name)?.strip_prefix('.')?;
            Some(below.to_owned())
        });
        let below: Vec<String> = below.collect();
        (!below.is_empty()).then(|| Cow::Owned(Wanted::names(below)))
    }
}

/// A record cut to what is wanted, as compact text. What is no object stays whole.
pub(crate) fn record(text: &str, wanted: &Wanted) -> String {
    let mut out = String::with_capacity(text.len().min(4096));
    write(text, wanted, &mut out);
    out
}

fn write(text: &str, wanted: &Wanted, out: &mut String) {
    let start = out.len();
    let mut json = serde_json::Deserializer::from_str(text);
    let kept = *wanted != Wanted::All && Cut { wanted, out }.deserialize(&mut json).is_ok();
    if !kept {
        out.truncate(start);
        compact(text, out);
    }
}

/// Writes the wanted members of the object that is read.
pub(crate) struct Cut<'o, 'w> {
    pub(crate) wanted: &'w Wanted,
    pub(crate) out: &'o mut String,
}

impl<'de> DeserializeSeed<'de> for Cut<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Cut<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Cut { wanted, out } = self;
        out.push('{');
        let mut first = true;
        while let Some(Name(name)) = map.next_key()? {
            let Some(below) = wanted.of(&name) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            push_name(name, out);
            let value: &RawValue = map.next_value()?;
            match &*below {
                Wanted::All => compact(value.get(), out),
                below => write(value.get(), below, out),
            }
        }
        out.push('}');
        Ok(())
    }
}

/// A name and a colon. One that is borrowed has nothing to escape.
fn push_name(name: Cow<'_, str>, out: &mut String) {
    match name {
        Cow::Borrowed(name) => {
            out.push('"');
            out.push_str(name);
            out.push('"');
        }
        Cow::Owned(name) => out.push_str(&quoted(&name)),
    }
    out.push(':');
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// JSON without the white space between its parts.
pub(crate) fn compact(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let (mut kept, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = behind_text(bytes, at + 1),
            b' ' | b'\n' | b'\r' | b'\t' => {
                out.push_str(&text[kept..at]);
                at += 1;
                kept = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(&text[kept..]);
}

/// The place behind the quote that ends a text which begins here.
fn behind_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        // What is escaped is no quote that ends it.
        at += 2;
    }
    bytes.len()
}

/// A record that is cut to so many bytes: its largest members go, and what went is said in `_cut`,
/// with their sizes. Texts are shortened where nothing else is left.
pub fn shortened(record: &str, bytes: usize) -> String {
    let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(record) else {
        return first_bytes(record, bytes);
    };
    let mut kept: Vec<(String, Cow<'_, str>)> = members
        .iter()
        .map(|(name, value)| (name.to_string(), Cow::Borrowed(value.get())))
        .collect();
    let mut cut: Vec<String> = Vec::new();
    // Names of what went take room as well; so many bytes are enough for most.
    let room = bytes.saturating_sub(300);
    while size(&kept, &cut) > room {
        let largest = kept
            .iter()
            .enumerate()
            .max_by_key(|(_, (_, value))| value.len());
        let Some(at) = largest.map(|(at, _)| at) else {
            break;
        };
        let length = kept[at].1.len();
        let over = size(&kept, &cut).saturating_sub(room);
        let text = serde_json::from_str::<String>(&kept[at].1);
        match text {
            // A text keeps its beginning where that makes it fit.
            Ok(text) if length > over + 200 => {
                let left = first_bytes(&text, text.len().saturating_sub(over + 200));
                cut.push(format!("{} ({length} bytes, shortened)", kept[at].0));
                kept[at].1 = Cow::Owned(quoted(&left));
                break;
            }
            _ => {
                cut.push(format!("{} ({length} bytes)", kept[at].0));
                kept.remove(at);
            }
        }
    }
    let mut members: Vec<String> = kept
        .iter()
        .map(|(name, value)| format!("{}:{value}", quoted(name)))
        .collect();
    let said = format!(
        "left out to keep the answer short: {}; ask for them alone with fields",
        cut.join(", ")
    );
    members.push(format!(
        "\"_cut\":{}",
        quoted(&first_bytes(&said, bytes / 2))
    ));
    format!("{{{}}}", members.join(","))
}

fn size(kept: &[(String, Cow<'_, str>)], cut: &[String]) -> usize {
    let kept: usize = kept
        .iter()
        .map(|(name, value)| name.len() + value.len() + 4)
        .sum();
    kept + cut.iter().map(|one| one.len() + 2).sum::<usize>()
}

/// So much of a text, cut between letters.
pub(crate) fn first_bytes(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let mut end = bytes.saturating_sub('…'.len_utf8());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}

/// Whether a text stands in a value of a record, in whatever letter case.
pub(crate) fn holds(record: &str, lowercase: &str) -> bool {
    fn any(value: &serde_json::Value, lowercase: &str) -> bool {
        match value {
            serde_json::Value::String(text) => text.to_lowercase().contains(lowercase),
            serde_json::Value::Array(items) => items.iter().any(|item| any(item, lowercase)),
            serde_json::Value::Object(members) => {
                members.values().any(|value| any(value, lowercase))
            }
            _ => false,
        }
    }
    serde_json::from_str(record).is_ok_and(|value| any(&value, lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Wanted {
        Wanted::names(names.iter().copied())
    }

    #[test]
    fn members_are_kept_as_they_came() {
        let text = r#"{ "a": 1.0, "b": {"c": [1, 2], "d e": "x  \" y"}, "z.z": null }"#;
        assert_eq!(record(text, &names(&["a"])), r#"{"a":1.0}"#);
        assert_eq!(
            record(text, &names(&["b.d e", "z.z"])),
            r#"{"b":{"d e":"x  \" y"},"z.z":null}"#
        );
        assert_eq!(
            record(text, &Wanted::All),
            r#"{"a":1.0,"b":{"c":[1,2],"d e":"x  \" y"},"z.z":null}"#
        );
        assert_eq!(record("[1, 2]", &names(&["a"])), "[1,2]");
    }

    #[test]
    fn the_largest_members_go_first() {
        let long = "x".repeat(4000);
        let text = format!(
            r#"{{"_id":"1","list":[{}1],"text":"{long}"}}"#,
            "1,".repeat(3000)
        );
        let cut = shortened(&text, 2000);
        assert!(cut.len() <= 2000, "{}", cut.len());
        let value: serde_json::Value = serde_json::from_str(&cut).expect("it stays JSON");
        assert_eq!(value["_id"], "1");
        assert!(value.get("list").is_none());
        assert!(
            value["text"]
                .as_str()
                .is_some_and(|text| text.ends_with("x…"))
        );
        let said = value["_cut"].as_str().unwrap_or_default();
        assert!(
            said.contains("list (6003 bytes), text (4002 bytes, shortened)"),
            "{said}"
        );
    }

    #[test]
    fn a_text_is_found_in_any_letter_case() {
        assert!(holds(r#"{"name":"\u00c5ngstr\u00f6m AB"}"#, "ångström"));
        assert!(!holds(r#"{"name":"A"}"#, "name"));
    }
}
