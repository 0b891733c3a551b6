//! One value by what its definition holds.

use planhat_core::Holds;
use serde_json::{Number, Value};

use crate::value::{Raw, date_of, date_of_text, moment_of, moment_of_text};

/// What becomes of a value.
#[derive(Debug, PartialEq)]
pub(super) enum Typed {
    /// It stays, and is as it should be.
    Same,
    /// It is this, in another form.
    As(Value),
    /// It was of another sort and was taken for this.
    Cast(Value),
    /// It is nothing of the kind.
    Misfit,
}

/// A value as its field holds it.
pub(super) fn typed(holds: Holds, value: &Value) -> Typed {
    match (holds, value) {
        (Holds::Anything, _) | (_, Value::Null) => Typed::Same,
        (Holds::Texts, value) => texts(value),
        // What does no harm in a text is no value of another sort.
        (Holds::Number | Holds::Flag | Holds::Moment | Holds::Day, Value::String(text))
            if text.is_empty() =>
        {
            Typed::As(Value::Null)
        }
        (Holds::Moment, value) => of_text(value, moment(value)),
        (Holds::Day, value) => of_text(value, day(value)),
        (Holds::Number, Value::Number(_)) | (Holds::Flag, Value::Bool(_)) => Typed::Same,
        (Holds::Number, Value::String(text)) => match number(text.trim()) {
            Some(number) => Typed::Cast(number.into()),
            None => Typed::Misfit,
        },
        (Holds::Flag, Value::String(text)) => match text.as_str() {
            "true" => Typed::Cast(true.into()),
            "false" => Typed::Cast(false.into()),
            _ => Typed::Misfit,
        },
        (Holds::Text | Holds::Id, Value::String(_)) => Typed::Same,
        _ => Typed::Misfit,
    }
}

fn texts(value: &Value) -> Typed {
    match value {
        Value::Array(_) => Typed::Same,
        Value::String(text) if text.is_empty() => Typed::As(Value::Array(Vec::new())),
        Value::String(text) => Typed::As(Value::Array(vec![text.as_str().into()])),
        _ => Typed::Misfit,
    }
}

fn of_text(value: &Value, text: Option<String>) -> Typed {
    match text {
        None => Typed::Misfit,
        Some(text) if value.as_str() == Some(&text) => Typed::Same,
        Some(text) => Typed::As(text.into()),
    }
}

fn moment(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => moment_of_text(text).map(|text| text.into_owned()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(moment_of(Raw::parse(&text).ok()?)?.into_owned())
        }
        _ => None,
    }
}

fn day(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => date_of_text(text).map(|text| text.into_owned()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(date_of(Raw::parse(&text).ok()?)?.into_owned())
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<Number> {
    let whole = text.parse::<i64>().map(Number::from).ok();
    whole.or_else(|| Number::from_f64(text.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_what_their_fields_hold() {
        let same = |holds, value| assert_eq!(typed(holds, &value), Typed::Same, "{value}");
        same(Holds::Moment, json!("2025-05-30T09:15:00.000Z"));
        same(Holds::Day, json!("2025-05-30"));
        same(Holds::Number, json!(1.5));
        same(Holds::Texts, json!(["a"]));
        same(Holds::Anything, json!("2025-05-30T09:15:00+0000"));
        same(Holds::Moment, Value::Null);
        let turned = |holds, value, other| {
            assert_eq!(typed(holds, &value), Typed::As(other), "{value}");
        };
        let moment = json!("2025-05-30T09:15:00Z");
        turned(Holds::Moment, json!("2025-05-30T09:15:00+0000"), moment);
        turned(Holds::Moment, json!(20238), json!("2025-05-30T00:00:00Z"));
        let day = json!("2025-05-30");
        turned(Holds::Day, json!("2025-05-30T00:00:00.000Z"), day.clone());
        turned(Holds::Day, json!(20238), day);
        turned(Holds::Day, json!(-1), json!("1969-12-31"));
        turned(Holds::Texts, json!("Gold"), json!(["Gold"]));
        turned(Holds::Texts, json!(""), json!([]));
        turned(Holds::Number, json!(""), Value::Null);
        let cast = |holds, value, other| {
            assert_eq!(typed(holds, &value), Typed::Cast(other), "{value}");
        };
        cast(Holds::Number, json!("12"), json!(12));
        cast(Holds::Number, json!("1.5"), json!(1.5));
        cast(Holds::Flag, json!("true"), json!(true));
    }

    #[test]
    fn what_is_nothing_of_the_kind_stays() {
        for (holds, value) in [
            (Holds::Moment, json!("undefined")),
            (Holds::Moment, json!(true)),
            (Holds::Day, json!({"value": 1})),
            (Holds::Number, json!("undefined")),
            (Holds::Number, json!("inf")),
            (Holds::Flag, json!(2)),
            (Holds::Text, json!(5)),
            (Holds::Texts, json!(5)),
        ] {
            assert_eq!(typed(holds, &value), Typed::Misfit, "{value}");
        }
    }
}
