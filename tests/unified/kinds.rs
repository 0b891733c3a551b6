//! What of a value a write carries, and whether one can be made up.

use planhat_spec::unified::mapping::Kind;
use serde_json::Value;

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
