//! What else happens when a field changes: one field and its value, names that stand somewhere,
//! values that fit.

use super::fill::gives;
use super::references::{self, unknown};
use super::server::wrong;
use super::value::Rules;
use super::{Context, Subject, below, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Body, Effect, Field, Json, Made, Map, Source, Type};
use crate::node::Step;

pub(super) fn check(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    copies(subject, found);
    for (item, effect) in subject.spec.effects.iter().enumerate() {
        let (place, at) = (subject.place, steps!["effects", item]);
        when(subject, &below(&at, "when"), &effect.when, found);
        let idle = effect.sets.is_empty() && effect.makes.is_none();
        if idle && !place.has_faulty(&at) && !place.has_faulty(&below(&at, "sets")) {
            let message = "nothing happens: say what it `sets` or `makes`";
            wrong(place, &at, message, found);
        }
        sets(subject, &below(&at, "sets"), effect, found);
        if let Some(made) = &effect.makes {
            makes(context, subject, &below(&at, "makes"), made, found);
        }
    }
}

fn when(subject: &Subject<'_>, at: &[Step], when: &Map<Json>, found: &mut Diagnostics) {
    if when.len() != 1 && !subject.place.has_faulty(at) {
        wrong(subject.place, at, "one field and its value", found);
    }
    for (name, value) in when {
        let at = below(at, name);
        references::field(subject, &at, name, found);
        constant(
            subject,
            &at,
            subject.fields.get(name).copied(),
            value,
            found,
        );
    }
}

/// A constant must be a value of the field that it goes to.
fn constant(
    subject: &Subject<'_>,
    at: &[Step],
    to: Option<&Field>,
    value: &Json,
    found: &mut Diagnostics,
) {
    if let Some(field) = to
        && let Err(message) = Rules::of_field(field).takes(value)
    {
        wrong(subject.place, at, message, found);
    }
}

/// The field with ids of what a call copies is one of its body.
fn copies(subject: &Subject<'_>, found: &mut Diagnostics) {
    for (name, operation) in &subject.spec.operations {
        let (Some(field), Some(Body::Fields(fields))) = (&operation.copies, &operation.body) else {
            continue;
        };
        if !fields.contains_key(field) {
            let message = format!("`{field}` is no field of the body");
            let known = Some(fields.keys().map(String::as_str).collect());
            let at = steps!["operations", name, "copies"];
            unknown(subject.place, "SPEC031", &at, field, message, known, found);
        }
    }
}

fn sets(subject: &Subject<'_>, at: &[Step], effect: &Effect, found: &mut Diagnostics) {
    for (name, source) in &effect.sets {
        let at = below(at, name);
        references::field(subject, &at, name, found);
        let to = subject.fields.get(name).copied();
        from(subject, &at, to, source, found);
    }
}

fn makes(
    context: &Context<'_>,
    subject: &Subject<'_>,
    at: &[Step],
    made: &Made,
    found: &mut Diagnostics,
) {
    let place = subject.place;
    let resource = &made.resource;
    references::resource(context, place, &below(at, "resource"), resource, found);
    let other = Subject::of(context, resource);
    for (name, source) in &made.fields {
        let at = below(&below(at, "fields"), name);
        let to = other.as_ref().and_then(|other| other.fields.get(name));
        from(subject, &at, to.copied(), source, found);
        if let Some(other) = other.as_ref().filter(|other| !other.has_field(name)) {
            let message = format!("`{name}` is no field of {resource}");
            let known = Some(other.field_names().collect());
            unknown(place, "SPEC031", &at, name, message, known, found);
        }
    }
}

/// Where a value comes from, and whether the field that it goes to takes it.
fn from(
    subject: &Subject<'_>,
    at: &[Step],
    to: Option<&Field>,
    source: &Source,
    found: &mut Diagnostics,
) {
    let place = subject.place;
    let kind = match source {
        Source::Now => Type::DateTime,
        Source::Given(form) => match (&form.value, &form.from) {
            (Some(value), None) => return constant(subject, &below(at, "value"), to, value, found),
            (None, Some(name)) => {
                references::field(subject, &below(at, "from"), name, found);
                match subject.fields.get(name) {
                    Some(field) => field.kind.clone(),
                    None => return,
                }
            }
            _ if place.has_faulty(at) => return,
            _ => return wrong(place, at, "either `value` or `from`", found),
        },
    };
    if let Some(to) = to
        && !gives(&kind, &to.kind)
    {
        let message = format!("this gives `{kind}`, and the field is `{}`", to.kind);
        wrong(place, at, message, found);
    }
}
