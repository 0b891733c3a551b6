//! The YAML specs of Planhat's objects: reading, typing and checking them, with every fault at once
//! and each at its exact place.
//!
//! [`load_folder`] makes a [`SpecSet`] of a folder or says all that is wrong; [`load`] does so with
//! files that were read already. [`scaffold`] and [`infer`] write the first spec of an object.
//! No knowledge of one particular resource stands here.

mod check;
mod decode;
mod diagnostic;
pub mod infer;
mod known;
pub mod model;
pub mod names;
mod nearest;
mod node;
mod render;
pub mod resolve;
pub mod rules;
pub mod scaffold;
mod scalar;
mod source;
mod wording;
mod yaml;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

pub use diagnostic::{Diagnostic, Diagnostics, Second, Severity};
pub use source::{Source, read_folder};

use check::Place;
use diagnostic::File;
use node::Node;

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

/// What the files hold, before the checks.
#[derive(Default)]
struct Files {
    api: Option<(Place, model::Api)>,
    api_seen: bool,
    resources: BTreeMap<String, (Place, model::Resource)>,
    /// Resources whose files could not be read.
    broken: Vec<String>,
}

/// Reads, parses, types and checks the specs of a folder.
///
/// # Errors
/// Every fault of every file, those that cannot be read included, sorted by place.
pub fn load_folder(path: &Path) -> Result<Loaded, Diagnostics> {
    let folder = source::folder(path);
    let files = Files {
        // A file that is there but cannot be read is reported as that.
        api_seen: folder.unread.iter().any(|name| name == "planhat"),
        broken: folder.unread,
        ..Files::default()
    };
    checked(files, &folder.sources, folder.faults)
}

/// Parses, types and checks specs.
///
/// # Errors
/// Every fault of every file, sorted by place.
pub fn load(sources: &[Source]) -> Result<Loaded, Diagnostics> {
    checked(Files::default(), sources, Diagnostics::default())
}

fn checked(
    mut files: Files,
    sources: &[Source],
    mut found: Diagnostics,
) -> Result<Loaded, Diagnostics> {
    for source in sources {
        files.add(source, is_api(source, sources), &mut found);
    }
    if !files.api_seen {
        let file = File {
            path: "planhat.yaml".into(),
            text: Arc::from(""),
        };
        found.push(file.error("SPEC001", 0..0, "the specs have no planhat.yaml"));
    }
    let set = files.check(&mut found);
    let found = found.sorted();
    match set {
        Some(set) if !found.has_errors() => Ok(Loaded {
            set,
            warnings: found,
        }),
        _ => Err(found),
    }
}

impl Files {
    fn add(&mut self, source: &Source, is_api: bool, found: &mut Diagnostics) {
        if is_api {
            self.api_seen = true;
            self.api = parse(source, found);
            return;
        }
        let name = stem(&source.path).to_owned();
        match parse::<model::Resource>(source, found) {
            Some(parsed) => drop(self.resources.insert(name, parsed)),
            None => self.broken.push(name),
        }
    }

    fn check(self, found: &mut Diagnostics) -> Option<SpecSet> {
        let (place, api) = match self.api {
            Some(api) => api,
            None => {
                let file = File {
                    path: "planhat.yaml".into(),
                    text: Arc::from(""),
                };
                (
                    Place {
                        file,
                        root: Node::empty(),
                        broken: true,
                    },
                    decode::blank()?,
                )
            }
        };
        Some(check::all(place, api, self.resources, &self.broken, found))
    }
}

/// Reads one file as far as it can be read; what is wrong with it is reported.
fn parse<T: DeserializeOwned>(source: &Source, found: &mut Diagnostics) -> Option<(Place, T)> {
    let file = source.file(found)?;
    let mut root = yaml::parse(&file, found)?;
    let spec = decode::decode(&file, &mut root, found)?;
    Some((
        Place {
            file,
            root,
            broken: false,
        },
        spec,
    ))
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".yaml").unwrap_or(name)
}

/// `planhat.yaml`, unless it stands where the resources do.
fn is_api(source: &Source, all: &[Source]) -> bool {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let mut resources = all.iter().filter(|other| stem(&other.path) != "planhat");
    let own = folder(&source.path);
    stem(&source.path) == "planhat" && resources.all(|other| folder(&other.path) != own)
}
