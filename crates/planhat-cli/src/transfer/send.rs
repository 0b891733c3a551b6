//! Chunks of rows on their way, and the account of what became of each row.

use std::collections::HashSet;

use planhat_core::{BulkReport, CustomFields, Error, Failures, Fields, Outcome, Value};
use serde_json::json;

use super::check;
use super::import::Job;
use super::journal::{Journal, Left};
use super::reader::Row;
use super::rejects::Rejects;
use crate::exit;
use crate::failure::Failure;

/// What became of the rows.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Answered by an earlier run.
    before: u64,
    /// Answered without an error.
    taken: u64,
    rejected: u64,
    unknown: u64,
    not_sent: u64,
    /// Numbers of the answers, by their names.
    counts: serde_json::Map<String, Value>,
}

/// An import under way.
pub(super) struct Sender<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) custom: Option<&'a CustomFields>,
    pub(super) journal: Journal,
    pub(super) rejects: Rejects,
    pub(super) tally: Tally,
    /// Keys of rows that were sent.
    pub(super) keys: HashSet<u64>,
}

impl Sender<'_> {
    /// Sends all rows that an earlier run did not.
    pub(super) async fn all(mut self, left: Left, total: u64) -> Result<i32, Failure> {
        let bar = self.job.context.console.bar("rows");
        let mut rows = self.job.rows()?.enumerate();
        let mut number = 0;
        let mut failed = None;
        self.tally.before = left.done;
        loop {
            let mut chunk: Vec<(u64, Row)> = Vec::new();
            let begin = number;
            while chunk.len() < self.job.chunk {
                let Some((at, row)) = rows.next() else { break };
                number = at as u64 + 1;
                if (at as u64) < left.done {
                    continue;
                }
                let mut row = match row {
                    Ok(row) => row,
                    // Only with --skip-invalid are there any.
                    Err(unreadable) => {
                        self.tally.rejected += 1;
                        let reason = json!(unreadable.message);
                        self.rejects.add(unreadable.line, &Fields::new(), &reason)?;
                        continue;
                    }
                };
                row.fields = check::cleaned(row.fields);
                if self.is_sendable(&row, at as u64, &left)? {
                    chunk.push((at as u64, row));
                }
            }
            if chunk.is_empty() {
                break;
            }
            self.journal.begin(begin.max(left.done), number)?;
            let result = self.chunk(&chunk).await;
            bar.set_position(number);
            match result {
                Ok(()) => self.journal.done(begin.max(left.done), number)?,
                Err(failure) => {
                    failed = Some(failure);
                    break;
                }
            }
        }
        bar.finish_and_clear();
        self.rejects.finish()?;
        self.tally.not_sent = total.saturating_sub(number);
        self.end(failed)
    }

    /// Whether a row is sent: not one that is bad, and not one without a key that may be in already.
    fn is_sendable(&mut self, row: &Row, at: u64, left: &Left) -> Result<bool, Failure> {
        let mut faults = check::faults(self.job, self.custom, &row.fields);
        let key = check::key(self.job, &row.fields);
        if key.is_some_and(|key| !self.keys.insert(key)) {
            faults.push("has the same key as an earlier row".to_owned());
        }
        if !faults.is_empty() {
            self.reject(row, &json!(faults.join("; ")))?;
            return Ok(false);
        }
        let in_doubt = left
            .unknown
            .is_some_and(|(from, to)| (from..to).contains(&at));
        if in_doubt && key.is_none() {
            self.tally.unknown += 1;
            let reason = json!(
                "an import was cut off while this row was sent: it may be in, and has no key to find it by"
            );
            self.rejects.add(row.line, &row.fields, &reason)?;
            return Ok(false);
        }
        Ok(true)
    }

    fn reject(&mut self, row: &Row, reason: &Value) -> Result<(), Failure> {
        self.tally.rejected += 1;
        self.rejects.add(row.line, &row.fields, reason)
    }

    async fn chunk(&mut self, chunk: &[(u64, Row)]) -> Result<(), Failure> {
        let rows: Vec<Fields> = chunk.iter().map(|(_, row)| row.fields.clone()).collect();
        let call = self.job.client.call::<Value>(self.job.operation);
        match call.bulk(rows).send().await {
            Ok(report) => self.answered(chunk, &report),
            Err(error) => {
                self.not_answered(chunk, &error)?;
                Err(error.into())
            }
        }
    }

    fn answered(
        &mut self,
        chunk: &[(u64, Row)],
        report: &BulkReport<Value>,
    ) -> Result<(), Failure> {
        let rejected = self.tally.rejected;
        self.failures(chunk, &report.failures)?;
        // Where a whole request was refused, rows that it says nothing of are not in either.
        let told: HashSet<usize> = report.failures.numbers().collect();
        for part in report
            .chunks
            .iter()
            .filter(|part| part.outcome == Outcome::Refused)
        {
            for at in part.rows.clone().filter(|at| !told.contains(at)) {
                if let Some((_, row)) = chunk.get(at) {
                    self.reject(row, &json!("the request was refused because of other rows"))?;
                }
            }
        }
        let failed = self.tally.rejected - rejected;
        self.tally.taken += (chunk.len() as u64).saturating_sub(failed);
        self.count(&report.raw);
        Ok(())
    }

    fn count(&mut self, result: &Value) {
        for (name, value) in result.as_object().into_iter().flatten() {
            if let Some(more) = value.as_u64() {
                let before = self
                    .tally
                    .counts
                    .get(name)
                    .and_then(Value::as_u64)
                    .unwrap_or(0);
                self.tally
                    .counts
                    .insert(name.clone(), (before + more).into());
            }
        }
    }

    /// Rows of a chunk that an answer says have failed.
    fn failures(&mut self, chunk: &[(u64, Row)], failures: &Failures) -> Result<(), Failure> {
        for failure in &failures.rows {
            if let Some((_, row)) = chunk.get(failure.row) {
                self.reject(row, &json!({ failure.list: failure.error }))?;
            }
        }
        let reason = json!({ "one or more of these rows failed with": failures.untraced });
        for suspect in &failures.suspects {
            if let Some((_, row)) = chunk.get(*suspect) {
                self.reject(row, &reason)?;
            }
        }
        Ok(())
    }

    /// A chunk whose call failed: what is in, what is not, and what is not known.
    fn not_answered(&mut self, chunk: &[(u64, Row)], error: &Error) -> Result<(), Failure> {
        self.failures(chunk, error.failures())?;
        let mut told = vec![Outcome::NotSent; chunk.len()];
        for part in error.chunks() {
            let end = part.rows.end.min(chunk.len());
            if let Some(rows) = told.get_mut(part.rows.start..end) {
                rows.fill(part.outcome);
            }
        }
        for ((_, row), outcome) in chunk.iter().zip(told) {
            match outcome {
                Outcome::Written | Outcome::Partial => self.tally.taken += 1,
                Outcome::Unknown => {
                    self.tally.unknown += 1;
                    let reason = json!(format!("unknown whether it was written: {error}"));
                    self.rejects.add(row.line, &row.fields, &reason)?;
                }
                Outcome::Refused => self.reject(row, &json!(error.to_string()))?,
                _ => self.tally.not_sent += 1,
            }
        }
        Ok(())
    }

    /// The account, and the exit code that goes with it.
    fn end(self, failed: Option<Failure>) -> Result<i32, Failure> {
        let tally = &self.tally;
        let console = &self.job.context.console;
        let counts = tally
            .counts
            .iter()
            .map(|(name, count)| format!("{count} {name}"));
        let counts: Vec<String> = counts.collect();
        let rows = if tally.taken == 1 { "row" } else { "rows" };
        let mut parts = vec![format!("{} {rows} taken", tally.taken)];
        if !counts.is_empty() {
            parts.push(format!("({})", counts.join(", ")));
        }
        let mut account = parts.join(" ");
        for (count, what) in [
            (tally.before, "by an earlier run"),
            (tally.rejected, "rejected"),
            (tally.unknown, "unknown"),
            (tally.not_sent, "not sent"),
        ] {
            if count > 0 {
                account.push_str(&format!(", {count} {what}"));
            }
        }
        console.note(&account);
        if self.rejects.rows > 0 {
            console.note(&format!(
                "rows that are not in, or may not be, are in {}",
                self.rejects.path()
            ));
        }
        match failed {
            Some(failure) => Err(failure
                .hint("the same command with --resume goes on; nothing with a key is doubled")),
            None => {
                let whole = tally.rejected == 0 && tally.unknown == 0;
                self.journal.finish()?;
                Ok(if whole { exit::OK } else { exit::PARTIAL })
            }
        }
    }
}
