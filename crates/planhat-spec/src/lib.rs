//! The YAML specs of Planhat's objects: reading, typing and checking them, with every fault at once
//! and each at its exact place.
//!
//! [`read_folder`] brings the files, [`load`] makes a [`SpecSet`] of them or says all that is wrong.
//! No knowledge of one particular resource stands here.

mod check;
mod decode;
mod diagnostic;
pub mod model;
pub mod names;
mod nearest;
pub mod resolve;
pub mod rules;
mod source;
mod yaml;

use std::collections::BTreeMap;

use indexmap::IndexMap;

pub use diagnostic::{Diagnostic, Diagnostics, Second, Severity};
pub use source::{Source, read_folder};

use diagnostic::File;

/// Checked specs.
#[derive(Debug, Clone)]
pub struct SpecSet {
    /// What is true of the whole API.
    pub api: model::Api,
    /// The objects, by name, sorted.
    pub resources: IndexMap<String, model::Resource>,
}

/// Specs without faults.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The specs.
    pub set: SpecSet,
    /// What is probably not meant.
    pub warnings: Diagnostics,
}

/// Parses, types and checks specs.
///
/// # Errors
/// Every fault of every file, sorted by place.
pub fn load(sources: &[Source]) -> Result<Loaded, Diagnostics> {
    let mut found = Diagnostics::default();
    let mut api = None;
    let mut resources = BTreeMap::new();
    let mut broken: Vec<String> = Vec::new();
    let mut api_seen = false;
    for source in sources {
        let name = file_stem(&source.path);
        if is_api(&source.path) {
            api_seen = true;
            api = parse::<model::Api>(source, &mut found);
        } else {
            match parse::<model::Resource>(source, &mut found) {
                Some(parsed) => drop(resources.insert(name.to_owned(), parsed)),
                None => broken.push(name.to_owned()),
            }
        }
    }
    if !api_seen {
        let file = File { path: "planhat.yaml".into(), text: "".into() };
        found.push(file.error("SPEC001", 0..0, "the specs have no planhat.yaml"));
    }
    let set = api.map(|(place, api)| check::all(place, api, resources, &broken, &mut found));
    found.sort();
    match set {
        Some(set) if !found.has_errors() => Ok(Loaded { set, warnings: found }),
        _ => Err(found),
    }
}

/// Reads one file as far as it can be read; what is wrong with it is reported.
fn parse<T: serde::de::DeserializeOwned>(source: &Source, found: &mut Diagnostics) -> Option<(check::Place, T)> {
    let file = source.file(found)?;
    let (root, faults) = yaml::parse(&file.text);
    for fault in faults {
        let one = file.error(fault.rule, fault.span, fault.message);
        found.push(match fault.first {
            Some(first) => one.second(first, "the first one stands here"),
            None => one,
        });
    }
    let root = root?;
    let spec = decode::decode(&file, &root, found)?;
    Some((check::Place { file, root }, spec))
}

fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".yaml").unwrap_or(name)
}

fn is_api(path: &str) -> bool {
    file_stem(path) == "planhat" && !path.contains("resources/")
}
