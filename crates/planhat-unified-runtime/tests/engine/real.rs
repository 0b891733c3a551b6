//! The engine under the mappings that the specs make.

use std::path::Path;
use std::sync::Arc;

use planhat_client::api::API;
use planhat_core::Client;
use planhat_sandbox::Sandbox;
use planhat_spec::unified::mapping::{Mapping, MethodKind};
use planhat_spec::{Source, read_folder};
use planhat_unified_runtime::capabilities::capabilities;
use planhat_unified_runtime::check::{FindingKind, Sample, check};
use planhat_unified_runtime::{GetOptions, ListRequest, Unified, WriteOptions, overrides};
use serde_json::{Value, json};

use crate::shared::{World, done, filtered, map, text};

pub fn sources() -> Vec<Source> {
    read_folder(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../specs"
    )))
    .unwrap()
}

pub fn mappings() -> Vec<Mapping> {
    overrides::of_sources(&sources(), &[]).unwrap()
}

async fn tenant() -> Sandbox {
    Sandbox::builder().demo(4).start().await.unwrap()
}

#[tokio::test]
async fn every_model_is_listed_read_explained_and_expanded() {
    let sandbox = tenant().await;
    for mapping in mappings() {
        let client = Client::clone(&sandbox.client());
        let unified = Unified::new(Arc::new(mapping), client, "a key".into());
        for model in &unified.mapping().models {
            let handle = unified.model(&model.plural).unwrap();
            let place = format!("{}.{}", unified.mapping().api, model.name);
            let targets = model.variants.iter().flat_map(|variant| &variant.rules);
            let targets = targets
                .filter(|rule| rule.target.is_some())
                .map(|rule| rule.field.clone());
            let request = ListRequest {
                expand: targets.collect(),
                meta: true,
                ..ListRequest::default()
            };
            let page = handle
                .list(&request)
                .await
                .unwrap_or_else(|error| panic!("{place}: {error}"));
            assert!(!page.result.is_empty(), "{place}");
            let gets = model.variants[0]
                .methods
                .iter()
                .any(|method| method.kind == MethodKind::Get);
            for record in page.result.iter().take(2).filter(|_| gets) {
                let id = text(record, "id");
                let one = handle.get(&id, &GetOptions::default()).await;
                let one = one.unwrap_or_else(|error| panic!("{place} {id}: {error}"));
                assert_eq!(text(&one.record, "id"), id, "{place}");
                assert_eq!(
                    one.record.keys().collect::<Vec<_>>(),
                    record.keys().collect::<Vec<_>>()
                );
                handle.explain(&id).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn every_filter_of_every_model_can_be_asked_for() {
    use planhat_spec::unified::mapping::{Kind, Op};
    let sandbox = tenant().await;
    for mapping in mappings() {
        let client = Client::clone(&sandbox.client());
        let unified = Unified::new(Arc::new(mapping), client, "a key".into());
        for model in &unified.mapping().models {
            let handle = unified.model(&model.name).unwrap();
            for filter in &model.filters {
                for op in &filter.ops {
                    let value = match (&filter.kind, op) {
                        (_, Op::Exists) | (Kind::Boolean, _) => json!(true),
                        (Kind::Integer | Kind::Number, _) => json!(1),
                        (Kind::Date | Kind::DateTime, _) => json!("2025-05-30"),
                        (Kind::Enum(words), _) => json!(words[0]),
                        _ => json!("x"),
                    };
                    let name = serde_json::to_value(op).unwrap();
                    let key = format!("{}[{}]", filter.name, name.as_str().unwrap());
                    let request = filtered(json!({ key.clone(): value }));
                    let page = handle.list(&request).await;
                    page.unwrap_or_else(|error| panic!("{} {key}: {error}", model.name));
                }
            }
        }
    }
}

#[tokio::test]
async fn an_engagement_of_another_type_is_no_ticket() {
    let sandbox = tenant().await;
    let mapping = mappings()
        .into_iter()
        .find(|mapping| mapping.api == "crm")
        .unwrap();
    let world = World::over(mapping, sandbox);
    let engagements = world.model("engagement");
    let types = async |filters| {
        let request = ListRequest {
            limit: Some(500),
            ..filtered(filters)
        };
        let page = engagements.list(&request).await.unwrap();
        let mut all: Vec<String> = page
            .result
            .iter()
            .map(|one| {
                one["engagement_type_ref"]["id"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        all.sort();
        all.dedup();
        all
    };
    assert_eq!(types(json!({})).await, ["call", "chat", "email"]);
    assert_eq!(types(json!({"engagement_type": "note"})).await, ["note"]);
    assert!(types(json!({"engagement_type": "other"})).await.is_empty());
}

#[tokio::test]
async fn an_override_adds_a_field_without_a_build() {
    let source = |text: &str| Source {
        path: "tenant.yaml".into(),
        bytes: text.as_bytes().to_vec(),
    };
    let layer = source("model: crm.account\nfields:\n  industry: { source: custom.Industry }\n");
    let mapping = overrides::of_sources(&sources(), &[layer]).unwrap();
    let mapping = mapping
        .into_iter()
        .find(|mapping| mapping.api == "crm")
        .unwrap();
    assert!(capabilities(&mapping, &API).overridden);
    let plain = mappings()
        .into_iter()
        .find(|mapping| mapping.api == "crm")
        .unwrap();
    assert_ne!(plain.version, mapping.version);
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .client()
        .custom_fields()
        .create("Industry", "company", "text")
        .await
        .unwrap();
    let world = World::over(mapping, sandbox);
    let input = map(json!({"name": "A", "industry": "Shipping"}));
    let made = world
        .model("account")
        .create(&input, &WriteOptions::default())
        .await
        .unwrap();
    let made = done(made).record;
    assert_eq!(
        (&made["industry"], &made["custom_fields"]["Industry"]),
        (&json!("Shipping"), &json!("Shipping"))
    );
    let wrong = source("model: crm.account\nfields:\n  industry: { source: nothing }\n");
    let told = overrides::of_sources(&sources(), &[wrong])
        .unwrap_err()
        .to_string();
    assert!(told.contains("tenant.yaml:3:"), "{told}");
}

#[test]
fn samples_lose_nothing_on_the_way_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/samples");
    let mut samples = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(value) = serde_json::from_slice::<Value>(&std::fs::read(&path).unwrap()) else {
            continue;
        };
        let (resource, operation) = name.split_once('.').unwrap();
        if !operation.starts_with("get") && !operation.starts_with("list") {
            continue;
        }
        let records = match value {
            Value::Array(items) => items,
            one => vec![one],
        };
        for record in records.into_iter().filter(Value::is_object) {
            samples.push(Sample {
                name: name.clone(),
                resource: resource.into(),
                record: map(record),
            });
        }
    }
    assert!(samples.len() > 30, "{}", samples.len());
    for mapping in mappings() {
        let found = check(&mapping, &samples);
        assert!(
            found
                .iter()
                .any(|finding| finding.kind == FindingKind::Lost)
        );
        let broken: Vec<_> = found
            .iter()
            .filter(|finding| finding.kind == FindingKind::RoundTrip)
            .collect();
        assert!(broken.is_empty(), "{broken:#?}");
    }
}
