//! A spec proposed from what the API really answered: types, optional or not, enums, dates,
//! references, nested objects, each with its reason. What samples cannot tell is marked.

mod call;
mod guess;
mod json;
mod member;
mod operations;
mod propose;
mod records;
mod seen;
mod text;
mod twin;
mod words;
mod write;

use std::fmt;

use crate::scaffold::{Name, fits};
use crate::{Diagnostics, Source};

pub use guess::Strength;

use records::Samples;

/// One file of samples: what people call it, and its bytes.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Path as shown in messages.
    pub path: String,
    /// A record, a list of records, an object that wraps one, a recorded call, a list of these, or
    /// one a line.
    pub bytes: Vec<u8>,
}

/// A spec made of samples.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What the object is called.
    pub name: Name,
    /// The file.
    pub text: String,
    /// What was guessed of each field.
    pub rows: Vec<Row>,
    /// How many records were read, and how many calls.
    pub counts: (usize, usize),
    /// What is probably not meant.
    pub warnings: Diagnostics,
}

/// What was guessed of one field.
#[derive(Debug, Clone)]
pub struct Row {
    /// Name on the wire.
    pub field: String,
    /// Type, as the spec writes it.
    pub kind: String,
    /// How far to trust it.
    pub strength: Strength,
    /// Why.
    pub why: String,
}

/// Why nothing is proposed.
#[derive(Debug)]
pub enum Refused {
    /// The samples cannot be read, or hold no record.
    Samples(Fault),
    /// The name cannot be, or the specs have faults.
    Specs(Diagnostics),
}

/// What is wrong with the samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    message: String,
}

impl Fault {
    fn of_file(path: &str, message: &str) -> Fault {
        Fault {
            message: format!("{path}: {message}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Samples(fault) => fault.fmt(f),
            Refused::Specs(faults) => faults.fmt(f),
        }
    }
}

impl std::error::Error for Refused {}

impl Proposal {
    /// For people: a table of the fields.
    pub fn table(&self) -> String {
        let width = |cell: fn(&Row) -> &str, most: usize| {
            let widths = self.rows.iter().map(|row| cell(row).chars().count());
            widths.max().unwrap_or(0).min(most)
        };
        let (first, second) = (width(|row| &row.field, 32), width(|row| &row.kind, 32));
        let line = |row: &Row| {
            let field = row.field.escape_debug().to_string();
            let strength = row.strength.word();
            format!(
                "{field:first$}  {:second$}  {strength:7}  {}\n",
                row.kind, row.why
            )
        };
        self.rows.iter().map(line).collect()
    }
}

/// Proposes a spec of an object from samples, beside the other specs. One that the object has
/// already is passed over.
///
/// # Errors
/// Samples that are no JSON or hold no record, a name that cannot be, faults of the other specs.
pub fn infer(object: &str, files: &[Sample], sources: &[Source]) -> Result<Proposal, Refused> {
    let name = Name::of(object);
    let known = name.known(sources);
    let prefixes = known.prefixes();
    let mut samples = Samples::default();
    for file in files {
        let mut take = |value| samples.add(value, &known, &prefixes);
        json::read(&file.path, &file.bytes, &mut take).map_err(Refused::Samples)?;
    }
    let spec = propose::spec(&name, samples, &known);
    if spec.record.read + spec.record.sent + spec.operations.all.len() == 0 {
        let message = "the samples hold no record and no recorded call".to_owned();
        return Err(Refused::Samples(Fault { message }));
    }
    let text = write::text(&spec);
    let warnings = fits(&name, &text, sources).map_err(Refused::Specs)?;
    Ok(Proposal {
        counts: (spec.record.read, spec.calls),
        rows: spec.rows(),
        name,
        text,
        warnings,
    })
}
