//! `diff`: what changed in the API surface since a revision.

use std::path::Path;
use std::process::{Command, ExitCode};

use planhat_codegen::{changes, lower};
use planhat_spec::Source;

use crate::args::Diff;
use crate::{BAD_SPECS, USAGE, project, say, specs};

pub fn run(options: &Diff) -> ExitCode {
    let folder = project::folder(options.specs.as_deref(), "specs");
    let sources = match at_revision(&folder, &options.revision) {
        Ok(sources) => sources,
        Err(why) => {
            eprintln!("cannot read the specs of `{}`: {why}", options.revision);
            return ExitCode::from(USAGE);
        }
    };
    let before = match planhat_spec::load(&sources) {
        Ok(loaded) => loaded.set,
        Err(faults) => {
            eprintln!(
                "{faults}\n\nthe specs of `{}` have faults",
                options.revision
            );
            return ExitCode::from(BAD_SPECS);
        }
    };
    match specs::load(options.specs.as_deref()) {
        Ok(after) => {
            let changes = changes::between(&lower(&before), &lower(&after));
            say(&changes::report(&changes));
            ExitCode::SUCCESS
        }
        Err(code) => code,
    }
}

/// The spec files as a revision has them.
fn at_revision(folder: &Path, revision: &str) -> Result<Vec<Source>, String> {
    // A revision that begins with a dash would be taken for an option.
    if revision.starts_with('-') {
        return Err("that is no revision".to_owned());
    }
    let listed = git(
        folder,
        &["ls-tree", "-r", "--name-only", "-z", revision, "--", "."],
    )?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let is_spec = |path: &&str| {
        *path == "planhat.yaml"
            || path
                .strip_prefix("resources/")
                .is_some_and(|name| name.ends_with(".yaml") && !name.starts_with('.'))
    };
    let paths = listed.split('\0').filter(is_spec);
    let sources = paths.map(|path| {
        let bytes = git(folder, &["show", &format!("{revision}:./{path}")])?;
        Ok(Source {
            path: format!("{revision}/{path}"),
            bytes,
        })
    });
    let sources: Vec<Source> = sources.collect::<Result<_, String>>()?;
    match sources.is_empty() {
        true => Err("there are none".to_owned()),
        false => Ok(sources),
    }
}

/// What git says, in the folder of the specs.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .map_err(|error| format!("git does not run: {error}"))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}
