//! Which resource keeps its records where. Resources whose calls go through the path of another one
//! share its shelf, and see the records there that have their constants.

use std::collections::{BTreeMap, BTreeSet};

use planhat_core::table::{
    Access, Api, Body, Field, Fill, Filter, Kind as Type, Operation, OperationKind, Resource,
};
use serde_json::Value;

use super::Doc;
use super::shelf::Shelf;

/// A resource, and where its records are kept.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) resource: &'static Resource,
    /// The resource that its shelf is named after.
    pub(crate) home: &'static Resource,
    /// Number of its shelf.
    pub(crate) shelf: usize,
    /// What makes a record on the shelf one of this kind.
    pub(crate) constants: Vec<(&'static str, Value)>,
    /// Fields that are worked out when the record is read by id.
    pub(crate) having: Vec<&'static Field>,
    /// The field with the tenant's own fields.
    pub(crate) custom: Option<&'static str>,
    /// Whether some operation shows other names than are kept.
    pub(crate) shaped: bool,
}

impl Kind {
    /// Whether a record on its shelf is one of this kind.
    pub(crate) fn holds(&self, doc: &Doc) -> bool {
        let mut constants = self.constants.iter();
        constants.all(|(name, value)| doc.get(*name) == Some(value))
    }

    /// Whether a key names records in paths.
    pub(crate) fn in_paths(&self, key: &str) -> bool {
        let mut operations = self.resource.operations.iter();
        operations.any(|one| one.ids.contains(&key))
    }

    /// The name under which a written field is kept: the one that reads show, unless the resource
    /// that the shelf is named after has a field of its own name.
    pub(crate) fn kept_as<'f>(&self, name: &'f str) -> &'f str
    where
        'static: 'f,
    {
        let home = self.home.field(name);
        let at_home = |field: &Field| field.access != Access::Read && field.reads_as.is_none();
        if self.home.name != self.resource.name && home.is_some_and(at_home) {
            return name;
        }
        let field = self.resource.field(name);
        field.and_then(|field| field.reads_as).unwrap_or(name)
    }
}

/// All kinds of an API.
#[derive(Debug)]
pub(crate) struct Catalog {
    kinds: Vec<Kind>,
    by_name: BTreeMap<&'static str, usize>,
    /// The kind that each shelf is named after.
    homes: Vec<usize>,
    /// Names that each shelf is searched by.
    indexed: Vec<BTreeSet<&'static str>>,
}

impl Catalog {
    pub(crate) fn new(api: &'static Api) -> Self {
        let mut catalog = Catalog {
            kinds: Vec::new(),
            by_name: BTreeMap::new(),
            homes: Vec::new(),
            indexed: Vec::new(),
        };
        let homes: Vec<usize> = api.resources.iter().map(|one| home(api, one)).collect();
        let mut shelves = BTreeMap::new();
        for &home in homes.iter().filter(|&&at| homes[at] == at) {
            shelves.entry(home).or_insert_with(|| {
                catalog.homes.push(home);
                catalog.homes.len() - 1
            });
        }
        for (at, resource) in api.resources.iter().enumerate() {
            // A home that is itself a guest elsewhere keeps no shelf: its guests go along.
            let mut home = homes[at];
            for _ in 0..homes.len() {
                home = homes[home];
            }
            let shelf = shelves.get(&home).copied().unwrap_or_default();
            catalog.by_name.insert(resource.name, at);
            catalog
                .kinds
                .push(kind(resource, api.resources[home], shelf));
        }
        catalog.indexed = catalog.homes.iter().map(|_| BTreeSet::new()).collect();
        for at in 0..catalog.kinds.len() {
            catalog.index(at);
        }
        catalog
    }

    /// Empty shelves.
    pub(crate) fn shelves(&self) -> Vec<Shelf> {
        self.indexed.iter().cloned().map(Shelf::new).collect()
    }

    /// The kind of a resource.
    pub(crate) fn kind(&self, resource: &str) -> Option<&Kind> {
        self.by_name.get(resource).map(|&at| &self.kinds[at])
    }

    /// The kind of an operation's resource.
    pub(crate) fn of(&self, operation: &Operation) -> &Kind {
        &self.kinds[self.by_name[operation.resource.name]]
    }

