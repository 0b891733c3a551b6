//! Whether values are what their fields promise.

use planhat_spec::unified::mapping::{Kind, Mapping};
use serde_json::Value;

/// Whether a value is of a kind. Null is of each.
pub fn fits(mapping: &Mapping, kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (_, Value::Null) | (Kind::Any, _) => true,
        (Kind::String, Value::String(_)) | (Kind::Boolean, Value::Bool(_)) => true,
        (Kind::Object, Value::Object(_)) | (Kind::Number, Value::Number(_)) => true,
        (Kind::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Kind::DateTime, Value::String(text)) => text.ends_with('Z') && text.len() >= 20,
        (Kind::Date, Value::String(text)) => text.len() == 10,
        (Kind::Enum(words), Value::String(text)) => words.contains(text),
        (Kind::List(inner), Value::Array(items)) => {
            let good = |item: &Value| !item.is_null() && fits(mapping, inner, item);
            items.iter().all(good)
        }
        (Kind::Shape(name), Value::Object(members)) => {
            let shape = &mapping.shapes[name];
            members.iter().all(|(name, value)| {
                let mut known = shape.members.iter();
                let member = known.find(|member| member.name == *name);
                member.is_some_and(|member| fits(mapping, &member.kind, value))
            })
        }
        _ => false,
    }
}

/// Without the names and addresses next to ids, which a write does not carry.
pub fn named(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(named).collect(),
        Value::Object(members) if members.contains_key("id") => {
            let mut members = members.clone();
            if members.get("name") != members.get("id") {
                members.remove("name");
            }
            members.remove("email");
            Value::Object(members)
        }
        other => other.clone(),
    }
}

/// Whether a value is one of the server's own words, or its members have to agree with each other.
pub fn parted(kind: &Kind) -> bool {
    match kind {
        Kind::List(inner) => parted(inner),
        Kind::Shape(name) => !["Ref", "Tag"].contains(&name.as_str()),
        _ => false,
    }
}
