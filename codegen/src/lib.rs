//! From checked specs to the generated crates: `lower` resolves, `emit` writes one target each,
//! `format` makes source of tokens, `tree` brings files to the disk.
//!
//! [`generate`] is a pure function: the same files for the same specs, in whatever order they were
//! read.

pub mod changes;
mod emit;
mod format;
pub mod ir;
pub mod listing;
mod lower;
pub mod tree;
mod twice;
mod unified_words;
mod words;

pub use lower::lower;

use planhat_spec::SpecSet;

use tree::FileTree;

/// A fault of the generator itself, not of the specs: what it emitted is no Rust.
#[derive(Debug, thiserror::Error)]
#[error(
    "the generator would make a file that does not compile: {path}: {message}; if two names of the spec give one Rust name, give one another `name`, else please report this"
)]
pub struct Fault {
    /// The file.
    pub path: String,
    /// What the parser says.
    pub message: String,
}

/// Makes all files of the output folder from checked specs.
///
/// # Errors
/// When what was emitted is no Rust, which is a fault of the generator.
pub fn generate(set: &SpecSet) -> Result<FileTree, Fault> {
    let ir = lower(set);
    format::all(emit::all(&ir))
}
