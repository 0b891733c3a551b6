//! Records as text: as they came, under the names on the wire.

mod cells;
mod table;

use std::io::Write;

use planhat_core::{Object, Value};

use crate::console::{Console, Form};
use crate::failure::Failure;

/// Shows records of a list as they come.
pub struct Listing<'c> {
    console: &'c Console,
    form: Form,
    /// Columns; where none are known, those of the first records.
    columns: Vec<String>,
    /// Widths of the columns of a table, once they are settled.
    widths: Option<Vec<usize>>,
    shown: usize,
}

impl<'c> Listing<'c> {
    /// A listing with these columns, where its form has columns.
    pub fn new(console: &'c Console, columns: Vec<String>) -> Self {
        Listing {
            console,
            form: console.list_form(),
            columns,
            widths: None,
            shown: 0,
        }
    }

    /// Shows some records.
    ///
    /// # Errors
    /// When they cannot be written; a reader that left is told apart by [`is_gone`].
    pub fn rows(&mut self, rows: &[Object]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        match self.form {
            Form::Ndjson => {
                for row in rows {
                    text.push_str(&line(row));
                    text.push('\n');
                }
            }
            Form::Json => {
                for row in rows {
                    text.push_str(if self.shown == 0 { "[\n" } else { ",\n" });
                    text.push_str(&indented(row));
                    self.shown += 1;
                }
            }
            Form::Csv => text = self.csv(rows)?,
            Form::Table => self.table(rows, &mut text),
        }
        if self.form != Form::Json {
            self.shown += rows.len();
        }
        write(&text)
    }

    /// Ends the listing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(&mut self) -> Result<(), Failure> {
        match (self.form, self.shown) {
            (Form::Json, 0) => write("[]\n"),
            (Form::Json, _) => write("\n]\n"),
            (Form::Table, 0) => {
                self.console.note("nothing found");
                Ok(())
            }
            (Form::Csv, 0) => {
                let text = self.csv(&[])?;
                write(&text)
            }
            _ => Ok(()),
        }
    }

    fn settle_columns(&mut self, rows: &[Object]) {
        if self.columns.is_empty() {
            for name in rows.iter().flat_map(|row| row.keys()) {
                if !self.columns.contains(name) {
                    self.columns.push(name.clone());
                }
            }
        }
    }

    fn csv(&mut self, rows: &[Object]) -> Result<String, Failure> {
        self.settle_columns(rows);
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut put = |cells: Vec<String>| {
            let written = writer.write_record(&cells);
            written.map_err(|error| Failure::new(crate::exit::CANNOT_WRITE, error.to_string()))
        };
        if self.shown == 0 {
            put(self.columns.clone())?;
        }
        for row in rows {
            put(self
                .columns
                .iter()
                .map(|name| cells::plain(row, name))
                .collect())?;
        }
        let bytes = writer.into_inner().unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn table(&mut self, rows: &[Object], text: &mut String) {
        self.settle_columns(rows);
        let lines: Vec<Vec<cells::Cell>> = rows
            .iter()
            .map(|row| {
                self.columns
                    .iter()
                    .map(|name| cells::cell(row, name))
                    .collect()
            })
            .collect();
        let width = self.console.width();
        let first = self.widths.is_none();
        let widths = self
            .widths
            .get_or_insert_with(|| table::widths(&self.columns, &lines, width));
        if first {
            table::head(&self.columns, widths, text);
        }
        for line in &lines {
            table::line(line, widths, text);
        }
    }
}

/// Shows one record.
///
/// # Errors
/// When it cannot be written.
pub fn record(console: &Console, record: &Value) -> Result<(), Failure> {
    let text = match (console.record_form(), record) {
        (_, Value::Null) => return Ok(()),
        (Form::Table, Value::Object(map)) => table::pairs(map, console.width()),
        (Form::Csv, Value::Object(map)) => {
            let mut listing = Listing::new(console, Vec::new());
            return listing.rows(&[Object::from(map.clone())]);
        }
        (Form::Ndjson, value) => format!("{value}\n"),
        (_, value) => format!("{value:#}\n"),
    };
    write(&text)
}

/// A record in one line.
fn line(row: &Object) -> String {
    serde_json::to_string(row).unwrap_or_default()
}

fn indented(row: &Object) -> String {
    let text = serde_json::to_string_pretty(row).unwrap_or_default();
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

/// The failure of one whose reader left; it is not told, and ends a command well.
pub fn is_gone(failure: &Failure) -> bool {
    failure.code == crate::exit::OK
}

/// Writes to standard output.
///
/// # Errors
/// When it cannot be written, or the reader is gone.
pub fn write(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| match Failure::is_closed_pipe(&error) {
        true => Failure::new(crate::exit::OK, "the reader is gone"),
        false => Failure::output("standard output", &error),
    })
}
