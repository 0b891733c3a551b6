//! Overrides of unified models: which file they are of, and what they replace there.

use std::collections::HashSet;

use super::place::steps;
use super::unified::Places;
use super::{Place, names};
use crate::diagnostic::Diagnostics;
use crate::model::{Unified, UnifiedModel, UnifiedOverride};
use crate::nearest::hint;

/// Replaces the fields of a model that an override speaks of.
pub(super) fn replace(
    all: &mut Unified,
    places: &mut Places,
    place: &Place,
    at: usize,
    spec: &UnifiedOverride,
    found: &mut Diagnostics,
) {
    let Some((api, stem)) = overridden(all, places, place, spec, found) else {
        return;
    };
    let shared = all.common.as_ref().map(|common| common.common.clone());
    let shared = shared.unwrap_or_default();
    let file = all
        .apis
        .get_mut(&api)
        .and_then(|files| files.get_mut(&stem));
    let Some(file) = file else { return };
    let common: HashSet<String> = file.common.iter().cloned().collect();
    for (name, field) in &spec.fields {
        let is_shared = common.contains(name);
        let before = file
            .fields
            .get(name)
            .or_else(|| shared.get(name).filter(|_| is_shared));
        let mut field = field.clone();
        field.overridden = true;
        if let Some(before) = before {
            field.kind = field.kind.or_else(|| before.kind.clone());
            field.doc = field.doc.or_else(|| before.doc.clone());
            field.before = Some(Box::new(before.clone()));
        }
        if field.doc.is_none() && !place.has_faulty(&steps!["fields", name]) {
            field.doc = Some(format!("{name}, as an override says."));
        }
        names::form(place, &steps!["fields", name], name, "a field", found);
        file.fields.insert(name.clone(), field);
        let key = (api.clone(), stem.clone(), name.clone());
        places.overridden.insert(key, at);
    }
}

/// The file that an override is of.
fn overridden(
    all: &Unified,
    places: &Places,
    place: &Place,
    spec: &UnifiedOverride,
    found: &mut Diagnostics,
) -> Option<(String, String)> {
    if !place.has(&steps!["model"]) {
        return None;
    }
    let (api, model) = spec.model.split_once('.').unwrap_or_default();
    let files = all.apis.get(api);
    let named = files.into_iter().flatten().find(|(_, file)| {
        file.model == model && (file.variant == spec.variant || is_main_variant(spec, file))
    });
    if let Some((stem, _)) = named {
        return Some((api.to_owned(), stem.clone()));
    }
    if places.broken.iter().any(|one| one == api) {
        return None;
    }
    let models: Vec<String> = all
        .apis
        .iter()
        .flat_map(|(api, files)| {
            files
                .values()
                .map(move |file| format!("{api}.{}", file.model))
        })
        .collect();
    let known = models.contains(&spec.model);
    let (key, message) = match (&spec.variant, known) {
        (Some(variant), true) => (
            "variant",
            format!("{} has no variant `{variant}`", spec.model),
        ),
        _ => ("model", format!("there is no model `{}`", spec.model)),
    };
    let help = match known {
        true => None,
        false => hint(&spec.model, models.iter().map(String::as_str))
            .or_else(|| Some("write it with its API, as `crm.account`".to_owned())),
    };
    let fault = place.at_value("SPEC110", &steps![key], message);
    found.push(fault.maybe_help(help));
    None
}

/// The main file is called by its constant too.
fn is_main_variant(spec: &UnifiedOverride, file: &UnifiedModel) -> bool {
    let Some(variant) = &spec.variant else {
        return false;
    };
    let mut values = file
        .fields
        .values()
        .filter_map(|field| field.value.as_ref());
    file.variant.is_none() && values.any(|value| value.as_str() == Some(variant))
}
