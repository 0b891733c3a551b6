//! Overrides of a tenant: files in the format of the specs, merged per field and checked alike.

use std::fmt;
use std::path::{Path, PathBuf};

use planhat_spec::unified::mapping::Mapping;
use planhat_spec::{Diagnostics, Source, overridden, with_overrides};

/// An override is no larger than this, in bytes.
const SIZE: u64 = 1 << 20;

/// Why overrides are not taken.
#[derive(Debug)]
pub enum OverrideError {
    /// A file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Faults in them, each with file, line and reason.
    Faulty(Diagnostics),
}

impl fmt::Display for OverrideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OverrideError::Unreadable { path, why } => write!(f, "{}: {why}", path.display()),
            OverrideError::Faulty(faults) => faults.fmt(f),
        }
    }
}

impl std::error::Error for OverrideError {}

/// The mappings that hold under override files, of which later ones win. `base` are the specs
/// without them.
///
/// # Errors
/// When a file cannot be read, or has faults.
pub fn load<P: AsRef<Path>>(
    base: &[Source],
    files: impl IntoIterator<Item = P>,
) -> Result<Vec<Mapping>, OverrideError> {
    checked(base, files).map(|(mappings, _)| mappings)
}

/// The same, with what is probably not meant.
///
/// # Errors
/// As [`load`].
pub fn checked<P: AsRef<Path>>(
    base: &[Source],
    files: impl IntoIterator<Item = P>,
) -> Result<(Vec<Mapping>, Diagnostics), OverrideError> {
    let sources: Vec<Source> = files
        .into_iter()
        .map(|path| read(path.as_ref()))
        .collect::<Result<_, _>>()?;
    let (loaded, mappings) = overridden(base, &sources).map_err(OverrideError::Faulty)?;
    Ok((mappings, loaded.warnings))
}

/// The same with what the files hold.
///
/// # Errors
/// When they have faults.
pub fn of_sources(base: &[Source], overrides: &[Source]) -> Result<Vec<Mapping>, OverrideError> {
    let (_, mappings) = with_overrides(base, overrides).map_err(OverrideError::Faulty)?;
    Ok(mappings)
}

fn read(path: &Path) -> Result<Source, OverrideError> {
    let unreadable = |why: String| OverrideError::Unreadable {
        path: path.to_owned(),
        why,
    };
    let about = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if about.len() > SIZE {
        return Err(unreadable(format!(
            "has {} bytes, and {SIZE} are the most",
            about.len()
        )));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    Ok(Source {
        path: path.display().to_string(),
        bytes,
    })
}
