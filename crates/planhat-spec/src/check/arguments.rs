//! Names of fields and parameters that an operation requires, advises or fixes.

use super::effective::{Sent, kind, placeholders, sent};
use super::operation::Under;
use super::references::{self, unique};
use super::subject::Unsent;
use super::value::Rules;
use super::{below, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Body, Field, Json, Kind, Map, Query, Rule};
use crate::node::{Content, Step};

pub(super) fn check(under: &Under<'_>, found: &mut Diagnostics) {
    let operation = under.operation;
    for (key, rules) in [
        ("required", &operation.required),
        ("advised", &operation.advised),
    ] {
        let at = under.below(key);
        for (item, rule) in rules.iter().enumerate() {
            self::rule(under, rule, &below(&at, item), found);
        }
        repeated(under, &at, rules, found);
    }
    for (key, names) in [
        ("one_of", &operation.one_of),
        ("drops_without", &operation.drops_without),
    ] {
        let at = under.below(key);
        for (item, name) in names.iter().enumerate() {
            argument(under, name, &below(&at, item), true, found);
        }
        unique(under.place(), &at, names, found);
    }
    mixed(under, &operation.one_of, &under.below("one_of"), found);
    for (name, value) in &operation.fixed {
        let at = below(&under.below("fixed"), name);
        argument(under, name, &at, false, found);
        constant(under, name, value, &at, found);
    }
}

fn rule(under: &Under<'_>, rule: &Rule, at: &[Step], found: &mut Diagnostics) {
    let place = under.place();
    if place.is_bare(&below(at, "one_of")) {
        found.push(place.at_value("SPEC043", at, "`one_of` names nothing"));
    }
    if let Some(Content::Scalar { .. }) = place.root.at(at).map(|node| &node.value) {
        return rule
            .one_of
            .iter()
            .for_each(|name| argument(under, name, at, true, found));
    }
    let list = below(at, "one_of");
    for (item, name) in rule.one_of.iter().enumerate() {
        argument(under, name, &below(&list, item), true, found);
    }
    unique(place, &list, &rule.one_of, found);
    mixed(under, &rule.one_of, &list, found);
    for (name, value) in &rule.when {
        let at = below(&below(at, "when"), name);
        argument(under, name, &at, false, found);
        constant(under, name, value, &at, found);
    }
}

/// A one-of rule is about parameters or about fields: they go to different places.
fn mixed(under: &Under<'_>, names: &[String], at: &[Step], found: &mut Diagnostics) {
    let is_field = |name: &&String| matches!(find(under, name), Argument::Field(_));
    let is_parameter = |name: &&String| matches!(find(under, name), Argument::Given);
    if let (Some(field), Some(parameter)) =
        (names.iter().find(is_field), names.iter().find(is_parameter))
    {
        let message = format!(
            "`{field}` is a field of the body and `{parameter}` is none: one rule cannot have both"
        );
        found.push(under.place().at_key("SPEC043", at, message));
    }
}

/// Plain names that stand twice among the rules.
fn repeated(under: &Under<'_>, at: &[Step], rules: &[Rule], found: &mut Diagnostics) {
    for (item, rule) in rules.iter().enumerate() {
        let same = |other: &Rule| other.one_of == rule.one_of && other.when == rule.when;
        if !rule.one_of.is_empty() && rules[..item].iter().any(same) {
            let message = format!("`{}` stands here twice", rule.one_of.join("` or `"));
            found.push(under.place().at_value("SPEC014", &below(at, item), message));
        }
    }
}

/// What a name of an operation stands for.
enum Argument<'a> {
    /// A parameter, or a part of the path: always there.
    Given,
    /// A field of the body.
    Field(&'a Field),
    /// Something in the file that has faults of its own.
    Faulty,
    /// A field of the record that the operation does not send.
    NotSent,
    /// Nothing.
    Unknown,
}

