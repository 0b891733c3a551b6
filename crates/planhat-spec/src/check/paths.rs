//! Paths: their form and their placeholders.

use std::collections::HashSet;

use super::effective::{kind, placeholders};
use super::references::unknown;
use super::{Context, Place, Subject, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Kind, Type};
use crate::node::Step;

pub(super) fn within(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    if let Some(path) = &spec.path
        && form(place, &steps!["path"], path, found)
    {
        fill(context, subject, &steps!["path"], path, found);
        if path.contains("{id}") {
            let message =
                "`{id}` belongs to the paths of operations: a collection is about many records";
            found.push(place.at_value("SPEC050", &steps!["path"], message));
        }
    }
    for (name, operation) in &spec.operations {
        let at = steps!["operations", name, "path"];
        let Some(path) = &operation.path else {
            continue;
        };
        if !form(place, &at, path, found) {
            continue;
        }
        fill(context, subject, &at, path, found);
        let one = matches!(
            kind(name, operation),
            Kind::Get | Kind::Update | Kind::Delete
        );
        if one && placeholders(path).all(|part| context.set.api.secrets.contains_key(part)) {
            let message = format!("`{name}` is about one record, and its path has no `{{id}}`");
            found.push(place.at_value("SPEC050", &at, message));
        }
    }
}

/// Whether a path is one; says what is wrong if it is not.
fn form(place: &Place, at: &[Step], path: &str, found: &mut Diagnostics) -> bool {
    let allowed = |sign: char| sign.is_ascii_alphanumeric() || "/-_.~".contains(sign);
    let outside: String = path.split(['{', '}']).step_by(2).collect();
    let fault = if !path.starts_with('/') {
        "begins with `/`"
    } else if path.len() == 1 {
        "names something"
    } else if path.ends_with('/') {
        "does not end in `/`"
    } else if path.contains("//") {
        "has no empty part"
    } else if path.split('/').any(|part| part == ".." || part == ".") {
        "has no `.` or `..`: it would escape"
    } else if unbalanced(path) {
        "closes each `{` with a `}`"
    } else if !outside.chars().all(allowed) {
        "has letters, digits, `-`, `_`, `.`, `~` and placeholders alone"
    } else {
        return true;
    };
    found.push(place.at_value("SPEC050", at, format!("a path {fault}, this is `{path}`")));
    false
}

fn unbalanced(path: &str) -> bool {
    let mut open = false;
    for sign in path.chars() {
        match (sign, open) {
            ('{', false) => open = true,
            ('}', true) => open = false,
            ('{', true) | ('}', false) | ('/', true) => return true,
            _ => {}
        }
    }
    open || path.contains("{}")
}

/// Whether a value is one text.
fn is_scalar(kind: &Type) -> bool {
    !matches!(
        kind,
        Type::List(_) | Type::Map(_) | Type::Object | Type::Custom | Type::Json
    )
}

/// Each placeholder is filled by something, and stands once.
fn fill(
    context: &Context<'_>,
    subject: &Subject<'_>,
    at: &[Step],
    path: &str,
    found: &mut Diagnostics,
) {
    let mut seen = HashSet::new();
    for name in placeholders(path) {
        if !seen.insert(name) {
            let message = format!("the placeholder `{{{name}}}` stands here twice");
            found.push(subject.place.at_value("SPEC050", at, message));
            continue;
        }
        let secrets = context.section("secrets");
        let secret = secrets
            .as_ref()
            .is_none_or(|secrets| secrets.contains(&name));
        if let Some(field) = subject.fields.get(name)
            && !secret
            && !is_scalar(&field.kind)
        {
            let message = format!(
                "the placeholder `{{{name}}}` is a field of type `{}`, which cannot stand in a path",
                field.kind
            );
            found.push(subject.place.at_value("SPEC050", at, message));
        }
        if name != "id" && !secret && !subject.has_field(name) {
            let message = format!("the placeholder `{{{name}}}` is no secret and no field");
            let known = secrets
                .into_iter()
                .flatten()
                .chain(["id"])
                .chain(subject.field_names());
            unknown(
                subject.place,
                "SPEC050",
                at,
                name,
                message,
                Some(known.collect()),
                found,
            );
        }
    }
}
