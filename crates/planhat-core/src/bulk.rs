//! Bulk upsert: rows in chunks, one after the other, and an exact account of what became of them.

use std::future::IntoFuture;
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::call::{Call, CallFuture};
use crate::fields::{Fault, Fields};
use crate::report::{BulkReport, Chunk, Outcome, Progress};
use crate::request::{self, Prepared};
use crate::result::{empty_result, has_errors, is_result, lacks_rows, merge, took_rows};
use crate::retry::RetryPolicy;
use crate::rows::{ChunkRows, Failures, Fate};
use crate::table::{Operation, Repeat};
use crate::trace::{self, Sent};
use crate::{Client, Decode, Error, Raw, engine, validate};

type Rows = Box<dyn Iterator<Item = Fields> + Send>;
type OnProgress = Box<dyn FnMut(&Progress) + Send>;
type OnRows = Box<dyn FnMut(&ChunkRows) + Send>;

/// A bulk upsert. It does nothing until it is awaited.
///
/// Rows are taken from the iterator as they are needed, so any number of them is fine. They are
/// sent in chunks of 5,000 rows and 32 MB at most (as the table says), one after the other. A row
/// that breaks a rule stops the write before its chunk is sent; a failed call stops it too. The
/// error then says by [`Error::chunks`] which rows are in, which are not, and of which it is not
/// known, and keeps the results so far in [`Error::bulk_result`]; rows behind the last chunk were
/// not sent. Errors of single rows are traced to them as far as the answer allows it, see
/// [`BulkReport::failures`](crate::BulkReport).
#[must_use = "a bulk upsert does nothing until it is awaited"]
pub struct Bulk<R> {
    /// Everything but the rows.
    call: Call<R>,
    rows: Rows,
    chunk_rows: usize,
    on_progress: Option<OnProgress>,
    on_rows: Option<OnRows>,
}

impl<R: Decode> Bulk<R> {
    pub(crate) fn new(call: Call<R>, rows: Rows) -> Self {
        Bulk {
            chunk_rows: call.client.api().limits.bulk_rows,
            call,
            rows,
            on_progress: None,
            on_rows: None,
        }
    }

    /// A query parameter by wire name, sent with each chunk.
    pub fn query(mut self, name: &str, value: impl Serialize) -> Self {
        self.call = self.call.query(name, value);
        self
    }

    /// Is told after each chunk how far the write is.
    pub fn on_progress(mut self, told: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(told));
        self
    }

    /// Is told after each chunk what became of each of its rows.
    pub fn on_rows(mut self, told: impl FnMut(&ChunkRows) + Send + 'static) -> Self {
        self.on_rows = Some(Box::new(told));
        self
    }

    /// Rows a chunk; never more than the API takes.
    pub fn chunk_rows(mut self, rows: usize) -> Self {
        self.chunk_rows = rows.clamp(1, self.call.client.api().limits.bulk_rows.max(1));
        self
    }

    /// Time for one attempt to send a chunk.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.with_timeout(timeout);
        self
    }

    /// Time for all attempts to send a chunk, waiting included.
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.call = self.call.with_deadline(deadline);
        self
    }

    /// How long to wait before a chunk is sent again.
    pub fn with_retry(mut self, policy: impl RetryPolicy) -> Self {
        self.call = self.call.with_retry(policy);
        self
    }

    /// Sends all chunks.
    ///
    /// # Errors
    /// When a row breaks a rule, or a chunk fails as a whole without a result.
    pub async fn send(self) -> Result<BulkReport<R>, Error> {
        let Bulk {
            call,
            rows,
            chunk_rows,
            mut on_progress,
            on_rows,
        } = self;
        let (client, operation) = (&call.client, call.operation);
        call.check()?;
        request::check_frame(client, operation, &call.arguments)?;
        let mut total = Total {
            operation,
            merged: empty_result(operation),
            chunks: Vec::new(),
            failures: Failures::default(),
            on_rows,
        };
        let mut chunker = Chunker {
            call: &call,
            rows,
            chunk_rows,
            taken: 0,
            number: 0,
            held: None,
        };
        loop {
            let chunk = match chunker.next() {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break,
                Err(error) => return Err(total.failed(error)),
            };
            let rows = chunk.rows.clone();
            let (sent, answer) = send(&call, chunk).await;
            if let Err(error) = answer.and_then(|raw| total.add(client, rows.clone(), &sent, &raw))
            {
                total.lost(rows, &error);
                return Err(total.failed(error));
            }
            if let (Some(told), Some(last)) = (&mut on_progress, total.chunks.last()) {
                told(&Progress {
                    rows: last.rows.end,
                    chunks: total.chunks.len(),
                    outcome: last.outcome,
                });
            }
        }
        total.report()
    }
}

