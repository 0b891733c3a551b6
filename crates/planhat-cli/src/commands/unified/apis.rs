//! The mappings in force.

use std::sync::Arc;

use clap::ArgMatches;
use planhat_spec::Diagnostics;
use planhat_unified::{Mapping, overrides, specs};

use crate::body;
use crate::failure::Failure;

/// The mappings that hold unless some rules are overridden.
pub(super) fn usual() -> Vec<Arc<Mapping>> {
    planhat_unified::mappings()
}

/// Those under the override files of the command line, of which later ones win.
///
/// # Errors
/// When a file cannot be read, or has faults.
pub(super) fn in_force(matches: &ArgMatches) -> Result<Vec<Arc<Mapping>>, Failure> {
    match body::all(matches, "overrides") {
        None => Ok(usual()),
        Some(files) => Ok(under(files)?.0),
    }
}

/// The mappings under override files, and what is probably not meant in these.
///
/// # Errors
/// When a file cannot be read, or has faults.
pub(in crate::commands) fn under(
    files: Vec<String>,
) -> Result<(Vec<Arc<Mapping>>, Diagnostics), Failure> {
    let (mappings, warnings) = overrides::checked(&specs::sources(), files)?;
    Ok((mappings.into_iter().map(Arc::new).collect(), warnings))
}

/// The one of an API.
///
/// # Errors
/// As [`in_force`], or when there is none.
pub(super) fn of(api: &str, matches: &ArgMatches) -> Result<Arc<Mapping>, Failure> {
    let mut all = in_force(matches)?.into_iter();
    let found = all.find(|mapping| mapping.api == api);
    found.ok_or_else(|| Failure::usage(format!("there is no unified API `{api}`")))
}
