//! Arguments against the table, before anything is sent.

use serde_json::{Map, Value};

use crate::fields::{Fault, Fields};
use crate::id::RecordId;
use crate::request::{Arguments, Payload, constant_text};
use crate::table::{Api, Body, Field, Kind, Operation, OperationKind, Rule};
use crate::value::{limits, value};

/// Everything that is wrong with the arguments. Names that the table does not know pass in bodies
/// (the server may know them), but not in queries (it would ignore them silently).
pub(crate) fn check(api: &Api, operation: &Operation, arguments: &Arguments) -> Vec<Fault> {
    let mut faults = check_frame(api, operation, arguments);
    match (&arguments.body, operation.body) {
        (Payload::None, _) => {
            if operation.body == Body::One {
                row(
                    api,
                    operation,
                    &Fields::new(),
                    &arguments.query,
                    "",
                    &mut faults,
                );
            }
        }
        (Payload::One(fields), Body::One | Body::OneOrMany) => {
            row(api, operation, fields, &arguments.query, "", &mut faults);
        }
        (Payload::Many(rows), Body::Many | Body::OneOrMany) => {
            for (at, fields) in rows.iter().enumerate() {
                row(
                    api,
                    operation,
                    fields,
                    &arguments.query,
                    &format!("rows[{at}]."),
                    &mut faults,
                );
            }
        }
        (Payload::Csv(_), Body::Csv) => {}
        _ => fault(
            &mut faults,
            "body",
            "has another form than this operation sends",
        ),
    }
    if operation.body == Body::None || matches!(arguments.body, Payload::Csv(_)) {
        rules(operation, &Map::new(), &arguments.query, "", &mut faults);
    }
    faults
}

/// What is wrong with the arguments, the body aside.
pub(crate) fn check_frame(api: &Api, operation: &Operation, arguments: &Arguments) -> Vec<Fault> {
    let mut faults = Vec::new();
    identity(api, operation, arguments, &mut faults);
    query(operation, arguments, &mut faults);
    faults
}

/// One row of a bulk write; `at` is its number in the input.
pub(crate) fn check_row(
    api: &Api,
    operation: &Operation,
    fields: &Fields,
    query: &[(String, String)],
    at: usize,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    row(
        api,
        operation,
        fields,
        query,
        &format!("rows[{at}]."),
        &mut faults,
    );
    faults
}

/// Whether every row has a key, so that sending it twice is the same as once.
pub(crate) fn all_keyed(operation: &Operation, payload: &Payload) -> bool {
    match payload {
        Payload::Many(rows) => rows.iter().all(|row| has_key(operation, row)),
        Payload::One(row) => has_key(operation, row),
        Payload::None | Payload::Csv(_) => false,
    }
}

pub(crate) fn has_key(operation: &Operation, row: &Fields) -> bool {
    operation
        .resource
        .keys
        .iter()
        .any(|key| row.get(key).is_some_and(is_given))
}

fn is_given(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

fn fault(faults: &mut Vec<Fault>, argument: impl Into<String>, message: impl Into<String>) {
    faults.push(Fault {
        argument: argument.into(),
        message: message.into(),
    });
}

/// The id: there, not empty (that would be the list), and of a kind that the operation takes.
fn identity(api: &Api, operation: &Operation, arguments: &Arguments, faults: &mut Vec<Fault>) {
    if operation.path.contains("{id}") {
        match &arguments.id {
            None => fault(faults, "id", "is missing"),
            Some(id) if is_blank(api, id) => fault(faults, "id", "is empty"),
            Some(id) if matches!(&*id.to_wire(), "." | "..") => fault(faults, "id", "is no id"),
            Some(id) => prefix(api, operation, &id.to_wire(), faults),
        }
    }
    let names = operation
        .path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name);
    for name in
        names.filter(|name| *name != "id" && !api.secrets.iter().any(|secret| secret.name == *name))
    {
        let given = arguments
            .path
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str());
        match given {
            None | Some("") => fault(faults, name, "is missing"),
            Some("." | "..") => fault(faults, name, "cannot stand in a path"),
            Some(_) => {}
        }
    }
}

/// Whether there is no value, or nothing behind a prefix.
fn is_blank(api: &Api, id: &RecordId) -> bool {
    let wire = id.to_wire();
    let mut prefixes = api.keys.iter().filter_map(|key| key.prefix);
    id.value().trim().is_empty() || prefixes.any(|prefix| wire.trim() == prefix)
}

