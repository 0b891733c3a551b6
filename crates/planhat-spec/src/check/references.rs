//! Names that must stand somewhere else.

use std::collections::HashMap;

use super::{Context, Place, Subject, below, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Body, Field, Map, Other, Returns, Type};
use crate::nearest::hint;
use crate::node::Step;

use super::value::Rules;

pub(super) fn check(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    for (section, what, names) in [
        ("common", "shared field", Some(&spec.common)),
        ("keys", "key", spec.keys.as_ref()),
    ] {
        let names = names.map_or(&[][..], Vec::as_slice);
        for (item, name) in names.iter().enumerate() {
            one(
                context,
                place,
                &steps![section, item],
                name,
                section,
                what,
                found,
            );
        }
        unique(place, &steps![section], names, found);
    }
    unique(place, &steps!["tags"], &spec.tags, found);
    keys(context, subject, found);
    for (key, section, what, name) in [
        ("host", "hosts", "host", &spec.host),
        ("auth", "auth", "authentication", &spec.auth),
    ] {
        if let Some(name) = name {
            one(context, place, &steps![key], name, section, what, found);
        }
    }
    view(context, subject, found);
    fixed(subject, found);
    members(context, place, &steps!["fields"], &spec.fields, found);
    for (name, operation) in &spec.operations {
        if let Some(Body::Fields(fields)) = &operation.body {
            members(
                context,
                place,
                &steps!["operations", name, "body"],
                fields,
                found,
            );
        }
        if let Some(Returns::Shape(fields)) = &operation.returns {
            members(
                context,
                place,
                &steps!["operations", name, "returns"],
                fields,
                found,
            );
        }
    }
}

/// Keys are fields of the record.
fn keys(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let known = context.section("keys").unwrap_or_default();
    // A key that stands in neither `fields` nor planhat.yaml's `common`.
    for (item, name) in subject.spec.keys.iter().flatten().enumerate() {
        let fields = subject.place.keys(&steps!["fields"]);
        let shared = context
            .section("common")
            .is_none_or(|names| names.contains(&name.as_str()));
        let has = shared || subject.fields.contains_key(name) || fields.contains(&name.as_str());
        if known.contains(&name.as_str()) && !has {
            let message = format!("the key `{name}` is no field of {}", subject.spec.resource);
            let help = "add it to `fields`, or to `common` of planhat.yaml";
            found.push(
                subject
                    .place
                    .at_value("SPEC031", &steps!["keys", item], message)
                    .help(help),
            );
        }
    }
}

/// Constants of the resource: fields, with values of their types.
fn fixed(subject: &Subject<'_>, found: &mut Diagnostics) {
    for (name, value) in &subject.spec.fixed {
        let at = steps!["fixed", name];
        match subject.fields.get(name) {
            None => field(subject, &at, name, found),
            Some(field) => {
                if let Err(message) = Rules::of_field(field).takes(value) {
                    found.push(subject.place.at_value("SPEC041", &at, message));
                }
            }
        }
    }
}

fn view(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let Some(parent) = &subject.spec.view_of else {
        return;
    };
    let (place, at) = (subject.place, steps!["view_of"]);
    if !context.knows_resource(parent) {
        resource(context, place, &at, parent, found);
    } else if *parent == subject.spec.resource {
        found.push(place.at_value("SPEC030", &at, "a resource cannot be a view of itself"));
    } else if context
        .set
        .resources
        .get(parent)
        .is_some_and(|parent| parent.view_of.is_some())
    {
        let message =
            format!("`{parent}` is a view itself; a view stands on a resource of its own");
        found.push(place.at_value("SPEC030", &at, message));
    }
}

/// References inside types, at every depth.
pub(super) fn members(
    context: &Context<'_>,
    place: &Place,
    at: &[Step],
    fields: &Map<Field>,
    found: &mut Diagnostics,
) {
    for (wire, field) in fields {
        let path = below(at, wire);
        of_type(context, place, &below(&path, "type"), &field.kind, found);
        match &field.or {
            Some(Other::Type(kind)) => of_type(context, place, &below(&path, "or"), kind, found),
            Some(Other::Fields(fields)) => {
                members(context, place, &below(&path, "or"), fields, found)
            }
            None => {}
        }
        if let Some(fields) = &field.fields {
            members(context, place, &below(&path, "fields"), fields, found);
        }
    }
}

pub(super) fn of_type(
    context: &Context<'_>,
    place: &Place,
    at: &[Step],
    kind: &Type,
    found: &mut Diagnostics,
) {
    match kind {
        Type::Ref(name) => resource(context, place, at, name, found),
        Type::List(item) | Type::Map(item) => of_type(context, place, at, item, found),
        _ => {}
    }
}

/// A resource that must exist.
pub(super) fn resource(
    context: &Context<'_>,
    place: &Place,
    at: &[Step],
    name: &str,
    found: &mut Diagnostics,
) {
    if !context.knows_resource(name) {
        let message = format!("there is no resource `{name}`");
        unknown(
            place,
            "SPEC030",
            at,
            name,
            message,
            Some(context.resource_names()),
            found,
        );
    }
}

/// A name that must be among those of a section of `planhat.yaml`.
pub(super) fn one(
    context: &Context<'_>,
    place: &Place,
    at: &[Step],
    name: &str,
    section: &str,
    what: &str,
    found: &mut Diagnostics,
) {
    let Some(known) = context.section(section) else {
        return;
    };
    if place.has(at) && !known.contains(&name) {
        let message = format!("there is no {what} `{name}` in planhat.yaml");
        unknown(place, "SPEC032", at, name, message, Some(known), found);
    }
}

/// A field that the record must have.
pub(super) fn field(subject: &Subject<'_>, at: &[Step], name: &str, found: &mut Diagnostics) {
    if !subject.has_field(name) {
        let message = format!("`{name}` is no field of {}", subject.spec.resource);
        unknown(
            subject.place,
            "SPEC031",
            at,
            name,
            message,
            Some(subject.field_names().collect()),
            found,
        );
    }
}

/// Reports an unknown name, with the nearest known one: at the key if that is the name, else at the
/// value.
pub(super) fn unknown(
    place: &Place,
    rule: &'static str,
    at: &[Step],
    name: &str,
    message: String,
    known: Option<Vec<&str>>,
    found: &mut Diagnostics,
) {
    if found.is_full(&place.file) {
        return;
    }
    let one = match at.last() {
        Some(Step::Key(key)) if key == name => place.at_key(rule, at, message),
        _ => place.at_value(rule, at, message),
    };
    found.push(one.maybe_help(known.and_then(|known| hint(name, known))));
}

/// A list of names in which none stands twice.
pub(super) fn unique(place: &Place, at: &[Step], names: &[String], found: &mut Diagnostics) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (item, name) in names.iter().enumerate() {
        if let Some(first) = seen.get(name.as_str()) {
            let fault = place.at_value(
                "SPEC014",
                &below(at, item),
                format!("`{name}` stands here twice"),
            );
            let first = place.key(&below(at, *first));
            found.push(fault.second(&place.file, first, "the first one stands here"));
        } else {
            seen.insert(name, item);
        }
    }
}
