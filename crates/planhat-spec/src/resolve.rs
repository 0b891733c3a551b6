//! The fields that a resource has in the end.

use indexmap::IndexMap;

use crate::SpecSet;
use crate::model::{Field, Resource};

/// The fields of a resource, in order: those of what it is a view of, those it shares (`common`,
/// then keys found nowhere else), its own. An own field of the same name takes the place.
pub fn fields<'a>(set: &'a SpecSet, resource: &'a Resource) -> Vec<(String, &'a Field)> {
    let mut all: IndexMap<String, &'a Field> = IndexMap::new();
    let parent = resource
        .view_of
        .as_ref()
        .and_then(|name| set.resources.get(name));
    if let Some(parent) = parent.filter(|parent| parent.view_of.is_none()) {
        all.extend(fields(set, parent));
    }
    let default_key = ["_id".to_owned()];
    let keys = resource.keys.as_deref().unwrap_or(&default_key);
    let shared = resource.common.iter().chain(keys);
    for name in shared.filter(|name| !resource.fields.contains_key(*name)) {
        if let Some(field) = set.api.common.get(name)
            && !all.contains_key(name)
        {
            all.insert(name.clone(), field);
        }
    }
    all.extend(
        resource
            .fields
            .iter()
            .map(|(name, field)| (name.clone(), field)),
    );
    all.into_iter().collect()
}
