//! Typed models take what the interpreter gives, and lose nothing of it.

use planhat_spec::unified::mapping::{Mapping, Model, Variant};
use planhat_tests::samples;
use planhat_unified::{crm, ticketing};
use planhat_unified_runtime::Object;
use planhat_unified_runtime::read::{self, Projection};
use planhat_unified_runtime::typed;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a test needs to know of a typed model.
trait Typed: DeserializeOwned + Serialize {
    fn extra(&self) -> &Object;
}

macro_rules! typed {
    ($($api:ident { $($name:literal: $model:ident),* $(,)? })*) => {
        $($(impl Typed for $api::$model {
            fn extra(&self) -> &Object {
                &self.extra
            }
        })*)*

        /// The record by way of its type.
        fn there_and_back(api: &str, model: &str, record: Value) -> Value {
            match (api, model) {
                $($((stringify!($api), $name) => by_way_of::<$api::$model>(record),)*)*
                _ => panic!("no type is tried for {api}.{model}"),
            }
        }
    };
}

typed! {
    crm {
        "account": Account, "contact": Contact, "engagement": Engagement, "field": Field,
        "note": Note, "opportunity": Opportunity, "project": Project, "task": Task, "user": User,
    }
    ticketing {
        "account": Account, "collection": Collection, "contact": Contact, "field": Field,
        "tag": Tag, "ticket": Ticket, "ticket_priority": TicketPriority,
        "ticket_status": TicketStatus, "ticket_type": TicketType, "user": User,
        "workspace": Workspace,
    }
}

fn by_way_of<M: Typed>(record: Value) -> Value {
    let Value::Object(fields) = record else {
        panic!("{record} is no record");
    };
    let model: M =
        typed::read(fields.into_iter().collect()).unwrap_or_else(|error| panic!("{error}"));
    assert!(model.extra().is_empty(), "unknown: {:?}", model.extra());
    serde_json::to_value(model).expect("a model has a JSON form")
}

/// Whether two values are the same, where a member that is null may be left out.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut names = one.keys().chain(other.keys());
            names.all(|name| {
                let value = |map: &Object| map.get(name).cloned().unwrap_or(Value::Null);
                same(&value(one), &value(other))
            })
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (one, other) => one == other,
    }
}

/// The records that a recorded answer has.
fn records(body: &Value) -> Vec<&Object> {
    let all: Vec<&Value> = match body {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    all.into_iter().filter_map(Value::as_object).collect()
}

/// Whether records of an object are read as this variant.
fn stands_on(variant: &Variant, object: &str) -> bool {
    let methods = variant.methods.iter();
    variant.resource == object || methods.into_iter().any(|method| method.resource == object)
}

fn try_record(mapping: &Mapping, model: &Model, variant: &Variant, record: &Object) {
    let want = Projection {
        remote_data: true,
        ..Projection::default()
    };
    let read = read::parsed(mapping, model, variant, record, &want);
    let read: Object = read.value.into_iter().collect();
    let read = Value::Object(read);
    let back = there_and_back(&mapping.api, &model.name, read.clone());
    assert!(
        same(&read, &back),
        "{}.{}:\n{read:#}\n{back:#}",
        mapping.api,
        model.name
    );
}

#[test]
fn every_sample_goes_through_its_type_unchanged() {
    let samples = samples();
    for mapping in [crm::mapping(), ticketing::mapping()] {
        for model in &mapping.models {
            let mut tried = 0;
            for variant in &model.variants {
                let own = samples
                    .iter()
                    .filter(|sample| stands_on(variant, &sample.object));
                for sample in own {
                    for record in records(&sample.content["response"]["body"]) {
                        try_record(&mapping, model, variant, record);
                        tried += 1;
                    }
                }
            }
            assert!(tried > 0, "no sample for {}.{}", mapping.api, model.name);
        }
    }
}

#[test]
fn a_word_that_the_type_does_not_know_is_kept() {
    let record = Object::from_iter([("status".to_owned(), Value::from("dormant"))]);
    let back = there_and_back("crm", "account", Value::Object(record.clone()));
    assert_eq!(back, Value::Object(record));
}

#[test]
fn what_was_not_asked_for_is_left_out_and_what_is_more_is_kept() {
    let text = r#"{"owner":{"id":"1","email":"a@b.example","extra_of_an_override":[1,null]},"new":{"a":1}}"#;
    let account: crm::Account = serde_json::from_str(text).expect("the fields are right");
    assert_eq!(account.name, None);
    assert_eq!(account.extra["new"]["a"], 1);
    let back = serde_json::to_value(account).expect("a model has a JSON form");
    assert_eq!(
        back,
        serde_json::from_str::<Value>(text).expect("this is JSON")
    );
}
