//! `check`: specs alone.

use std::process::ExitCode;
use std::time::Instant;

use crate::args::Check;
use crate::{BAD_SPECS, findings, project};

pub fn run(options: &Check) -> ExitCode {
    let begun = Instant::now();
    let specs = project::folder(options.specs.as_deref(), "specs");
    let (findings, held, code) = match planhat_spec::load_folder(&specs) {
        Ok(loaded) => {
            let held = format!("{}, ", findings::of_set(&loaded.set));
            (loaded.warnings, held, ExitCode::SUCCESS)
        }
        Err(faults) => (faults, String::new(), ExitCode::from(BAD_SPECS)),
    };
    if options.json || !findings.is_empty() {
        findings::report(&findings, options.json);
    }
    let counts = format!(
        "{held}{}, {} ms\n",
        findings::found(&findings),
        begun.elapsed().as_millis()
    );
    findings::last_line(&counts, options.json);
    code
}
