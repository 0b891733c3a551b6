//! Rows that were not taken, in a file that can be mended and imported again.

use std::fs::File;
use std::io::{BufWriter, Write};

use planhat_core::{Fields, Value};
use serde_json::json;

use crate::failure::Failure;

/// The file; it is made when the first row comes.
pub(super) struct Rejects {
    path: String,
    out: Option<BufWriter<File>>,
    /// Rows in it.
    pub(super) rows: u64,
}

impl Rejects {
    pub(super) fn new(path: String) -> Self {
        Rejects {
            path,
            out: None,
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
                let file = File::create(&self.path).map_err(failed)?;
                self.out.insert(BufWriter::new(file))
            }
        };
        let mut map = row.map().clone();
        map.insert(REASON.to_owned(), json!({ "line": line, "reason": reason }));
        let text = Value::Object(map).to_string();
        writeln!(out, "{text}").map_err(failed)?;
        self.rows += 1;
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        let flushed = self.out.as_mut().map_or(Ok(()), Write::flush);
        flushed.map_err(|error| Failure::output(&self.path, &error))
    }
}

/// The member of a rejected row that says why.
pub(super) const REASON: &str = "$rejected";
