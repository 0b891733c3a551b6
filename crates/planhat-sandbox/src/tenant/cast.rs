//! Values as they are stored: what can be read as the field's type is taken as that, as a database
//! with a schema does; what cannot is refused.

use planhat_core::table::{Field, Format, Kind};
use serde_json::{Number, Value};

use super::clock;

/// The value to store, or what the server says against it.
pub(crate) fn value(field: &Field, given: &Value) -> Result<Value, String> {
    if given.is_null() {
        return Ok(Value::Null);
    }
    if let Some((_, says)) = refused(field, given) {
        return Err((*says).to_owned());
    }
    let stored = cast(&field.kind, given, field.format);
    // A value in the other shape that reads show is taken as it came.
    let stored = match (stored, &field.or) {
        (None, Some(or)) if cast(or, given, None).is_some() || matches!(or, Kind::Json) => {
            Some(given.clone())
        }
        (None, Some(_)) if given.is_object() || given.is_array() => Some(given.clone()),
        (stored, _) => stored,
    };
    let stored = stored.ok_or_else(|| failed(field, given))?;
    limits(field, &stored)?;
    Ok(fallen_back(field, stored))
}

fn refused<'f>(field: &'f Field, given: &Value) -> Option<&'f (&'static str, &'static str)> {
    let given = given.as_str()?;
    field.refuses.iter().find(|(value, _)| *value == given)
}

fn fallen_back(field: &Field, stored: Value) -> Value {
    match (field.fallback, stored.as_str()) {
        (Some(fallback), Some(text)) if !fallback.known.contains(&text) => fallback.to.into(),
        _ => stored,
    }
}

fn failed(field: &Field, given: &Value) -> String {
    let kind = match field.kind {
        Kind::Integer | Kind::Number | Kind::Day => "Number",
        Kind::Boolean => "Boolean",
        Kind::Date | Kind::DateTime => "Date",
        Kind::List(_) => "Array",
        Kind::Object(_) | Kind::Map(_) | Kind::Custom => "Object",
        _ => "String",
    };
    let name = field.name;
    format!("Cast to {kind} failed for value {given} at path \"{name}\"")
}

fn limits(field: &Field, stored: &Value) -> Result<(), String> {
    let name = field.name;
    if let (Kind::Enum, false, Some(text)) = (&field.kind, field.open, stored.as_str())
        && !field.values.iter().any(|(known, _)| *known == text)
    {
        return Err(format!(
            "`{text}` is not a valid enum value for path `{name}`"
        ));
    }
    let number = stored.as_f64();
    if let (Some(number), Some(min)) = (number, field.min)
        && number < min
    {
        return Err(format!(
            "Path `{name}` ({number}) is less than minimum allowed value ({min})"
        ));
    }
    if let (Some(number), Some(max)) = (number, field.max)
        && number > max
    {
        return Err(format!(
            "Path `{name}` ({number}) is more than maximum allowed value ({max})"
        ));
    }
    Ok(())
}

fn cast(kind: &Kind, given: &Value, format: Option<Format>) -> Option<Value> {
    match kind {
        Kind::String | Kind::Id | Kind::Ref(_) | Kind::Enum => text(given, format),
        Kind::Integer | Kind::Number => number(given),
        Kind::Boolean => boolean(given),
        Kind::Day => day(given),
        Kind::Date => date(given),
        Kind::DateTime => moment(given),
        Kind::List(item) => list(item, given, format),
        Kind::Map(_) | Kind::Custom => given.is_object().then(|| given.clone()),
        // An id in place of an object is taken where lists of either are.
        Kind::Object(_) => (given.is_object() || given.is_string()).then(|| given.clone()),
        Kind::Json => Some(given.clone()),
    }
}

fn text(given: &Value, format: Option<Format>) -> Option<Value> {
    match given {
        // Line breaks of rich text are lost.
        Value::String(text) if format == Some(Format::Html) && text.contains(['\n', '\r']) => {
            Some(text.replace("\r\n", " ").replace(['\n', '\r'], " ").into())
        }
        Value::String(_) => Some(given.clone()),
        Value::Number(_) | Value::Bool(_) => Some(given.to_string().into()),
        // A whole record in place of its id.
        Value::Object(map) => map.get("_id").filter(|id| id.is_string()).cloned(),
        _ => None,
    }
}

fn number(given: &Value) -> Option<Value> {
    match given {
        Value::Number(_) => Some(given.clone()),
        Value::Bool(flag) => Some(u8::from(*flag).into()),
        Value::String(text) if text.trim().is_empty() => Some(Value::Null),
        Value::String(text) => text.trim().parse::<Number>().ok().map(Value::Number),
        _ => None,
    }
}

fn boolean(given: &Value) -> Option<Value> {
    match given {
        Value::Bool(_) => Some(given.clone()),
        Value::String(text) if matches!(text.as_str(), "true" | "1" | "yes") => Some(true.into()),
        Value::String(text) if matches!(text.as_str(), "false" | "0" | "no") => Some(false.into()),
        Value::Number(number) if number.as_f64() == Some(0.0) => Some(false.into()),
        Value::Number(number) if number.as_f64() == Some(1.0) => Some(true.into()),
        _ => None,
    }
}

/// A day number; the date that it stands for is taken too.
fn day(given: &Value) -> Option<Value> {
    match given {
        Value::Number(number) if number.is_i64() => Some(given.clone()),
        Value::String(text) => match text.trim().parse::<i64>() {
            Ok(day) => Some(day.into()),
            Err(_) => clock::parse(text).map(|moment| clock::day(moment).into()),
        },
        _ => None,
    }
}

fn date(given: &Value) -> Option<Value> {
    match given {
        Value::String(text) => clock::parse(text).map(|_| given.clone()),
        _ => moment(given),
    }
}

fn moment(given: &Value) -> Option<Value> {
    let moment = match given {
        Value::String(text) if text.trim().is_empty() => return Some(Value::Null),
        Value::String(text) => clock::parse(text)?,
        Value::Number(number) => jiff::Timestamp::from_millisecond(number.as_i64()?).ok()?,
        _ => return None,
    };
    Some(clock::text(moment).into())
}

/// An array; a single value is taken as an array of it.
fn list(item: &Kind, given: &Value, format: Option<Format>) -> Option<Value> {
    let items = match given {
        Value::Array(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    let cast = |one: &Value| match one {
        Value::Null => Some(Value::Null),
        one => cast(item, one, format),
    };
    items
        .iter()
        .map(cast)
        .collect::<Option<Vec<_>>>()
        .map(Value::Array)
}
