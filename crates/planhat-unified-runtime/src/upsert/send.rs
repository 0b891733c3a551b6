//! Sending the rows of an upsert, and what became of each.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use planhat_core::{BulkReport, Call, ChunkRows, Failures, Fate, Fields, RowFailure};
use serde_json::Value;

use super::{Ready, RowResult, failed};
use crate::client::ModelHandle;
use crate::error::{Code, Error};
use crate::methods::{Ids, refused};
use crate::{fault, remote};

/// What is known of a row.
struct Known {
    fate: Fate,
    /// Whether its request has no result of its own.
    lost: bool,
    failure: Option<RowFailure>,
}

impl ModelHandle {
    /// Sends the rows of a variant.
    pub(super) async fn send_batch(
        &self,
        at: usize,
        batch: Vec<Ready>,
        results: &mut BTreeMap<usize, RowResult>,
    ) -> Result<(), Error> {
        let variant = &self.rules().variants[at];
        let operation = self.upserting(variant)?;
        let told: Arc<Mutex<Vec<ChunkRows>>> = Arc::default();
        let hears = Arc::clone(&told);
        let rows: Vec<Fields> = batch
            .iter()
            .map(|ready| Fields::from(ready.fields.clone()))
            .collect();
        let call: Call<Value> = self.client().call(operation);
        let bulk = call.bulk(rows).on_rows(move |chunk| {
            if let Ok(mut told) = hears.lock() {
                told.push(chunk.clone());
            }
        });
        let (raw, failed_call) = match bulk.send().await {
            Ok(BulkReport { raw, .. }) => (raw, None),
            Err(error) => (
                error.bulk_result().cloned().unwrap_or(Value::Null),
                Some(error),
            ),
        };
        let whole = failed_call.map(|error| remote::written(error, variant));
        let ids = Ids::of(self, operation, &raw);
        let chunks = told.lock().map(|told| told.clone()).unwrap_or_default();
        let mut rows = known(chunks);
        for (number, ready) in batch.iter().enumerate() {
            let result = match why(rows.remove(&number), whole.as_ref(), &raw) {
                None => RowResult {
                    index: ready.index,
                    id: ids.of_row(&ready.fields),
                    ok: true,
                    error: None,
                },
                Some(error) => failed(ready.index, error),
            };
            results.insert(ready.index, result);
        }
        Ok(())
    }
}

/// What is known of the rows, by their numbers.
fn known(chunks: Vec<ChunkRows>) -> BTreeMap<usize, Known> {
    let mut rows = BTreeMap::new();
    for chunk in chunks {
        let lost = chunk.message.is_some();
        for row in &chunk.rows {
            let known = Known {
                fate: row.fate,
                lost,
                failure: None,
            };
            rows.insert(row.row, known);
        }
        for failure in Failures::from(chunk).rows {
            if let Some(known) = rows.get_mut(&failure.row) {
                known.failure = Some(failure);
            }
        }
    }
    rows
}

/// Why a row is not in; nothing where it is. Only rows of a request without an answer share the error
/// of the call.
fn why(known: Option<Known>, whole: Option<&Error>, result: &Value) -> Option<Error> {
    let Some(known) = known else {
        return Some(not_sent(whole));
    };
    match (known.fate, known.failure) {
        (Fate::Taken, _) => None,
        (Fate::NotSent, _) => Some(not_sent(whole)),
        (_, Some(failure)) if !known.lost => Some(refused(&failure, result)),
        (fate, _) => {
            let mut error = whole
                .filter(|_| known.lost)
                .cloned()
                .unwrap_or_else(unknown);
            if known.lost && fate == Fate::Unknown {
                error.message = format!("{}; the row may have taken effect", error.message);
            }
            Some(error)
        }
    }
}

/// That the answer says nothing of a row.
fn unknown() -> Error {
    let message = "the server does not say what became of the row; it may have taken effect";
    let mut error = fault::new(Code::UpstreamError, message);
    error.is_remote_error = true;
    error
}

/// That a row was not sent, since something failed before it.
fn not_sent(whole: Option<&Error>) -> Error {
    let message = "the row was not sent, and nothing was done with it";
    let Some(whole) = whole else {
        let mut error = fault::new(Code::UpstreamError, message);
        error.retryable = true;
        return error;
    };
    let mut error = whole.clone();
    error.retryable = whole.is_remote_error;
    error.message = format!("{message}: {}", whole.message);
    error
}
