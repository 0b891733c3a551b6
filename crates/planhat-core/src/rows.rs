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
            message: Some(message),
        }
    }
}
