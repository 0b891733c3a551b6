//! Unified models: what their files say by themselves, and where the faults of their mappings stand.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::place::{below, steps};
use super::{Context, Place, Subject, names, overrides, references, unified_names, unified_shapes};
use crate::diagnostic::{Diagnostics, File};
use crate::model::{Map, Unified, UnifiedCommon, UnifiedField, UnifiedModel, UnifiedOverride};
use crate::nearest::hint;
use crate::node::{Content, Step};
use crate::unified::build;
use crate::unified::fault::{About, Fault, Of};

/// What was read of `unified/`.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) common: Option<(Place, UnifiedCommon)>,
    /// Whether there is a `common.yaml`, good or bad.
    pub(crate) common_seen: bool,
    /// Models by API and file.
    pub(crate) models: BTreeMap<(String, String), (Place, UnifiedModel)>,
    /// APIs with files that could not be read.
    pub(crate) broken: Vec<String>,
    /// Overrides, of which later ones win.
    pub(crate) overrides: Vec<(Place, UnifiedOverride)>,
}

/// Where things stand.
#[derive(Default)]
pub(super) struct Places {
    common: Option<Place>,
    common_seen: bool,
    models: HashMap<(String, String), Place>,
    pub(super) broken: Vec<String>,
    overrides: Vec<Place>,
    /// The override that a field of a file comes from.
    pub(super) overridden: HashMap<(String, String, String), usize>,
}

impl Places {
    /// Where a model stands.
    pub(super) fn of(&self, api: &str, stem: &str) -> Option<&Place> {
        self.models.get(&(api.to_owned(), stem.to_owned()))
    }
}

/// Puts the files together; overrides replace fields.
pub(super) fn assemble(read: Read, found: &mut Diagnostics) -> (Unified, Places) {
    let mut all = Unified::default();
    let mut places = Places {
        common_seen: read.common_seen,
        broken: read.broken,
        ..Places::default()
    };
    if let Some((place, common)) = read.common {
        all.common = Some(common);
        places.common = Some(place);
    }
    for ((api, stem), (place, mut spec)) in read.models {
        if !place.has(&steps!["model"]) {
            let (model, variant) = match stem.split_once('.') {
                Some((model, variant)) => (model, Some(variant)),
                None => (stem.as_str(), None),
            };
            model.clone_into(&mut spec.model);
            spec.variant = spec.variant.or_else(|| variant.map(str::to_owned));
        }
        all.apis
            .entry(api.clone())
            .or_default()
            .insert(stem.clone(), spec);
        places.models.insert((api, stem), place);
    }
    for (place, spec) in read.overrides {
        let at = places.overrides.len();
        overrides::replace(&mut all, &mut places, &place, at, &spec, found);
        places.overrides.push(place);
    }
    (all, places)
}

