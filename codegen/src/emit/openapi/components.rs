//! What is named once and referred to: each part has a name of its own, given when it is first
//! needed.

use std::collections::{BTreeMap, BTreeSet};

use super::super::json::{Json, Object};
use crate::ir::{Ir, Resource};

/// The components of the document.
pub(super) struct Components<'ir> {
    pub(super) ir: &'ir Ir,
    schemas: Section,
    responses: Section,
    parameters: Section,
}

/// The components of one sort.
#[derive(Default)]
struct Section {
    /// Name by what it is the name of.
    names: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    parts: Object,
}

impl Section {
    /// The name of a part; `true` when it is new, so that it has to be made.
    fn name(&mut self, key: &str, wanted: &str) -> (String, bool) {
        if let Some(name) = self.names.get(key) {
            return (name.clone(), !self.parts.has(name));
        }
        let name = claim(&mut self.taken, wanted);
        self.names.insert(key.to_owned(), name.clone());
        (name, true)
    }
}

impl<'ir> Components<'ir> {
    pub(super) fn new(ir: &'ir Ir) -> Self {
        let mut components = Components {
            ir,
            schemas: Section::default(),
            responses: Section::default(),
            parameters: Section::default(),
        };
        // Records are called as they are, whatever else would be called so.
        for resource in &ir.resources {
            let key = record_key(resource);
            components.schemas.name(&key, &resource.names.record);
        }
        components
    }

    /// A reference to a schema. `key` says which one, `make` makes it when it is first needed.
    pub(super) fn schema(
        &mut self,
        key: &str,
        wanted: &str,
        make: impl FnOnce(&mut Self) -> Object,
    ) -> Object {
        let (name, new) = self.schemas.name(key, wanted);
        if new {
            let part = make(self);
            self.schemas.parts.set(&name, part);
        }
        reference("schemas", &name)
    }

    /// A reference to a response.
    pub(super) fn response(
        &mut self,
        wanted: &str,
        make: impl FnOnce(&mut Self) -> Object,
    ) -> Object {
        let (name, new) = self.responses.name(wanted, wanted);
        if new {
            let part = make(self);
            self.responses.parts.set(&name, part);
        }
        reference("responses", &name)
    }

    /// A reference to a parameter.
    pub(super) fn parameter(&mut self, wanted: &str, part: Object) -> Object {
        let (name, new) = self.parameters.name(wanted, wanted);
        if new {
            self.parameters.parts.set(&name, part);
        }
        reference("parameters", &name)
    }

    /// All of them, by name.
    pub(super) fn finish(self, security: Object) -> Json {
        let sections = [
            ("schemas", self.schemas.parts.sorted()),
            ("responses", self.responses.parts.sorted()),
            ("parameters", self.parameters.parts.sorted()),
            ("securitySchemes", security),
        ];
        let mut all = Object::new();
        for (name, section) in sections {
            if !section.is_empty() {
                all.set(name, section);
            }
        }
        all.into()
    }
}

/// What the record of a resource is known by.
pub(super) fn record_key(resource: &Resource) -> String {
    format!("record {}", resource.name)
}

/// A name that is free: the one that is wanted, or that with a number.
pub(super) fn claim(taken: &mut BTreeSet<String>, wanted: &str) -> String {
    let numbered = (2..).map(|number| format!("{wanted}_{number}"));
    let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
    let free = all.find(|name| taken.insert(name.clone()));
    free.unwrap_or_else(|| wanted.to_owned())
}

fn reference(section: &str, name: &str) -> Object {
    Object::new().with("$ref", format!("#/components/{section}/{name}"))
}
