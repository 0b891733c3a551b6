//! Rust names of fields, parameters and values: usable, free, and apart from each other.

use std::collections::BTreeMap;

use super::value::innermost;
use super::{Place, Subject, below, names as forms, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Map, Other, Query, Type, Values};
use crate::names;
use crate::node::Step;

/// Ends of the names of types that each resource has.
const SUFFIXES: &[&str] = &["Body", "Id", "Key", "Patch", "Row"];

/// Whether a type cannot be named after a field, because each resource has one of that name.
pub(crate) fn is_type_taken(rust: &str) -> bool {
    SUFFIXES.contains(&names::type_name(rust).as_str())
}

/// Fields of the whole record, shared ones too, and the types they bring along.
pub(super) fn record(subject: &Subject<'_>, found: &mut Diagnostics) {
    let place = subject.place;
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (wire, field) in &subject.fields {
        let rust = names::field_rust_name(wire, field.name.as_deref());
        let at = steps!["fields", wire];
        if let Some(other) = seen.get(&rust) {
            let message = format!("`{wire}` and `{other}` both give the Rust name `{rust}`");
            let one = place
                .at_key("SPEC022", &at, message)
                .help("give one of them another `name`");
            let second = steps!["fields", *other];
            found.push(match place.has(&second) {
                true => one.second(&place.file, place.key(&second), "the other one stands here"),
                false => one,
            });
        } else {
            seen.insert(rust.clone(), wire);
        }
        if subject.spec.fields.contains_key(wire) && brings_type(field) {
            type_name(subject, &at, &rust, found);
        }
    }
}

/// Whether a field brings a type of its own.
fn brings_type(field: &Field) -> bool {
    let inner = innermost(&field.kind);
    let object = field.fields.is_some() && *inner == Type::Object;
    let direct = matches!(field.kind, Type::Enum | Type::Object) || field.fields.is_none();
    direct && (*inner == Type::Enum || object || matches!(field.or, Some(Other::Fields(_))))
}

/// The type of a field is named after record and field, as are those of bodies and calls.
fn type_name(subject: &Subject<'_>, at: &[Step], rust: &str, found: &mut Diagnostics) {
    let place = subject.place;
    let name = names::type_name(rust);
    let operation = subject
        .spec
        .operations
        .keys()
        .find(|operation| names::type_name(operation) == name);
    let what = match operation {
        Some(operation) => format!("the operation `{operation}`"),
        None if SUFFIXES.contains(&name.as_str()) => "the generated types".to_owned(),
        None => return,
    };
    let record = names::type_name(&subject.spec.resource);
    let message =
        format!("the type of this field would be `{record}{name}`, a name that {what} has");
    found.push(
        place
            .at_key("SPEC022", at, message)
            .help("give the field another Rust name with `name:`"),
    );
}

/// Members at every depth: their Rust names, and the variants of their enums.
pub(super) fn members(place: &Place, at: &[Step], fields: &Map<Field>, found: &mut Diagnostics) {
    let top = *at == steps!["fields"];
    let mut seen: BTreeMap<String, &String> = BTreeMap::new();
    for (wire, field) in fields {
        let path = below(at, wire);
        let rust = names::field_rust_name(wire, field.name.as_deref());
        if let Some(name) = &field.name {
            forms::form(place, &below(&path, "name"), name, "a Rust field", found);
        }
        usable(
            place,
            &path,
            wire,
            field.name.as_deref(),
            "choose one with `name:`",
            found,
        );
        match seen.get(&rust) {
            // Those of the record are compared together with the shared ones.
            Some(_) if top => {}
            Some(other) => {
                let message = format!("`{wire}` and `{other}` both give the Rust name `{rust}`");
                let one = place
                    .at_key("SPEC022", &path, message)
                    .help("give one of them another `name`");
                let second = place.key(&below(at, *other));
                found.push(one.second(&place.file, second, "the other one stands here"));
            }
            None => drop(seen.insert(rust, wire)),
        }
        if let Some(values) = &field.values {
            self::values(place, &path, values, found);
        }
        if let Some(fields) = &field.fields {
            members(place, &below(&path, "fields"), fields, found);
        }
        if let Some(Other::Fields(fields)) = &field.or {
            members(place, &below(&path, "or"), fields, found);
        }
    }
}

