//! One resource under check.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::{Context, Place, steps};
use crate::model::{Access, Field, Resource};
use crate::resolve;

pub(super) struct Subject<'a> {
    pub(super) spec: &'a Resource,
    pub(super) place: &'a Place,
    pub(super) fields: IndexMap<String, &'a Field>,
    /// Names of fields, those with faults and those asked for in vain too.
    names: HashSet<&'a str>,
    /// Whether there may be fields that are not known, because another file could not be read.
    unsure: bool,
}

impl<'a> Subject<'a> {
    pub(super) fn of(context: &Context<'a>, stem: &str) -> Option<Self> {
        let (set, places) = (context.set, context.places);
        let spec = set.resources.get(stem)?;
        let place = places.get(stem)?;
        let fields = resolve::fields(set, spec).into_iter().collect();
        let mut subject = Subject {
            spec,
            place,
            fields,
            names: HashSet::new(),
            unsure: false,
        };
        subject.add_names(spec, place);
        let parent = spec
            .view_of
            .as_ref()
            .map(|name| (set.resources.get(name), places.get(name)));
        match parent {
            Some((Some(parent), Some(place))) => subject.add_names(parent, place),
            Some(_) => subject.unsure = true,
            None => {}
        }
        if context.section("common").is_none() {
            subject.unsure = true;
        }
        Some(subject)
    }

    fn add_names(&mut self, spec: &'a Resource, place: &'a Place) {
        let own = place.keys(&steps!["fields"]);
        let asked = spec
            .common
            .iter()
            .chain(spec.keys.iter().flatten())
            .map(String::as_str);
        self.names.extend(own.into_iter().chain(asked));
        let faulty = |section: &str| {
            place.is_misspelt(&[], section)
                || place.root.has_key(&[], section) && !place.has(&steps![section])
        };
        self.unsure |= ["fields", "common", "keys"].into_iter().any(faulty);
    }

    /// Whether the record has the field; one that is in the file but faulty counts.
    pub(super) fn has_field(&self, name: &str) -> bool {
        self.unsure || self.fields.contains_key(name) || self.names.contains(name)
    }

    pub(super) fn field_names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    pub(super) fn access(&self, field: &Field) -> Access {
        field.access.or(self.spec.access).unwrap_or(Access::Both)
    }

    /// Whether an operation may send the field.
    pub(super) fn is_sent(&self, operation: &str, field: &Field) -> Result<(), Unsent> {
        if self.access(field) == Access::Read {
            return Err(Unsent::ReadOnly);
        }
        match &field.only {
            Some(only) if !only.iter().any(|one| one == operation) => Err(Unsent::Elsewhere),
            _ => Ok(()),
        }
    }

    pub(super) fn keys(&self) -> Vec<&str> {
        match &self.spec.keys {
            Some(keys) => keys.iter().map(String::as_str).collect(),
            None => vec!["_id"],
        }
    }
}

/// Why an operation does not send a field.
pub(super) enum Unsent {
    ReadOnly,
    Elsewhere,
}
