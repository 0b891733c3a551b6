//! Bulk files: all records of an object into a file, and the rows of a file into Planhat.

mod check;
mod columns;
mod export;
mod import;
mod items;
mod journal;
mod part;
mod reader;
mod rejects;
mod seam;
mod send;
mod tally;

use std::path::Path;

use clap::{ArgMatches, Command};
use planhat_core::table::Resource;

use crate::commands::Context;
use crate::failure::Failure;
use crate::names;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A JSON object a line.
    Ndjson,
    /// One JSON array of objects.
    Json,
    /// Comma-separated values under a line of names.
    Csv,
}

impl Format {
    /// The form that was asked for, or the one that the name of the file tells.
    fn of(matches: &ArgMatches, path: &str) -> Format {
        let asked = matches.get_one::<String>("format").map(String::as_str);
        let ending = Path::new(path)
            .extension()
            .and_then(|ending| ending.to_str());
        match asked.or(ending).map(str::to_lowercase).as_deref() {
            Some("csv") => Format::Csv,
            Some("json") => Format::Json,
            _ => Format::Ndjson,
        }
    }
}

/// The commands.
pub fn commands() -> Vec<Command> {
    vec![export::command(), import::command()]
}

/// Runs one of them.
///
/// # Errors
/// When it fails; the failure says what was done.
pub async fn run(name: &str, matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    match name {
        "export" => export::run(matches, context).await,
        _ => import::run(matches, context).await,
    }
}

/// The object that a command is about.
fn resource(matches: &ArgMatches) -> Result<&'static Resource, Failure> {
    let word = matches
        .get_one::<String>("object")
        .map_or("", String::as_str);
    names::resource(word).ok_or_else(|| {
        Failure::usage(format!("there is no object `{word}`")).hint("`planhat help` lists them")
    })
}
