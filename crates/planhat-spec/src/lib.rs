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
pub mod schema;
mod source;
mod stamp;
pub mod unified;
mod wording;
mod yaml;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

pub use diagnostic::{Diagnostic, Diagnostics, Second, Severity};
pub use source::{Source, read_folder};
pub use stamp::Stamp;

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
    /// What calls of the objects look like, by the name of the object, sorted; not every object has
    /// examples.
    pub examples: IndexMap<String, model::Examples>,
    /// Work that people do with agents, by name, sorted.
    pub prompts: IndexMap<String, model::Prompt>,
    /// Unified models over the objects.
    pub unified: model::Unified,
    /// The files that it was read from: what overrides of unified models are checked against.
    pub sources: Vec<Source>,
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
    examples: BTreeMap<String, (Place, model::Examples)>,
    prompts: BTreeMap<String, (Place, model::Prompt)>,
    /// Resources whose files could not be read.
    broken: Vec<String>,
    unified: check::unified::Read,
}

/// Reads, parses, types and checks the specs of a folder.
///
/// # Errors
/// Every fault of every file, those that cannot be read included, sorted by place.
pub fn load_folder(path: &Path) -> Result<Loaded, Diagnostics> {
    let folder = source::folder(path);
    let unified = check::unified::Read {
        common_seen: folder.unread_unified.iter().any(|api| api == "unified"),
        broken: folder.unread_unified,
        ..check::unified::Read::default()
    };
    let files = Files {
        unified,
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

/// Checks specs with overrides of unified models, of which later ones win, and makes the mappings that
/// hold then. An override is a file with `model: crm.account` and `fields`.
///
/// # Errors
/// Every fault of every file, those of the overrides at their own places.
pub fn with_overrides(
    sources: &[Source],
    overrides: &[Source],
) -> Result<(SpecSet, Vec<unified::mapping::Mapping>), Diagnostics> {
    let (loaded, mappings) = overridden(sources, overrides)?;
    Ok((loaded.set, mappings))
}

/// The same, with what is probably not meant.
///
/// # Errors
/// As [`with_overrides`].
pub fn overridden(
    sources: &[Source],
    overrides: &[Source],
) -> Result<(Loaded, Vec<unified::mapping::Mapping>), Diagnostics> {
    let mut found = Diagnostics::default();
    let mut files = Files::default();
    for source in overrides {
        files.unified.overrides.extend(parse(source, &mut found));
    }
    let loaded = checked(files, sources, found)?;
    let mappings = unified::resolve(&loaded.set);
    Ok((loaded, mappings))
}

fn checked(
    mut files: Files,
    sources: &[Source],
    mut found: Diagnostics,
) -> Result<Loaded, Diagnostics> {
    for source in sources {
        files.add(source, Sort::of(source, sources), &mut found);
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
    // The order of the files is all one.
    let mut sources = sources.to_vec();
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    match set {
        Some(set) if !found.has_errors() => Ok(Loaded {
            set: SpecSet { sources, ..set },
            warnings: found,
        }),
        _ => Err(found),
    }
}

impl Files {
    fn add(&mut self, source: &Source, sort: Sort, found: &mut Diagnostics) {
        let name = stem(&source.path).to_owned();
        match sort {
            Sort::Api => {
                self.api_seen = true;
                self.api = parse(source, found);
            }
            Sort::Examples => {
                if let Some(parsed) = parse(source, found) {
                    self.examples.insert(name, parsed);
                }
            }
            Sort::Prompt => {
                if let Some(parsed) = parse(source, found) {
                    self.prompts.insert(name, parsed);
                }
            }
            Sort::Common => {
                self.unified.common_seen = true;
                self.unified.common = parse(source, found);
            }
            Sort::Unified => {
                let api = stem(folder(&source.path)).to_owned();
                match parse(source, found) {
                    Some(parsed) => drop(self.unified.models.insert((api, name), parsed)),
                    None => self.unified.broken.push(api),
                }
            }
            Sort::Resource => match parse(source, found) {
                Some(parsed) => drop(self.resources.insert(name, parsed)),
                None => self.broken.push(name),
            },
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
        let read = check::Read {
            resources: self.resources,
            examples: self.examples,
            prompts: self.prompts,
            broken: &self.broken,
            unified: self.unified,
        };
        Some(check::all(place, api, read, found))
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

/// What a file is by its place.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Api,
    Resource,
    Examples,
    Prompt,
    /// What unified models share.
    Common,
    /// A unified model.
    Unified,
}

impl Sort {
    /// `planhat.yaml` is the API unless it stands where the resources, the examples or the prompts do.
    fn of(source: &Source, all: &[Source]) -> Self {
        let beside = |other: &Source| folder(&other.path) == folder(&source.path);
        let others = all.iter().filter(|other| stem(&other.path) != "planhat");
        let above = all.iter().any(|other| {
            stem(&other.path) == "planhat" && Some(folder(&other.path)) == parent(&source.path)
        });
        if stem(&source.path) == "planhat" && !above && !others.into_iter().any(beside) {
            Sort::Api
        } else {
            match folder(&source.path).rsplit('/').next() {
                Some("examples") => Sort::Examples,
                Some("prompts") => Sort::Prompt,
                Some("resources") => Sort::Resource,
                Some("unified") if stem(&source.path) == "common" => Sort::Common,
                _ if parent(&source.path).is_some_and(|above| stem(above) == "unified") => {
                    Sort::Unified
                }
                _ => Sort::Resource,
            }
        }
    }
}

/// The folder that a file stands in; empty for one without.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folder above that one, where there is one.
fn parent(path: &str) -> Option<&str> {
    let folder = folder(path);
    (!folder.is_empty()).then(|| self::folder(folder))
}
