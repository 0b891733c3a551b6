//! What a model has besides its fields: settings, and the field whose values it lists.

use super::scope::Base;
use crate::model::{Map, UnifiedField, UnifiedModel, UnifiedOption};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Fault, Faults, Of};
use crate::unified::mapping::{Facet, Setting};

/// The settings that rules of a file look at.
pub(super) fn options(spec: &UnifiedModel) -> Vec<Setting> {
    let setting = |(name, option): (&String, &UnifiedOption)| Setting {
        name: name.clone(),
        values: option.values.clone(),
        default: option
            .default
            .clone()
            .or_else(|| option.values.first().cloned())
            .unwrap_or_default(),
        doc: option.doc.clone(),
    };
    spec.options.iter().map(setting).collect()
}

/// The field whose distinct values a model lists.
pub(super) fn facet(
    base: &Base<'_>,
    spec: &UnifiedModel,
    shared: &Map<UnifiedField>,
    at: usize,
    all: &mut Vec<Fault>,
) -> Option<Facet> {
    let facet = spec.facet.as_ref()?;
    let mut faults = Faults {
        of: Of::File(at),
        all,
    };
    let at = Step::from("facet");
    let name = match &facet.model {
        Some(name) => Some(name.as_str()),
        None => base.model_of(&spec.resource),
    };
    let Some(name) = name else {
        let message = format!("no model stands on {}", spec.resource);
        faults.key("SPEC110", &[at], message);
        return None;
    };
    let mut models = base.models.values();
    let Some(model) = models.find(|one| one.model == name && one.facet.is_none()) else {
        base.unknown_model(&[at, Step::from("model")], name, &mut faults);
        return None;
    };
    let common = model
        .common
        .iter()
        .filter(|name| shared.contains_key(*name));
    let known: Vec<&str> = model
        .fields
        .keys()
        .chain(common)
        .map(String::as_str)
        .collect();
    if !known.contains(&facet.field.as_str()) {
        let message = format!("{name} has no field `{}`", facet.field);
        faults
            .value("SPEC110", &[at, Step::from("field")], message)
            .maybe_help(hint(&facet.field, known))
            .about(About::Model(name.to_owned()));
    }
    Some(Facet {
        model: name.to_owned(),
        field: facet.field.clone(),
    })
}
