//! Every model of the specs that can be written, through the sandbox and back.

use std::sync::Arc;

use planhat_core::Client;
use planhat_sandbox::Sandbox;
use planhat_spec::unified::mapping::{Mapping, MethodKind, Model, Reversible, Variant, Write};
use planhat_unified_runtime::{
    Code, GetOptions, ListRequest, ModelHandle, Record, Unified, Upserted, WriteOptions, overrides,
};
use serde_json::{Map, Value, json};

use crate::real::sources;
use crate::shared::{done, filtered, text};

fn has(variant: &Variant, kind: MethodKind) -> bool {
    variant.methods.iter().any(|method| method.kind == kind)
}

/// What can be written of a record.
fn writable(
    model: &Model,
    variant: &Variant,
    record: &Record,
    kind: MethodKind,
) -> Map<String, Value> {
    let rules = variant.rules.iter().filter(|rule| {
        let written = !matches!(rule.write, Write::Refused(_) | Write::Ignored);
        written && (kind == MethodKind::Create || !rule.create_only)
    });
    let mut input: Map<String, Value> = rules
        .filter_map(|rule| Some((rule.field.clone(), record.get(&rule.field)?.clone())))
        .filter(|(_, value)| !value.is_null())
        .collect();
    if let Some(route) = &model.route {
        input.insert(route.clone(), variant.name.clone().into());
    }
    input
}

/// The same with keys of its own.
fn another(model: &Model, variant: &Variant, record: &Record) -> Map<String, Value> {
    let mut input = writable(model, variant, record, MethodKind::Create);
    input.values_mut().for_each(renamed);
    for key in ["external_id", "source_id", "number"] {
        if input.contains_key(key) {
            input.insert(key.into(), json!("a key of its own"));
        }
    }
    input
}

/// Addresses identify people: another one is another person.
fn renamed(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('@') && !text.contains(char::is_whitespace) => {
            *text = format!("new.{text}");
        }
        Value::Array(items) => items.iter_mut().for_each(renamed),
        Value::Object(members) => members.values_mut().for_each(renamed),
        _ => {}
    }
}

/// Fields that claim to come back and do not.
fn lost(variant: &Variant, given: &Map<String, Value>, read: &Record) -> Vec<String> {
    let rules = variant
        .rules
        .iter()
        .filter(|rule| rule.reversible == Reversible::Yes);
    let each = rules.filter_map(|rule| {
        let (given, read) = (given.get(&rule.field)?, read.get(&rule.field)?);
        (!same(given, read)).then(|| format!("{}: {given} came back as {read}", rule.field))
    });
    each.collect()
}

/// Equal, but for names beside ids, which the server adds, and custom fields besides.
fn same(given: &Value, read: &Value) -> bool {
    match (given, read) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) if one.contains_key("id") => {
            one.get("id") == other.get("id")
        }
        (Value::Object(one), Value::Object(other)) => one
            .iter()
            .all(|(key, value)| other.get(key).is_some_and(|other| same(value, other))),
        _ => given == read,
    }
}

async fn made(handle: &ModelHandle, at: usize, record: &Record, place: &str) -> Option<String> {
    let (model, plain) = (handle.rules(), WriteOptions::default());
    let variant = &model.variants[at];
    let given = another(model, variant, record);
    let written = handle.create(&given, &plain).await;
    let written = written.unwrap_or_else(|error| {
        panic!(
            "{place}: {error} {:?}",
            error.remote.as_ref().map(|it| &it.body)
        )
    });
    let id = text(&done(written).record, "id");
    let read = handle
        .get(&id, &GetOptions::default())
        .await
        .unwrap()
        .record;
    assert_eq!(lost(variant, &given, &read), [""; 0], "{place}");
    // What was read is written again and changes nothing that claims to come back.
    if has(variant, MethodKind::Update) {
        let again = writable(model, variant, &read, MethodKind::Update);
        let updated = handle.update(&id, &again, &plain).await;
        let updated = updated.unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(
            lost(variant, &again, &done(updated).record),
            [""; 0],
            "{place}"
        );
    }
    Some(id)
}

#[tokio::test]
async fn what_is_written_comes_back() {
    let mappings: Vec<Mapping> = overrides::of_sources(&sources(), &[]).unwrap();
    for mapping in mappings {
        let sandbox = Sandbox::builder().demo(8).start().await.unwrap();
        let client = Client::clone(&sandbox.client());
        let unified = Unified::new(Arc::new(mapping), client, "a key".into());
        for model in &unified.mapping().models {
            let handle = unified.model(&model.name).unwrap();
            for (at, variant) in model.variants.iter().enumerate() {
                let place = format!("{}.{} {}", unified.mapping().api, model.name, variant.name);
                if !has(variant, MethodKind::Create) {
                    continue;
                }
                let request = match &model.route {
                    Some(route) => filtered(json!({ route.clone(): variant.name })),
                    None => ListRequest::default(),
                };
                let page = handle.list(&request).await.unwrap();
                assert!(!page.result.is_empty(), "{place}");
                let id = made(&handle, at, &page.result[0], &place).await.unwrap();
                upserted(&handle, variant, &id, &place).await;
                if has(variant, MethodKind::Delete) {
                    handle
                        .delete(&id)
                        .await
                        .unwrap_or_else(|error| panic!("{place}: {error}"));
                    let error = handle.get(&id, &GetOptions::default()).await.unwrap_err();
                    assert_eq!(error.code, Code::NotFound, "{place}");
                }
            }
        }
    }
}

async fn upserted(handle: &ModelHandle, variant: &Variant, id: &str, place: &str) {
    if !has(variant, MethodKind::Upsert) {
        return;
    }
    let read = handle.get(id, &GetOptions::default()).await.unwrap().record;
    let mut row = writable(handle.rules(), variant, &read, MethodKind::Upsert);
    row.insert("id".into(), id.into());
    let upserted = handle
        .upsert(&[row], &WriteOptions::default())
        .await
        .unwrap();
    let Upserted::Done { rows, .. } = upserted else {
        panic!("{upserted:?}");
    };
    assert!(rows[0].ok, "{place}: {rows:?}");
    assert_eq!(rows[0].id.as_deref(), Some(id), "{place}");
}
