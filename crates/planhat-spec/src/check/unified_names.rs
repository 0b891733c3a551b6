//! Names of unified APIs, models and shapes: their form, words that are taken, and those that meet.

use std::collections::BTreeMap;

use super::unified::Places;
use super::{Place, names, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Map, UnifiedModel};
use crate::names::type_name;

/// What no module can be called, even as a raw identifier.
const MODULES: &[&str] = &["crate", "mod", "self", "super"];

/// Modules beside those of the models, and what their code calls by a short name.
const BESIDE: &[&str] = &["lib", "rt", "shapes"];

/// Methods that the client of an API has anyway.
const METHODS: &[&str] = &[
    "clone",
    "crate",
    "new",
    "self",
    "super",
    "unified",
    "with_cursor_key",
    "with_override_sources",
    "with_overrides",
];

/// Modules of the crate of the unified models, its functions, and commands beside the APIs.
const APIS: &[&str] = &[
    "capabilities",
    "check",
    "client",
    "explain",
    "help",
    "lib",
    "mapping",
    "mappings",
    "methods",
    "overrides",
    "rules",
    "specs",
];

/// Types and traits that the code of an API uses by their names.
const TYPES: &[&str] = &[
    "AsRef",
    "Arc",
    "From",
    "Into",
    "IntoIterator",
    "LazyLock",
    "Result",
    "Self",
];

/// Checks the names of one API.
pub(super) fn of_api(
    places: &Places,
    api: &str,
    files: &Map<UnifiedModel>,
    found: &mut Diagnostics,
) {
    let place = |stem: &String| places.of(api, stem);
    if let Some(place) = files.keys().find_map(place) {
        of_folder(place, api, found);
    }
    let mut names: BTreeMap<String, (&str, &Place, &str)> = BTreeMap::new();
    for (stem, spec) in files.iter().filter(|(_, spec)| spec.variant.is_none()) {
        let Some(place) = place(stem) else {
            continue;
        };
        of_model(place, api, spec, found);
        let plural = plural(spec);
        let mut own = vec![(spec.model.as_str(), "model")];
        if plural != spec.model {
            own.push((&plural, key(spec)));
        }
        for (name, key) in own {
            let own = (spec.model.as_str(), place, key);
            let Some(other) = names.get(name).copied() else {
                names.insert(name.to_owned(), own);
                continue;
            };
            // A plural that is written out is easier to change than a name.
            let (own, other) = match (own.2, other.2) {
                ("model", "plural") => (other, own),
                _ => (own, other),
            };
            let message = format!("`{name}` is a name of the model `{}` too", other.0);
            let (there, at) = (other.1, steps![other.2]);
            found.push(
                own.1
                    .at_value("SPEC022", &steps![own.2], message)
                    .second(&there.file, there.key(&at), "the other one stands here")
                    .help("give one another name, or another `plural`"),
            );
        }
    }
}

fn of_folder(place: &Place, api: &str, found: &mut Diagnostics) {
    names::form(place, &steps!["model"], api, "an API, the folder", found);
    if MODULES.contains(&api) || APIS.contains(&api) {
        let message = format!("`{api}` cannot name an API: generated code has the word already");
        let one = place.at_value("SPEC021", &steps!["model"], message);
        found.push(one.help("call the folder otherwise"));
    }
}

fn of_model(place: &Place, api: &str, spec: &UnifiedModel, found: &mut Diagnostics) {
    let record = type_name(&spec.model);
    let client = format!("{}Client", type_name(api));
    let taken = MODULES.contains(&spec.model.as_str())
        || BESIDE.contains(&spec.model.as_str())
        || TYPES.contains(&record.as_str())
        || record == client;
    if taken {
        let message = format!(
            "`{}` cannot name a model: generated code has it already",
            spec.model
        );
        let one = place.at_value("SPEC021", &steps!["model"], message);
        found.push(one.help("choose another name"));
    }
    let plural = plural(spec);
    if METHODS.contains(&plural.as_str()) || TYPES.contains(&type_name(&plural).as_str()) {
        let message = format!("`{plural}` cannot be the plural: generated code has it already");
        let one = place.at_value("SPEC021", &steps![key(spec)], message);
        found.push(one.help("choose another `plural`"));
    }
}

/// Shapes are called like types.
pub(super) fn of_shape(place: &Place, name: &str, found: &mut Diagnostics) {
    let at = steps!["shapes", name];
    let is_type = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|sign| sign.is_ascii_alphanumeric());
    if !is_type {
        let message = format!("`{name}` is no name of a shape: it is written as `PhoneNumber`");
        found.push(place.at_key("SPEC021", &at, message));
    } else if TYPES.contains(&name) {
        let message = format!("`{name}` cannot name a shape: generated code has it already");
        found.push(place.at_key("SPEC021", &at, message));
    }
}

fn plural(spec: &UnifiedModel) -> String {
    let usual = || format!("{}s", spec.model);
    spec.plural.clone().unwrap_or_else(usual)
}

/// The key that the plural follows from.
fn key(spec: &UnifiedModel) -> &'static str {
    match spec.plural {
        Some(_) => "plural",
        None => "model",
    }
}
