//! From flags to arguments of a call.

use clap::ArgMatches;
use planhat_core::table::{Field, Kind, Operation};
use planhat_core::{Arguments, Date, DateTime, Day, RecordId, Value};
use serde_json::{Map, Number};

use crate::console::Console;
use crate::failure::Failure;
use crate::{exit, flags, names};

/// What flags say of a call, the body aside; what is wrong with them is added to the faults.
pub(crate) fn frame(
    operation: &'static Operation,
    matches: &ArgMatches,
    faults: &mut Vec<String>,
) -> Arguments {
    let mut arguments = Arguments::default();
    for name in flags::placeholders(operation) {
        let Some(value) = text(matches, &format!("path:{name}")) else {
            continue;
        };
        match name {
            "id" => arguments.id = Some(RecordId::new("", "", value)),
            name => arguments.path.push((name.to_owned(), value.to_owned())),
        }
    }
    for field in flags::parameters(operation) {
        let Some(given) = all(matches, &format!("query:{}", field.name)) else {
            continue;
        };
        match parameter(field, &given) {
            Ok(value) => arguments.query.push((field.name.to_owned(), value)),
            Err(fault) => faults.push(fault),
        }
    }
    arguments
}

/// The fields that flags give to a body; what is wrong with them is added to the faults.
///
/// # Errors
/// When `--body` cannot be read.
pub(crate) fn fields(
    operation: &'static Operation,
    matches: &ArgMatches,
    console: &Console,
    faults: &mut Vec<String>,
) -> Result<Map<String, Value>, Failure> {
    let mut map = match text(matches, "body").map(|given| json("--body", given, console)) {
        None => Map::new(),
        Some(Ok(Value::Object(map))) => map,
        Some(Ok(_)) => return Err(Failure::new(exit::INVALID, "--body is no JSON object")),
        Some(Err(failure)) => return Err(failure),
    };
    for field in flags::writable(operation) {
        let Some(given) = all(matches, &format!("body:{}", field.name)) else {
            continue;
        };
        match of_field(field, &given) {
            Ok(value) => drop(map.insert(field.name.to_owned(), value)),
            Err(fault) => faults.push(fault),
        }
    }
    for (name, text) in pairs(matches, "set", faults) {
        match serde_json::from_str(&text) {
            Ok(value) => drop(map.insert(name, value)),
            Err(_) => faults.push(format!(
                "--set {name}: `{text}` is no JSON; a text needs quotes: --set '{name}=\"{text}\"'"
            )),
        }
    }
    for name in all(matches, "clear").unwrap_or_default() {
        let mut known = flags::writable(operation);
        let meant = known.find(|field| names::kebab(field.name) == name);
        let name = meant.map_or(name, |field| field.name.to_owned());
        map.insert(name, Value::Null);
    }
    if let Some(own) = flags::custom(operation) {
        for (key, text) in pairs(matches, "custom", faults) {
            let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            let object = map.entry(own.name).or_insert_with(|| Map::new().into());
            match object {
                Value::Object(object) => drop(object.insert(key, value)),
                _ => faults.push(format!(
                    "--custom does not go with a {} that is no object",
                    own.name
                )),
            }
        }
    }
    Ok(map)
}

/// JSON from a flag: as it stands, from a file, or `-` for standard input.
///
/// # Errors
/// When it cannot be read, or is no JSON.
pub(crate) fn json(flag: &str, given: &str, console: &Console) -> Result<Value, Failure> {
    let written = given.trim_start();
    let is_json =
        written.starts_with(['{', '[', '"']) || serde_json::from_str::<Value>(written).is_ok();
    let (place, text) = match is_json {
        true => (flag.to_owned(), given.to_owned()),
        false => {
            let path = given.strip_prefix('@').unwrap_or(given);
            (path.to_owned(), read(path, console)?)
        }
    };
    serde_json::from_str(&text)
        .map_err(|error| Failure::new(exit::INVALID, format!("{place} is no JSON: {error}")))
}

/// The text of a file; `-` is standard input.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read(path: &str, console: &Console) -> Result<String, Failure> {
    if path == "-" {
        return console.read_input();
    }
    std::fs::read_to_string(path).map_err(|error| Failure::input(path, &error))
}

/// Whether a flag was given, where the command has it.
pub(crate) fn is_set(matches: &ArgMatches, id: &str) -> bool {
    matches.try_get_one::<bool>(id).ok().flatten() == Some(&true)
}

/// The text given for a flag, where the command has it.
pub(crate) fn text<'m>(matches: &'m ArgMatches, id: &str) -> Option<&'m str> {
    let given = matches.try_get_one::<String>(id).ok().flatten();
    given.map(String::as_str)
}

/// The texts given for a flag; nothing when it was not given.
pub(crate) fn all(matches: &ArgMatches, id: &str) -> Option<Vec<String>> {
    let values = matches.try_get_many::<String>(id).ok().flatten()?;
    Some(values.cloned().collect())
}

/// Values such as `NAME=VALUE`.
pub(crate) fn pairs(
    matches: &ArgMatches,
    id: &str,
    faults: &mut Vec<String>,
) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for text in all(matches, id).unwrap_or_default() {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => {
                pairs.push((name.to_owned(), value.to_owned()));
            }
            _ => faults.push(format!("--{id} {text}: NAME=VALUE is wanted")),
        }
    }
    pairs
}

/// A parameter as it stands in the query: lists joined by commas, days by their number.
fn parameter(field: &Field, given: &[String]) -> Result<String, String> {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    match of_field(field, given)? {
        Value::Array(items) => {
            let items: Vec<String> = items.into_iter().map(text).collect();
            Ok(items.join(","))
        }
        value => Ok(text(value)),
    }
}

