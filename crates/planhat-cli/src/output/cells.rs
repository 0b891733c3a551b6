//! Values as cells.

use planhat_core::{Object, Value};

/// A cell of a table.
pub(super) struct Cell {
    pub(super) text: String,
    /// Numbers stand on the right.
    pub(super) number: bool,
}

/// The value under a name, or under a path such as `custom.Plan`.
pub(super) fn value<'r>(row: &'r Object, name: &str) -> Option<&'r Value> {
    if let Some(value) = row.get(name) {
        return Some(value);
    }
    let (object, key) = name.split_once('.')?;
    row.get(object)?.get(key)
}

/// A value for a table: lists as their items, nested objects by their names, in one line.
pub(super) fn cell(row: &Object, name: &str) -> Cell {
    let value = value(row, name);
    Cell {
        text: value.map(short).unwrap_or_default(),
        number: matches!(value, Some(Value::Number(_))),
    }
}

/// A value for CSV: text as it stands, anything nested as JSON.
pub(super) fn plain(row: &Object, name: &str) -> String {
    match value(row, name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// A value in a few words.
pub(super) fn short(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(short).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let named = ["name", "nickName", "symbol", "_id", "id"];
            match named.iter().find_map(|name| map.get(*name)?.as_str()) {
                Some(text) => text.to_owned(),
                None => value.to_string(),
            }
        }
        other => other.to_string(),
    };
    let signs = text
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign });
    signs.collect()
}
