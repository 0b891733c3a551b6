//! The account of an import: what became of all its rows.

use std::collections::BTreeMap;

use super::import::Job;
use super::journal::Left;
use super::rejects::Rejects;
use super::send::told;
use crate::exit;

/// What became of the rows. Read is taken, rejected, unknown and not sent together.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) read: u64,
    pub(super) taken: u64,
    pub(super) rejected: u64,
    pub(super) unknown: u64,
    pub(super) not_sent: u64,
    /// Rows that were taken by what was done with them, by the names of the answer.
    pub(super) counts: BTreeMap<String, u64>,
    /// Lines of rows that may be in or not.
    pub(super) lines: Vec<u64>,
    /// Of these, rows that are in, though not which.
    among: u64,
    /// Rows that an earlier run had done with.
    earlier: u64,
}

impl Tally {
    /// Takes over the account of an earlier run.
    pub(super) fn before(&mut self, left: &Left) {
        let end = &left.end;
        self.taken = end.taken.len();
        self.rejected = end.rejected.len();
        self.unknown = end.unknown.len();
        self.counts.clone_from(&end.counts);
        self.earlier = self.taken + self.rejected + self.unknown;
        self.taken_too(end.taken_too);
    }

    /// Rows in doubt of which so many are in.
    pub(super) fn taken_too(&mut self, rows: u64) {
        self.unknown = self.unknown.saturating_sub(rows);
        self.taken += rows;
        self.among += rows;
    }

    pub(super) fn code(&self) -> i32 {
        match self.rejected + self.unknown + self.not_sent {
            0 => exit::OK,
            _ => exit::PARTIAL,
        }
    }

    /// Tells the account.
    pub(super) fn end(&self, job: &Job<'_>, rejects: &Rejects, doubtful: &Rejects) {
        let console = &job.context.console;
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        let mut account = format!("{} rows read: {} taken", self.read, self.taken);
        if !counts.is_empty() {
            account.push_str(&format!(" ({})", counts.join(", ")));
        }
        for (count, what) in [
            (self.rejected, "rejected"),
            (self.unknown, "unknown"),
            (self.not_sent, "not sent"),
        ] {
            account.push_str(&format!(", {count} {what}"));
        }
        if self.earlier > 0 {
            account.push_str(&format!("; {} of them by an earlier run", self.earlier));
        }
        console.note(&account);
        if !self.lines.is_empty() {
            let lines = told(&self.lines);
            let among = match self.among {
                0 => String::new(),
                among => format!(" ({among} of them are)"),
            };
            console.note(&format!(
                "lines of {} that may be in or not{among}: {lines}",
                job.path
            ));
        }
        if rejects.rows > 0 {
            console.note(&format!(
                "rows to be mended or sent again are in {}",
                rejects.path()
            ));
        }
        if doubtful.rows > 0 {
            console.note(&format!(
                "rows without a key that may be in are in {}: look them up before they are imported again",
                doubtful.path()
            ));
        }
    }
}