fn find<'a>(under: &'a Under<'_>, name: &str) -> Argument<'a> {
    let operation = under.operation;
    let listed = kind(under.name, operation) == Kind::List;
    let removed = matches!(operation.query.get(name), Some(Query::Removed));
    let shared = listed
        && under
            .context
            .section("query")
            .is_none_or(|known| known.contains(&name));
    if !removed && (shared || under.place().keys(&under.below("query")).contains(&name)) {
        return Argument::Given;
    }
    if placeholders(&under.path()).any(|part| part == name) {
        return Argument::Given;
    }
    if let Some(Body::Fields(fields)) = &operation.body {
        return own(under, fields, name);
    }
    match under.subject.fields.get(name) {
        _ if under.place().root.has_key(under.at, "body") && operation.body.is_none() => {
            Argument::Faulty
        }
        Some(_) if sent(under.name, operation) == Sent::Nothing => Argument::NotSent,
        Some(field) => Argument::Field(field),
        None if under.subject.has_field(name) => Argument::Faulty,
        None => Argument::Unknown,
    }
}

fn own<'a>(under: &Under<'_>, fields: &'a Map<Field>, name: &str) -> Argument<'a> {
    match fields.get(name) {
        Some(field) => Argument::Field(field),
        None if under.place().keys(&under.below("body")).contains(&name) => Argument::Faulty,
        None => Argument::Unknown,
    }
}

/// A name must be a parameter, a part of the path, or a field that this operation sends.
fn argument(under: &Under<'_>, name: &str, at: &[Step], written: bool, found: &mut Diagnostics) {
    let (place, subject) = (under.place(), under.subject);
    let own = matches!(under.operation.body, Some(Body::Fields(_)));
    let message = match find(under, name) {
        Argument::Given | Argument::Faulty => return,
        Argument::Unknown => return unknown(under, name, at, found),
        Argument::NotSent => format!(
            "`{}` has no such parameter, and sends no fields",
            under.name
        ),
        Argument::Field(_) if own || !written => return,
        Argument::Field(field) => match subject.is_sent(under.name, field) {
            Ok(()) => return,
            Err(Unsent::ReadOnly) => format!("`{name}` is read only: it is never sent"),
            Err(Unsent::Elsewhere) => format!("`{name}` does not exist in `{}`", under.name),
        },
    };
    let named = matches!(at.last(), Some(Step::Key(key)) if key == name);
    let one = if named {
        place.at_key("SPEC043", at, message)
    } else {
        place.at_value("SPEC043", at, message)
    };
    let declared = steps!["fields", name];
    found.push(match place.has(&declared) {
        true => one.second(&place.file, place.key(&declared), "declared here"),
        false => one,
    });
}

fn unknown(under: &Under<'_>, name: &str, at: &[Step], found: &mut Diagnostics) {
    let subject = under.subject;
    let parameters = under.operation.query.keys().map(String::as_str);
    let (message, known) = match &under.operation.body {
        Some(Body::Fields(fields)) => (
            format!("`{name}` is no field of this body"),
            fields
                .keys()
                .map(String::as_str)
                .chain(parameters)
                .collect(),
        ),
        _ if sent(under.name, under.operation) == Sent::Nothing => (
            format!("`{name}` is no parameter of `{}`", under.name),
            parameters.collect(),
        ),
        _ => {
            let known = subject.field_names().chain(parameters).collect();
            (
                format!("`{name}` is no field of {}", subject.spec.resource),
                known,
            )
        }
    };
    references::unknown(
        under.place(),
        "SPEC031",
        at,
        name,
        message,
        Some(known),
        found,
    );
}

/// A constant is a value of its field.
fn constant(under: &Under<'_>, name: &str, value: &Json, at: &[Step], found: &mut Diagnostics) {
    let shared = under.context.set.api.query.get(name);
    let result = match (under.operation.query.get(name), find(under, name)) {
        (Some(Query::Parameter(parameter)), _) => {
            Rules::of_parameter(parameter, shared).takes(value)
        }
        (_, Argument::Field(field)) => Rules::of_field(field).takes(value),
        _ => return,
    };
    if let Err(message) = result {
        found.push(under.place().at_value("SPEC041", at, message));
    }
}
