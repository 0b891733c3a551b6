//! Wire fields and what goes into them.

use std::fmt;

use serde_json::{Map, Value};

/// A wire field, or a key of one that holds an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wire {
    pub(super) field: String,
    pub(super) key: Option<String>,
}

impl Wire {
    /// A name as mappings write it: `web`, `custom.Industry`.
    pub(super) fn of(name: &str) -> Self {
        match name.split_once('.') {
            Some((field, key)) => Wire::within(field, key),
            None => Wire {
                field: name.to_owned(),
                key: None,
            },
        }
    }

    pub(super) fn within(field: &str, key: &str) -> Self {
        Wire {
            field: field.to_owned(),
            key: Some(key.to_owned()),
        }
    }

    /// Puts a value into a body.
    pub(super) fn put(&self, body: &mut Map<String, Value>, value: Value) {
        let Some(key) = &self.key else {
            body.insert(self.field.clone(), value);
            return;
        };
        let holder = body.entry(self.field.clone()).or_insert(Value::Null);
        if !holder.is_object() {
            *holder = Value::Object(Map::new());
        }
        if let Some(members) = holder.as_object_mut() {
            members.insert(key.clone(), value);
        }
    }

    /// What a body has here.
    pub(super) fn get<'b>(&self, body: &'b Map<String, Value>) -> Option<&'b Value> {
        let value = body.get(&self.field)?;
        match &self.key {
            Some(key) => value.get(key),
            None => Some(value),
        }
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{}.{key}", self.field),
            None => f.write_str(&self.field),
        }
    }
}

/// What a unified field puts into a wire field.
#[derive(Debug)]
pub(super) struct Put<'w> {
    pub(super) field: &'w str,
    pub(super) wire: Wire,
    pub(super) value: Value,
}