/// What was told: file, place, rule, and of what models share the message.
type Seen = HashSet<(String, usize, &'static str, Option<String>)>;

/// Checks all files, and the mappings that they make.
pub(super) fn check(context: &Context<'_>, places: &Places, found: &mut Diagnostics) {
    let unified = &context.set.unified;
    if let (Some(place), Some(common)) = (&places.common, &unified.common) {
        of_common(place, common, found);
    }
    if !places.common_seen && !unified.apis.is_empty() {
        let file = File {
            path: "unified/common.yaml".into(),
            text: std::sync::Arc::from(""),
        };
        found.push(file.error("SPEC001", 0..0, "the unified models have no common.yaml"));
    }
    let mut seen = Seen::new();
    for (api, files) in &unified.apis {
        for (stem, spec) in files {
            if let Some(place) = places.models.get(&(api.clone(), stem.clone())) {
                of_file(place, stem, spec, found);
                if !places.broken.contains(api) {
                    main_file(place, files, spec, found);
                }
            }
        }
        unified_names::of_api(places, api, files, found);
        if let Some(common) = &unified.common {
            let (_, faults) = build::mapping(context.set, api, common);
            report(context, places, api, faults, &mut seen, found);
        }
    }
}

fn of_common(place: &Place, common: &UnifiedCommon, found: &mut Diagnostics) {
    let limit = steps!["limit"];
    let zero = |at: &[Step], value: u32, found: &mut Diagnostics| {
        if value == 0 && place.has(at) {
            found.push(place.at_value("SPEC124", at, "this is at least 1"));
        }
    };
    zero(&steps!["limit", "default"], common.limit.default, found);
    zero(&steps!["scan_requests"], common.scan_requests, found);
    if common.limit.default > common.limit.max && !place.has_faulty(&limit) {
        let message = "fewer at most than unless asked otherwise";
        found.push(place.at_value("SPEC124", &steps!["limit", "max"], message));
    }
    unified_shapes::check(place, &common.shapes, found);
    for (name, field) in &common.common {
        of_field(place, &steps!["common", name], name, field, found);
    }
}

fn of_field(place: &Place, at: &[Step], name: &str, field: &UnifiedField, found: &mut Diagnostics) {
    names::form(place, at, name, "a field", found);
    let texts = [("doc", field.doc.as_ref()), ("note", field.note.as_ref())];
    place.not_empty(at, texts, found);
}

fn of_file(place: &Place, stem: &str, spec: &UnifiedModel, found: &mut Diagnostics) {
    let name = match &spec.variant {
        Some(variant) => format!("{}.{variant}", spec.model),
        None => spec.model.clone(),
    };
    if place.has(&steps!["model"]) && (spec.variant.is_none() || place.has(&steps!["variant"])) {
        names::file_name("model", stem, &name, place, found);
    }
    names::form(place, &steps!["model"], &spec.model, "a model", found);
    for (key, name) in [("plural", &spec.plural), ("variant", &spec.variant)] {
        if let Some(name) = name {
            names::form(place, &steps![key], name, "a model", found);
        }
    }
    let texts = [
        ("summary", Some(&spec.summary)),
        ("note", spec.note.as_ref()),
    ];
    place.not_empty(&[], texts, found);
    references::unique(place, &steps!["common"], &spec.common, found);
    for (name, option) in &spec.options {
        let at = steps!["options", name];
        names::form(place, &at, name, "an option", found);
        place.not_empty(&at, [("doc", Some(&option.doc))], found);
        references::unique(place, &below(&at, "values"), &option.values, found);
        if place.is_bare(&below(&at, "values")) {
            let message = "an option has at least one value";
            found.push(place.at_value("SPEC124", &below(&at, "values"), message));
        }
        if let Some(default) = &option.default
            && !option.values.contains(default)
            && !place.has_faulty(&at)
        {
            let message = format!("`{default}` is none of the values");
            let help = hint(default, option.values.iter().map(String::as_str));
            let fault = place.at_value("SPEC124", &below(&at, "default"), message);
            found.push(fault.maybe_help(help));
        }
    }
    for (name, field) in &spec.fields {
        let at = steps!["fields", name];
        if place.has(&at) && !field.overridden {
            of_field(place, &at, name, field, found);
        }
    }
}

/// A variant has a main file.
fn main_file(
    place: &Place,
    files: &Map<UnifiedModel>,
    spec: &UnifiedModel,
    found: &mut Diagnostics,
) {
    let is_main = |file: &&UnifiedModel| file.model == spec.model && file.variant.is_none();
    if spec.variant.is_some() && !files.values().any(|file| is_main(&file)) {
        let message = format!("there is no main file of `{}`", spec.model);
        let help = format!("write `{}.yaml`, without `variant`", spec.model);
        found.push(
            place
                .at_value("SPEC123", &steps!["variant"], message)
                .help(help),
        );
    }
}

/// Gives the faults of a mapping their places; those that follow from others are left out.
fn report(
    context: &Context<'_>,
    places: &Places,
    api: &str,
    faults: Vec<Fault>,
    seen: &mut Seen,
    found: &mut Diagnostics,
) {
    for fault in faults {
        let Some((place, base)) = place_of(context, places, api, &fault.of) else {
            continue;
        };
        if lacks_main(context, places, api, &fault.of) {
            continue;
        }
        if follows(context, places, api, place, &base, &fault) {
            continue;
        }
        let at = located(place, [&base[..], &fault.at].concat());
        let one = match fault.key {
            true => place.at_key(fault.rule, &at, fault.message),
            false => place.at_value(fault.rule, &at, fault.message),
        };
        let one = match fault.warning {
            true => one.warning(),
            false => one,
        };
        // Two models can be at odds with one shared field, each in its own way.
        let is_shared = base.first() == Some(&Step::from("common"));
        let message = is_shared.then(|| one.message.clone());
        if seen.insert((one.file.clone(), one.span.start, fault.rule, message)) {
            found.push(one.maybe_help(fault.help));
        }
    }
}

/// Whether a fault is of a variant whose main file could not be read.
fn lacks_main(context: &Context<'_>, places: &Places, api: &str, of: &Of) -> bool {
    let (Of::File(at) | Of::Field(at, _)) = of;
    let files = context.set.unified.apis.get(api);
    let file = files.and_then(|files| files.get_index(*at));
    let (Some(files), Some((_, spec))) = (files, file) else {
        return false;
    };
    let is_main = |file: &UnifiedModel| file.model == spec.model && file.variant.is_none();
    places.broken.iter().any(|one| one == api) && !files.values().any(is_main)
}

/// The file that a fault is in, and the way to what it is of.
fn place_of<'p>(
    context: &Context<'_>,
    places: &'p Places,
    api: &str,
    of: &Of,
) -> Option<(&'p Place, Vec<Step>)> {
    let files = context.set.unified.apis.get(api)?;
    let file = |at: usize| {
        let (stem, spec) = files.get_index(at)?;
        let place = places.models.get(&(api.to_owned(), stem.clone()))?;
        Some((stem, spec, place))
    };
    match of {
        Of::File(at) => file(*at).map(|(_, _, place)| (place, Vec::new())),
        Of::Field(at, name) => {
            let (stem, spec, place) = file(*at)?;
            let own = steps!["fields", name].to_vec();
            let key = (api.to_owned(), stem.clone(), name.clone());
            if let Some(at) = places.overridden.get(&key) {
                return Some((places.overrides.get(*at)?, own));
            }
            match spec.fields.contains_key(name) {
                true => Some((place, own)),
                false => Some((places.common.as_ref()?, steps!["common", name].to_vec())),
            }
        }
    }
}

