//! The laws of the unified models through a server: 200 made-up records of each, with references to
//! records that are there.

use std::collections::BTreeMap;

use planhat_sandbox::Sandbox;
use planhat_spec::unified::mapping::{
    Kind, Mapping, MethodKind, Model, Read, Reversible, Rule, Variant, Write,
};
use planhat_unified_runtime::{
    Code, GetOptions, ListRequest, ModelHandle, Record, Unified, WriteOptions, Written,
};
use serde_json::{Map, Value, json};

use crate::kinds::{named, parted};
use crate::made::Made;

const RECORDS: usize = 200;

type Doc = Map<String, Value>;

/// Ids of records that are there, by unified model, and rows as examples.
struct There {
    ids: BTreeMap<String, Vec<String>>,
    rows: BTreeMap<String, Vec<Record>>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_records_of_every_model_come_back() {
    for mapping in [
        planhat_unified::crm::mapping(),
        planhat_unified::ticketing::mapping(),
    ] {
        let sandbox = Sandbox::builder().no_quota().demo(8).start().await.unwrap();
        let client = planhat_client::Client::clone(&sandbox.client());
        let unified = Unified::new(mapping, (*client).clone(), "a key".to_owned().into());
        let there = there(&unified).await;
        for model in &unified.mapping().models {
            let handle = unified.model(&model.name).unwrap();
            for variant in &model.variants {
                if has(variant, MethodKind::Create) {
                    through(unified.mapping(), &handle, variant, &there).await;
                }
            }
        }
    }
}

fn has(variant: &Variant, kind: MethodKind) -> bool {
    variant.methods.iter().any(|method| method.kind == kind)
}

async fn there(unified: &Unified) -> There {
    let (mut ids, mut rows) = (BTreeMap::new(), BTreeMap::new());
    for model in unified
        .mapping()
        .models
        .iter()
        .filter(|model| model.facet.is_none())
    {
        let handle = unified.model(&model.name).unwrap();
        let mut page = handle.list(&ListRequest::default()).await.unwrap();
        // What is built in is no record of the server.
        let built_in = |row: &Record| {
            row["id"]
                .as_str()
                .is_some_and(|id| id.starts_with("builtin:"))
        };
        page.result.retain(|row| !built_in(row));
        let all = page.result.iter().filter_map(|one| one["id"].as_str());
        ids.insert(model.name.clone(), all.map(str::to_owned).collect());
        rows.insert(model.name.clone(), page.result.into_iter().collect());
    }
    There { ids, rows }
}

async fn through(mapping: &Mapping, handle: &ModelHandle, variant: &Variant, there: &There) {
    let model = handle.rules();
    let place = format!("{}.{}{}", mapping.api, model.name, variant.name);
    let mut made = Made::new(place.len() as u64);
    let mut tried = BTreeMap::new();
    for at in 0..RECORDS {
        let given = input(mapping, model, variant, there, &mut made, at);
        let options = WriteOptions {
            allow_unknown_custom_fields: true,
            ..WriteOptions::default()
        };
        let written = handle.create(&given, &options).await;
        let Written::Done(done) =
            written.unwrap_or_else(|error| panic!("{place}: {error} of {given:?}"))
        else {
            panic!("{place}: it was to be made");
        };
        let id = done.record["id"].as_str().unwrap().to_owned();
        let read = handle
            .get(&id, &GetOptions::default())
            .await
            .unwrap()
            .record;
        compare(variant, &given, &read, &place, &mut tried);
        if has(variant, MethodKind::Update) && at % 4 == 0 {
            unchanged(handle, &id, &read, &place).await;
        }
        if has(variant, MethodKind::Delete) && at % 10 == 0 {
            handle.delete(&id).await.unwrap();
            let gone = handle.get(&id, &GetOptions::default()).await;
            assert_eq!(gone.unwrap_err().code, Code::NotFound, "{place}");
        }
    }
    for rule in variant
        .rules
        .iter()
        .filter(|rule| rule.reversible == Reversible::Yes)
    {
        let seen = tried.get(rule.field.as_str()).copied().unwrap_or(0);
        assert!(seen > 0, "{place}.{} was never written", rule.field);
    }
}

/// A write of nothing leaves the record as it was.
async fn unchanged(handle: &ModelHandle, id: &str, before: &Record, place: &str) {
    let written = handle
        .update(id, &Doc::new(), &WriteOptions::default())
        .await;
    if let Err(error) = written {
        panic!("{place}: {error}");
    }
    let after = handle.get(id, &GetOptions::default()).await.unwrap().record;
    let same = |field: &String| field == "updated_at" || before[field] == after[field];
    let changed: Vec<&String> = before.keys().filter(|field| !same(field)).collect();
    assert_eq!(changed, Vec::<&String>::new(), "{place}");
}

fn compare<'v>(
    variant: &'v Variant,
    given: &Doc,
    read: &Record,
    place: &str,
    tried: &mut BTreeMap<&'v str, usize>,
) {
    for rule in variant
        .rules
        .iter()
        .filter(|rule| rule.reversible == Reversible::Yes)
    {
        let Some(value) = given.get(&rule.field) else {
            continue;
        };
        *tried.entry(rule.field.as_str()).or_default() += 1;
        let back = &read[&rule.field];
        let same = match (&rule.kind, value, back) {
            (Kind::Object, Value::Object(given), back) => given
                .iter()
                .all(|(name, value)| back.get(name) == Some(value)),
            _ => named(value) == named(back),
        };
        assert!(same, "{place}.{}: {value} came back as {back}", rule.field);
    }
}

