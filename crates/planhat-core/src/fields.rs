//! What is written: values by wire name, and `Patch`, which tells absent from null.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

/// The body of a write: values by wire name. A name that is absent is not sent, a null clears.
/// Debug output shows names alone: values may be personal.
#[derive(Clone, Default, PartialEq)]
pub struct Fields {
    map: Map<String, Value>,
    faults: Vec<Fault>,
}

/// Something wrong with an argument, found before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Wire name or path of the argument, such as `score` or `rows[3].email`.
    pub argument: String,
    /// What is wrong and what was expected.
    pub message: String,
}

impl Fields {
    /// An empty body.
    pub fn new() -> Self {
        Fields::default()
    }

    /// Sets, clears or keeps a value.
    pub fn set<T: Serialize>(&mut self, name: &str, value: Patch<T>) {
        let value = match value {
            Patch::Keep => return,
            Patch::Clear => Value::Null,
            Patch::Set(value) => match serde_json::to_value(value) {
                Ok(Value::Null) => {
                    self.fault(
                        name,
                        "has no form in JSON; to clear it, send `Patch::Clear`",
                    );
                    return;
                }
                Ok(value) => value,
                Err(error) => {
                    self.fault(name, error.to_string());
                    return;
                }
            },
        };
        self.map.insert(name.to_owned(), value);
    }

    /// Sets one key of a nested object, such as the tenant's own fields.
    pub fn set_in(&mut self, name: &str, key: String, value: Value) {
        let object = self
            .map
            .entry(name)
            .or_insert_with(|| Value::Object(Map::new()));
        if !object.is_object() {
            *object = Value::Object(Map::new());
        }
        if let Value::Object(members) = object {
            members.insert(key, value);
        }
    }

    /// Remembers that an argument cannot be sent.
    pub fn fault(&mut self, argument: impl Into<String>, message: impl Into<String>) {
        self.faults.push(Fault {
            argument: argument.into(),
            message: message.into(),
        });
    }

    /// The value under this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.map.get(name)
    }

    /// All values, by name.
    pub fn map(&self) -> &Map<String, Value> {
        &self.map
    }

    /// What is wrong so far.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The values alone.
    pub fn into_map(self) -> Map<String, Value> {
        self.map
    }
}

impl From<Map<String, Value>> for Fields {
    fn from(map: Map<String, Value>) -> Self {
        Fields {
            map,
            faults: Vec::new(),
        }
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.map.keys()).finish()
    }
}

impl Serialize for Fields {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.map.serialize(serializer)
    }
}

/// What a write does to one field.
///
/// ```
/// use planhat_core::Patch;
/// let set = Patch::from("Ada");
/// assert_eq!(set, Patch::Set("Ada"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Leaves it as it is: nothing is sent.
    #[default]
    Keep,
    /// Sends null, which clears it.
    Clear,
    /// Sends a value.
    Set(T),
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Patch::Set(value)
    }
}
/// What a setter takes for a value: the value, what converts into it, or a [`Patch`] of it. `M` is
/// inferred and tells the two apart.
pub trait IntoPatch<T, M> {
    /// The patch.
    fn into_patch(self) -> Patch<T>;
}

/// What a setter takes for a list: anything that gives items, or a [`Patch`] of a list.
pub trait IntoListPatch<T, M> {
    /// The patch.
    fn into_list_patch(self) -> Patch<Vec<T>>;
}

/// Marks a plain value.
#[derive(Debug)]
pub struct ByValue;
/// Marks a patch.
#[derive(Debug)]
pub struct ByPatch;

impl<T, V: Into<T>> IntoPatch<T, ByValue> for V {
    fn into_patch(self) -> Patch<T> {
        Patch::Set(self.into())
    }
}
impl<T> IntoPatch<T, ByPatch> for Patch<T> {
    fn into_patch(self) -> Patch<T> {
        self
    }
}
impl<T, V: Into<T>, I: IntoIterator<Item = V>> IntoListPatch<T, ByValue> for I {
    fn into_list_patch(self) -> Patch<Vec<T>> {
        Patch::Set(self.into_iter().map(Into::into).collect())
    }
}
impl<T> IntoListPatch<T, ByPatch> for Patch<Vec<T>> {
    fn into_list_patch(self) -> Patch<Vec<T>> {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<M>(value: impl IntoPatch<String, M>) -> Patch<String> {
        value.into_patch()
    }

    fn list<M>(value: impl IntoListPatch<String, M>) -> Patch<Vec<String>> {
        value.into_list_patch()
    }

    #[test]
    fn setters_take_values_and_patches() {
        assert_eq!(text("a"), Patch::Set("a".to_owned()));
        assert_eq!(text(Patch::Clear), Patch::Clear);
        assert_eq!(
            list(["a", "b"]),
            Patch::Set(vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(list(Patch::Clear), Patch::Clear);
    }

    #[test]
    fn absent_null_and_value_differ() {
        let mut fields = Fields::new();
        fields.set("kept", Patch::<String>::Keep);
        fields.set("cleared", Patch::<String>::Clear);
        fields.set("empty", Patch::Set(""));
        assert_eq!(
            serde_json::to_string(&fields).unwrap(),
            r#"{"cleared":null,"empty":""}"#
        );
    }

    #[test]
    fn a_number_that_json_has_not_is_a_fault() {
        let mut fields = Fields::new();
        fields.set("value", Patch::Set(crate::Number::Float(f64::NAN)));
        assert_eq!(fields.faults()[0].argument, "value");
    }
}
