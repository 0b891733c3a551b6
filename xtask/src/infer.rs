//! `infer`: a spec from samples.

use std::fs;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use planhat_spec::infer::{Proposal, Refused, Sample, infer};
use planhat_spec::scaffold::Name;

use crate::args::Infer;
use crate::findings;
use crate::placing::{self, refused};
use crate::{BAD_SPECS, project, say};

/// A file of samples cannot be read.
const UNREAD: u8 = 74;

pub fn run(options: &Infer) -> ExitCode {
    let folder = project::folder(options.specs.as_deref(), "specs");
    let name = Name::of(&options.object);
    placing::adapted(&name, &options.object);
    if let Some(exists) = placing::in_the_way(&folder, &name, options.force || options.print) {
        return exists;
    }
    let samples = match read(&options.from) {
        Ok(samples) => samples,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::from(UNREAD);
        }
    };
    let sources = match planhat_spec::read_folder(&folder) {
        Ok(sources) => sources,
        Err(faults) => return refused(&faults),
    };
    match infer(&options.object, &samples, &sources) {
        Ok(proposal) => {
            report(&proposal);
            if options.print {
                say(&proposal.text);
                return ExitCode::SUCCESS;
            }
            placing::write(&folder, &proposal.name, &proposal.text, options.force, NEXT)
        }
        Err(Refused::Specs(faults)) => refused(&faults),
        Err(Refused::Samples(fault)) => {
            eprintln!("error: {fault}\nnothing was written");
            ExitCode::from(BAD_SPECS)
        }
    }
}

/// What a person does with a proposal.
const NEXT: &str = "check what its first lines name";

fn read(paths: &[PathBuf]) -> Result<Vec<Sample>, String> {
    let sample = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let path = path.display().to_string();
        Ok(Sample { path, bytes })
    };
    paths.iter().map(sample).collect()
}

/// Shows a person what was guessed; a file has the same as comments.
fn report(proposal: &Proposal) {
    if std::io::stderr().is_terminal() {
        let (records, calls) = proposal.counts;
        eprint!("{}", proposal.table());
        eprintln!("from {records} records and {calls} recorded calls\n");
    }
    if !proposal.warnings.is_empty() {
        findings::report(&proposal.warnings, false);
    }
}