/// A record that can be made: what is needed, and some of the rest.
fn input(
    mapping: &Mapping,
    model: &Model,
    variant: &Variant,
    there: &There,
    made: &mut Made,
    at: usize,
) -> Doc {
    let example = made
        .one(&there.rows[&model.name])
        .cloned()
        .unwrap_or_default();
    let mut given = Doc::new();
    let refused = |rule: &&Rule| matches!(rule.write, Write::Refused(_) | Write::Ignored);
    let writable = variant.rules.iter().filter(|rule| !refused(rule));
    for (place, rule) in writable.enumerate() {
        let needed = rule.required || needs(variant, &rule.field);
        if !needed && (rule.reversible != Reversible::Yes || !(at + place).is_multiple_of(3)) {
            continue;
        }
        let value = match &rule.target {
            Some(target) => referring(&rule.kind, &there.ids[target], made),
            // What has to be one of the server's own words is taken from a record that is there.
            None if given_by_server(rule) || twin(variant, rule).is_some_and(refers) => {
                another(&example[&rule.field], at)
            }
            // Texts may be keys.
            None if rule.kind == Kind::String => json!(format!("{} {at}", made.text())),
            // Servers keep milliseconds.
            None if rule.kind == Kind::DateTime => json!(format!("{}T12:34:56.789Z", made.date())),
            None => made.of(mapping, &rule.kind),
        };
        let value = match value {
            Value::Null if needed => made.of(mapping, &rule.kind),
            value => value,
        };
        if !value.is_null() {
            given.insert(rule.field.clone(), value);
        }
    }
    for rule in &variant.rules {
        let yields = rule.yields_to.iter().any(|other| given.contains_key(other));
        let twin = twin(variant, rule).is_some_and(|other| given.contains_key(&other.field));
        if yields || twin {
            given.remove(&rule.field);
        }
    }
    if let Some(route) = &model.route {
        given.insert(route.clone(), json!(variant.name));
    }
    given
}

/// Another field that is the same data.
fn twin<'v>(variant: &'v Variant, rule: &Rule) -> Option<&'v Rule> {
    let wire = |rule: &Rule| match &rule.write {
        Write::To { field, .. } => Some(field.clone()),
        _ => None,
    };
    let this = wire(rule)?;
    let mut others = variant
        .rules
        .iter()
        .filter(|other| other.field != rule.field);
    others.find(|other| wire(other).as_ref() == Some(&this))
}

fn refers(rule: &Rule) -> bool {
    rule.target.is_some()
}

fn given_by_server(rule: &Rule) -> bool {
    let constant = matches!(rule.read, Read::Const(_));
    constant || rule.reversible != Reversible::Yes || parted(&rule.kind)
}

/// The same with addresses of its own: they identify people.
fn another(value: &Value, at: usize) -> Value {
    match value {
        Value::String(text) if text.contains('@') => json!(format!("{at}.{text}")),
        Value::Array(items) => items.iter().map(|item| another(item, at)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| (name.clone(), another(value, at)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

fn needs(variant: &Variant, field: &str) -> bool {
    let create = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::Create);
    create.is_some_and(|method| {
        let required = method.required.iter().filter(|one| one.when.is_empty());
        required
            .into_iter()
            .any(|one| one.one_of.first().is_some_and(|first| first == field))
    })
}

fn referring(kind: &Kind, ids: &[String], made: &mut Made) -> Value {
    let Some(id) = made.one(ids) else {
        return Value::Null;
    };
    match kind {
        Kind::List(_) => json!([{ "id": id }]),
        Kind::Shape(_) => json!({ "id": id }),
        _ => json!(id),
    }
}