/// A value that begins with a prefix is of a key that the operation takes.
fn prefix(api: &Api, operation: &Operation, wire: &str, faults: &mut Vec<Fault>) {
    let prefixed: Vec<_> = api
        .keys
        .iter()
        .filter(|key| key.prefix.is_some_and(|prefix| wire.starts_with(prefix)))
        .collect();
    if prefixed.is_empty() || prefixed.iter().any(|key| operation.ids.contains(&key.name)) {
        return;
    }
    let taken = operation.ids.join(", ");
    fault(
        faults,
        "id",
        format!(
            "`{wire}` is a prefixed key, and {} takes {taken} alone",
            operation.id()
        ),
    );
}

fn query(operation: &Operation, arguments: &Arguments, faults: &mut Vec<Fault>) {
    for (name, text) in &arguments.query {
        let known = operation
            .query
            .iter()
            .find(|field| field.name == name || field.aliases.contains(&name.as_str()));
        let Some(field) = known else {
            let names: Vec<&str> = operation.query.iter().map(|field| field.name).collect();
            fault(
                faults,
                name,
                format!(
                    "is no parameter of {}; it takes {}",
                    operation.id(),
                    names.join(", ")
                ),
            );
            continue;
        };
        let constant = operation
            .fixed
            .iter()
            .find(|(known, json)| known == name && constant_text(json) != *text);
        if text.is_empty() {
            fault(faults, name, "is empty: the server would ignore it");
        } else if let Some((_, json)) = constant {
            fault(faults, name, format!("is always {json} here"));
        } else if let Err(message) = parameter(field, text) {
            fault(faults, name, message);
        }
    }
}

/// The text of a parameter as a value of its type.
fn parameter(field: &Field, text: &str) -> Result<(), String> {
    let value = match field.kind {
        Kind::Integer | Kind::Day => text
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| format!("`{text}` is no whole number"))?,
        Kind::Number => text
            .parse::<f64>()
            .map(Value::from)
            .map_err(|_| format!("`{text}` is no number"))?,
        Kind::Boolean => text
            .parse::<bool>()
            .map(Value::from)
            .map_err(|_| format!("`{text}` is neither true nor false"))?,
        Kind::Enum => Value::from(text),
        _ => return Ok(()),
    };
    limits(field, &value)
}

fn row(
    api: &Api,
    operation: &Operation,
    fields: &Fields,
    query: &[(String, String)],
    at: &str,
    faults: &mut Vec<Fault>,
) {
    for known in fields.faults() {
        fault(
            faults,
            format!("{at}{}", known.argument),
            known.message.clone(),
        );
    }
    for (name, given) in fields.map() {
        let constant = operation.fixed.iter().find(|(known, _)| known == name);
        if let Some((_, json)) = constant {
            if serde_json::from_str::<Value>(json).ok().as_ref() != Some(given) {
                fault(
                    faults,
                    format!("{at}{name}"),
                    format!("is always {json} here"),
                );
            }
            continue;
        }
        let Some(field) = operation
            .body_fields
            .iter()
            .find(|field| field.name == name)
        else {
            continue;
        };
        if let Err(message) = value(api, operation, field, given) {
            fault(faults, format!("{at}{name}"), message);
        }
    }
    for name in operation.drops_without {
        if !fields.get(name).is_some_and(is_given) {
            fault(
                faults,
                format!("{at}{name}"),
                "is missing: the server would drop the row and say nothing",
            );
        }
    }
    let upsert = operation.kind == OperationKind::BulkUpsert && has_key(operation, fields);
    if !upsert {
        rules(operation, fields.map(), query, at, faults);
    }
}

/// Required names and one-of rules.
fn rules(
    operation: &Operation,
    map: &Map<String, Value>,
    query: &[(String, String)],
    at: &str,
    faults: &mut Vec<Fault>,
) {
    let given = |name: &str| {
        map.get(name).is_some_and(is_given)
            || operation.fixed.iter().any(|(known, _)| *known == name)
            || operation.path.contains(&format!("{{{name}}}"))
            || query
                .iter()
                .any(|(known, value)| known == name && !value.is_empty())
    };
    for rule in operation.required.iter().filter(|rule| holds(rule, map)) {
        if rule.one_of.iter().any(|name| given(name)) {
            continue;
        }
        match rule.one_of {
            [name] => fault(faults, format!("{at}{name}"), "is missing"),
            names => fault(
                faults,
                format!("{at}{}", names.join(" or ")),
                "is missing: at least one is needed",
            ),
        }
    }
}

/// Whether the conditions of a rule are met.
fn holds(rule: &Rule, map: &Map<String, Value>) -> bool {
    rule.when
        .iter()
        .all(|(name, json)| map.get(*name) == serde_json::from_str(json).ok().as_ref())
}
