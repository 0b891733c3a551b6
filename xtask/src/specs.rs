//! The specs that a command is about.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use planhat_spec::{Diagnostics, SpecSet};

use crate::say;

/// Bad specs.
pub const BAD_SPECS: u8 = 2;

/// A folder of the project that this binary was built in, as people know it.
pub fn project(folder: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."));
    let full = root.join(folder);
    let here = std::env::current_dir().ok();
    here.and_then(|here| full.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or(full)
}

/// The folder of the specs: the one that was said, or that of the project.
pub fn folder(said: Option<&Path>) -> PathBuf {
    said.map_or_else(|| project("specs"), Path::to_owned)
}

/// Loads the specs; faults are reported, and what is left is how to end.
pub fn load(said: Option<&Path>) -> Result<SpecSet, ExitCode> {
    planhat_spec::load_folder(&folder(said))
        .map(|loaded| loaded.set)
        .map_err(|faults| {
            report(&faults, false);
            eprintln!("\n{}", found(&faults));
            ExitCode::from(BAD_SPECS)
        })
}

/// Reports findings: for people on standard error, as JSON on standard output.
pub fn report(findings: &Diagnostics, json: bool) {
    if json {
        say(&format!("{:#}\n", findings.to_json()));
    } else {
        eprintln!("{}", findings.render(std::io::stderr().is_terminal()));
    }
}

/// How many faults there are, and warnings beside them.
pub fn found(faults: &Diagnostics) -> String {
    let more: usize = faults.left_out().map(|(_, more)| more).sum();
    let errors = counted(faults.errors() + more, "fault");
    match faults.len() - faults.errors() {
        0 => errors,
        warnings => format!("{errors} and {}", counted(warnings, "warning")),
    }
}

/// A number of things.
pub fn counted(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}
