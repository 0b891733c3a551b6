//! Where the project is.

use std::path::{Path, PathBuf};

/// The folder that was asked for, or the one of the project that this binary was built in, as people
/// know it.
pub fn folder(asked: Option<&Path>, usual: &str) -> PathBuf {
    if let Some(asked) = asked {
        return asked.to_owned();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."));
    let full = root.join(usual);
    let here = std::env::current_dir().ok();
    here.and_then(|here| full.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or(full)
}
