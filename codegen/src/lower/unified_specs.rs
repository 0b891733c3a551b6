//! The files that overrides of unified models are checked against.

use planhat_spec::SpecSet;

/// The whole API and its objects, since they refer to one another, and the unified models.
const KINDS: [&str; 3] = ["planhat.yaml", "resources/", "unified/"];

/// Path below the specs and text of each, by path, whatever folder they were read from.
pub(super) fn lower(set: &SpecSet) -> Vec<(String, String)> {
    let folder = folder(set);
    let mut all: Vec<(String, String)> = set
        .sources
        .iter()
        .filter_map(|source| {
            let path = source.path.strip_prefix(folder)?;
            let wanted = KINDS.iter().any(|kind| path.starts_with(kind));
            let text = || String::from_utf8_lossy(&source.bytes).into_owned();
            wanted.then(|| (path.to_owned(), text()))
        })
        .collect();
    all.sort();
    all
}

/// The folder of all specs: that of the `planhat.yaml` which stands above the others.
fn folder(set: &SpecSet) -> &str {
    let apis = set
        .sources
        .iter()
        .filter_map(|source| source.path.strip_suffix("planhat.yaml"));
    let folders = apis.filter(|folder| folder.is_empty() || folder.ends_with('/'));
    folders.min_by_key(|folder| folder.len()).unwrap_or("")
}
