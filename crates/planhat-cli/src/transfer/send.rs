//! Chunks of rows on their way, and the account of what became of each row.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use planhat_core::{ChunkRows, CustomFields, Error, ErrorKind, Failures, Fate, Fields, Value};
use serde_json::json;

use super::check;
use super::import::Job;
use super::journal::{Before, End, Journal, Left};
use super::reader::Row;
use super::rejects::Rejects;
use super::tally::Tally;
use crate::failure::Failure;

/// A row and its number in the file, from 0.
struct Numbered {
    at: u64,
    row: Row,
}

/// An import under way.
pub(super) struct Sender<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) custom: Option<&'a CustomFields>,
    pub(super) journal: Journal,
    pub(super) rejects: Rejects,
    /// Rows without a key that may be in: to import them might double them.
    pub(super) doubtful: Rejects,
    pub(super) tally: Tally,
    /// Keys of rows that were sent.
    pub(super) keys: HashSet<u64>,
    /// Rows that were not sent, to be written into the journal.
    pub(super) aside: End,
}

/// No more errors are told to rows that one of them may be of.
const ERRORS: usize = 3;

impl Sender<'_> {
    /// Sends all rows that an earlier run did not. Rows with and without a key go apart: a request
    /// of rows that all have keys can be sent again when its answer is lost.
    pub(super) async fn all(mut self, left: Left) -> Result<i32, Failure> {
        let bar = self.job.context.console.bar("rows");
        self.tally.before(&left);
        let mut waiting: [Vec<Numbered>; 2] = [Vec::new(), Vec::new()];
        let mut stopped = None;
        for (at, row) in (0..).zip(self.job.rows()?) {
            self.tally.read += 1;
            bar.set_position(self.tally.read);
            if left.of(at) == Before::Done {
                continue;
            }
            let Some(row) = self.sendable(at, row, left.of(at))? else {
                continue;
            };
            if stopped.is_some() {
                self.tally.not_sent += 1;
                continue;
            }
            let keyed = self.job.operation.has_key(&row.fields);
            let chunk = &mut waiting[usize::from(keyed)];
            chunk.push(Numbered { at, row });
            if chunk.len() >= self.job.chunk {
                let chunk = std::mem::take(chunk);
                stopped = self.send(chunk).await?;
            }
        }
        for chunk in waiting {
            match stopped {
                None => stopped = self.send(chunk).await?,
                Some(_) => self.tally.not_sent += chunk.len() as u64,
            }
        }
        bar.finish_and_clear();
        self.settle_aside()?;
        self.tally.end(self.job, &self.rejects, &self.doubtful);
        let code = self.tally.code();
        match stopped {
            Some(failure) => {
                Err(failure.hint("the same command with --resume goes on; no row is written twice"))
            }
            None => {
                self.journal.finish(self.tally.unknown > 0)?;
                Ok(code)
            }
        }
    }

    /// A row that is sent: not one that is bad, and not one without a key that may be in already.
    fn sendable(
        &mut self,
        at: u64,
        row: Result<Row, super::reader::Unreadable>,
        before: Before,
    ) -> Result<Option<Row>, Failure> {
        let mut row = match row {
            Ok(row) => row,
            // Only with --skip-invalid are there any.
            Err(unreadable) => {
                let row = Row {
                    line: unreadable.line,
                    fields: Fields::new(),
                };
                self.reject_unsent(at, &row, &json!(unreadable.message))?;
                return Ok(None);
            }
        };
        row.fields = check::readied(self.job, self.custom, row.fields);
        let mut faults = check::faults(self.job, self.custom, &row.fields);
        for key in check::keys(self.job, &row.fields) {
            if !self.keys.insert(key) {
                faults.push("has the same key as an earlier row".to_owned());
            }
        }
        if !faults.is_empty() {
            self.reject_unsent(at, &row, &json!(faults.join("; ")))?;
            return Ok(None);
        }
        if before == Before::Sent && !self.job.operation.has_key(&row.fields) {
            let reason = "an import was cut off while this row was sent: it may be in, and has no key to find it by";
            self.doubt(&row, &json!(reason))?;
            self.aside.unknown.push(at);
            return Ok(None);
        }
        Ok(Some(row))
    }

    fn reject_unsent(&mut self, at: u64, row: &Row, reason: &Value) -> Result<(), Failure> {
        self.aside.rejected.push(at);
        self.reject(row, reason)
    }

    /// Writes down the rows that were not sent.
    fn settle_aside(&mut self) -> Result<(), Failure> {
        self.rejects.flush()?;
        self.doubtful.flush()?;
        match std::mem::take(&mut self.aside) {
            aside if aside == End::default() => Ok(()),
            aside => self.journal.aside(aside),
        }
    }

    fn reject(&mut self, row: &Row, reason: &Value) -> Result<(), Failure> {
        self.tally.rejected += 1;
        self.rejects.add(row.line, &row.fields, reason)
    }

    /// A row of which it is not known whether it is in. With a key it can be imported again.
    fn doubt(&mut self, row: &Row, reason: &Value) -> Result<(), Failure> {
        self.tally.unknown += 1;
        self.tally.lines.push(row.line);
        let file = match self.job.operation.has_key(&row.fields) {
            true => &mut self.rejects,
            false => &mut self.doubtful,
        };
        file.add(row.line, &row.fields, reason)
    }

    /// Sends rows until each is answered or a failure stops the import; the failure comes back.
    async fn send(&mut self, mut rows: Vec<Numbered>) -> Result<Option<Failure>, Failure> {
        self.settle_aside()?;
        while !rows.is_empty() {
            self.journal
                .begin(rows.iter().map(|row| row.at).collect())?;
            let seen: Arc<Mutex<Vec<ChunkRows>>> = Arc::default();
            let told = Arc::clone(&seen);
            let fields: Vec<Fields> = rows.iter().map(|row| row.row.fields.clone()).collect();
            let call = self.job.client.call::<Value>(self.job.operation);
            let bulk = call.bulk(fields).on_rows(move |chunk| {
                let mut seen = told.lock().unwrap_or_else(PoisonError::into_inner);
                seen.push(chunk.clone());
            });
            let sent = bulk.send().await;
            let chunks = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
            let mut end = End::default();
            let stops = sent.as_ref().is_err_and(stops);
            let mut settled = 0;
            for mut chunk in chunks {
                if stops && chunk.message.is_some() {
                    unsent(&mut chunk);
                }
                settled += self.settle(&rows, chunk, &mut end)?;
            }
            self.settle_aside()?;
            self.journal.end(end)?;
            rows.drain(..settled.min(rows.len()));
            if let Err(error) = sent
                && (stops || settled == 0)
            {
                self.tally.not_sent += rows.len() as u64;
                return Ok(Some(error.into()));
            }
        }
        Ok(None)
    }

    /// Accounts for the rows of a request, and says how many were sent.
    fn settle(
        &mut self,
        rows: &[Numbered],
        chunk: ChunkRows,
        end: &mut End,
    ) -> Result<usize, Failure> {
        let counted: u64 = chunk.counts.iter().map(|(_, count)| count).sum();
        let (counts, message) = (chunk.counts.clone(), chunk.message.clone());
        let failures = Failures::from(chunk.clone());
        let mut reasons = failures.rows.iter().peekable();
        let doubt = match &message {
            Some(message) => json!(format!("it is not known whether it was written: {message}")),
            None => {
                let some = &failures.untraced[..failures.untraced.len().min(ERRORS)];
                json!({ "one or more of these rows failed with": some })
            }
        };
        let mut sent = 0;
        let (taken, unknown) = (end.taken.len(), end.unknown.len());
        for outcome in &chunk.rows {
            let Some(row) = rows.get(outcome.row) else {
                continue;
            };
            let mut why = Vec::new();
            while let Some(failure) = reasons.next_if(|failure| failure.row == outcome.row) {
                why.push(failure.reason());
            }
            let reason = match (&message, why.len()) {
                (Some(message), _) => json!(message),
                (None, 1) => why.swap_remove(0),
                (None, _) => json!(why),
            };
            sent += usize::from(outcome.fate != Fate::NotSent);
            let answered = message.is_none();
            self.settle_row(row, outcome.fate, answered, (&reason, &doubt), end)?;
        }
        // Of rows in doubt so many are in, only not which.
        let too = counted
            .saturating_sub(end.taken.len() - taken)
            .min(end.unknown.len() - unknown);
        end.taken_too += too;
        self.tally.taken_too(too);
        for (name, count) in counts {
            *end.counts.entry(name.to_owned()).or_default() += count;
            *self.tally.counts.entry(name.to_owned()).or_default() += count;
        }
        Ok(sent)
    }

    /// Accounts for one row, with what is told of it if it failed, and if that is not known.
    fn settle_row(
        &mut self,
        Numbered { at, row }: &Numbered,
        fate: Fate,
        answered: bool,
        (reason, doubt): (&Value, &Value),
        end: &mut End,
    ) -> Result<(), Failure> {
        match fate {
            Fate::Taken => {
                self.tally.taken += 1;
                end.taken.push(*at);
            }
            Fate::Failed | Fate::Dropped => {
                self.reject(row, reason)?;
                end.rejected.push(*at);
            }
            Fate::NotSent => {}
            // The next run sends it again, which changes nothing twice.
            _ if !answered && self.job.operation.has_key(&row.fields) => {
                self.tally.unknown += 1;
                self.tally.lines.push(row.line);
            }
            _ => {
                self.doubt(row, doubt)?;
                end.unknown.push(*at);
            }
        }
        Ok(())
    }
}

/// Whether a failure is one that the next rows would meet too. An answer that refuses a request for
/// its rows is none.
fn stops(error: &Error) -> bool {
    error.kind() != ErrorKind::Rejected
}

/// Rows that were refused for no fault of theirs are as good as not sent.
fn unsent(chunk: &mut ChunkRows) {
    for row in &mut chunk.rows {
        if row.fate == Fate::Failed {
            row.fate = Fate::NotSent;
        }
    }
}

/// Numbers of lines for people, as runs; a long list is cut.
pub(super) fn told(lines: &[u64]) -> String {
    const RUNS: usize = 12;
    let mut lines = lines.to_vec();
    lines.sort_unstable();
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 >= line => *last = line,
            _ => runs.push((line, line)),
        }
    }
    let more = runs.len().saturating_sub(RUNS);
    let text = |(first, last): &(u64, u64)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    let mut all: Vec<String> = runs.iter().take(RUNS).map(text).collect();
    if more > 0 {
        all.push(format!("and {more} more places"));
    }
    all.join(", ")
}