/// A value of a field's type from the texts of its flag.
fn of_field(field: &Field, given: &[String]) -> Result<Value, String> {
    let flag = format!("--{}", names::kebab(field.name));
    let value = match field.kind {
        Kind::List(item) => list(field, item, given),
        _ => of_kind(field, &field.kind, given.last().map_or("", String::as_str)),
    };
    value.map_err(|fault| format!("{flag} {fault}"))
}

/// A list: parts between commas, or one JSON array.
fn list(field: &Field, item: &Kind, given: &[String]) -> Result<Value, String> {
    if let [one] = given
        && one.trim_start().starts_with('[')
    {
        return serde_json::from_str(one).map_err(|error| format!("`{one}` is no JSON: {error}"));
    }
    let texts = given.iter().map(String::as_str);
    let parts: Vec<&str> = match item {
        Kind::Object(_) | Kind::Json | Kind::Map(_) => texts.collect(),
        _ => texts
            .flat_map(|text| text.split(','))
            .map(str::trim)
            .collect(),
    };
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(|part| of_kind(field, item, part)).collect()
}

fn of_kind(field: &Field, kind: &Kind, text: &str) -> Result<Value, String> {
    match kind {
        Kind::Integer => match text.parse::<i64>() {
            Ok(number) => Ok(number.into()),
            Err(_) => Err(format!("`{text}` is no whole number")),
        },
        Kind::Number => text
            .parse::<Number>()
            .map(Value::Number)
            .map_err(|_| format!("`{text}` is no number")),
        Kind::Boolean => match text {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err(format!("`{text}` is neither true nor false")),
        },
        Kind::Day => day(text).map(Value::from).ok_or_else(|| {
            format!("`{text}` is neither a date such as 2025-05-30 nor a number of days since 1970-01-01")
        }),
        Kind::Date => match text.parse::<Date>() {
            Ok(_) => Ok(text.into()),
            Err(_) => Err(format!("`{text}` is no date such as 2025-05-30")),
        },
        Kind::DateTime => match text.parse::<DateTime>() {
            Ok(_) => Ok(text.into()),
            Err(_) => Err(format!("`{text}` is no moment such as 2025-05-30T09:15:00Z or 2025-05-30")),
        },
        Kind::Enum => word(field, text),
        Kind::List(_) | Kind::Map(_) | Kind::Object(_) | Kind::Custom | Kind::Json => {
            serde_json::from_str(text).map_err(|error| format!("`{text}` is no JSON: {error}"))
        }
        // What was left out after a flag is not taken for its value.
        Kind::String | Kind::Id | Kind::Ref(_) if text.starts_with("--") && text.len() > 2 => {
            Err(format!("needs a value, and `{text}` looks like a flag"))
        }
        Kind::String | Kind::Id | Kind::Ref(_) => Ok(text.into()),
    }
}

/// A word of an enum; an open one takes others.
fn word(field: &Field, text: &str) -> Result<Value, String> {
    let known: Vec<&str> = field.values.iter().map(|(known, _)| *known).collect();
    if field.open || known.is_empty() || known.contains(&text) {
        return Ok(text.into());
    }
    Err(match names::nearest(text, &known) {
        Some(near) => format!("does not take `{text}`; did you mean `{near}`?"),
        None => format!("does not take `{text}`; it takes {}", known.join(", ")),
    })
}

/// A day travels as a number; people write dates.
fn day(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let date = text.parse::<Date>().ok()?.civil().ok()?;
    Some(Day::from(date).number())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(field: &Field, text: &str) -> Result<Value, String> {
        of_field(field, &[text.to_owned()])
    }

    fn field(kind: Kind) -> Field {
        Field {
            name: "someField",
            kind,
            ..Field::NEW
        }
    }

    #[test]
    fn texts_become_values_of_their_type() {
        for (kind, text, value) in [
            (Kind::Integer, "-3", serde_json::json!(-3)),
            (Kind::Number, "1.5", serde_json::json!(1.5)),
            (Kind::Day, "2025-05-30", serde_json::json!(20238)),
            (Kind::Day, "20238", serde_json::json!(20238)),
            (
                Kind::List(&Kind::String),
                "a, b",
                serde_json::json!(["a", "b"]),
            ),
            (
                Kind::List(&Kind::String),
                r#"["a,b"]"#,
                serde_json::json!(["a,b"]),
            ),
            (Kind::Object(&[]), r#"{"a":1}"#, serde_json::json!({"a": 1})),
            (Kind::String, "-x", serde_json::json!("-x")),
        ] {
            assert_eq!(one(&field(kind), text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_value_is_told_with_its_flag() {
        for (kind, text) in [
            (Kind::Integer, "1.5"),
            (Kind::Number, "x"),
            (Kind::Boolean, "yes"),
            (Kind::Day, "tomorrow"),
            (Kind::Date, "2025-02-31"),
            (Kind::DateTime, "soon"),
            (Kind::Object(&[]), "x"),
            (Kind::String, "--limit"),
        ] {
            let fault = one(&field(kind), text).unwrap_err();
            assert!(
                fault.starts_with("--some-field ") && fault.contains(text),
                "{fault}"
            );
        }
    }

    #[test]
    fn words_of_a_closed_enum_have_near_misses() {
        let closed = Field {
            values: &[("lead", ""), ("customer", "")],
            ..field(Kind::Enum)
        };
        assert_eq!(one(&closed, "lead"), Ok("lead".into()));
        assert!(
            one(&closed, "custmer")
                .unwrap_err()
                .ends_with("did you mean `customer`?")
        );
        assert!(
            one(&closed, "zzzzzz")
                .unwrap_err()
                .ends_with("it takes lead, customer")
        );
        let open = Field {
            open: true,
            ..closed
        };
        assert_eq!(one(&open, "custmer"), Ok("custmer".into()));
    }
}