    /// The kind that a shelf is named after.
    pub(crate) fn home(&self, shelf: usize) -> &Kind {
        &self.kinds[self.homes[shelf]]
    }

    /// The kinds that a record on a shelf is of, the home first.
    pub(crate) fn kinds_of<'a>(
        &'a self,
        shelf: usize,
        doc: &'a Doc,
    ) -> impl Iterator<Item = &'a Kind> {
        let home = std::iter::once(self.home(shelf));
        let guests = self.kinds.iter().filter(move |kind| {
            kind.shelf == shelf && !kind.constants.is_empty() && kind.holds(doc)
        });
        home.chain(guests)
    }

    /// All kinds.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter()
    }

    /// Notes what a kind's shelf, and those that it looks into, are searched by.
    fn index(&mut self, at: usize) {
        let kind = &self.kinds[at];
        let mut names: Vec<(usize, &'static str)> = Vec::new();
        let keys = kind.resource.keys.iter().filter(|key| **key != "_id");
        names.extend(keys.map(|key| (kind.shelf, kind.kept_as(key))));
        for parameter in kind.resource.operations.iter().flat_map(|one| one.query) {
            if let Some(Filter::Equals(field)) = parameter.filter
                && field != "_id"
            {
                names.push((kind.shelf, kind.kept_as(field)));
            }
        }
        for field in kind.resource.fields {
            match (field.fill, &field.kind) {
                (Some(Fill::Having { resource, by }), _) => {
                    if let Some(other) = self.kind(resource) {
                        names.push((other.shelf, by));
                    }
                }
                (Some(Fill::Matching { key, .. }), Type::Ref(resource)) => {
                    if let Some(other) = self.kind(resource) {
                        names.push((other.shelf, key));
                    }
                }
                (Some(Fill::Of { reference, .. }), _) => names.push((kind.shelf, reference)),
                _ => {}
            }
        }
        for (shelf, name) in names {
            self.indexed[shelf].insert(name);
        }
    }
}

fn kind(resource: &'static Resource, home: &'static Resource, shelf: usize) -> Kind {
    let is_home = home.name == resource.name;
    let constants = if is_home { &[] } else { constants(resource) };
    let constants = constants.iter().filter_map(|(name, json)| {
        let value = serde_json::from_str(json).ok()?;
        Some((*name, value))
    });
    let having = |field: &&Field| matches!(field.fill, Some(Fill::Having { .. }));
    let custom = resource
        .fields
        .iter()
        .find(|field| matches!(field.kind, Type::Custom));
    let differs = |field: &Field| !field.only.is_empty() || field.access == Access::Write;
    Kind {
        resource,
        home,
        shelf,
        custom: custom.map(|field| field.name),
        constants: constants.collect(),
        having: resource.fields.iter().filter(having).collect(),
        shaped: resource.fields.iter().any(differs),
    }
}

/// What is always written into a record of this resource.
fn constants(resource: &'static Resource) -> &'static [(&'static str, &'static str)] {
    let create = |one: &&&Operation| one.kind == OperationKind::Create && one.body == Body::One;
    let create = resource.operations.iter().find(create);
    match create {
        Some(operation) if resource.fixed.is_empty() => operation.fixed,
        _ => resource.fixed,
    }
}

/// The resource on whose shelf the records of another are: the one it is a view of, or the one whose
/// path its calls of single records go through.
fn home(api: &Api, resource: &Resource) -> usize {
    let at = |found: &dyn Fn(&Resource) -> bool| api.resources.iter().position(|one| found(one));
    let own = at(&|one| one.name == resource.name).unwrap_or_default();
    if let Some(view_of) = resource.view_of {
        return at(&|one| one.name == view_of).unwrap_or(own);
    }
    let single = resource.operations.iter().find(|operation| {
        matches!(operation.kind, OperationKind::Get | OperationKind::Create)
            && operation.host == api.default_host
    });
    let Some(path) = single.map(|one| one.path.trim_end_matches("/{id}")) else {
        return own;
    };
    if path == resource.path {
        return own;
    }
    at(&|one| one.view_of.is_none() && one.path == path).unwrap_or(own)
}