impl<R: Decode + Send + 'static> IntoFuture for Bulk<R> {
    type Output = Result<BulkReport<R>, Error>;
    type IntoFuture = CallFuture<BulkReport<R>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<R> std::fmt::Debug for Bulk<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bulk")
            .field("operation", &self.call.operation.id())
            .finish_non_exhaustive()
    }
}

/// Rows that go into one request.
struct Batch {
    rows: Range<usize>,
    body: Vec<u8>,
    /// Where each row ends in it.
    ends: Vec<usize>,
    /// Whether every row has a key, so that it may be sent twice.
    keyed: bool,
}

/// Makes batches of rows, as they come.
struct Chunker<'c, R> {
    call: &'c Call<R>,
    rows: Rows,
    chunk_rows: usize,
    /// Rows that are in batches.
    taken: usize,
    /// Rows that were taken from the iterator.
    number: usize,
    /// A row that did not fit into the last batch, and whether it has a key.
    held: Option<(Vec<u8>, bool)>,
}

impl<R> Chunker<'_, R> {
    fn next(&mut self) -> Result<Option<Batch>, Error> {
        let limit = self.call.client.api().limits.body_bytes;
        let mut batch = Batch {
            rows: self.taken..self.taken,
            body: vec![b'['],
            ends: Vec::new(),
            keyed: true,
        };
        while batch.rows.len() < self.chunk_rows {
            let Some((row, keyed)) = self.row()? else {
                break;
            };
            let separator = usize::from(!batch.rows.is_empty());
            if batch.body.len() + separator + row.len() + 1 > limit {
                if batch.rows.is_empty() {
                    let message = format!("has {} bytes, and a request takes {limit}", row.len());
                    return Err(self.fault(batch.rows.start, message));
                }
                self.held = Some((row, keyed));
                break;
            }
            if separator == 1 {
                batch.body.push(b',');
            }
            batch.body.extend_from_slice(&row);
            batch.ends.push(batch.body.len());
            batch.keyed &= keyed;
            batch.rows.end += 1;
        }
        batch.body.push(b']');
        self.taken = batch.rows.end;
        Ok((!batch.rows.is_empty()).then_some(batch))
    }

    /// The next row as JSON, checked.
    fn row(&mut self) -> Result<Option<(Vec<u8>, bool)>, Error> {
        if let Some(row) = self.held.take() {
            return Ok(Some(row));
        }
        let at = self.number;
        let Some(fields) = self.rows.next() else {
            return Ok(None);
        };
        self.number += 1;
        let (api, operation) = (self.call.client.api(), self.call.operation);
        let query = &self.call.arguments.query;
        let faults = validate::check_row(api, operation, &fields, query, at);
        if !faults.is_empty() {
            return Err(Error::invalid(faults).operation(&operation.id()));
        }
        let keyed = validate::has_key(operation, &fields);
        let row = serde_json::to_vec(&request::with_constants(operation, &fields));
        row.map(|row| Some((row, keyed)))
            .map_err(|error| self.fault(at, error.to_string()))
    }

    fn fault(&self, at: usize, message: String) -> Error {
        let fault = Fault {
            argument: format!("rows[{at}]"),
            message,
        };
        Error::invalid(vec![fault]).operation(&self.call.operation.id())
    }
}

/// Sends a batch; its rows come back with the answer, to trace errors to them.
async fn send<R>(call: &Call<R>, batch: Batch) -> (Sent, Result<Raw, Error>) {
    let sent = Sent {
        body: Bytes::from(batch.body),
        ends: batch.ends.into(),
    };
    let answer = match prepare(call, sent.body.clone(), batch.keyed) {
        Ok(prepared) => engine::start(&call.client, prepared, &call.options).await,
        Err(error) => Err(error),
    };
    (sent, answer)
}

