//! In what form records are shown: mapped, tidied, or as they came.

use planhat_core::table::{Field, Kind, Resource};
use serde_json::{Number, Value};

use crate::Record;
use crate::filter::moment;

/// In what form records come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// As the unified model has them.
    #[default]
    Unified,
    /// With the server's names, and dates, numbers and lists of one form.
    Normalized,
    /// As they came.
    Raw,
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "unified" => Ok(Format::Unified),
            "normalized" => Ok(Format::Normalized),
            "raw" => Ok(Format::Raw),
            _ => Err(format!(
                "`{text}` is no format; they are unified, normalized, raw"
            )),
        }
    }
}

/// A record with values of one form: moments as RFC 3339 in UTC, days as such, numbers as numbers,
/// lists as lists. What cannot be read as its type stays as it came.
pub(crate) fn normalized(resource: &Resource, record: Record) -> Record {
    let each = record.into_iter().map(|(name, value)| {
        let known = resource.fields.iter().find(|field| field.name == name);
        let value = match known {
            Some(field) => of_field(field, value),
            None => value,
        };
        (name, value)
    });
    each.collect()
}

fn of_field(field: &Field, value: Value) -> Value {
    // A field of two shapes is left to its reader.
    if field.or.is_some() && !matches!(field.kind, Kind::List(_)) {
        return value;
    }
    of_kind(&field.kind, value)
}

fn of_kind(kind: &Kind, value: Value) -> Value {
    match (kind, value) {
        (_, Value::Null) => Value::Null,
        (Kind::DateTime, Value::String(text)) => match moment(&text) {
            Some(moment) => moment.to_string().into(),
            None => text.into(),
        },
        (Kind::DateTime, Value::Number(number)) => {
            let moment = number
                .as_i64()
                .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
            moment.map_or(Value::Number(number), |moment| moment.to_string().into())
        }
        (Kind::Date, Value::String(text)) => match (text.get(..10), moment(&text)) {
            (Some(day), Some(_)) => day.into(),
            _ => text.into(),
        },
        (Kind::Integer | Kind::Number, Value::String(text)) => {
            let whole = text.trim().parse::<i64>().map(Number::from).ok();
            let number = whole.or_else(|| Number::from_f64(text.trim().parse().ok()?));
            number.map_or(Value::String(text), Value::Number)
        }
        (Kind::List(item), Value::Array(items)) => items
            .into_iter()
            .map(|value| of_kind(item, value))
            .collect(),
        (Kind::List(item), one) => Value::Array(vec![of_kind(item, one)]),
        (Kind::Object(fields), Value::Object(members)) => {
            let each = members.into_iter().map(|(name, value)| {
                let field = fields.iter().find(|field| field.name == name);
                let value = match field {
                    Some(field) => of_field(field, value),
                    None => value,
                };
                (name, value)
            });
            Value::Object(each.collect())
        }
        (_, value) => value,
    }
}
