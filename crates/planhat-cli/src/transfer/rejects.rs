//! Rows that were not taken, in a file that can be mended and imported again.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};

use planhat_core::{Fields, Value};
use serde_json::json;

use crate::failure::Failure;

/// The file; it is made when the first row comes.
pub(super) struct Rejects {
    path: String,
    out: Option<BufWriter<File>>,
    /// Whether rows of an earlier run stay.
    append: bool,
    /// Rows in it.
    pub(super) rows: u64,
}

impl Rejects {
    pub(super) fn new(path: String, append: bool) -> Self {
        Rejects {
            path,
            out: None,
            append,
            rows: 0,
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Adds a row with the reason; the reason stands in a member that an import leaves out.
    pub(super) fn add(&mut self, line: u64, row: &Fields, reason: &Value) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::output(&self.path, &error);
        let out = match &mut self.out {
            Some(out) => out,
            None => {
                let mut options = OpenOptions::new();
                options.create(true).write(true);
                let options = match self.append {
                    true => options.append(true),
                    false => options.truncate(true),
                };
                self.out
                    .insert(BufWriter::new(options.open(&self.path).map_err(failed)?))
            }
        };
        let mut map = row.map().clone();
        map.insert(REASON.to_owned(), json!({ "line": line, "reason": reason }));
        let text = Value::Object(map).to_string();
        writeln!(out, "{text}").map_err(failed)?;
        self.rows += 1;
        Ok(())
    }

    /// Writes what there is, so that nothing is lost when the import is cut off later.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        let flushed = self.out.as_mut().map_or(Ok(()), Write::flush);
        flushed.map_err(|error| Failure::output(&self.path, &error))
    }
}

/// The member of a rejected row that says why.
pub(super) const REASON: &str = "$rejected";
