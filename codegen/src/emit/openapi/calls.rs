//! Distinct calls: what stands under one method and path, whichever objects use it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Ir, Method, Operation, Resource};

/// All calls of one path.
pub(super) struct Item<'ir> {
    /// The template.
    pub(super) path: String,
    /// One for each method.
    pub(super) calls: Vec<Call<'ir>>,
}

/// One call.
pub(super) struct Call<'ir> {
    /// Who makes it: first of all the object that the path belongs to, then its views.
    pub(super) uses: Vec<Use<'ir>>,
}

/// An operation that makes a call.
#[derive(Clone)]
pub(super) struct Use<'ir> {
    pub(super) resource: &'ir Resource,
    pub(super) operation: &'ir Operation,
    /// Its name in the document.
    pub(super) id: String,
}

impl<'ir> Call<'ir> {
    /// The operation that gives the call its name and shape.
    pub(super) fn owner(&self) -> &Use<'ir> {
        // Calls are made of at least one use.
        &self.uses[0]
    }

    /// Views, and other objects that make the same call.
    pub(super) fn others(&self) -> &[Use<'ir>] {
        &self.uses[1..]
    }
}

impl Use<'_> {
    /// Whether it belongs to the object that the path belongs to.
    fn is_at_home(&self) -> bool {
        let (own, path) = (&self.resource.path, &self.operation.path);
        let rest = path.strip_prefix(own.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Every path with its calls, by path. Two templates that differ in the names of their placeholders
/// alone are one path: the name is that of the object that the path belongs to.
pub(super) fn all(ir: &Ir) -> Vec<Item<'_>> {
    let mut taken = BTreeSet::new();
    let mut paths: BTreeMap<String, Vec<Use<'_>>> = BTreeMap::new();
    for resource in &ir.resources {
        for operation in &resource.operations {
            let wanted = format!("{}_{}", resource.name, operation.name);
            let one = Use {
                resource,
                operation,
                id: super::components::claim(&mut taken, &wanted),
            };
            paths.entry(shape(&operation.path)).or_default().push(one);
        }
    }
    paths.into_values().filter_map(item).collect()
}

fn item(mut uses: Vec<Use<'_>>) -> Option<Item<'_>> {
    uses.sort_by_key(|one| (one.resource.view_of.is_some(), !one.is_at_home()));
    let path = uses.first()?.operation.path.clone();
    let mut calls: Vec<Call<'_>> = Vec::new();
    for one in uses {
        let method = one.operation.method;
        match calls
            .iter_mut()
            .find(|call| call.owner().operation.method == method)
        {
            Some(call) => call.uses.push(one),
            None => calls.push(Call { uses: vec![one] }),
        }
    }
    calls.sort_by_key(|call| rank(call.owner().operation.method));
    Some(Item { path, calls })
}

/// The order of methods in the document.
fn rank(method: Method) -> u8 {
    match method {
        Method::Get => 0,
        Method::Post => 1,
        Method::Put => 2,
        Method::Patch => 3,
        Method::Delete => 4,
    }
}

/// A template without the names of its placeholders.
fn shape(path: &str) -> String {
    let mut out = String::new();
    for (at, part) in path.split('{').enumerate() {
        match (at, part.split_once('}')) {
            (1.., Some((_, rest))) => out.extend(["{}", rest]),
            _ => out.push_str(part),
        }
    }
    out
}

/// The names between braces.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|rest| Some(rest.split_once('}')?.0))
}
