//! Unified models over the objects: what a mapping means, in plain data. Built from the specs when code
//! is generated, and again at run time where a tenant overrides rules.

pub mod arguments;
pub(crate) mod build;
pub(crate) mod fault;
pub mod mapping;
mod path;
pub(crate) mod record;
pub mod rules;

use crate::SpecSet;
pub use crate::with_overrides;
use mapping::Mapping;

/// The mappings of checked specs, one for each API, by name.
pub fn resolve(set: &SpecSet) -> Vec<Mapping> {
    let Some(common) = &set.unified.common else {
        return Vec::new();
    };
    let apis = set.unified.apis.keys();
    apis.map(|api| build::mapping(set, api, common).0).collect()
}