/// Parameters of one operation, or the shared ones; `others` are names that stand elsewhere and
/// come along.
pub(super) fn parameters<'a>(
    place: &Place,
    at: &[Step],
    query: impl IntoIterator<Item = &'a String>,
    others: impl IntoIterator<Item = &'a String>,
    found: &mut Diagnostics,
) {
    let others = others.into_iter();
    let mut seen: BTreeMap<String, &String> = others
        .map(|wire| (names::field_rust_name(wire, None), wire))
        .collect();
    for wire in query {
        let path = below(at, wire);
        usable(
            place,
            &path,
            wire,
            None,
            "a parameter cannot be called so",
            found,
        );
        let rust = names::field_rust_name(wire, None);
        if let Some(other) = seen.get(&rust) {
            let message = format!("`{wire}` and `{other}` both give the Rust name `{rust}`");
            let one = place
                .at_key("SPEC022", &path, message)
                .help("make one an alias of the other");
            let second = below(at, *other);
            found.push(match place.has(&second) {
                true => one.second(&place.file, place.key(&second), "the other one stands here"),
                false => one,
            });
        } else {
            seen.insert(rust, wire);
        }
    }
}

/// Parameters of a call that sends fields: both have setters, side by side.
pub(super) fn apart<'f>(
    place: &Place,
    at: &[Step],
    fields: impl IntoIterator<Item = (&'f String, &'f Field)>,
    query: &Map<Query>,
    found: &mut Diagnostics,
) {
    let rust = |(wire, field): (&'f String, &'f Field)| {
        (names::field_rust_name(wire, field.name.as_deref()), wire)
    };
    let fields: BTreeMap<String, &String> = fields.into_iter().map(rust).collect();
    for parameter in query.keys() {
        let rust = names::field_rust_name(parameter, None);
        if let Some(wire) = fields.get(&rust) {
            let message = format!(
                "the parameter `{parameter}` and the field `{wire}` both give the Rust name `{rust}`"
            );
            let one = place.at_key("SPEC022", &below(&below(at, "query"), parameter), message);
            found.push(one.help("give the field another Rust name with `name:`"));
        }
    }
}

/// A Rust name that can be written and is free.
fn usable(
    place: &Place,
    path: &[Step],
    wire: &str,
    given: Option<&str>,
    help: &str,
    found: &mut Diagnostics,
) {
    let rust = names::field_rust_name(wire, given);
    let plain = given.is_some()
        || (wire.is_ascii() && wire.contains(|letter: char| letter.is_ascii_alphanumeric()));
    let message = if !plain {
        format!("`{wire}` gives no Rust name")
    } else if names::TAKEN.contains(&rust.as_str()) {
        format!("`{wire}` gives the Rust name `{rust}`, which generated types use themselves")
    } else {
        return;
    };
    found.push(place.at_key("SPEC021", path, message).help(help));
}

/// Values of an enum: each once.
pub(super) fn values(place: &Place, path: &[Step], values: &Values, found: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let list = below(path, "values");
    for (item, (value, _)) in values.0.iter().enumerate() {
        let Some(first) = seen.get(value.as_str()) else {
            seen.insert(value, item);
            continue;
        };
        let at = |item: usize| match place.has(&below(&list, item)) {
            true => below(&list, item),
            false => below(&list, value),
        };
        let message = format!("the value `{value}` stands here twice");
        let fault = place.file.error("SPEC040", place.key(&at(item)), message);
        let second = place.key(&at(*first));
        found.push(fault.second(&place.file, second, "the first one stands here"));
    }
}
