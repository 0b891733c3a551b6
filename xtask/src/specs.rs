//! The specs that a command is about.

use std::path::Path;
use std::process::ExitCode;

use planhat_spec::SpecSet;

use crate::findings::{found, report};
use crate::{BAD_SPECS, project};

/// Loads the specs; faults are reported, and what is left is how to end.
pub fn load(said: Option<&Path>) -> Result<SpecSet, ExitCode> {
    planhat_spec::load_folder(&project::folder(said, "specs"))
        .map(|loaded| loaded.set)
        .map_err(|faults| {
            report(&faults, false);
            eprintln!("\n{}", found(&faults));
            ExitCode::from(BAD_SPECS)
        })
}
