//! From specs to mappings: every default is made here, and every fault is found on the way.

mod absent;
mod arguments;
mod builtin;
mod conflicts;
mod convert;
mod extras;
mod field;
mod filter_checks;
mod filter_names;
mod filters;
mod kind;
mod method_keys;
mod methods;
mod model;
mod parts;
mod read;
mod rule_kinds;
mod scope;
mod way;
mod words;
mod write;

use indexmap::IndexMap;

use super::fault::Fault;
use super::mapping::{Limit, Mapping};
use crate::SpecSet;
use crate::model::{UnifiedCommon, UnifiedModel};
use scope::Base;

/// The mapping of one API, and what is wrong with it.
pub(crate) fn mapping(set: &SpecSet, api: &str, common: &UnifiedCommon) -> (Mapping, Vec<Fault>) {
    let none = crate::model::Map::new();
    let base = Base {
        set,
        shapes: kind::shapes(common),
        models: set.unified.apis.get(api).unwrap_or(&none),
    };
    let mut faults = Vec::new();
    let mut models = Vec::new();
    for files in by_model(&base) {
        models.extend(model::of(&base, &common.common, &files, &mut faults));
    }
    models.sort_by(|left, right| left.name.cmp(&right.name));
    let mut mapping = Mapping {
        api: api.to_owned(),
        version: String::new(),
        limit: Limit {
            default: common.limit.default,
            max: common.limit.max,
        },
        scan_requests: common.scan_requests,
        shapes: base.shapes,
        models,
    };
    mapping.version = digest(&mapping);
    (mapping, faults)
}

/// The files of each model, the main one first, with their places among all.
fn by_model<'a>(base: &Base<'a>) -> Vec<Vec<(usize, &'a UnifiedModel)>> {
    let mut all: IndexMap<&str, Vec<(usize, &UnifiedModel)>> = IndexMap::new();
    for (at, spec) in base.models.values().enumerate() {
        all.entry(&spec.model).or_default().push((at, spec));
    }
    for files in all.values_mut() {
        files.sort_by_key(|(_, spec)| spec.variant.is_some());
    }
    all.into_values().collect()
}

/// FNV-1a over the mapping as JSON: the same rules give the same digest on every machine.
fn digest(mapping: &Mapping) -> String {
    let text = serde_json::to_vec(mapping).unwrap_or_default();
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.iter().fold(0xcbf2_9ce4_8422_2325, mix);
    format!("{hash:016x}")
}
