//! JSON that keeps the order it is made in, whatever features the JSON library is built with.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    /// A value from a spec.
    Value(Value),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Object),
}

/// An object.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object(IndexMap<String, Json>);

impl Object {
    pub(super) fn new() -> Self {
        Object::default()
    }

    /// With one member more, or another value for one.
    pub(super) fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.set(name, value);
        self
    }

    /// The same where there is a value.
    pub(super) fn maybe(self, name: &str, value: Option<impl Into<Json>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Without a member.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.shift_remove(name);
        self
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<Json>) {
        self.0.insert(name.to_owned(), value.into());
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By name.
    pub(super) fn sorted(mut self) -> Self {
        self.0.sort_keys();
        self
    }
}

impl Json {
    /// Text in one line.
    pub(super) fn compact(&self) -> String {
        // Nothing here can fail, as below.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Text over several lines, with a newline at its end.
    pub(super) fn text(&self) -> String {
        // Nothing here can fail: the keys are texts, and the writer is memory.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Value(Value::Object(members)) => {
                // The order of the library depends on its features, which other crates can set.
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                serializer.collect_map(
                    members
                        .into_iter()
                        .map(|(name, value)| (name, Json::Value(value.clone()))),
                )
            }
            Json::Value(Value::Array(items)) => {
                serializer.collect_seq(items.iter().cloned().map(Json::Value))
            }
            Json::Value(value) => value.serialize(serializer),
            Json::List(items) => serializer.collect_seq(items),
            Json::Object(Object(members)) => serializer.collect_map(members),
        }
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Json::Object(object)
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Json::Value(value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Value(Value::from(text))
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Json::from(text.as_str())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Value(Value::from(text))
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Value(Value::from(value))
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Json::List(items.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_those_of_specs_are_sorted() {
        let of_spec: Value =
            serde_json::from_str(r#"{"z":{"y":1,"x":[{"b":2,"a":3}]}}"#).expect("this is JSON");
        let object = Object::new()
            .with("later", "x")
            .with("earlier", of_spec)
            .maybe("absent", None::<&str>);
        let text = Json::from(object).text();
        assert!(text.ends_with("}\n"));
        let plain: String = text.split_whitespace().collect();
        assert_eq!(
            plain,
            r#"{"later":"x","earlier":{"z":{"x":[{"a":3,"b":2}],"y":1}}}"#
        );
    }
}
