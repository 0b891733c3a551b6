//! Two operations that would be the same call.

use std::collections::BTreeMap;

use super::effective::{host, method, path, placeholders};
use super::{Context, Subject, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Operation, Resource};

/// Operations of one resource.
pub(super) fn within(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let mut seen: BTreeMap<Call, &String> = BTreeMap::new();
    for (name, operation) in &subject.spec.operations {
        let call = call(context, subject.spec, name, operation);
        if let Some(other) = seen.get(&call) {
            let message = format!(
                "`{name}` and `{other}` are both {} {}",
                call.verb,
                shown(context, subject.spec, name, operation)
            );
            let place = subject.place;
            let one = place.at_key("SPEC051", &steps!["operations", name], message);
            let second = place.key(&steps!["operations", *other]);
            found.push(one.second(&place.file, second, "the other one stands here"));
        } else {
            seen.insert(call, name);
        }
    }
}

/// Operations of two resources at the paths that these have by themselves. Views share the paths of
/// what they are views of, and a path written out at an operation may belong to another resource.
pub(super) fn across(context: &Context<'_>, found: &mut Diagnostics) {
    let mut seen: BTreeMap<Call, (&str, &str)> = BTreeMap::new();
    for (stem, spec) in &context.set.resources {
        let Some(place) = context.places.get(stem).filter(|_| spec.view_of.is_none()) else {
            continue;
        };
        for (name, operation) in spec
            .operations
            .iter()
            .filter(|(_, operation)| operation.path.is_none())
        {
            let call = call(context, spec, name, operation);
            let Some((other, of)) = seen.get(&call) else {
                seen.insert(call, (stem, name));
                continue;
            };
            if other == stem {
                continue;
            }
            let shown = shown(context, spec, name, operation);
            let message = format!(
                "`{name}` of {stem} and `{of}` of {other} are both {} {shown}",
                call.verb
            );
            let mut one = place.at_key("SPEC051", &steps!["operations", name], message);
            if let Some(there) = context.places.get(*other) {
                let second = there.key(&steps!["operations", *of]);
                one = one.second(&there.file, second, "the other one stands here");
            }
            found.push(
                one.help("give one another `path`; a view of another resource says `view_of`"),
            );
        }
    }
}

/// What tells calls apart: placeholders have no names on the wire.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    host: String,
    verb: &'static str,
    path: String,
}

fn call(context: &Context<'_>, spec: &Resource, name: &str, operation: &Operation) -> Call {
    let mut path = path(context, spec, name, operation);
    let names: Vec<String> = placeholders(&path)
        .map(|name| format!("{{{name}}}"))
        .collect();
    for name in names {
        path = path.replace(&name, "{}");
    }
    let host = host(context, spec, operation).to_owned();
    Call {
        host,
        verb: method(name, operation).verb(),
        path,
    }
}

fn shown(context: &Context<'_>, spec: &Resource, name: &str, operation: &Operation) -> String {
    path(context, spec, name, operation)
}
