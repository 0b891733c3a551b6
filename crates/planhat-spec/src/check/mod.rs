//! What makes typed specs wrong, one concern a module.

mod api;
mod arguments;
mod calls;
mod casing;
mod demo;
pub(crate) mod effective;
mod effects;
mod examples;
mod field;
mod fill;
mod names;
mod operation;
mod overrides;
mod parameter;
mod paths;
mod place;
mod prompts;
mod references;
mod server;
mod subject;
mod tools;
pub(crate) mod unified;
mod unified_names;
mod unified_shapes;
mod value;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::SpecSet;
use crate::diagnostic::Diagnostics;
use crate::model::{Api, Examples, Prompt, Resource};
use crate::node::Content;

pub(crate) use casing::is_type_taken;
pub(crate) use names::is_taken;
pub(crate) use place::Place;
use place::{below, steps};
use subject::Subject;

/// What every check needs.
struct Context<'a> {
    set: &'a SpecSet,
    api: &'a Place,
    places: &'a BTreeMap<String, Place>,
    /// Resources whose files could not be read: they exist, nothing more is known.
    broken: &'a [String],
}

impl Context<'_> {
    /// The names of a section of `planhat.yaml`, those of faulty entries too; nothing when they
    /// are not known.
    fn section(&self, section: &str) -> Option<Vec<&str>> {
        match self.api.root.at(&steps![section]).map(|node| &node.value) {
            Some(Content::Mapping(_)) => Some(self.api.keys(&steps![section])),
            Some(_) => None,
            None if self.api.broken
                || self.api.root.has_key(&[], section)
                || self.api.is_misspelt(&[], section) =>
            {
                None
            }
            None => (section == "common").then(Vec::new),
        }
    }

    fn knows_resource(&self, name: &str) -> bool {
        self.set.resources.contains_key(name) || self.broken.iter().any(|one| one == name)
    }

    fn resource_names(&self) -> Vec<&str> {
        let known = self.set.resources.keys().map(String::as_str);
        known
            .chain(self.broken.iter().map(String::as_str))
            .collect()
    }
}

/// What was read beside `planhat.yaml`, by the names of the files.
pub(crate) struct Read<'a> {
    pub(crate) resources: BTreeMap<String, (Place, Resource)>,
    pub(crate) examples: BTreeMap<String, (Place, Examples)>,
    pub(crate) prompts: BTreeMap<String, (Place, Prompt)>,
    /// Resources whose files could not be read.
    pub(crate) broken: &'a [String],
    pub(crate) unified: unified::Read,
}

/// Checks all specs together and puts them into one set.
pub(crate) fn all(api_place: Place, api: Api, read: Read<'_>, found: &mut Diagnostics) -> SpecSet {
    let mut places = BTreeMap::new();
    let mut specs = IndexMap::new();
    for (stem, (place, mut spec)) in read.resources {
        if place.has(&steps!["resource"]) {
            names::file_name("resource", &stem, &spec.resource, &place, found);
        } else {
            spec.resource.clone_from(&stem);
        }
        specs.insert(stem.clone(), spec);
        places.insert(stem, place);
    }
    let (unified, unified_places) = unified::assemble(read.unified, found);
    let mut set = SpecSet {
        api,
        resources: specs,
        examples: IndexMap::new(),
        prompts: IndexMap::new(),
        unified,
        sources: Vec::new(),
    };
    let context = Context {
        set: &set,
        api: &api_place,
        places: &places,
        broken: read.broken,
    };
    if !api_place.broken {
        api::check(&context, found);
    }
    names::across(&context, found);
    calls::across(&context, found);
    tools::across(&context, found);
    for stem in set.resources.keys() {
        if let Some(subject) = Subject::of(&context, stem) {
            names::within(&subject, found);
            references::check(&context, &subject, found);
            field::check(&subject, found);
            demo::check(&context, &subject, found);
            server::check(&context, &subject, found);
            effects::check(&context, &subject, found);
            operation::check(&context, &subject, found);
            paths::within(&context, &subject, found);
            calls::within(&context, &subject, found);
        }
    }
    unified::check(&context, &unified_places, found);
    let examples = examples::check(&context, read.examples, found);
    set.prompts = prompts::check(&context, read.prompts, found);
    set.examples = examples;
    set
}
