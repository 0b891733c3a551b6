//! What else happens when a field changes to a certain value.

use std::sync::Arc;

use planhat_core::table::{Effect, Source};
use serde_json::Value;

use super::catalog::Kind;
use super::{Doc, State, Tenant, write};

/// Lets the effects of a change happen: in the record itself, and in one that is made besides.
pub(crate) fn happen(tenant: &Tenant, state: &mut State, kind: &Kind, before: &Doc, doc: &mut Doc) {
    let effects = kind.resource.effects.iter();
    let effects: Vec<&Effect> = effects.filter(|one| changed(one, before, doc)).collect();
    for effect in effects {
        let written = doc.clone();
        for (name, source) in effect.sets {
            if let Some(value) = value(*source, &written) {
                doc.insert((*name).to_owned(), value);
            }
        }
        let Some((resource, fields)) = effect.makes else {
            continue;
        };
        let pairs = fields.iter().filter_map(|(name, source)| {
            let value = value(*source, &written)?;
            Some(((*name).to_owned(), value))
        });
        let made: Doc = pairs.collect();
        if let Some(kind) = tenant.catalog().kind(resource) {
            let id = made
                .get("_id")
                .and_then(Value::as_str)
                .map(Arc::<str>::from);
            let known = id.is_some_and(|id| state.shelves[kind.shelf].get(&id).is_some());
            if !known {
                write::insert(tenant, state, kind, made);
            }
        }
    }
}

fn changed(effect: &Effect, before: &Doc, after: &Doc) -> bool {
    let wanted = serde_json::from_str::<Value>(effect.value).ok();
    let is = |doc: &Doc| doc.get(effect.field) == wanted.as_ref();
    is(after) && !is(before)
}

fn value(source: Source, doc: &Doc) -> Option<Value> {
    match source {
        Source::Value(json) => serde_json::from_str(json).ok(),
        Source::Field(name) => doc.get(name).cloned(),
        Source::Now => Some(write::stamp()),
    }
}
