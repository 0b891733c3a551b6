//! Fields at every depth: their shape, their documentation and the fields they speak of.

use std::collections::BTreeMap;

use super::references::{unique, unknown};
use super::value::{Rules, innermost};
use super::{Place, Subject, below, server, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Access, Body, Field, Hint, Map, Other, Returns, Type};
use crate::node::Step;

pub(super) fn check(subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    let access = spec.access.unwrap_or(Access::Both);
    members(place, &steps!["fields"], &spec.fields, access, found);
    links(subject, found);
    aliases(subject, found);
    for (name, operation) in &spec.operations {
        if let Some(Body::Fields(fields)) = &operation.body {
            members(
                place,
                &steps!["operations", name, "body"],
                fields,
                Access::Write,
                found,
            );
        }
        if let Some(Returns::Shape(fields)) = &operation.returns {
            members(
                place,
                &steps!["operations", name, "returns"],
                fields,
                Access::Read,
                found,
            );
        }
    }
}

/// Members at every depth; `access` is what holds unless one says otherwise.
pub(super) fn members(
    place: &Place,
    at: &[Step],
    fields: &Map<Field>,
    access: Access,
    found: &mut Diagnostics,
) {
    for (wire, field) in fields {
        let path = below(at, wire);
        Rules::of_field(field).check(place, &path, found);
        unique(place, &below(&path, "aliases"), &field.aliases, found);
        place.not_empty(
            &path,
            [
                ("doc", Some(&field.doc)),
                ("note", field.note.as_ref()),
                ("hint", field.hint.as_ref().and_then(Hint::words)),
                ("deprecated", field.deprecated.as_ref()),
            ],
            found,
        );
        let access = field.access.unwrap_or(access);
        shape(place, &path, field, found);
        if !matches!(at, [Step::Key(section)] if section == "fields" || section == "common") {
            inner(place, at, &path, field, found);
        }
        other(place, &path, field, access, found);
        if let Some(fields) = &field.fields {
            members(place, &below(&path, "fields"), fields, access, found);
        }
        if let Some(Other::Fields(fields)) = &field.or {
            members(place, &below(&path, "or"), fields, Access::Read, found);
        }
    }
}

/// `fields` belongs to objects, `format` to text, `reads_as` to what is written.
fn shape(place: &Place, path: &[Step], field: &Field, found: &mut Diagnostics) {
    let object = match &field.kind {
        Type::List(item) => **item == Type::Object,
        kind => *kind == Type::Object,
    };
    if field.fields.is_some() && !object {
        let message = format!(
            "`fields` belongs to `object` and `list<object>`, and this is `{}`",
            field.kind
        );
        found.push(place.at_key("SPEC042", &below(path, "fields"), message));
    }
    if field.format.is_some() && *innermost(&field.kind) != Type::String {
        let message = format!("`format` belongs to a string, and this is `{}`", field.kind);
        found.push(place.at_key("SPEC042", &below(path, "format"), message));
    }
    if let Some(only) = &field.only {
        unique(place, &below(path, "only"), only, found);
        if place.is_bare(&below(path, "only")) {
            let message = "a field that exists in no operation can be left out";
            found.push(place.at_value("SPEC042", &below(path, "only"), message));
        }
    }
}

/// Members of objects, own bodies and own answers have no operations and no other names, and are not
/// filled; what is sent in an own body may be refused or replaced.
fn inner(place: &Place, at: &[Step], path: &[Step], field: &Field, found: &mut Diagnostics) {
    let sent = matches!(at, [_, _, Step::Key(section)] if section == "body");
    if sent {
        server::values(place, path, field, found);
    }
    for (key, given) in [
        ("only", field.only.is_some()),
        ("reads_as", field.reads_as.is_some()),
        ("fill", field.fill.is_some()),
        ("fallback", field.fallback.is_some() && !sent),
        ("refuses", !field.refuses.is_empty() && !sent),
    ] {
        if given {
            let message = format!("`{key}` belongs to the fields of a record, and this is none");
            found.push(place.at_key("SPEC042", &below(path, key), message));
        }
    }
}

/// `or` says something new about what is read.
fn other(place: &Place, path: &[Step], field: &Field, access: Access, found: &mut Diagnostics) {
    let Some(other) = &field.or else { return };
    let at = below(path, "or");
    if access == Access::Write {
        let message = "`or` is about reads, and this field is never returned";
        found.push(place.at_key("SPEC042", &at, message));
    }
    let item = match &field.kind {
        Type::List(item) => item,
        kind => kind,
    };
    match other {
        Other::Type(kind) if kind == item || *kind == field.kind => {
            let message = format!(
                "`or` says nothing new: the type is `{}` already",
                field.kind
            );
            found.push(place.at_value("SPEC042", &at, message));
        }
        Other::Type(kind) if *innermost(kind) == Type::Enum => {
            let message = "the other shape cannot be an enum: it has no `values`";
            found.push(
                place
                    .at_value("SPEC042", &at, message)
                    .help("write `string`"),
            );
        }
        Other::Type(_) if field.kind == Type::Json => {
            let message = "`json` is any shape already";
            found.push(place.at_key("SPEC042", &at, message));
        }
        _ => {}
    }
}

/// `only` names operations, `reads_as` a field that can be read.
fn links(subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    let operations = place.keys(&steps!["operations"]);
    for (wire, field) in &spec.fields {
        for (item, name) in field.only.iter().flatten().enumerate() {
            if !operations.contains(&name.as_str()) && place.has(&steps!["operations"]) {
                let message = format!("there is no operation `{name}`");
                let at = steps!["fields", wire, "only", item];
                unknown(
                    place,
                    "SPEC032",
                    &at,
                    name,
                    message,
                    Some(operations.clone()),
                    found,
                );
            }
        }
        let Some(target) = &field.reads_as else {
            continue;
        };
        let at = steps!["fields", wire, "reads_as"];
        let message = match subject.fields.get(target) {
            None if !subject.has_field(target) => {
                let message = format!("`{target}` is no field of {}", spec.resource);
                let known = Some(subject.field_names().collect());
                unknown(place, "SPEC031", &at, target, message, known, found);
                continue;
            }
            _ if target == wire => "a field comes back under its own name anyway".to_owned(),
            _ if subject.access(field) == Access::Read => {
                format!("`{wire}` is never sent, so it cannot come back")
            }
            Some(other) if subject.access(other) == Access::Write => {
                format!("`{target}` is never returned, so nothing can come back as it")
            }
            _ => continue,
        };
        found.push(place.at_value("SPEC031", &at, message));
    }
}

/// An alias stands for one field alone.
fn aliases(subject: &Subject<'_>, found: &mut Diagnostics) {
    let place = subject.place;
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (wire, field) in &subject.spec.fields {
        for (item, alias) in field.aliases.iter().enumerate() {
            let other = match seen.insert(alias, wire) {
                Some(other) if other != wire => Some(other),
                _ if alias == wire => Some(wire.as_str()),
                _ => subject
                    .fields
                    .get_key_value(alias)
                    .map(|(name, _)| name.as_str()),
            };
            let Some(other) = other else { continue };
            let message =
                format!("the alias `{alias}` of `{wire}` already means the field `{other}`");
            let one = place.at_value("SPEC023", &steps!["fields", wire, "aliases", item], message);
            let second = steps!["fields", other];
            found.push(match place.has(&second) && other != wire {
                true => one.second(&place.file, place.key(&second), "this one"),
                false => one,
            });
        }
    }
}
