//! A mapping tried on recorded samples: what it loses, what it changes, what does not come back.

use std::collections::BTreeMap;

use planhat_spec::unified::mapping::{
    Mapping, MethodKind, Model, Reversible, Rule, Variant, Write,
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::path;
use crate::read::{self, Projection, holds};
use crate::value::Raw;
use crate::write::{self, Options};

/// A recorded record.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Where it comes from, for messages.
    pub name: String,
    /// Its resource.
    pub resource: String,
    /// The record as it came.
    pub record: Map<String, Value>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What sort.
    pub kind: FindingKind,
    /// The model.
    pub model: String,
    /// The unified field; for a lost one the server's.
    pub field: String,
    /// In how many samples.
    pub count: usize,
    /// The first of them.
    pub sample: String,
    /// What happened there.
    pub message: String,
}

/// Sorts of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// No rule reads what the server sent: it is in `remote_data` alone.
    Lost,
    /// A value is not what the mapping takes it for.
    TypeChange,
    /// A value does not come back as it was written, or is refused.
    RoundTrip,
}

/// What a mapping makes of samples: each finding once, with the number of samples that show it.
pub fn check(mapping: &Mapping, samples: &[Sample]) -> Vec<Finding> {
    let mut found = Findings::default();
    for model in &mapping.models {
        for variant in &model.variants {
            let of = samples
                .iter()
                .filter(|sample| sample.resource == variant.resource);
            for sample in of {
                one(mapping, model, variant, sample, &mut found);
            }
        }
    }
    found.0.into_values().collect()
}

#[derive(Default)]
struct Findings(BTreeMap<(String, FindingKind, String), Finding>);

impl Findings {
    fn add(
        &mut self,
        kind: FindingKind,
        model: &Model,
        field: &str,
        sample: &Sample,
        message: &str,
    ) {
        let key = (model.name.clone(), kind, field.to_owned());
        let finding = self.0.entry(key).or_insert_with(|| Finding {
            kind,
            model: model.name.clone(),
            field: field.to_owned(),
            count: 0,
            sample: sample.name.clone(),
            message: message.to_owned(),
        });
        finding.count += 1;
    }
}

fn one(mapping: &Mapping, model: &Model, variant: &Variant, sample: &Sample, found: &mut Findings) {
    let text = serde_json::to_string(&sample.record).unwrap_or_default();
    let Ok(raw) = Raw::parse(&text) else {
        return;
    };
    if model.facet.is_some() || !holds(&variant.scope, raw) {
        return;
    }
    lost(model, variant, sample, found);
    let read = read::parsed(
        mapping,
        model,
        variant,
        &sample.record,
        &Projection::default(),
    );
    for warning in &read.warnings {
        found.add(
            FindingKind::TypeChange,
            model,
            &warning.field,
            sample,
            &warning.message,
        );
    }
    let rules = variant
        .rules
        .iter()
        .filter(|rule| rule.reversible == Reversible::Yes);
    for rule in rules.filter(|rule| !matches!(rule.write, Write::Refused(_) | Write::Ignored)) {
        let value = read.value.get(&rule.field).filter(|value| !value.is_null());
        if let Some(value) = value
            && let Some(message) = returned(mapping, model, variant, &sample.record, rule, value)
        {
            found.add(FindingKind::RoundTrip, model, &rule.field, sample, &message);
        }
    }
}

/// Members of the record that no rule looks at.
fn lost(model: &Model, variant: &Variant, sample: &Sample, found: &mut Findings) {
    let paths = variant.rules.iter().filter_map(read::sources).flatten();
    let mut known: Vec<&str> = paths.map(path::field).collect();
    known.extend(
        variant
            .scope
            .iter()
            .map(|condition| condition.field.as_str()),
    );
    let members = sample.record.iter().filter(|(_, value)| !value.is_null());
    for (name, _) in members.filter(|(name, _)| !known.contains(&name.as_str())) {
        let message = "is read by no field; it is in remote_data alone";
        found.add(FindingKind::Lost, model, name, sample, message);
    }
}

/// What is wrong with a value that is written and read back; nothing where it comes back.
fn returned(
    mapping: &Mapping,
    model: &Model,
    variant: &Variant,
    record: &Map<String, Value>,
    rule: &Rule,
    value: &Value,
) -> Option<String> {
    let input: Map<String, Value> = [(rule.field.clone(), value.clone())].into_iter().collect();
    let options = Options {
        current: Some(record.clone()),
        ..Options::default()
    };
    // A field that a create alone takes is written by one.
    let kind = if rule.create_only {
        MethodKind::Create
    } else {
        MethodKind::Update
    };
    let body = match write::body(mapping, model, variant, &input, kind, &options) {
        Ok(body) => body,
        Err(error)
            if rule.create_only && error.failures.iter().all(|one| one.path != rule.field) =>
        {
            return None;
        }
        Err(error) => {
            return Some(format!(
                "what was read is refused when it is written: {}",
                error.message
            ));
        }
    };
    if !body.lookups.is_empty() {
        return None;
    }
    let mut after = record.clone();
    for (name, value) in body.fields {
        put(&mut after, name, value);
    }
    let want = Projection {
        fields: vec![rule.field.clone()],
        ..Projection::default()
    };
    let again = read::parsed(mapping, model, variant, &after, &want);
    let again = again.value.get(&rule.field).cloned().unwrap_or_default();
    (again != *value).then(|| "what is written reads back as something else".to_owned())
}

/// Sets a field as the server does: objects are merged, the rest is replaced.
fn put(record: &mut Map<String, Value>, name: String, value: Value) {
    match (record.get_mut(&name), value) {
        (Some(Value::Object(known)), Value::Object(more)) => {
            for (key, value) in more {
                known.insert(key, value);
            }
        }
        (_, value) => {
            record.insert(name, value);
        }
    }
}
