//! Rules that a body can break.

use planhat_core::table::{Operation, Rule};
use serde_json::Value;

use super::Doc;

/// What a rule of the operation lacks, in the server's words.
pub(crate) fn required(operation: &Operation, body: &Doc) -> Result<(), String> {
    match operation.required.iter().find(|rule| !holds(rule, body)) {
        None => Ok(()),
        Some(rule) => Err(format!("{} is required", rule.one_of.join(" or "))),
    }
}

fn holds(rule: &Rule, body: &Doc) -> bool {
    let given = |name: &str| match body.get(name) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) => true,
    };
    let applies = rule.when.iter().all(|(name, json)| {
        let wanted = serde_json::from_str::<Value>(json).ok();
        body.get(*name) == wanted.as_ref()
    });
    !applies || rule.one_of.iter().any(|name| given(name))
}

/// Two keys of the tenant's own that differ in letter case alone cannot be sent together.
pub(crate) fn no_twins(value: &Value) -> Result<(), String> {
    let Value::Object(map) = value else {
        return Ok(());
    };
    let mut seen: Vec<(String, &String)> =
        map.keys().map(|key| (key.to_lowercase(), key)).collect();
    seen.sort();
    match seen.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(format!(
            "custom: `{}` and `{}` differ in case alone",
            pair[0].1, pair[1].1
        )),
        None => Ok(()),
    }
}
