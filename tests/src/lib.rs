//! What the test binaries share: fixtures, and the specs of the project.

#[cfg(doctest)]
mod refused;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}

/// A fixture by its path below `tests/fixtures`.
pub fn fixture(path: &str) -> Value {
    let full = root().join("tests/fixtures").join(path);
    let text =
        fs::read_to_string(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", full.display()))
}

/// One recorded call.
#[derive(Debug)]
pub struct Sample {
    /// The object, as in the name of the file.
    pub object: String,
    /// The operation, as in the name of the file; some samples show a variant of one.
    pub operation: String,
    /// Request, response and notes.
    pub content: Value,
}

/// All recorded calls, by name.
pub fn samples() -> Vec<Sample> {
    let folder = root().join("tests/fixtures/samples");
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let sample = |name: &String| {
        let mut parts = name.split('.');
        Sample {
            object: parts.next().unwrap_or_default().to_owned(),
            operation: parts.next().unwrap_or_default().to_owned(),
            content: fixture(&format!("samples/{name}")),
        }
    };
    names.iter().map(sample).collect()
}

/// The example of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
