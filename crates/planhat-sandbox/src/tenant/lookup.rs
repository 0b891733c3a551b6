//! Finding the record that a path names.

use planhat_core::table::{Api, Operation};

use super::State;
use super::catalog::Kind;
use super::route::Target;
use super::shelf::Record;
use crate::exchange::Answer;

/// The record that a path names by its id, or by a prefixed key that the operation takes.
pub(crate) fn record<'s>(
    api: &Api,
    state: &'s State,
    kind: &Kind,
    target: &Target,
) -> Result<&'s Record, Answer> {
    let given = target.id().unwrap_or_default();
    let found =
        by_id(state, kind, given).or_else(|| by_prefix(api, state, kind, target.operation, given));
    found.ok_or_else(|| unknown(target))
}

/// The answer where there is no such record.
pub(crate) fn unknown(target: &Target) -> Answer {
    let title = target.operation.resource.title;
    let id = target.id().unwrap_or_default();
    Answer::text(404, format!("{title} not found: {id}"))
}

fn by_id<'s>(state: &'s State, kind: &Kind, id: &str) -> Option<&'s Record> {
    let found = state.shelves[kind.shelf].get(id)?;
    kind.holds(&found.doc).then_some(found)
}

fn by_prefix<'s>(
    api: &Api,
    state: &'s State,
    kind: &Kind,
    operation: &Operation,
    given: &str,
) -> Option<&'s Record> {
    let keys = operation.ids.iter();
    let mut found = keys.filter_map(|name| {
        let value = given.strip_prefix(prefix(api, name)?)?;
        by_key(state, kind, kind.kept_as(name), value)
    });
    found.next()
}

/// The first record with this value of a key, by the name that it is kept under.
pub(crate) fn by_key<'s>(
    state: &'s State,
    kind: &Kind,
    kept: &str,
    value: &str,
) -> Option<&'s Record> {
    let shelf = &state.shelves[kind.shelf];
    let ids = shelf.having(kept, value)?.iter();
    let mut records = ids.filter_map(|id| shelf.get(id));
    records.find(|record| kind.holds(&record.doc))
}

/// What stands before the value of a key in a path or a reference.
pub(crate) fn prefix(api: &Api, key: &str) -> Option<&'static str> {
    let known = api.keys.iter().find(|known| known.name == key)?;
    known.prefix
}
