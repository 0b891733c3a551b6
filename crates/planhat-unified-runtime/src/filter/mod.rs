//! Filters as they are asked for: names, operators, values, against what the model declares.

mod plan;
mod test;

use jiff::Timestamp;
use planhat_spec::unified::mapping::{Filter, Kind, Model, Op, Pushdown};
use serde_json::{Map, Value};

use crate::fault;
use crate::value::moment_given;
use crate::{Code, Error};

pub(crate) use plan::{Plan, plans, reads_one};
pub(crate) use test::Test;

/// The field that says when a record last changed.
pub(crate) const CHANGED: &str = "updated_at";

/// Other spellings of filters that are taken: those of other unified APIs.
const ALIASES: &[(&str, &str, Op)] = &[
    ("modified_after", CHANGED, Op::Gt),
    ("modified_before", CHANGED, Op::Lt),
    ("updated_since", CHANGED, Op::Gte),
    ("updated_after", CHANGED, Op::Gt),
    ("updated_before", CHANGED, Op::Lt),
    ("created_after", "created_at", Op::Gt),
    ("created_before", "created_at", Op::Lt),
    ("created_since", "created_at", Op::Gte),
];

/// The operators by the names that they are asked for with.
pub(crate) const OPS: &[(&str, Op)] = &[
    ("eq", Op::Eq),
    ("ne", Op::Ne),
    ("in", Op::In),
    ("gt", Op::Gt),
    ("gte", Op::Gte),
    ("lt", Op::Lt),
    ("lte", Op::Lte),
    ("contains", Op::Contains),
    ("exists", Op::Exists),
];

/// The name of an operator.
pub(crate) fn name(op: Op) -> &'static str {
    let known = OPS.iter().find(|(_, known)| *known == op);
    known.map_or("", |(name, _)| name)
}

/// Whether an operator is scanned though the server does others of the filter.
pub(crate) fn is_scanned(filter: &Filter, op: Op) -> bool {
    let equal = matches!(op, Op::Eq | Op::In);
    match &filter.pushdown {
        Pushdown::Query { .. } => !equal && filter.path.is_some(),
        Pushdown::Key { .. } => !equal,
        Pushdown::Scan | Pushdown::Route => false,
    }
}

/// A filter that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) filter: Filter,
    pub(crate) op: Op,
    /// One of these is enough.
    pub(crate) values: Vec<Operand>,
}

/// A value of a filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operand {
    /// As it was given.
    pub(crate) text: String,
    /// What it is.
    pub(crate) content: Content,
}

/// What a value of a filter is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Text,
    Number(f64),
    Flag(bool),
    Moment(Timestamp),
}

/// The filters of a request.
///
/// # Errors
/// When one is not declared, has an operator that it does not take, or a value of another type.
pub(crate) fn read(model: &Model, given: &Map<String, Value>) -> Result<Vec<Asked>, Error> {
    let pairs = given.iter().map(|(key, value)| one(model, key, value));
    let mut asked = pairs.collect::<Result<Vec<_>, _>>()?;
    asked.sort_by(|one, other| {
        (&one.filter.name, name(one.op)).cmp(&(&other.filter.name, name(other.op)))
    });
    Ok(asked)
}

/// The filters in one text, for digests.
pub(crate) fn told(asked: &[Asked]) -> String {
    let each = asked.iter().map(|one| {
        let texts: Vec<&str> = one.values.iter().map(|value| value.text.as_str()).collect();
        (one.filter.name.as_str(), name(one.op), texts)
    });
    serde_json::to_string(&each.collect::<Vec<_>>()).unwrap_or_default()
}

fn one(model: &Model, key: &str, value: &Value) -> Result<Asked, Error> {
    let Some((wanted, op)) = split(key) else {
        let message = format!("`{key}` is no filter: write `filter[name]` or `filter[name][op]`");
        return Err(unsupported(model, key, &message));
    };
    let alias = ALIASES.iter().find(|(alias, _, _)| {
        *alias == wanted && !model.filters.iter().any(|known| known.name == wanted)
    });
    let (wanted, op) = match (alias, op) {
        (Some((_, name, op)), None) => (*name, Some(*op)),
        _ => (wanted, op.map(|op| lookup(model, key, op)).transpose()?),
    };
    let filter = model.filters.iter().find(|filter| filter.name == wanted);
    let Some(filter) = filter else {
        let message = format!("{} cannot be filtered by `{wanted}`", model.plural);
        return Err(unsupported(model, key, &message));
    };
    let many = matches!(value, Value::Array(_));
    // A plain name takes the only operator where there is one.
    let plain = match filter.ops.as_slice() {
        [only] => *only,
        _ => Op::Eq,
    };
    let op = op.unwrap_or(if many { Op::In } else { plain });
    // A list under a plain name is several values of `eq`.
    let listed = many && op == Op::In && filter.ops.contains(&Op::Eq);
    if !listed && !filter.ops.contains(&op) {
        let ops: Vec<&str> = filter.ops.iter().map(|op| name(*op)).collect();
        let message = format!("`{wanted}` takes {}, not `{}`", ops.join(", "), name(op));
        return Err(unsupported(model, key, &message));
    }
    Ok(Asked {
        values: operands(filter, op, key, value)?,
        filter: filter.clone(),
        op,
    })
}

