//! Query parameters: complete, or a refinement of a shared one.

use super::references::of_type;
use super::value::Rules;
use super::{Context, Place, below, casing, references, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Hint, Map, Parameter, Query};
use crate::node::Step;

/// The parameters of an operation; `listed` says whether the shared ones come along.
pub(super) fn of_operation(
    context: &Context<'_>,
    place: &Place,
    at: &[Step],
    query: &Map<Query>,
    listed: bool,
    found: &mut Diagnostics,
) {
    for (wire, query) in query {
        let path = below(at, wire);
        let shared = context.set.api.query.get(wire).filter(|_| listed);
        // One that is faulty in planhat.yaml is shared too.
        let known = listed
            && context
                .section("query")
                .is_none_or(|names| names.contains(&wire.as_str()));
        match query {
            Query::Removed if !known => {
                let message = format!("there is no shared parameter `{wire}` to remove");
                let known = context.section("query").filter(|_| listed);
                references::unknown(place, "SPEC032", &path, wire, message, known, found);
            }
            Query::Removed => {}
            Query::Parameter(parameter) => {
                if !known {
                    complete(place, &path, parameter, found);
                }
                one(context, place, &path, parameter, shared, found);
            }
        }
    }
    let shared = &context.set.api.query;
    let is_shared = |wire: &String| listed && shared.contains_key(wire);
    let own = query
        .iter()
        .filter(|(wire, one)| matches!(one, Query::Parameter(_)) && !is_shared(wire))
        .map(|(wire, _)| wire);
    let removed = |wire: &String| matches!(query.get(wire), Some(Query::Removed));
    let others = shared.keys().filter(|wire| listed && !removed(wire));
    casing::parameters(place, at, own, others, found);
}

/// The parameters that lists share.
pub(super) fn shared(context: &Context<'_>, found: &mut Diagnostics) {
    for (wire, parameter) in &context.set.api.query {
        let path = steps!["query", wire];
        complete(context.api, &path, parameter, found);
        one(context, context.api, &path, parameter, None, found);
    }
    let names = context.set.api.query.keys();
    casing::parameters(context.api, &steps!["query"], names, [], found);
}

fn complete(place: &Place, path: &[Step], parameter: &Parameter, found: &mut Diagnostics) {
    for (key, given) in [
        ("type", parameter.kind.is_some()),
        ("doc", parameter.doc.is_some()),
    ] {
        if !given && !place.root.has_key(path, key) {
            found.push(place.at_key("SPEC011", path, format!("`{key}` is missing here")));
        }
    }
}

fn one(
    context: &Context<'_>,
    place: &Place,
    path: &[Step],
    parameter: &Parameter,
    shared: Option<&Parameter>,
    found: &mut Diagnostics,
) {
    Rules::of_parameter(parameter, shared).check(place, path, found);
    references::unique(place, &below(path, "aliases"), &parameter.aliases, found);
    place.not_empty(
        path,
        [
            ("doc", parameter.doc.as_ref()),
            ("note", parameter.note.as_ref()),
            ("hint", parameter.hint.as_ref().and_then(Hint::words)),
            ("deprecated", parameter.deprecated.as_ref()),
        ],
        found,
    );
    if let Some(kind) = &parameter.kind {
        of_type(context, place, &below(path, "type"), kind, found);
    }
    if let Some(values) = &parameter.values {
        casing::values(place, path, values, found);
    }
}
