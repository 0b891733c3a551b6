//! Shared fields of which a resource has nothing: they are unmapped there, and keep their type.

use super::field::Joined;
use super::kind;
use super::scope::{Base, Scope};
use crate::model::{Map, UnifiedField, UnifiedSources};
use crate::node::Step;
use crate::unified::fault::{About, Fault, Faults, Of};
use crate::unified::mapping::Kind;
use crate::unified::record::{Found, Lost, Record};

/// Takes the sources of shared fields away that the resource lacks altogether. What identifies a
/// record cannot be missing.
pub(super) fn unmap(
    scope: &Scope<'_>,
    at: usize,
    joined: &mut Map<Joined>,
    identity: impl Fn(&UnifiedField) -> bool,
    all: &mut Vec<Fault>,
) {
    for (name, field) in joined.iter_mut().filter(|(_, field)| field.shared) {
        let Some(lacking) = lacking(&scope.record, &field.spec) else {
            continue;
        };
        field.usual = field
            .usual
            .take()
            .or_else(|| usual(scope.base, &field.spec));
        if identity(&field.spec) {
            missing(scope, at, name, lacking, all);
            field.usual.get_or_insert(Kind::String);
        }
        field.spec = without_source(scope.base, &field.spec);
    }
}

/// The first source of those of which the resource has none.
fn lacking(record: &Record<'_>, spec: &UnifiedField) -> Option<String> {
    let UnifiedSources(all) = spec.source.as_ref().filter(|all| !all.is_whole())?;
    let mut first = None;
    for part in all.iter().flat_map(|text| text.split(" + ")) {
        match record.find(part) {
            Err(Lost::Unknown(name, ..)) if !name.is_empty() => drop(first.get_or_insert(name)),
            _ => return None,
        }
    }
    first
}

fn missing(scope: &Scope<'_>, at: usize, name: &str, lacking: String, all: &mut Vec<Fault>) {
    let item = scope.spec.common.iter().position(|one| one == name);
    let mut faults = Faults {
        of: Of::File(at),
        all,
    };
    let at = [Step::from("common"), Step::from(item.unwrap_or_default())];
    let message = format!("{} has no `{lacking}`, which `{name}` is", scope.resource());
    faults
        .value("SPEC111", &at, message)
        .help("give the model an entry of its own in `fields`")
        .about(About::Field(scope.resource().to_owned(), lacking));
}

/// What is left of a field without its source.
fn without_source(base: &Base<'_>, spec: &UnifiedField) -> UnifiedField {
    let doc = spec.doc.clone().or_else(|| elsewhere(base, spec, doc));
    UnifiedField {
        kind: spec.kind.clone(),
        values: spec.values.clone(),
        doc: doc.or_else(|| Some("What this object has none of.".to_owned())),
        note: spec.note.clone(),
        target: spec.target.clone(),
        unverified: spec.unverified,
        ..UnifiedField::default()
    }
}

fn doc(found: &Found<'_>) -> Option<String> {
    found.leaf.map(|field| field.doc.clone())
}

/// What it holds where a resource has it.
fn usual(base: &Base<'_>, spec: &UnifiedField) -> Option<Kind> {
    elsewhere(base, spec, kind::of_source)
}

fn elsewhere<T>(
    base: &Base<'_>,
    spec: &UnifiedField,
    look: impl Fn(&Found<'_>) -> Option<T>,
) -> Option<T> {
    let first = spec.source.as_ref()?.0.first()?;
    let records = base.set.resources.keys();
    let mut records = records.filter_map(|name| Record::of(base.set, name));
    records.find_map(|record| look(&record.find(first).ok()?))
}
