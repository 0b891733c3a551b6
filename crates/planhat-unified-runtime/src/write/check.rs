//! Whether a given value is of its kind.

use planhat_spec::unified::mapping::{Kind, Mapping, Shape};
use serde_json::{Map, Number, Value};

use crate::error::{Code, Failure};
use crate::nearest::hint;
use crate::read::alike;
use crate::value::{ID, date_given, moment_given, no_moment};

/// A value that is refused, and what would be allowed.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) failure: Failure,
    pub(super) allowed: Option<Vec<Value>>,
    /// The places of all items that are too many, upwards.
    pub(super) left: Box<[usize]>,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Refused {
            failure,
            allowed: None,
            left: Box::default(),
        }
    }
}

pub(super) type Checked<T = Value> = Result<T, Refused>;

/// A fault of the caller.
pub(super) fn wrong<T>(path: &str, message: impl Into<String>) -> Checked<T> {
    Err(Failure::new(Code::InvalidRequest, path, message).into())
}

/// A part that has no home.
pub(super) fn homeless<T>(path: &str, message: impl Into<String>) -> Checked<T> {
    Err(Failure::new(Code::UnsupportedField, path, message).into())
}

/// A word with no way back.
pub(super) fn unmapped<T>(path: &str, message: String, allowed: Vec<Value>) -> Checked<T> {
    Err(Refused {
        failure: Failure::new(Code::EnumUnmapped, path, message),
        allowed: Some(allowed),
        left: Box::default(),
    })
}

/// Items beside the one that there is room for; the path is that of the first.
pub(super) fn no_room<T>(path: &str, left: Box<[usize]>) -> Checked<T> {
    let message = "there is room for one item";
    let failure = Failure::new(Code::UnsupportedField, path, message);
    Err(Refused {
        left,
        ..Refused::from(failure)
    })
}

/// A value as one of its kind, in the form that is sent. Null passes.
pub(super) fn value(mapping: &Mapping, path: &str, kind: &Kind, value: &Value) -> Checked {
    match (kind, value) {
        (_, Value::Null)
        | (Kind::Any, _)
        | (Kind::String, Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Number, Value::Number(_))
        | (Kind::Object, Value::Object(_)) => Ok(value.clone()),
        (Kind::Integer, Value::Number(number)) => match whole(number) {
            Some(number) => Ok(number.into()),
            None => wrong(path, "a whole number is needed"),
        },
        (Kind::DateTime, Value::String(text)) => moment(path, text),
        (Kind::Date, Value::String(text)) => match date_given(text) {
            Some(date) => Ok(date.into()),
            None => wrong(path, no_moment(text, name_of(kind))),
        },
        (Kind::Enum(words), Value::String(text)) => word(path, words, text),
        (Kind::Shape(name), Value::Object(members)) => {
            shaped(mapping, path, mapping.shapes.get(name), members)
        }
        (Kind::List(inner), Value::Array(items)) => {
            let mut out = Vec::with_capacity(items.len());
            for (at, item) in items.iter().enumerate() {
                let place = format!("{path}[{at}]");
                if item.is_null() {
                    return wrong(&place, "null is no item of a list");
                }
                out.push(self::value(mapping, &place, inner, item)?);
            }
            Ok(out.into())
        }
        _ => wrong(path, format!("{} is needed", name_of(kind))),
    }
}

fn name_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::String => "a text",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Boolean => "true or false",
        Kind::DateTime => "an RFC 3339 datetime",
        Kind::Date => "a date (YYYY-MM-DD)",
        Kind::Enum(_) => "a word",
        Kind::Object | Kind::Shape(_) => "an object",
        Kind::List(_) => "a list",
        Kind::Any => "a value",
    }
}

fn whole(number: &Number) -> Option<Number> {
    if number.is_i64() || number.is_u64() {
        return Some(number.clone());
    }
    let float = number.as_f64()?;
    (float.fract() == 0.0 && float.abs() < 9e15).then(|| Number::from(float as i64))
}

/// A moment in UTC, as precise as it is given.
pub(super) fn moment(path: &str, text: &str) -> Checked {
    match moment_given(text) {
        Some(moment) => Ok(moment.into()),
        None => wrong(path, no_moment(text, name_of(&Kind::DateTime))),
    }
}

/// One of some words, in any letter case.
fn word(path: &str, words: &[String], text: &str) -> Checked {
    match words.iter().find(|word| alike(word, text)) {
        Some(word) => Ok(word.as_str().into()),
        None => {
            let allowed = words
                .iter()
                .map(|word| Value::from(word.as_str()))
                .collect();
            let known = words.iter().map(String::as_str);
            unmapped(
                path,
                format!("there is no such word{}", hint(text, known)),
                allowed,
            )
        }
    }
}

/// An object that has members of its shape alone, each of its kind.
pub(super) fn shaped(
    mapping: &Mapping,
    path: &str,
    shape: Option<&Shape>,
    members: &Map<String, Value>,
) -> Checked {
    let Some(shape) = shape else {
        return Ok(Value::Object(members.clone()));
    };
    let mut out = Map::new();
    for (name, given) in members {
        let place = format!("{path}.{name}");
        let Some(member) = shape.members.iter().find(|member| member.name == *name) else {
            return wrong(&place, unknown(name, shape));
        };
        out.insert(name.clone(), value(mapping, &place, &member.kind, given)?);
    }
    Ok(out.into())
}

pub(super) fn unknown(name: &str, shape: &Shape) -> String {
    let known = shape.members.iter().map(|member| member.name.as_str());
    format!("there is no such member{}", hint(name, known))
}

/// The id of a reference: of an object with it, or the bare text. Names that come along are what the
/// server has, and are not looked at.
pub(crate) fn reference_id(
    value: &Value,
    path: &str,
    shape: Option<&Shape>,
) -> Result<Option<String>, Failure> {
    let wrong =
        |path: String, message: String| Err(Failure::new(Code::InvalidRequest, path, message));
    let members = match value {
        Value::Null => return Ok(None),
        Value::String(id) if !id.is_empty() => return Ok(Some(id.clone())),
        Value::Object(members) => members,
        _ => {
            return wrong(
                path.to_owned(),
                "an id, or an object with an id, is needed".into(),
            );
        }
    };
    if let Some(shape) = shape {
        let known = |name: &str| name == ID || shape.members.iter().any(|one| one.name == name);
        if let Some(name) = members.keys().find(|name| !known(name)) {
            return wrong(format!("{path}.{name}"), unknown(name, shape));
        }
    }
    match members.get(ID) {
        Some(Value::String(id)) if !id.is_empty() => Ok(Some(id.clone())),
        _ => wrong(format!("{path}.{ID}"), "the id is needed, a text".into()),
    }
}
