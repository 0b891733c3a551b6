//! What the commands that write a spec have in common.

use std::path::Path;
use std::process::ExitCode;

use planhat_spec::Diagnostics;
use planhat_spec::scaffold::{Name, Unplaced, place};

use crate::findings::report;
use crate::{BAD_SPECS, say};

/// The spec exists already.
const EXISTS: u8 = 1;
/// The folder of the specs cannot be written.
const UNWRITTEN: u8 = 74;

/// Says which name an object gets when it was asked for in another spelling.
pub fn adapted(name: &Name, asked: &str) {
    if name.adapted {
        eprintln!("`{asked}` is taken as `{}`", name.resource);
    }
}

/// Says early that there is a spec already.
pub fn in_the_way(folder: &Path, name: &Name, force: bool) -> Option<ExitCode> {
    let path = folder.join(format!("resources/{}.yaml", name.resource));
    (!force && path.symlink_metadata().is_ok()).then(|| exists(&path))
}

fn exists(path: &Path) -> ExitCode {
    eprintln!("error: {} exists; --force replaces it", path.display());
    ExitCode::from(EXISTS)
}

/// Shows what is wrong.
pub fn refused(faults: &Diagnostics) -> ExitCode {
    report(faults, false);
    eprintln!("\nnothing was written");
    ExitCode::from(BAD_SPECS)
}

/// Writes a spec and says what to do next.
pub fn write(folder: &Path, name: &Name, text: &str, force: bool, next: &str) -> ExitCode {
    match place(folder, &name.resource, text, force) {
        Ok(placed) => {
            let verb = if placed.replaced { "replaced" } else { "wrote" };
            say(&format!(
                "{verb} {}\nnext: {next}, then run\n  cargo xtask generate\n  cargo check --package planhat-client --no-default-features --features {}\n",
                placed.path.display(),
                name.resource,
            ));
            ExitCode::SUCCESS
        }
        Err(Unplaced::Exists(path)) => exists(&path),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(UNWRITTEN)
        }
    }
}
