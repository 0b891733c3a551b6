//! Bulk files: export and import.

use clap::{ArgMatches, Command};

use crate::commands::Context;
use crate::failure::Failure;

/// The commands.
pub fn commands() -> Vec<Command> {
    Vec::new()
}

/// Runs one of them.
///
/// # Errors
/// When it fails; the failure says what was done.
pub async fn run(name: &str, matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let _ = (name, matches, context);
    Ok(crate::exit::USAGE)
}
