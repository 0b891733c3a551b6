//! Puts a new spec into the folder of specs.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Where a spec was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The file.
    pub path: PathBuf,
    /// Whether one was there before.
    pub replaced: bool,
}

/// Why a spec was not written.
#[derive(Debug)]
pub enum Unplaced {
    /// There is one.
    Exists(PathBuf),
    /// The folder cannot be written.
    Failed(PathBuf, io::Error),
}

impl fmt::Display for Unplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unplaced::Exists(path) => write!(f, "{} exists", path.display()),
            Unplaced::Failed(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Unplaced {}

/// Writes the spec of an object. One that is there is replaced by force alone, and then at once.
///
/// # Errors
/// There is one already, or the folder cannot be written.
pub fn place(specs: &Path, resource: &str, text: &str, force: bool) -> Result<Placed, Unplaced> {
    let folder = specs.join("resources");
    let path = folder.join(format!("{resource}.yaml"));
    let failed = |error| Unplaced::Failed(path.clone(), error);
    let replaced = path.symlink_metadata().is_ok();
    if replaced && !force {
        return Err(Unplaced::Exists(path));
    }
    // Under a hidden name, which readers of the folder pass over, until it is whole.
    let hidden = folder.join(format!(".{resource}.yaml.{}", std::process::id()));
    let written = whole(&hidden, text).and_then(|()| match force {
        true => fs::rename(&hidden, &path),
        false => fs::hard_link(&hidden, &path).or_else(|error| match error.kind() {
            ErrorKind::AlreadyExists => Err(error),
            // Not every file system has links.
            _ => File::create_new(&path).and_then(|mut file| file.write_all(text.as_bytes())),
        }),
    });
    let _ = fs::remove_file(&hidden);
    match written {
        Ok(()) => Ok(Placed { path, replaced }),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && !force => {
            Err(Unplaced::Exists(path))
        }
        Err(error) => Err(failed(error)),
    }
}

fn whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
