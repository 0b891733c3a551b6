//! An object whose keys are data and whose values have one type.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::value::MapView;
use super::{Entries, FieldValue, MapSlot, Shape, Slot, Step, View};
use crate::Object;

/// Values by key, such as usage figures by metric. Entries that are null or of an unexpected type
/// are kept aside, in [`odd`](KeyedMap::odd).
///
/// ```
/// use planhat_core::KeyedMap;
/// let usage: KeyedMap<i64> = [("logins", 3)].into_iter().collect();
/// assert_eq!(usage.get("logins"), Some(&3));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct KeyedMap<T> {
    entries: BTreeMap<String, T>,
    odd: Object,
}

impl<T> Default for KeyedMap<T> {
    fn default() -> Self {
        KeyedMap {
            entries: BTreeMap::new(),
            odd: Object::new(),
        }
    }
}

impl<T> KeyedMap<T> {
    /// The value under this key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.entries.get(key)
    }

    /// All values, by key.
    pub fn entries(&self) -> &BTreeMap<String, T> {
        &self.entries
    }

    /// Sets a value.
    pub fn insert(&mut self, key: impl Into<String>, value: T) {
        self.entries.insert(key.into(), value);
    }

    /// Entries that are null or of an unexpected type.
    pub fn odd(&self) -> &Object {
        &self.odd
    }
}

impl<K: Into<String>, V, T: From<V>> FromIterator<(K, V)> for KeyedMap<T> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let entries = entries
            .into_iter()
            .map(|(key, value)| (key.into(), value.into()))
            .collect();
        KeyedMap {
            entries,
            odd: Object::new(),
        }
    }
}

impl<T: FieldValue> MapSlot for Option<KeyedMap<T>> {
    fn fill(&mut self, entries: &mut dyn Entries) -> Step {
        let mut map = KeyedMap::default();
        while let Some(key) = entries.key() {
            let mut value = None;
            match entries.value(T::slot(&mut value)) {
                Step::Filled => {
                    if let Some(value) = value {
                        map.odd.remove(&key);
                        map.entries.insert(key, value);
                    }
                }
                Step::Null => map.set_odd(key, Value::Null),
                Step::Odd(value) => map.set_odd(key, value),
                Step::End | Step::Failed => return Step::Failed,
            }
        }
        if entries.failed() {
            return Step::Failed;
        }
        *self = Some(map);
        Step::Filled
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T> KeyedMap<T> {
    /// Of a key that comes twice, the last value counts.
    fn set_odd(&mut self, key: String, value: Value) {
        self.entries.remove(&key);
        self.odd.insert(key, value);
    }
}

impl<T: FieldValue> MapView for KeyedMap<T> {
    fn entries(&self) -> Vec<(&str, View<'_>)> {
        self.entries
            .iter()
            .map(|(key, value)| (key.as_str(), value.view()))
            .collect()
    }

    fn odd(&self) -> &Object {
        &self.odd
    }
}

impl<T: FieldValue> FieldValue for KeyedMap<T> {
    const ACCEPTS: Shape = Shape::OBJECT;

    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Map(place)
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: FieldValue> Serialize for KeyedMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}