/// Name and operator: `name`, `name[op]`, `filter[name]`, `filter[name][op]`.
fn split(key: &str) -> Option<(&str, Option<&str>)> {
    let inner = key
        .strip_prefix("filter[")
        .and_then(|rest| rest.split_once(']'));
    if let Some((name, rest)) = inner {
        let op = rest
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        return (rest.is_empty() || op.is_some()).then_some((name, op));
    }
    let parts = key.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    Some(match parts {
        Some((name, op)) => (name, Some(op)),
        None => (key, None),
    })
}

fn lookup(model: &Model, key: &str, op: &str) -> Result<Op, Error> {
    let known = OPS.iter().find(|(name, _)| *name == op);
    known.map(|(_, op)| *op).ok_or_else(|| {
        let names: Vec<&str> = OPS.iter().map(|(name, _)| *name).collect();
        let message = format!("`{op}` is no operator; they are {}", names.join(", "));
        unsupported(model, key, &message)
    })
}

fn unsupported(model: &Model, key: &str, message: &str) -> Error {
    let error = fault::new(Code::UnsupportedFilter, message.to_owned());
    let error = fault::at(error, key, message, None);
    model.filters.iter().fold(error, |error, filter| {
        fault::allowed(error, &filter.name, filter.ops.iter().map(|op| name(*op)))
    })
}

fn operands(filter: &Filter, op: Op, key: &str, value: &Value) -> Result<Vec<Operand>, Error> {
    let wrong = |message: String| {
        let error = fault::new(Code::InvalidRequest, format!("filter `{key}` {message}"));
        fault::at(error, key, &message, None)
    };
    let texts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(plain).collect::<Option<_>>(),
        Value::String(list) if op == Op::In => {
            let parts = list.split(',').map(|part| part.trim().to_owned());
            Some(parts.filter(|part| !part.is_empty()).collect())
        }
        one => plain(one).map(|text| vec![text]),
    }
    .ok_or_else(|| wrong("takes a text, a number, true or false, or a list of them".to_owned()))?;
    if texts.is_empty() {
        return Err(wrong("is an empty list: nothing could match".to_owned()));
    }
    if texts.len() > 1 && op != Op::In {
        return Err(wrong(format!("takes one value with `{}`", name(op))));
    }
    let kind = if op == Op::Exists {
        &Kind::Boolean
    } else {
        &filter.kind
    };
    texts
        .into_iter()
        .map(|text| operand(kind, text).map_err(wrong))
        .collect()
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn operand(kind: &Kind, text: String) -> Result<Operand, String> {
    let content = match kind {
        Kind::Integer | Kind::Number => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Content::Number(number),
            _ => return Err(format!("takes a number, and `{text}` is none")),
        },
        Kind::Boolean => match text.as_str() {
            "true" => Content::Flag(true),
            "false" => Content::Flag(false),
            _ => return Err(format!("takes true or false, not `{text}`")),
        },
        Kind::DateTime | Kind::Date => Content::Moment(moment(&text).ok_or_else(|| {
            format!(
                "takes a moment such as 2025-05-30T09:15:00Z, or a day, and `{text}` is neither"
            )
        })?),
        Kind::Enum(words) => {
            // Other unified APIs write their words in capitals.
            let word = words.iter().find(|word| **word == text);
            let word = word.or_else(|| words.iter().find(|word| word.eq_ignore_ascii_case(&text)));
            let Some(word) = word else {
                return Err(format!(
                    "has no value `{text}`; it has {}",
                    words.join(", ")
                ));
            };
            return Ok(Operand {
                text: word.clone(),
                content: Content::Text,
            });
        }
        Kind::List(item) => return operand(item, text),
        _ => Content::Text,
    };
    Ok(Operand { text, content })
}

/// A moment from a text: RFC 3339, a day, milliseconds, or a moment without a zone, which is taken as
/// UTC.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    moment_given(text)?.parse().ok()
}