fn prepare<R>(call: &Call<R>, body: Bytes, keyed: bool) -> Result<Prepared, Error> {
    let client = &call.client;
    let mut prepared: Prepared = request::frame(client, call.operation)?;
    (prepared.url, prepared.shown_url) = request::url(client, call.operation, &call.arguments)?;
    prepared.body = body;
    prepared.repeatable = match call.operation.repeat {
        Repeat::Always => true,
        Repeat::WithKeys => keyed,
        Repeat::Never => false,
    };
    prepared.accepted = client.api().bulk_result_statuses;
    Ok(prepared)
}

/// The results so far.
struct Total {
    operation: &'static Operation,
    merged: Map<String, Value>,
    chunks: Vec<Chunk>,
    failures: Failures,
    on_rows: Option<OnRows>,
}

impl Total {
    /// Adds the result of a chunk.
    fn add(
        &mut self,
        client: &Client,
        rows: Range<usize>,
        sent: &Sent,
        raw: &Raw,
    ) -> Result<(), Error> {
        let result = raw.decode::<Value>()?;
        let Value::Object(result) = result else {
            let what = crate::DecodeError {
                message: "a result was expected, an object".into(),
                line: 1,
                column: 1,
            };
            return Err(raw.unreadable(what, raw.text()?));
        };
        let status = raw.status();
        let failed = client.api().bulk_result_statuses.contains(&status);
        if failed && !is_result(self.operation, &result) {
            // An earlier attempt may have been taken.
            let said = client.without_secrets(raw.text()?);
            return Err(Error::status_error(status, &said)
                .operation(raw.operation())
                .attempts(raw.attempts())
                .arrived(raw.arrived));
        }
        let partial =
            client.api().partial_statuses.contains(&status) || has_errors(self.operation, &result);
        let outcome = match (failed, partial) {
            // The attempt that was refused says nothing of an earlier one.
            (true, _) if raw.arrived => Outcome::Unknown,
            (true, _) if took_rows(self.operation, &result) => Outcome::Partial,
            (true, _) => Outcome::Refused,
            (false, true) => Outcome::Partial,
            (false, false) => Outcome::Written,
        };
        let chunk = Chunk {
            rows,
            outcome,
            status: Some(status),
        };
        self.trace(&chunk, sent, &result);
        for (name, value) in result {
            merge(&mut self.merged, name, value);
        }
        self.chunks.push(chunk);
        Ok(())
    }

    /// Traces errors to rows, where there are any or somebody wants to know of every row.
    fn trace(&mut self, chunk: &Chunk, sent: &Sent, result: &Map<String, Value>) {
        let failed = has_errors(self.operation, result) || chunk.outcome == Outcome::Refused;
        let told = failed || lacks_rows(self.operation, result, chunk.rows.len());
        if !told && self.on_rows.is_none() {
            return;
        }
        let traced = trace::of_chunk(self.operation, chunk.clone(), sent, result);
        if let Some(told) = &mut self.on_rows {
            told(&traced);
        }
        self.failures.add(traced);
    }

    /// A chunk without a result.
    fn lost(&mut self, rows: Range<usize>, error: &Error) {
        let outcome = match (error.may_have_arrived(), error.status()) {
            (true, _) => Outcome::Unknown,
            (false, Some(_)) => Outcome::Refused,
            (false, None) => Outcome::NotSent,
        };
        let chunk = Chunk {
            rows,
            outcome,
            status: error.status(),
        };
        self.chunks.push(chunk.clone());
        let fate = match outcome {
            Outcome::Unknown => Fate::Unknown,
            Outcome::Refused => Fate::Failed,
            _ => Fate::NotSent,
        };
        if let Some(told) = &mut self.on_rows {
            told(&ChunkRows::all(chunk, fate, error.to_string()));
        }
    }

    fn failed(self, error: Error) -> Error {
        error
            .with_chunks(self.chunks, Value::Object(self.merged))
            .with_failures(self.failures)
    }

    fn report<R: Decode>(self) -> Result<BulkReport<R>, Error> {
        let raw = Value::Object(self.merged);
        let text = raw.to_string();
        match R::decode(&text) {
            Ok(result) => Ok(BulkReport {
                result,
                raw,
                chunks: self.chunks,
                failures: self.failures,
            }),
            Err(error) => Err(Error::decode(error, 200, &text)
                .operation(&self.operation.id())
                .with_chunks(self.chunks, raw)
                .with_failures(self.failures)),
        }
    }
}
