//! `generate`: specs in, files out.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use planhat_codegen::tree::{Changes, FileTree, TreeError};
use planhat_spec::SpecSet;

use crate::args::Generate;
use crate::findings::{counted, found, report};
use crate::{BAD_SPECS, findings, project, say};

/// Stale files.
const STALE: u8 = 1;
/// The output folder cannot be read or written, or holds a foreign file where one belongs.
const OUTPUT: u8 = 74;

pub fn run(options: &Generate) -> ExitCode {
    let begun = Instant::now();
    let specs = project::folder(options.specs.as_deref(), "specs");
    let out = project::folder(options.out.as_deref(), "generated");
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
    let counts = format!(
        "{}, {}, {} {}, {} ms\n",
        findings::of_set(set),
        counted(tree.files().len(), "file"),
        changes.len(),
        if options.check || options.diff {
            "stale"
        } else {
            "changed"
        },
        begun.elapsed().as_millis(),
    );
    findings::last_line(&counts, options.json);
    if stale {
        ExitCode::from(STALE)
    } else {
        ExitCode::SUCCESS
    }
}

pub fn failed(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(OUTPUT)
}
