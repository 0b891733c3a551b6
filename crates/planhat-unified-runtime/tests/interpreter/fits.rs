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
