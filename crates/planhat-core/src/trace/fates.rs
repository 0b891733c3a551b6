//! What became of the rows that no error names: by the keys of those taken, by counts, and by
//! exclusion.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::index::Index;
use super::{Entry, State};
use crate::rows::{Fate, RowOutcome, Traced};
use crate::table::{Kind, Operation, Returns};

type Left<'e, 'r> = Vec<(&'e Entry<'r>, Arc<[usize]>)>;

/// Settles all rows as far as the result tells. Entries that find their row go from `left`.
pub(super) fn settle(
    operation: &Operation,
    index: &Index,
    result: &Map<String, Value>,
    refused: bool,
    state: &mut State,
    left: &mut Left<'_, '_>,
) {
    let counts = counts(operation, result);
    named(operation, index, result, state);
    for (at, row) in state.rows.iter_mut().enumerate() {
        if row.fate == Fate::Unknown && index.is_dropped(at) {
            row.fate = Fate::Dropped;
        }
    }
    let taken = |state: &State| {
        let rows = state.rows.iter();
        rows.filter(|row| row.fate == Fate::Taken).count() as u64
    };
    let counted = counts.iter().map(|(_, count)| count).sum::<u64>();
    let certain = !counts.is_empty() || refused;
    let unnamed = match certain {
        true => counted.checked_sub(taken(state)),
        // A result without counts: where no error is left over, success means every row.
        false if !left.is_empty() => None,
        false => {
            let open = |row: &&RowOutcome| row.fate == Fate::Unknown;
            Some(state.rows.iter().filter(open).count() as u64)
        }
    };
    let open: Vec<usize> = (0..state.rows.len())
        .filter(|at| state.rows[*at].fate == Fate::Unknown)
        .collect();
    match unnamed {
        Some(unnamed) if left.is_empty() => without_errors(state, &counts, &open, unnamed, refused),
        Some(0) if open.len() == left.len() => {
            let entries: Vec<_> = left.iter().map(|(entry, _)| *entry).collect();
            if state.fail_together(&open, &entries, Traced::Exclusion) {
                left.clear();
            }
        }
        Some(0) if refused => open
            .iter()
            .for_each(|at| state.rows[*at].fate = Fate::Failed),
        _ => {}
    }
    candidates(&open, left);
}

/// Entries that show nothing of their row may be of any that is open.
fn candidates(open: &[usize], left: &mut Left<'_, '_>) {
    let open: Arc<[usize]> = open.into();
    for (_, rows) in left {
        if rows.is_empty() {
            *rows = open.clone();
        }
    }
}

/// No error is left: the open rows were taken, or left out.
fn without_errors(
    state: &mut State,
    counts: &[(&'static str, u64)],
    open: &[usize],
    unnamed: u64,
    refused: bool,
) {
    let fate = match (unnamed, refused) {
        (unnamed, _) if unnamed == open.len() as u64 => Fate::Taken,
        (0, true) => Fate::Failed,
        (0, false) => Fate::Dropped,
        _ => return,
    };
    let count = (fate == Fate::Taken)
        .then(|| only_count(state, counts))
        .flatten();
    for at in open {
        state.rows[*at].fate = fate;
        state.rows[*at].counted = count;
    }
}

/// The one count that has rows without a name.
fn only_count(state: &State, counts: &[(&'static str, u64)]) -> Option<&'static str> {
    let rows = || state.rows.iter().filter(|row| row.fate == Fate::Taken);
    if rows().any(|row| row.counted.is_none()) {
        return None;
    }
    let named = |count: &str| rows().filter(|row| row.counted == Some(count)).count() as u64;
    let mut open = counts.iter().filter(|(name, count)| *count > named(name));
    match (open.next(), open.next()) {
        (Some((name, _)), None) => Some(name),
        _ => None,
    }
}

/// The counts that a result has.
pub(super) fn counts(
    operation: &Operation,
    result: &Map<String, Value>,
) -> Vec<(&'static str, u64)> {
    let Returns::Shape(_, fields) = operation.returns else {
        return Vec::new();
    };
    let counts = fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::Integer | Kind::Number));
    counts
        .filter_map(|field| Some((field.name, result.get(field.name)?.as_u64()?)))
        .collect()
}

/// Marks the rows that a result names as taken. A list of keys belongs to the count before it in
/// the table; a list of ids to any.
fn named(operation: &Operation, index: &Index, result: &Map<String, Value>, state: &mut State) {
    let Returns::Shape(_, fields) = operation.returns else {
        return;
    };
    let mut count = None;
    for field in fields {
        if matches!(field.kind, Kind::Integer | Kind::Number) {
            count = Some(field.name);
        }
        let by_keys = matches!(field.kind, Kind::List(Kind::Object(_)));
        if !by_keys && !matches!(field.kind, Kind::List(Kind::Id | Kind::Ref(_))) {
            continue;
        }
        let items = result.get(field.name).and_then(Value::as_array);
        for item in items.into_iter().flatten() {
            let at = match item {
                Value::Object(object) => match index.with_keys(object).as_deref() {
                    Some([at]) => Some(*at),
                    _ => None,
                },
                Value::String(id) => index.with_id(id),
                _ => None,
            };
            let row = at.and_then(|at| state.rows.get_mut(at));
            if let Some(row) = row.filter(|row| row.fate != Fate::Failed) {
                row.fate = Fate::Taken;
                row.counted = row.counted.or(count.filter(|_| by_keys));
            }
        }
    }
}
