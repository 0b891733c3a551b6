//! From flags to arguments of a call.

use std::io::Read;

use clap::ArgMatches;
use clap::parser::ValueSource;
use planhat_core::table::{Access, Body, Field, Kind, Operation};
use planhat_core::{Arguments, Date, Fields, Payload, RecordId, Value};
use serde_json::{Map, Number};

use crate::failure::Failure;
use crate::tree::placeholders;

/// Fields that an operation writes and that have a flag.
pub fn writable(operation: &'static Operation) -> impl Iterator<Item = &'static Field> {
    let fixed = |field: &Field| operation.fixed.iter().any(|(name, _)| *name == field.name);
    operation.body_fields.iter().filter(move |field| {
        field.access != Access::Read
            && field.in_operation(operation.name)
            && field.name != "_id"
            && !matches!(field.kind, Kind::Custom)
            && !fixed(field)
    })
}

/// Arguments of an operation; rows and CSV text are not read here.
///
/// # Errors
/// When a value is none of its type.
pub fn arguments(
    operation: &'static Operation,
    matches: &ArgMatches,
) -> Result<Arguments, Failure> {
    let mut arguments = Arguments::default();
    for name in placeholders(operation) {
        let value = text(matches, &format!("path:{name}")).unwrap_or_default();
        match name {
            "id" => arguments.id = Some(RecordId::new("", "", value)),
            name => arguments.path.push((name.to_owned(), value.to_owned())),
        }
    }
    for field in operation.query {
        let id = format!("query:{}", field.name);
        if let Some(value) = given(matches, &id) {
            arguments
                .query
                .push((field.name.to_owned(), query(field, &value)?));
        }
    }
    if operation.body == Body::One {
        arguments.body = Payload::One(fields(operation, matches)?);
    }
    Ok(arguments)
}

/// The texts given for a flag; nothing when it was not given.
fn given(matches: &ArgMatches, id: &str) -> Option<Vec<String>> {
    if !matches.ids().any(|known| known.as_str() == id)
        || matches.value_source(id) == Some(ValueSource::DefaultValue)
    {
        return None;
    }
    let values = matches.get_many::<String>(id)?;
    Some(values.cloned().collect())
}

fn text<'m>(matches: &'m ArgMatches, id: &str) -> Option<&'m str> {
    matches.get_one::<String>(id).map(String::as_str)
}

/// A parameter as it stands in the query: a day by its number.
fn query(field: &Field, given: &[String]) -> Result<String, Failure> {
    let joined = given.join(",");
    match field.kind {
        Kind::Day => Ok(value(field, &joined)?.to_string()),
        _ => Ok(joined),
    }
}

fn fields(operation: &'static Operation, matches: &ArgMatches) -> Result<Fields, Failure> {
    let mut map = match text(matches, "body") {
        Some(body) => object(body)?,
        None => Map::new(),
    };
    for field in writable(operation) {
        let Some(given) = given(matches, &format!("body:{}", field.name)) else {
            continue;
        };
        let value = match field.kind {
            Kind::List(item) => list(field, item, &given)?,
            _ => value(field, &given.join(","))?,
        };
        map.insert(field.name.to_owned(), value);
    }
    for pair in pairs(matches, "set")? {
        let value = serde_json::from_str(&pair.1).map_err(|error| {
            Failure::usage(format!(
                "--set {}: `{}` is no JSON: {error}",
                pair.0, pair.1
            ))
            .hint(format!("a text needs quotes: --set '{}=\"...\"'", pair.0))
        })?;
        map.insert(pair.0, value);
    }
    for name in given(matches, "clear").unwrap_or_default() {
        map.insert(name, Value::Null);
    }
    let own = operation
        .body_fields
        .iter()
        .find(|field| matches!(field.kind, Kind::Custom));
    let pairs = pairs(matches, "custom")?;
    if let (Some(own), false) = (own, pairs.is_empty()) {
        let custom = map.entry(own.name).or_insert_with(|| Map::new().into());
        if let Value::Object(custom) = custom {
            for (key, text) in pairs {
                let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
                custom.insert(key, value);
            }
        }
    }
    Ok(Fields::from(map))
}

