//! From checked specs to the IR: names, types, paths, references and defaults are decided here and
//! nowhere else.

mod api;
mod demo;
mod face;
mod field;
mod operation;
mod prompt;
mod resource;
mod tool;
mod tool_example;
mod tool_words;
mod unified;
mod unified_specs;
mod unified_tool;
mod unified_tool_example;

use std::collections::BTreeMap;

use planhat_spec::SpecSet;
use planhat_spec::names;

use crate::ir::{Field, Ir, PathKey};

/// What every step of lowering needs to know.
struct Context<'a> {
    set: &'a SpecSet,
    /// Keys of each resource that travel with a prefix.
    path_keys: BTreeMap<&'a str, Vec<PathKey>>,
    common: Vec<Field>,
    query: Vec<Field>,
}

/// Resolves checked specs. Resources come out by name, whatever order they were read in.
pub fn lower(set: &SpecSet) -> Ir {
    let mut context = Context {
        set,
        path_keys: set
            .resources
            .iter()
            .map(|(name, resource)| (name.as_str(), path_keys(set, resource.keys.as_deref())))
            .collect(),
        common: Vec::new(),
        query: Vec::new(),
    };
    let mut api = api::lower(&context);
    context.common = api.common.clone();
    context.query = api.query.clone();
    let mut sorted: Vec<_> = set.resources.values().collect();
    sorted.sort_by(|left, right| left.resource.cmp(&right.resource));
    let resources: Vec<_> = sorted
        .into_iter()
        .map(|spec| {
            let mut resource = resource::lower(&context, spec);
            resource.tools = tool::lower(spec, &api, &resource);
            resource
        })
        .collect();
    api.types.sort_by(|left, right| left.name.cmp(&right.name));
    let mut prompts: Vec<_> = set.prompts.values().map(prompt::lower).collect();
    prompts.sort_by(|left, right| left.name.cmp(&right.name));
    let unified = unified::lower(set, &resources);
    let unified_specs = match unified.is_empty() {
        true => Vec::new(),
        false => unified_specs::lower(set),
    };
    Ir {
        api,
        resources,
        prompts,
        unified,
        unified_specs,
    }
}

/// The keys that stand in for an id in a path, in order of priority.
fn path_keys(set: &SpecSet, keys: Option<&[String]>) -> Vec<PathKey> {
    let Some(keys) = keys else { return Vec::new() };
    let ranked = set.api.keys.iter().filter(|(name, _)| keys.contains(name));
    ranked
        .filter(|(_, key)| key.path != Some(false))
        .filter_map(|(name, key)| {
            let prefix = key.prefix.clone()?;
            Some(PathKey {
                wire: name.clone(),
                rust: names::field_rust_name(name, None),
                prefix,
            })
        })
        .collect()
}
