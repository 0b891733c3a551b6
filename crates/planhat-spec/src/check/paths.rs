//! Paths: their form, their placeholders, and two operations at the same place.

use std::collections::BTreeMap;

use super::operations::kind;
use super::{Context, Place, Subject, names, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Kind, Method, Operation, Resource};
use crate::nearest::hint;
use crate::yaml::Step;

pub(super) fn within(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    if let Some(path) = &spec.path {
        form(place, &steps!["path"], path, found);
        placeholders(context, subject, None, &steps!["path"], path, found);
    }
    let mut seen: BTreeMap<(String, String), &String> = BTreeMap::new();
    for (name, operation) in &spec.operations {
        let at = steps!["operations", name, "path"];
        if let Some(path) = &operation.path {
            form(place, &at, path, found);
            placeholders(context, subject, Some(operation), &at, path, found);
        }
        let (method, path) = place_of(context, spec, name, operation);
        let needs_id = matches!(kind(name, operation), Kind::Get | Kind::Update | Kind::Delete);
        if needs_id && operation.path.is_some() && !path.contains("{id}") {
            let message = format!("`{name}` is about one record, and its path has no `{{id}}`");
            found.push(place.at_value("SPEC050", &at, message));
        }
        if let Some(other) = seen.insert((method.clone(), path.clone()), name) {
            let message = format!("`{name}` and `{other}` are both {method} {path}");
            let one = place.at_key("SPEC051", &steps!["operations", name], message);
            found.push(one.second(place.key(&steps!["operations", other]), "the other one stands here"));
        }
    }
}

/// Two resources at the same collection, unless one is a view of the other.
pub(super) fn across(context: &Context<'_>, found: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (stem, spec) in &context.set.resources {
        let Some(place) = context.places.get(stem) else { continue };
        if spec.view_of.is_some() {
            continue;
        }
        let path = collection(context, spec);
        if let Some(other) = seen.insert(path.clone(), stem) {
            let message = format!("`{stem}` and `{other}` have the same path {path}");
            let at = if spec.path.is_some() { steps!["path"] } else { steps!["resource"] };
            found.push(place.at_value("SPEC051", &at, message).help("a view of another resource says `view_of`"));
        }
    }
}

fn collection(context: &Context<'_>, spec: &Resource) -> String {
    let parent = spec.view_of.as_ref().and_then(|name| context.set.resources.get(name));
    match (&spec.path, parent) {
        (Some(path), _) => path.clone(),
        (None, Some(parent)) if parent.view_of.is_none() => collection(context, parent),
        _ => format!("/{}", names::plural(spec).replace('_', "")),
    }
}

fn place_of(context: &Context<'_>, spec: &Resource, name: &str, operation: &Operation) -> (String, String) {
    let kind = kind(name, operation);
    let method = operation.method.unwrap_or(match kind {
        Kind::List | Kind::Get => Method::Get,
        Kind::Create | Kind::Action => Method::Post,
        Kind::Update | Kind::BulkUpsert => Method::Put,
        Kind::Delete => Method::Delete,
    });
    let base = collection(context, spec);
    let path = operation.path.clone().unwrap_or(match kind {
        Kind::List | Kind::Create | Kind::BulkUpsert => base,
        Kind::Get | Kind::Update | Kind::Delete => format!("{base}/{{id}}"),
        Kind::Action => format!("{base}/{name}"),
    });
    (format!("{method:?}").to_uppercase(), path)
}

fn form(place: &Place, at: &[Step], path: &str, found: &mut Diagnostics) {
    let outside = path.split(['{', '}']).step_by(2).collect::<String>();
    let fault = if !path.starts_with('/') {
        "begins with `/`"
    } else if path.len() > 1 && path.ends_with('/') {
        "does not end in `/`"
    } else if path.contains("//") {
        "has no empty part"
    } else if path.split('/').any(|part| part == ".." || part == ".") {
        "has no `.` or `..`: it would escape"
    } else if path.matches('{').count() != path.matches('}').count() || unbalanced(path) {
        "closes each `{` with a `}`"
    } else if !outside.chars().all(|sign| sign.is_ascii_alphanumeric() || "/-_.~".contains(sign)) {
        "has letters, digits, `-`, `_`, `.`, `~` and placeholders alone"
    } else {
        return;
    };
    found.push(place.at_value("SPEC050", at, format!("a path {fault}, this is `{path}`")));
}

fn unbalanced(path: &str) -> bool {
    let mut open = false;
    for sign in path.chars() {
        match (sign, open) {
            ('{', false) => open = true,
            ('}', true) => open = false,
            ('{', true) | ('}', false) => return true,
            _ => {}
        }
    }
    open || path.contains("{}")
}

fn placeholders(
    context: &Context<'_>,
    subject: &Subject<'_>,
    operation: Option<&Operation>,
    at: &[Step],
    path: &str,
    found: &mut Diagnostics,
) {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    for name in names.filter(|name| !name.is_empty() && *name != "id") {
        let secret = context.set.api.secrets.contains_key(name);
        let parameter = operation.is_some_and(|operation| operation.query.contains_key(name));
        if !secret && !parameter && !subject.has_field(name) {
            let message = format!("the placeholder `{{{name}}}` is no secret and no field");
            let known = context.set.api.secrets.keys().map(String::as_str).chain(["id"]).chain(subject.field_names());
            found.push(subject.place.at_value("SPEC050", at, message).maybe_help(hint(name, known)));
        }
    }
}
