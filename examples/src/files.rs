//! Files that stand for the other system.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a JSON file.
///
/// # Errors
/// When it cannot be read, or holds something else.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let named = || format!("reading {}", path.display());
    let file = File::open(path).with_context(named)?;
    serde_json::from_reader(BufReader::new(file)).with_context(named)
}

/// Writes a JSON file in place of another; whatever happens, the old one or the new one is there.
///
/// # Errors
/// When it cannot be written.
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> anyhow::Result<()> {
    let named = || format!("writing {}", path.display());
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(named)?;
    serde_json::to_writer_pretty(&mut file, value).with_context(named)?;
    file.write_all(b"\n").with_context(named)?;
    file.persist(path).with_context(named)?;
    Ok(())
}
