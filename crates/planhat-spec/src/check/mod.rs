//! What makes typed specs wrong, one concern a module.

mod api;
mod fields;
mod names;
mod operations;
mod paths;
mod references;
mod tools;

use std::collections::BTreeMap;
use std::ops::Range;

use indexmap::IndexMap;

use crate::SpecSet;
use crate::diagnostic::{Diagnostic, Diagnostics, File};
use crate::model::{Api, Field, Resource};
use crate::resolve;
use crate::yaml::{Content, Node, Step};

/// A file with its tree: says where things stand.
pub(crate) struct Place {
    pub(crate) file: File,
    pub(crate) root: Node,
}

/// A path of keys and items.
macro_rules! steps {
    ($($step:expr),* $(,)?) => { [$($crate::yaml::Step::from($step)),*] };
}
pub(crate) use steps;

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Step::Key(key.to_owned())
    }
}
impl From<&String> for Step {
    fn from(key: &String) -> Self {
        Step::Key(key.clone())
    }
}
impl From<usize> for Step {
    fn from(item: usize) -> Self {
        Step::Item(item)
    }
}

impl Place {
    /// A fault at the key at the end of the path, or at the nearest one above it.
    pub(crate) fn at_key(&self, rule: &'static str, path: &[Step], message: impl Into<String>) -> Diagnostic {
        let mut ends = (1..=path.len()).rev();
        let span = ends.find_map(|end| self.root.key_span(&path[..end])).unwrap_or(0..0);
        self.file.error(rule, span, message)
    }

    /// A fault at the value at the end of the path, or at the nearest key above it.
    pub(crate) fn at_value(&self, rule: &'static str, path: &[Step], message: impl Into<String>) -> Diagnostic {
        match self.root.at(path) {
            Some(node) => self.file.error(rule, self.tight(node), message),
            None => self.at_key(rule, path, message),
        }
    }

    /// The span of a node, but of a large one only where it begins.
    fn tight(&self, node: &Node) -> Range<usize> {
        match node.value {
            Content::Scalar { .. } => node.span.clone(),
            _ => node.span.start..node.span.start + 1,
        }
    }

    /// The span of the key at the end of a path.
    pub(crate) fn key(&self, path: &[Step]) -> Range<usize> {
        self.root.key_span(path).unwrap_or(0..0)
    }

    /// The keys that a mapping has in the file, faulty ones included.
    fn keys(&self, path: &[Step]) -> Vec<&str> {
        match self.root.at(path).map(|node| &node.value) {
            Some(Content::Mapping(entries)) => entries.iter().map(|(key, _)| key.text.as_str()).collect(),
            _ => Vec::new(),
        }
    }
}

/// What every check needs.
struct Context<'a> {
    set: &'a SpecSet,
    api: &'a Place,
    places: &'a BTreeMap<String, Place>,
    /// Resources whose files could not be read: they exist, nothing more is known.
    broken: &'a [String],
}

/// One resource under check.
struct Subject<'a> {
    spec: &'a Resource,
    place: &'a Place,
    fields: Vec<(String, &'a Field)>,
}

impl Context<'_> {
    fn knows_resource(&self, name: &str) -> bool {
        self.set.resources.contains_key(name) || self.broken.iter().any(|one| one == name)
    }

    fn resource_names(&self) -> impl Iterator<Item = &str> {
        self.set.resources.keys().map(String::as_str).chain(self.broken.iter().map(String::as_str))
    }
}

impl Subject<'_> {
    /// Whether the record has the field; one that is in the file but faulty counts.
    fn has_field(&self, name: &str) -> bool {
        self.fields.iter().any(|(wire, _)| wire == name) || self.place.keys(&steps!["fields"]).contains(&name)
    }

    fn field_names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(wire, _)| wire.as_str())
    }
}

/// Checks all specs together and puts them into one set.
pub(crate) fn all(
    api_place: Place,
    api: Api,
    resources: BTreeMap<String, (Place, Resource)>,
    broken: &[String],
    found: &mut Diagnostics,
) -> SpecSet {
    let mut places = BTreeMap::new();
    let mut specs = IndexMap::new();
    for (stem, (place, spec)) in resources {
        names::file_name(&stem, &spec, &place, found);
        specs.insert(stem.clone(), spec);
        places.insert(stem, place);
    }
    let set = SpecSet { api, resources: specs };
    let context = Context { set: &set, api: &api_place, places: &places, broken };
    api::check(&context, found);
    names::across(&context, found);
    paths::across(&context, found);
    tools::across(&context, found);
    for (stem, spec) in &set.resources {
        let Some(place) = places.get(stem) else { continue };
        let subject = Subject { spec, place, fields: resolve::fields(&set, spec) };
        names::within(&context, &subject, found);
        references::check(&context, &subject, found);
        fields::check(&context, &subject, found);
        operations::check(&context, &subject, found);
        paths::within(&context, &subject, found);
    }
    set
}
