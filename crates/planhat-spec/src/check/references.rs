//! Names that must stand somewhere else.

use super::{Context, Place, Subject, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Map, Other, Type};
use crate::nearest::hint;
use crate::yaml::Step;

pub(super) fn check(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    let api = &context.set.api;
    for (at, name) in spec.common.iter().enumerate() {
        let known = api.common.keys().map(String::as_str);
        one(place, &steps!["common", at], name, known, "shared field in planhat.yaml", found);
    }
    for (at, name) in spec.keys.iter().flatten().enumerate() {
        one(place, &steps!["keys", at], name, api.keys.keys().map(String::as_str), "key in planhat.yaml", found);
        if api.keys.contains_key(name) && !subject.has_field(name) {
            let message = format!("the key `{name}` is no field of {}", spec.resource);
            let help = "add it to `fields`, or to `common` of planhat.yaml";
            found.push(place.at_value("SPEC031", &steps!["keys", at], message).help(help));
        }
    }
    if let Some(host) = &spec.host {
        one(place, &steps!["host"], host, api.hosts.keys().map(String::as_str), "host in planhat.yaml", found);
    }
    if let Some(auth) = &spec.auth {
        one(place, &steps!["auth"], auth, api.auth.keys().map(String::as_str), "authentication in planhat.yaml", found);
    }
    view(context, subject, found);
    for name in spec.fixed.keys().filter(|name| !subject.has_field(name)) {
        unknown_field(subject, &steps!["fixed", name], name, found);
    }
    members(context, place, &steps!["fields"], &spec.fields, found);
    of_fields(subject, found);
}

fn view(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let Some(parent) = &subject.spec.view_of else { return };
    let (place, at) = (subject.place, steps!["view_of"]);
    if !context.knows_resource(parent) {
        let known = context.resource_names();
        one_resource(place, &at, parent, known, found);
    } else if *parent == subject.spec.resource {
        found.push(place.at_value("SPEC030", &at, "a resource cannot be a view of itself"));
    } else if context.set.resources.get(parent).is_some_and(|parent| parent.view_of.is_some()) {
        let message = format!("`{parent}` is a view itself; a view stands on a resource of its own");
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
        let below = |key: &str| [at, &steps![wire, key]].concat();
        of_type(context, place, &below("type"), &field.kind, found);
        match &field.or {
            Some(Other::Type(kind)) => of_type(context, place, &below("or"), kind, found),
            Some(Other::Fields(fields)) => members(context, place, &below("or"), fields, found),
            None => {}
        }
        if let Some(fields) = &field.fields {
            members(context, place, &below("fields"), fields, found);
        }
    }
}

pub(super) fn of_type(context: &Context<'_>, place: &Place, at: &[Step], kind: &Type, found: &mut Diagnostics) {
    match kind {
        Type::Ref(resource) if !context.knows_resource(resource) => {
            one_resource(place, at, resource, context.resource_names(), found);
        }
        Type::List(item) | Type::Map(item) => of_type(context, place, at, item, found),
        _ => {}
    }
}

/// `only` names operations, `reads_as` a field that can be read.
fn of_fields(subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    for (wire, field) in &spec.fields {
        let operations = spec.operations.keys().map(String::as_str);
        let listed = place.keys(&steps!["operations"]);
        for (at, name) in field.only.iter().flatten().enumerate() {
            if !listed.contains(&name.as_str()) {
                one(place, &steps!["fields", wire, "only", at], name, operations.clone(), "operation", found);
            }
        }
        let Some(target) = &field.reads_as else { continue };
        let at = steps!["fields", wire, "reads_as"];
        let readable = subject.fields.iter().find(|(name, _)| name == target);
        match readable {
            None if !subject.has_field(target) => unknown_field(subject, &at, target, found),
            Some((_, field)) if field.access == Some(crate::model::Access::Write) => {
                let message = format!("`{target}` is never read, so nothing can come back as it");
                found.push(place.at_value("SPEC031", &at, message));
            }
            _ => {}
        }
    }
}

pub(super) fn unknown_field(subject: &Subject<'_>, at: &[Step], name: &str, found: &mut Diagnostics) {
    let message = format!("`{name}` is no field of {}", subject.spec.resource);
    let one = match at.last() {
        Some(Step::Item(_)) => subject.place.at_value("SPEC031", at, message),
        _ if at.len() > 1 && subject.place.root.at(at).is_some_and(|node| is_text(node, name)) => {
            subject.place.at_value("SPEC031", at, message)
        }
        _ => subject.place.at_key("SPEC031", at, message),
    };
    found.push(one.maybe_help(hint(name, subject.field_names())));
}

fn is_text(node: &crate::yaml::Node, name: &str) -> bool {
    matches!(&node.value, crate::yaml::Content::Scalar { text, .. } if text == name)
}

fn one_resource<'a>(place: &Place, at: &[Step], name: &str, known: impl Iterator<Item = &'a str>, found: &mut Diagnostics) {
    let message = format!("there is no resource `{name}`");
    found.push(place.at_value("SPEC030", at, message).maybe_help(hint(name, known)));
}

/// A name that must be among the known ones.
pub(super) fn one<'a>(
    place: &Place,
    at: &[Step],
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    what: &str,
    found: &mut Diagnostics,
) {
    if known.clone().any(|known| known == name) {
        return;
    }
    let message = format!("there is no {what} called `{name}`");
    found.push(place.at_value("SPEC032", at, message).maybe_help(hint(name, known)));
}
