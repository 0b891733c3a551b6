//! What became of what was to be written, told at the end of a run, also of one that failed.

use std::process::ExitCode;

use anyhow::Context;
use planhat_client::common::BulkResult;
use planhat_client::{BulkReport, Error, Outcome};

/// The account of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Records made in Planhat.
    pub created: i64,
    /// Records of Planhat that changed.
    pub updated: i64,
    /// Records that were as they should be.
    pub unchanged: i64,
    /// Changes in the other system.
    pub received: Vec<String>,
    /// What was not written, and why.
    pub refused: Vec<String>,
    /// What was sent without an answer that says what became of it.
    pub unknown: Vec<String>,
    /// What somebody should know besides.
    pub notes: Vec<String>,
}

impl Report {
    /// Adds what became of a bulk write, be it answered or failed half-way; `what` names its rows.
    ///
    /// # Errors
    /// The one that the write ended with, once all that is known of its rows is in the report.
    pub fn add_bulk(
        &mut self,
        what: &str,
        sent: Result<BulkReport<BulkResult>, Error>,
    ) -> anyhow::Result<()> {
        let error = match sent {
            Ok(report) => {
                self.add_result(what, &report.result);
                return Ok(());
            }
            Err(error) => error,
        };
        // Chunks before the one that failed are written, and their results are kept.
        let result = error.bulk_result().cloned().map(serde_json::from_value);
        if let Some(Ok(result)) = result {
            self.add_result(what, &result);
        }
        for chunk in error.chunks() {
            let rows = format!("{what}: rows {} to {}", chunk.rows.start, chunk.rows.end);
            match chunk.outcome {
                Outcome::Unknown => self.unknown.push(rows),
                Outcome::Refused | Outcome::NotSent => self.refused.push(rows),
                _ => {}
            }
        }
        Err(error).with_context(|| format!("writing {what}"))
    }

    fn add_result(&mut self, what: &str, result: &BulkResult) {
        self.created += result.created.unwrap_or_default();
        self.updated += result.updated.unwrap_or_default();
        self.unchanged += result.nonupdates.unwrap_or_default();
        let errors = [
            &result.created_errors,
            &result.updated_errors,
            &result.permission_errors,
            &result.validation_errors,
        ];
        // The shape of an entry is documented nowhere: show it as it is.
        for error in errors.into_iter().flatten().flatten() {
            self.refused.push(format!("{what}: {error}"));
        }
    }

    /// Notes something that is not written, and why.
    pub fn refuse(&mut self, what: impl std::fmt::Display, why: impl std::fmt::Display) {
        self.refused.push(format!("{what}: {why}"));
    }

    /// Whether all that was to be written is.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty() && self.unknown.is_empty()
    }

    /// Prints the account and how the run ended; the code is 0 where all went well.
    pub fn tell(&self, ended: anyhow::Result<()>) -> ExitCode {
        println!(
            "Planhat: {} created, {} updated, {} unchanged",
            self.created, self.updated, self.unchanged
        );
        let lists = [
            ("changed here", &self.received),
            ("note", &self.notes),
            ("not written", &self.refused),
            ("unknown whether written", &self.unknown),
        ];
        for (title, lines) in lists {
            for line in lines {
                println!("{title}: {line}");
            }
        }
        if let Err(error) = &ended {
            eprintln!("error: {}", in_one_line(error));
        }
        match ended.is_ok() && self.is_complete() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }
    }
}

/// An error with what led to it; a cause that is part of what was said is not said again.
fn in_one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !line.contains(&cause) {
            let separator = if line.is_empty() { "" } else { ": " };
            line.push_str(separator);
            line.push_str(&cause);
        }
    }
    line
}