/// Whether a fault is none of its own: what it speaks of is at fault, or could not be read.
fn follows(
    context: &Context<'_>,
    places: &Places,
    api: &str,
    place: &Place,
    base: &[Step],
    fault: &Fault,
) -> bool {
    if !base.is_empty() && place.has_faulty(base) {
        return true;
    }
    let broken = || places.broken.iter().any(|one| one == api);
    match &fault.about {
        About::Nothing => false,
        About::Model(_) => broken(),
        About::Shared(name) => {
            let common = places.common.as_ref();
            common.is_none_or(|common| common.keys(&steps!["common"]).contains(&name.as_str()))
        }
        About::Own(name) => place.keys(&steps!["fields"]).contains(&name.as_str()),
        About::Resource(name) => {
            let Some(other) = context.places.get(name) else {
                return context.knows_resource(name);
            };
            let operations = steps!["operations"];
            !other.has(&operations) || other.has_faulty(&operations)
        }
        About::Field(resource, name) => match Subject::of(context, resource) {
            Some(subject) => fault.rule == "SPEC111" && subject.has_field(name),
            None => context.knows_resource(resource),
        },
    }
}

/// A name that stands in a list and not as a key is found there.
fn located(place: &Place, path: Vec<Step>) -> Vec<Step> {
    if place.has(&path) {
        return path;
    }
    for end in (1..=path.len()).rev() {
        let (above, Step::Key(name)) = (&path[..end - 1], &path[end - 1]) else {
            continue;
        };
        let Some(Content::Sequence(items)) = place.root.at(above).map(|node| &node.value) else {
            continue;
        };
        let is_it = |node: &crate::node::Node| matches!(&node.value, Content::Scalar { text, .. } if text == name);
        if let Some(item) = items.iter().position(is_it) {
            return below(above, item);
        }
    }
    path
}
