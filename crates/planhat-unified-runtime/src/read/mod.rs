//! From a record of the server to one of a unified model.

mod condition;
mod convert;
mod evaluate;
mod fit;
mod merge;
mod plan;
mod project;
mod slots;
mod view;

use indexmap::IndexMap;
use planhat_spec::unified::mapping::{Mapping, Model, Rule, Variant};
use serde_json::{Map, Value};

pub use condition::{holds, same};
pub(crate) use convert::alike;
pub(crate) use fit::{Warn, boolean, fit};
pub(crate) use merge::filled;
pub use plan::{Reader, sources};
pub(crate) use plan::{settings, shape_of};
pub use project::Projection;
pub use view::View;

use crate::value::Raw;
use crate::warning::Warning;

/// A unified record, owned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// Its fields, in the order of the rules.
    pub value: IndexMap<String, Value>,
    /// What should be known of it.
    pub warnings: Vec<Warning>,
}

/// Reads one record. For many, make a [`Reader`] once and take its [`View`]s.
pub fn record<'a>(
    mapping: &'a Mapping,
    model: &'a Model,
    variant: &'a Variant,
    record: impl Into<Raw<'a>>,
    want: &Projection,
) -> Read {
    let reader = Reader::new(mapping, model, variant, want);
    reader.view(record.into()).into_read()
}

/// Reads one record that was parsed.
pub fn parsed(
    mapping: &Mapping,
    model: &Model,
    variant: &Variant,
    record: &Map<String, Value>,
    want: &Projection,
) -> Read {
    let text = text_of(record);
    Reader::new(mapping, model, variant, want)
        .view(Raw::trusted(&text))
        .into_read()
}

/// A parsed record as text.
pub(crate) fn text_of(record: &Map<String, Value>) -> String {
    // A map of parsed values always has a JSON form.
    serde_json::to_string(record).unwrap_or_default()
}

/// The members of a record that the fields which are wanted look at, and those that lists are
/// narrowed by: what a call has to select. Nothing when the whole record is needed.
pub fn selects<'m>(variant: &'m Variant, want: &Projection) -> Option<Vec<&'m str>> {
    let mut names: Vec<&str> = Vec::new();
    for rule in &variant.rules {
        if !want.wants(rule) {
            continue;
        }
        for path in sources(rule)? {
            names.push(crate::path::field(path));
        }
        names.extend(conditions(rule));
    }
    names.extend(variant.scope.iter().map(|one| one.field.as_str()));
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    Some(names)
}

fn conditions(rule: &Rule) -> impl Iterator<Item = &str> {
    use planhat_spec::unified::mapping::Read as Way;
    let alternatives = match &rule.read {
        Way::First(alternatives) => alternatives.as_slice(),
        _ => &[],
    };
    let conditions = alternatives.iter().flat_map(|one| &one.when);
    conditions.map(|condition| condition.field.split('.').next().unwrap_or_default())
}
