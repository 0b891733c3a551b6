//! What a list of references says of its items besides who they are: it stays with those that stay.

use std::collections::HashMap;

use planhat_spec::unified::mapping::{Convert, RefParts, Rule, Write as Way};
use serde_json::{Map, Value};

use super::put::Wire;

/// Whether a given list takes the place of one whose items may say more of themselves.
pub(super) fn replaces(rule: &Rule, value: &Value) -> bool {
    let says_more = match &rule.write {
        Way::To {
            convert: Convert::RefList(parts),
            ..
        } => !parts.flags.is_empty(),
        _ => false,
    };
    says_more && value.as_array().is_some_and(|items| !items.is_empty())
}

/// The list that is sent, with the flags that its items have in the present record.
pub(super) fn keep(
    current: Option<&Map<String, Value>>,
    field: &str,
    convert: &Convert,
    mut value: Value,
) -> Value {
    let Convert::RefList(parts) = convert else {
        return value;
    };
    let known = current.and_then(|record| Wire::of(field).get(record)?.as_array());
    let (Some(known), Some(items)) = (known, value.as_array_mut()) else {
        return value;
    };
    let flagged = known
        .iter()
        .filter_map(|item| Some((id(item, parts)?, item)));
    let flagged: HashMap<&str, &Value> = flagged.collect();
    for item in items {
        let Some(before) = id(item, parts).and_then(|id| flagged.get(id)) else {
            continue;
        };
        let set = parts.flags.iter();
        let set = set.filter(|flag| before.get(flag.as_str()) == Some(&Value::Bool(true)));
        for flag in set {
            item[flag.as_str()] = Value::Bool(true);
        }
    }
    value
}

fn id<'v>(item: &'v Value, parts: &RefParts) -> Option<&'v str> {
    let item = item.as_object()?;
    parts.id.iter().find_map(|name| item.get(name)?.as_str())
}
