//! `generate`: specs in, files out.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use planhat_codegen::tree::{Changes, FileTree, TreeError};
use planhat_spec::{Diagnostics, SpecSet};

use crate::args::Generate;
use crate::{project, say};

/// Stale files.
const STALE: u8 = 1;
/// Bad specs.
const BAD_SPECS: u8 = 2;
/// The output folder cannot be read or written, or holds a foreign file where one belongs.
const OUTPUT: u8 = 74;

pub fn run(options: &Generate) -> ExitCode {
    let begun = Instant::now();
    let specs = options.specs.clone().unwrap_or_else(|| project("specs"));
    let out = options.out.clone().unwrap_or_else(|| project("generated"));
    let loaded = match planhat_spec::load_folder(&specs) {
        Ok(loaded) => loaded,
        Err(faults) => {
            report(&faults, options.json);
            eprintln!("\n{}; nothing was written", found(&faults));
            return ExitCode::from(BAD_SPECS);
        }
    };
    if options.json || !loaded.warnings.is_empty() {
        report(&loaded.warnings, options.json);
    }
    let tree = match planhat_codegen::generate(&loaded.set) {
        Ok(tree) => tree,
        Err(fault) => return failed(&fault.to_string()),
    };
    match write(&tree, &out, options) {
        Ok(changes) => finish(&changes, &loaded.set, &tree, &out, options, begun),
        Err(error) => failed(&error.to_string()),
    }
}

/// How many faults there are, and warnings beside them.
fn found(faults: &Diagnostics) -> String {
    let more: usize = faults.left_out().map(|(_, more)| more).sum();
    let errors = counted(faults.errors() + more, "fault");
    match faults.len() - faults.errors() {
        0 => errors,
        warnings => format!("{errors} and {}", counted(warnings, "warning")),
    }
}

fn report(findings: &Diagnostics, json: bool) {
    if json {
        say(&format!("{:#}\n", findings.to_json()));
    } else {
        eprintln!("{}", findings.render(std::io::stderr().is_terminal()));
    }
}

fn write(tree: &FileTree, out: &Path, options: &Generate) -> Result<Changes, TreeError> {
    if options.diff {
        say(&tree.unified_diff(out)?);
    }
    if options.check || options.diff {
        tree.diff(out)
    } else {
        tree.commit(out)
    }
}

fn finish(
    changes: &Changes,
    set: &SpecSet,
    tree: &FileTree,
    out: &Path,
    options: &Generate,
    begun: Instant,
) -> ExitCode {
    let stale = options.check && !changes.is_empty();
    if stale {
        let named = [
            ("missing", &changes.added),
            ("stale", &changes.changed),
            ("left over", &changes.removed),
        ];
        for (what, path) in named
            .iter()
            .flat_map(|(what, paths)| paths.iter().map(move |path| (what, path)))
        {
            eprintln!("{what}: {}", out.join(path).display());
        }
        eprintln!("run `cargo xtask generate` and commit what it writes");
    }
    let operations: usize = set
        .resources
        .values()
        .map(|resource| resource.operations.len())
        .sum();
    let counts = format!(
        "{}, {}, {}, {} {}, {} ms\n",
        counted(set.resources.len(), "resource"),
        counted(operations, "operation"),
        counted(tree.files().len(), "file"),
        changes.len(),
        if options.check || options.diff {
            "stale"
        } else {
            "changed"
        },
        begun.elapsed().as_millis(),
    );
    // With --json, the findings alone are on standard output.
    match options.json {
        true => eprint!("{counts}"),
        false => say(&counts),
    }
    if stale {
        ExitCode::from(STALE)
    } else {
        ExitCode::SUCCESS
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

fn failed(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(OUTPUT)
}
