//! What became of each row of a bulk write, as far as the answer tells.

use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::report::Chunk;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fate {
    /// It is in.
    Taken,
    /// It was refused.
    Failed,
    /// The answer neither counts nor refuses it: the server left it out and said nothing.
    Dropped,
    /// The answer does not say.
    Unknown,
    /// It was not sent.
    NotSent,
}

/// How an entry of a list of errors was traced to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Traced {
    /// It has the row's keys.
    Key,
    /// It repeats the row.
    Repeat,
    /// It has a text with a key that no other row has.
    Text,
    /// It has the row's number, and nothing that speaks against it.
    Number,
    /// Every other row is accounted for.
    Exclusion,
}

/// An entry of a list of errors, traced to its row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowError {
    /// The list of the result that it stands in.
    pub list: &'static str,
    /// The entry as it came.
    pub entry: Value,
    /// How it was traced.
    pub traced: Traced,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowOutcome {
    /// Its number in the input, from 0.
    pub row: usize,
    /// What became of it.
    pub fate: Fate,
    /// The count of the result that it is in, where that is certain.
    pub counted: Option<&'static str>,
    /// Why it was refused; empty where the answer does not say of which row an error is.
    pub errors: Vec<RowError>,
    /// Another row of the same request with the same key.
    pub twin: Option<usize>,
}

/// An entry of a list of errors that cannot be traced to one row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Untraced {
    /// The list of the result that it stands in.
    pub list: &'static str,
    /// The entry as it came.
    pub entry: Value,
    /// The rows that it may be of, by their numbers in the input; serialized as pairs of the first
    /// and the last number of each run.
    #[serde(serialize_with = "runs")]
    pub rows: Arc<[usize]>,
}

fn runs<S: Serializer>(rows: &Arc<[usize]>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for row in rows.iter() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    serializer.collect_seq(runs)
}

/// What became of the rows of a request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ChunkRows {
    /// The rows, and what became of them as a whole.
    pub chunk: Chunk,
    /// Each row.
    pub rows: Vec<RowOutcome>,
    /// Errors that no row could be found for.
    pub untraced: Vec<Untraced>,
    /// The counts of the result: rows that were taken, by what was done with them.
    pub counts: Vec<(&'static str, u64)>,
    /// Why there is no result, where there is none.
    pub message: Option<String>,
}

impl ChunkRows {
    /// Rows that all have the same fate.
    pub(crate) fn all(chunk: Chunk, fate: Fate, message: String) -> Self {
        let numbers: Range<usize> = chunk.rows.clone();
        let outcome = |row| RowOutcome {
            row,
            fate,
            counted: None,
            errors: Vec::new(),
            twin: None,
        };
        ChunkRows {
            chunk,
            rows: numbers.map(outcome).collect(),
            untraced: Vec::new(),
            counts: Vec::new(),
            message: Some(message),
        }
    }
}

/// A row that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowFailure {
    /// Its number in the input, from 0.
    pub row: usize,
    /// The list of the result that says so; empty where none does.
    pub list: &'static str,
    /// What it says, as it came; null where the answer does not say which error is this row's.
    pub error: Value,
    /// Whether it was refused, or left out in silence.
    pub fate: Fate,
    /// How the error was traced to the row.
    pub traced: Option<Traced>,
    /// Another row of the same request with the same key.
    pub twin: Option<usize>,
}

impl RowFailure {
    /// Why it is not in: the entry of the answer, or words where there is none.
    pub fn reason(&self) -> Value {
        let words = match self.fate {
            _ if !self.list.is_empty() => {
                return Value::Object(
                    [(self.list.to_owned(), self.error.clone())]
                        .into_iter()
                        .collect(),
                );
            }
            Fate::Dropped => "the server left it out and said nothing",
            _ => "it was refused, and the answer does not say which error is its own",
        };
        words.into()
    }
}

/// What is known of the rows of a bulk write that failed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Failures {
    /// Rows that failed, in the order of the input; a row with several errors comes several times.
    pub rows: Vec<RowFailure>,
    /// Entries that name no row, or several, as they came.
    pub untraced: Vec<Value>,
    /// Rows of which the answer does not say what became of them: some of them failed.
    pub suspects: Vec<usize>,
}

impl Failures {
    /// Whether nothing failed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.untraced.is_empty() && self.suspects.is_empty()
    }

    /// Numbers of the rows that failed, and of those that may have.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        let failed = self.rows.iter().map(|failure| failure.row);
        failed.chain(self.suspects.iter().copied())
    }

    /// Adds those of another request.
    pub(crate) fn add(&mut self, chunk: ChunkRows) {
        for row in chunk.rows {
            match row.fate {
                Fate::Failed | Fate::Dropped => self.rows.extend(failures(row)),
                Fate::Unknown => self.suspects.push(row.row),
                _ => {}
            }
        }
        let entries = chunk.untraced.into_iter().map(|one| one.entry);
        self.untraced.extend(entries);
    }
}

impl From<ChunkRows> for Failures {
    fn from(chunk: ChunkRows) -> Self {
        let mut failures = Failures::default();
        failures.add(chunk);
        failures
    }
}

/// One for each error of a row, or one without any.
fn failures(row: RowOutcome) -> Vec<RowFailure> {
    let bare = RowFailure {
        row: row.row,
        list: "",
        error: Value::Null,
        fate: row.fate,
        traced: None,
        twin: row.twin,
    };
    if row.errors.is_empty() {
        return vec![bare];
    }
    let errors = row.errors.into_iter();
    errors
        .map(|error| RowFailure {
            list: error.list,
            error: error.entry,
            traced: Some(error.traced),
            ..bare.clone()
        })
        .collect()
}
