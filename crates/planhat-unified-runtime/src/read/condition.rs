//! Whether conditions hold of a record.

use planhat_spec::unified::mapping::Condition;
use serde_json::Value;

use crate::value::{Raw, Sort};

/// Whether all conditions hold of a record.
pub fn holds(conditions: &[Condition], record: Raw<'_>) -> bool {
    conditions.iter().all(|condition| {
        let head = condition.field.split('.').next().unwrap_or_default();
        holds_of(condition, record.get(head))
    })
}

/// Whether a condition holds of the member that its field begins with; of a list, of one of its items.
pub(super) fn holds_of(condition: &Condition, mut value: Option<Raw<'_>>) -> bool {
    for name in condition.field.split('.').skip(1) {
        value = value.and_then(|value| value.get(name));
    }
    let has = condition.one_of.iter().any(|wanted| match value {
        None => wanted.is_null(),
        Some(raw) if raw.sort() == Sort::List && !wanted.is_array() => {
            raw.items().any(|item| same(item, wanted))
        }
        Some(raw) => same(raw, wanted),
    });
    has != condition.not
}

/// Whether a value of a record is this one; numbers by what they count.
pub fn same(raw: Raw<'_>, value: &Value) -> bool {
    match value {
        Value::String(text) => match raw.quoted() {
            Some(quoted) if !quoted.contains('\\') => quoted == text,
            Some(_) => raw.text().as_deref() == Some(text),
            None => false,
        },
        Value::Bool(true) => raw.as_text() == "true",
        Value::Bool(false) => raw.as_text() == "false",
        Value::Null => raw.is_null(),
        Value::Number(number) => {
            raw.sort() == Sort::Number && raw.as_text().parse::<f64>().ok() == number.as_f64()
        }
        other => raw.to_value() == *other,
    }
}
