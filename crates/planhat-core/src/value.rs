//! One value against its field: who may set it, its shape, its bounds.

use serde_json::Value;

use crate::table::{Access, Api, Field, Kind, Operation, OperationKind};

/// One value of a body.
pub(crate) fn value(
    api: &Api,
    operation: &Operation,
    field: &Field,
    given: &Value,
) -> Result<(), String> {
    let is_key = operation.resource.keys.contains(&field.name)
        && operation.kind == OperationKind::BulkUpsert;
    if field.access == Access::Read && !is_key {
        return Err("is read only: the server would ignore it".into());
    }
    if !field.in_operation(operation.name) {
        return Err(format!(
            "does not exist in {}; it exists in {}",
            operation.id(),
            field.only.join(", ")
        ));
    }
    if given.is_null() {
        return Ok(());
    }
    shape(&field.kind, given).map_err(|expected| match field.sensitive {
        true => format!("is something else than {expected}"),
        false => format!("is {given}, and {expected} was expected"),
    })?;
    prefixed(api, operation, field, given)?;
    limits(field, given)
}

/// Prefixed ids go into the bodies of create and bulk upsert alone.
fn prefixed(api: &Api, operation: &Operation, field: &Field, given: &Value) -> Result<(), String> {
    let made = matches!(
        operation.kind,
        OperationKind::Create | OperationKind::BulkUpsert
    );
    let is_ref = matches!(field.kind, Kind::Ref(_) | Kind::List(Kind::Ref(_))) && field.prefixed;
    let is_key = |text: &str| {
        api.keys
            .iter()
            .any(|key| key.prefix.is_some_and(|prefix| text.starts_with(prefix)))
    };
    let mut ids = match given {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    }
    .into_iter()
    .filter_map(Value::as_str);
    match ids.find(|text| is_ref && !made && is_key(text)) {
        Some(text) => Err(format!(
            "`{text}` is a prefixed key, which create and bulk upsert alone take"
        )),
        None => Ok(()),
    }
}

/// The JSON shape that a type is written in. Days take a date text too, as the server does.
fn shape(kind: &Kind, value: &Value) -> Result<(), &'static str> {
    let (good, expected) = match kind {
        Kind::String | Kind::Enum => (value.is_string(), "a text"),
        Kind::Id | Kind::Ref(_) => (value.is_string(), "an id"),
        Kind::Date | Kind::DateTime => (value.is_string(), "a date as text"),
        Kind::Integer => (value.is_i64() || value.is_u64(), "a whole number"),
        Kind::Day => (
            value.is_i64() || value.is_string(),
            "a number of days since 1970-01-01",
        ),
        Kind::Number => (value.is_number(), "a number"),
        Kind::Boolean => (value.is_boolean(), "true or false"),
        Kind::List(_) => (value.is_array(), "a list"),
        Kind::Map(_) | Kind::Object(_) | Kind::Custom => (value.is_object(), "an object"),
        Kind::Json => (true, ""),
    };
    if good { Ok(()) } else { Err(expected) }
}

/// Bounds, and the values of a closed enum.
pub(crate) fn limits(field: &Field, value: &Value) -> Result<(), String> {
    if let Some(number) = value.as_f64() {
        let (min, max) = (field.min, field.max);
        if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
            let text = |bound: Option<f64>| bound.map_or("any".into(), |bound| bound.to_string());
            return Err(format!(
                "is {value}, outside {} to {}",
                text(min),
                text(max)
            ));
        }
    }
    if let (Some(text), false, Kind::Enum) = (value.as_str(), field.open, &field.kind)
        && !field.values.iter().any(|(known, _)| *known == text)
    {
        let known: Vec<&str> = field.values.iter().map(|(known, _)| *known).collect();
        return Err(format!(
            "is `{text}`, and one of {} was expected",
            known.join(", ")
        ));
    }
    Ok(())
}
