//! What became of a bulk write.

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use crate::rows::Failures;

/// What became of a chunk of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// Every row was taken.
    Written,
    /// Some rows failed; the result says which.
    Partial,
    /// No row was taken.
    Refused,
    /// It was sent, and no answer says what became of it.
    Unknown,
    /// It was not sent.
    NotSent,
}

/// A chunk of rows and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chunk {
    /// Numbers of its rows in the input, from 0.
    pub rows: Range<usize>,
    /// What became of it.
    pub outcome: Outcome,
    /// The status of the answer.
    pub status: Option<u16>,
}

/// How far a bulk write is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Rows that have been answered.
    pub rows: usize,
    /// Chunks that have been answered.
    pub chunks: usize,
    /// What became of the last one.
    pub outcome: Outcome,
}

/// The account of a bulk write.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkReport<R> {
    /// The results of all chunks put together: counts added, lists joined.
    pub result: R,
    /// The same as JSON.
    pub raw: Value,
    /// What became of each chunk.
    pub chunks: Vec<Chunk>,
    /// Rows that failed, with what the answer says of each.
    pub failures: Failures,
}

impl<R> BulkReport<R> {
    /// Whether every row of every chunk was taken.
    pub fn is_complete(&self) -> bool {
        self.chunks
            .iter()
            .all(|chunk| chunk.outcome == Outcome::Written)
    }
}
