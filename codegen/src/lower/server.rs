//! What the server does by itself.

use planhat_spec::model::{self, Fill, Map, Source};

use crate::ir::{Access, Effect, Field, Way};

/// The steps of a band stand highest first, whatever the order of the spec.
pub(super) fn fill(fill: &Fill) -> Fill {
    let mut fill = fill.clone();
    if let Fill::Band { steps, .. } = &mut fill {
        steps.sort_by(|_, one, _, other| other.total_cmp(one));
    }
    fill
}

/// What a parameter of a list does by its name alone: it filters by the field that it is called
/// after, or that this one comes back as.
pub(super) fn filter_by_name(parameter: &str, fields: &[Field]) -> Option<(Way, String)> {
    let field = fields.iter().find(|field| field.wire == parameter)?;
    let wanted = field.reads_as.as_ref().unwrap_or(&field.wire);
    let read = fields.iter().find(|field| field.wire == *wanted)?;
    (read.access != Access::Write).then(|| (Way::Equals, read.wire.clone()))
}

/// What the spec says a parameter does: nothing said is nothing known.
pub(super) fn filter(said: Option<&model::Filter>) -> Option<(Way, String)> {
    match said? {
        model::Filter::Nothing => None,
        model::Filter::By(way, field) => Some((*way, field.clone())),
    }
}

pub(super) fn effects(spec: &model::Resource) -> Vec<Effect> {
    let lower = |effect: &model::Effect| {
        let (field, value) = effect.when.first()?;
        let made = effect.makes.first();
        Some(Effect {
            field: field.clone(),
            value: value.to_string(),
            sets: sources(&effect.sets),
            makes: made.map(|(resource, holds)| (resource.clone(), sources(holds))),
        })
    };
    spec.effects.iter().filter_map(lower).collect()
}

fn sources(sources: &Map<Source>) -> Vec<(String, Source)> {
    let sources = sources.iter();
    sources
        .map(|(wire, source)| (wire.clone(), source.clone()))
        .collect()
}
