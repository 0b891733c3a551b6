//! What records are called where a call has to be confirmed.

use planhat_spec::unified::arguments;
use planhat_spec::unified::mapping::{Kind, MethodKind, Rule};
use serde_json::{Map, Value, json};

use crate::{ModelHandle, Record, table};

/// Texts by which a record is known.
const TEXTS: usize = 3;
/// Letters of a text that are shown.
const SHOWN: usize = 60;

/// A record by its first texts: those that are written come first, since people gave them.
pub(super) fn record(handle: &ModelHandle, record: &Record) -> String {
    let model = handle.rules();
    let keys: Vec<String> = keys(handle);
    let all = model.variants.iter().flat_map(|variant| &variant.rules);
    let written = arguments::written(model, MethodKind::Create);
    let mut shown: Vec<(&str, String)> = Vec::new();
    for rule in written.into_iter().chain(all) {
        let text = record.get(&rule.field).and_then(|value| text(rule, value));
        let is_new = shown.iter().all(|(name, _)| *name != rule.field);
        if let Some(text) = text.filter(|_| is_new && !keys.contains(&rule.field)) {
            shown.push((&rule.field, text));
        }
        if shown.len() == TEXTS {
            break;
        }
    }
    let shown: Vec<String> = shown
        .iter()
        .map(|(name, text)| format!("{name}: {}", json!(first_letters(text, SHOWN))))
        .collect();
    shown.join(", ")
}

fn text(rule: &Rule, value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    (rule.kind == Kind::String).then(|| text.to_owned())
}

/// A row by the keys that it is found by.
pub(super) fn row(handle: &ModelHandle, row: &Map<String, Value>) -> String {
    let keys = keys(handle).into_iter();
    let given = keys.filter_map(|key| {
        let value = row.get(&key).filter(|value| !value.is_null())?;
        Some(format!(
            "{key}: {}",
            first_letters(&value.to_string(), SHOWN)
        ))
    });
    given.collect::<Vec<_>>().join(", ")
}

/// The fields that find a record.
fn keys(handle: &ModelHandle) -> Vec<String> {
    let api = handle.client().api();
    let mut all: Vec<String> = Vec::new();
    for variant in &handle.rules().variants {
        let Ok(resource) = table::resource(api, &variant.resource) else {
            continue;
        };
        let named = resource.keys.iter();
        for key in named.filter_map(|key| handle.key_field(variant, key)) {
            if !all.contains(&key) {
                all.push(key);
            }
        }
    }
    all
}

pub(super) fn first_letters(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
