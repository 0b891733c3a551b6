//! A starting spec for an object that has none yet: valid as it stands, with comments that teach.

mod name;
mod place;
mod template;

use crate::known::Known;
use crate::{Diagnostics, Source, load};

pub(crate) use name::sentence;
pub use name::{Name, plural};
pub use place::{Placed, Unplaced, place};

/// First line of a resource's spec: by it, editors complete and check what is written.
pub(crate) const FIRST_LINE: &str =
    "# yaml-language-server: $schema=../../generated/schema/resource.schema.json";

/// A spec that begins an object.
#[derive(Debug, Clone)]
pub struct Scaffold {
    /// What the object is called.
    pub name: Name,
    /// The file.
    pub text: String,
    /// What is probably not meant.
    pub warnings: Diagnostics,
}

/// Writes a starting spec for an object beside the specs that there are. A file that the object has
/// among them already is passed over.
///
/// # Errors
/// Whatever makes a spec wrong: a name that is no name, is taken, or meets that of another object;
/// faults of the other specs too.
pub fn scaffold(object: &str, sources: &[Source]) -> Result<Scaffold, Diagnostics> {
    let name = Name::of(object);
    let text = template::text(&name, &name.known(sources));
    let warnings = fits(&name, &text, sources)?;
    Ok(Scaffold {
        name,
        text,
        warnings,
    })
}

impl Name {
    /// What the other specs teach.
    pub(crate) fn known(&self, sources: &[Source]) -> Known {
        Known::of(others(self, sources), (&self.resource, &self.plural))
    }
}

/// Checks a new spec together with the others.
pub(crate) fn fits(
    name: &Name,
    text: &str,
    sources: &[Source],
) -> Result<Diagnostics, Diagnostics> {
    let mut all: Vec<Source> = others(name, sources).cloned().collect();
    all.push(Source {
        path: beside(name, sources),
        bytes: text.as_bytes().to_vec(),
    });
    match load(&all) {
        Ok(loaded) => Ok(loaded.warnings),
        // What else is wrong follows from the name.
        Err(faults) if !name.is_snake_case() => Err(faults.first_of("SPEC021")),
        Err(faults) => Err(faults),
    }
}

/// The specs but for the object's own.
pub(crate) fn others<'s>(
    name: &Name,
    sources: &'s [Source],
) -> impl Iterator<Item = &'s Source> + use<'s> {
    let end = format!("resources/{}.yaml", name.resource);
    sources
        .iter()
        .filter(move |source| !source.path.ends_with(&end))
}

/// The path of the new file, as messages show it.
fn beside(name: &Name, sources: &[Source]) -> String {
    let api = sources
        .iter()
        .find_map(|source| source.path.strip_suffix("planhat.yaml"));
    let file = name.resource.replace(['/', '\\'], "_");
    format!("{}resources/{file}.yaml", api.unwrap_or_default())
}
