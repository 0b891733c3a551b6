//! Errors of a bulk write traced to the rows they are of.
//!
//! Entries of lists of errors have no documented shape. What an entry shows of its row is looked
//! for: keys, the row itself, a key in a text, a number; and a row that alone is left is the one.
//! What fits two rows is traced to none.

mod entry;
mod fates;
mod index;
mod repeat;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::fields::Fields;
use crate::report::{Chunk, Outcome};
use crate::request;
use crate::result::{error_lists, has_errors};
use crate::rows::{ChunkRows, Failures, Fate, RowError, RowOutcome, Traced, Untraced};
use crate::table::Operation;
use entry::Found;
use index::Index;

/// The rows of a request, as they were sent.
#[derive(Clone)]
pub(crate) struct Sent {
    /// A JSON array of the rows.
    pub(crate) body: Bytes,
    /// Where each row ends in it.
    pub(crate) ends: Arc<[usize]>,
}

impl Sent {
    /// A row as it was sent.
    fn row(&self, at: usize) -> Map<String, Value> {
        let start = match at {
            0 => 1,
            _ => self.ends[at - 1] + 1,
        };
        let text = self.body.get(start..self.ends[at]).unwrap_or_default();
        serde_json::from_slice(text).unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

/// An entry, and where it was found.
struct Entry<'r> {
    list: &'static str,
    value: &'r Value,
}

/// Traces the errors in a result to rows, which are those of one request in their order.
pub fn trace(
    operation: &'static Operation,
    rows: &[Fields],
    result: &Map<String, Value>,
) -> Failures {
    let (mut body, mut ends) = (vec![b'['], Vec::with_capacity(rows.len()));
    for row in rows {
        if !ends.is_empty() {
            body.push(b',');
        }
        let row = request::with_constants(operation, row);
        body.extend(serde_json::to_vec(&row).unwrap_or_default());
        ends.push(body.len());
    }
    let outcome = match has_errors(operation, result) {
        false => Outcome::Written,
        true => Outcome::Partial,
    };
    let chunk = Chunk {
        rows: 0..rows.len(),
        outcome,
        status: None,
    };
    let sent = Sent {
        body: body.into(),
        ends: ends.into(),
    };
    of_chunk(operation, chunk, &sent, result).into()
}

/// What became of each row of an answered request.
pub(crate) fn of_chunk(
    operation: &'static Operation,
    chunk: Chunk,
    sent: &Sent,
    result: &Map<String, Value>,
) -> ChunkRows {
    let index = Index::new(operation, sent);
    let entries: Vec<Entry<'_>> = error_lists(operation, result)
        .flat_map(|(list, entries)| entries.iter().map(move |value| Entry { list, value }))
        .collect();
    let found = entry::find_all(&index, sent, &entries);
    let mut state = State::new(&index, chunk.rows.start, sent.len());
    let mut left: Vec<(&Entry<'_>, Arc<[usize]>)> = Vec::new();
    for (entry, found) in entries.iter().zip(found) {
        match found {
            Found::Row(at, traced) => state.fail(at, entry, traced),
            Found::Rows(rows) => left.push((entry, rows)),
        }
    }
    state.twins(&mut left);
    let refused = chunk.outcome == Outcome::Refused;
    fates::settle(operation, &index, result, refused, &mut state, &mut left);
    if chunk.outcome == Outcome::Unknown {
        // The attempt that was refused says nothing of an earlier one, which may have been taken.
        for row in &mut state.rows {
            row.fate = match row.fate {
                Fate::Failed | Fate::Dropped => Fate::Unknown,
                fate => fate,
            };
        }
    }
    ChunkRows {
        untraced: untraced(chunk.rows.start, left),
        rows: state.rows,
        counts: fates::counts(operation, result),
        chunk,
        message: None,
    }
}

/// Entries without a row. Those that may be of any open row share the list of these.
fn untraced(first: usize, left: Vec<(&Entry<'_>, Arc<[usize]>)>) -> Vec<Untraced> {
    let mut seen: HashMap<*const usize, Arc<[usize]>> = HashMap::new();
    let mut of = |entry: &Entry<'_>, rows: Arc<[usize]>| Untraced {
        list: entry.list,
        entry: entry.value.clone(),
        rows: seen
            .entry(rows.as_ptr())
            .or_insert_with(|| rows.iter().map(|at| first + at).collect())
            .clone(),
    };
    left.iter()
        .map(|(entry, rows)| of(entry, rows.clone()))
        .collect()
}

/// The rows so far.
struct State {
    rows: Vec<RowOutcome>,
}

impl State {
    fn new(index: &Index, first: usize, rows: usize) -> Self {
        let outcome = |at| RowOutcome {
            row: first + at,
            fate: Fate::Unknown,
            counted: None,
            errors: Vec::new(),
            twin: index.twin(at).map(|twin| first + twin),
        };
        State {
            rows: (0..rows).map(outcome).collect(),
        }
    }

    fn fail(&mut self, at: usize, entry: &Entry<'_>, traced: Traced) {
        let row = &mut self.rows[at];
        row.fate = Fate::Failed;
        row.errors.push(RowError {
            list: entry.list,
            entry: entry.value.clone(),
            traced,
        });
    }

    /// As many entries as rows that they may be of: all of these failed. Which entry is whose
    /// matters only where they differ.
    fn twins(&mut self, left: &mut Vec<(&Entry<'_>, Arc<[usize]>)>) {
        let mut groups: HashMap<Arc<[usize]>, Vec<usize>> = HashMap::new();
        for (number, (_, rows)) in left.iter().enumerate() {
            if !rows.is_empty() {
                groups.entry(rows.clone()).or_default().push(number);
            }
        }
        let mut traced = vec![false; left.len()];
        for (rows, numbers) in groups {
            let open = rows.iter().all(|at| self.rows[*at].fate == Fate::Unknown);
            if rows.len() == numbers.len() && open {
                let entries: Vec<_> = numbers.iter().map(|number| left[*number].0).collect();
                if self.fail_together(&rows, &entries, Traced::Key) {
                    numbers.iter().for_each(|number| traced[*number] = true);
                }
            }
        }
        let mut number = 0;
        left.retain(|_| {
            number += 1;
            !traced[number - 1]
        });
    }

    /// Rows that failed, and as many entries; whether each entry found its row.
    fn fail_together(&mut self, rows: &[usize], entries: &[&Entry<'_>], traced: Traced) -> bool {
        let same = entries
            .windows(2)
            .all(|pair| pair[0].value == pair[1].value && pair[0].list == pair[1].list);
        for (at, entry) in rows.iter().zip(entries) {
            match same {
                true => self.fail(*at, entry, traced),
                false => self.rows[*at].fate = Fate::Failed,
            }
        }
        same
    }
}

#[cfg(test)]
mod tests;