/// Values such as `NAME=VALUE`.
fn pairs(matches: &ArgMatches, id: &str) -> Result<Vec<(String, String)>, Failure> {
    let given = given(matches, id).unwrap_or_default().into_iter();
    let pair = |text: String| match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(Failure::usage(format!(
            "--{id} {text}: what is wanted is NAME=VALUE"
        ))),
    };
    given.map(pair).collect()
}

/// An object from a flag: JSON, `@FILE`, or `-` for standard input.
///
/// # Errors
/// When it cannot be read, or is no object.
pub fn object(given: &str) -> Result<Map<String, Value>, Failure> {
    match json(given)? {
        Value::Object(map) => Ok(map),
        _ => Err(Failure::usage("--body wants an object")),
    }
}

/// JSON from a flag: as it stands, `@FILE`, or `-` for standard input.
///
/// # Errors
/// When it cannot be read, or is no JSON.
pub fn json(given: &str) -> Result<Value, Failure> {
    let read = match given.strip_prefix('@') {
        Some(path) => read(path)?,
        None if given == "-" => read("-")?,
        None => given.to_owned(),
    };
    serde_json::from_str(&read)
        .map_err(|error| Failure::usage(format!("--body is no JSON: {error}")))
}

/// The text of a file; `-` is standard input.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &str) -> Result<String, Failure> {
    if path == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        return read
            .map(|_| text)
            .map_err(|error| Failure::input("standard input", &error));
    }
    std::fs::read_to_string(path).map_err(|error| Failure::input(path, &error))
}

/// A list: parts between commas, or one JSON array.
fn list(field: &Field, item: &Kind, given: &[String]) -> Result<Value, Failure> {
    if let [one] = given
        && one.trim_start().starts_with('[')
    {
        return serde_json::from_str(one).map_err(|error| wrong(field, one, &error.to_string()));
    }
    let parts: Vec<&str> = match item {
        Kind::Object(_) | Kind::Json | Kind::Map(_) => given.iter().map(String::as_str).collect(),
        _ => given.iter().flat_map(|text| text.split(',')).collect(),
    };
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(|part| of_kind(field, item, part)).collect()
}

/// A value of a field's type from text.
fn value(field: &Field, text: &str) -> Result<Value, Failure> {
    of_kind(field, &field.kind, text)
}

fn of_kind(field: &Field, kind: &Kind, text: &str) -> Result<Value, Failure> {
    match kind {
        Kind::Integer | Kind::Number => {
            let number = text.parse::<Number>();
            number
                .map(Value::Number)
                .map_err(|_| wrong(field, text, "it is no number"))
        }
        Kind::Boolean => match text {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err(wrong(field, text, "it is neither true nor false")),
        },
        // A day travels as a number; people write dates.
        Kind::Day => match (text.parse::<i64>(), text.parse::<Date>()) {
            (Ok(day), _) => Ok(day.into()),
            (_, Ok(date)) => days(&date)
                .map(Value::from)
                .ok_or_else(|| wrong(field, text, "it is no day")),
            _ => Err(wrong(
                field,
                text,
                "it is neither a date such as 2025-05-30 nor a day number",
            )),
        },
        Kind::List(_) | Kind::Map(_) | Kind::Object(_) | Kind::Custom | Kind::Json => {
            serde_json::from_str(text).map_err(|error| wrong(field, text, &error.to_string()))
        }
        _ => Ok(text.into()),
    }
}

fn days(date: &Date) -> Option<i64> {
    let day = planhat_core::Day::from(date.civil().ok()?);
    serde_json::to_value(day).ok()?.as_i64()
}

fn wrong(field: &Field, text: &str, why: &str) -> Failure {
    let flag = crate::names::flag(field);
    Failure::usage(format!("--{flag} {text}: {why}"))
}
