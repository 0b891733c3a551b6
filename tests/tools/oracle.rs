//! The runtime's reading of schemas against a validator that is not ours: arguments made from the
//! schema of a tool and then bent are refused exactly when the validator refuses them.
//!
//! Two things are set aside: null stands for an argument that is not given, and the runtime knows
//! rules that no schema says (one of several, ids, rows); what it refuses by those alone is checked
//! to be such a rule.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use jsonschema::Validator;
use planhat_client::{Backoff, Client, Transport, TransportError};
use planhat_tools::{Outcome, Tool};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::stand::{Doc, call, example, schema, tools};

/// What can be wrong with arguments that the schema allows.
const RULES: &[&str] = &[
    "is missing: at least one is needed",
    "stands alone",
    "is empty",
    "is an empty list",
    "which a list joined by commas cannot carry",
    "is no id",
    "cannot stand in a path",
    "is a prefixed key",
    "is no cursor",
];

/// A tool with what is known of its schema.
struct Known {
    tool: &'static Tool,
    schema: Value,
    validator: Validator,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let known = tools().map(|tool| {
        let schema = schema(tool);
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        Known {
            tool,
            schema,
            validator,
        }
    });
    known.collect()
});

/// A network that there is not.
struct Nowhere;

impl Transport for Nowhere {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: Duration,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let error = TransportError {
            may_have_arrived: false,
            timed_out: false,
            message: "there is no network".to_owned(),
        };
        Box::pin(std::future::ready(Err(error)))
    }
}

fn client() -> Client {
    Client::builder()
        .token("a-token")
        .tenant_token("00000000-0000-4000-8000-000000000001")
        .no_pacing()
        .retry(Backoff::never())
        .transport(Arc::new(Nowhere))
        .build()
        .unwrap()
}

/// Any JSON, shallow.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-50..50_i64).prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        (-50..50_i64).prop_map(|number| json!(number as f64)),
        (-9.0..9.0_f64).prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        Just(json!("61dd5bf1d8ecd4a9a5b0c0a1")),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A value that a schema allows, as far as this knows its keywords.
fn fitting(schema: &Value) -> BoxedStrategy<Value> {
    if let Some(values) = schema["enum"].as_array() {
        return prop::sample::select(values.clone()).boxed();
    }
    let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
    let (least, most) = (least.unwrap_or(-5.0), most.unwrap_or(5_000.0));
    match schema["type"].as_str().unwrap_or_default() {
        "string" => "[a-z0-9 -]{1,8}".prop_map(Value::from).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "integer" => ((least as i64)..=(most as i64))
            .prop_map(Value::from)
            .boxed(),
        "number" => (least..=most).prop_map(Value::from).boxed(),
        "array" => prop::collection::vec(fitting(&schema["items"]), 1..3)
            .prop_map(Value::from)
            .boxed(),
        _ => {
            let empty = Doc::new();
            let members = schema["properties"].as_object().unwrap_or(&empty);
            let members: Vec<_> = members
                .iter()
                .map(|(name, one)| (Just(name.clone()), prop::option::of(fitting(one))))
                .collect();
            members
                .prop_map(|members| {
                    let given = members.into_iter();
                    let given = given.filter_map(|(name, value)| Some((name, value?)));
                    Value::Object(given.collect())
                })
                .boxed()
        }
    }
}

/// What is done to arguments.
#[derive(Debug, Clone)]
enum Bend {
    Remove(String),
    Put(String, Value),
    /// A member of an object, or an item of a list.
    Inside(String, Value),
}

fn bend(schema: &Value) -> BoxedStrategy<Bend> {
    let properties = schema["properties"].as_object().expect("properties");
    let all: Vec<(String, Value)> = properties.clone().into_iter().collect();
    if all.is_empty() {
        return json()
            .prop_map(|value| Bend::Put("none".to_owned(), value))
            .boxed();
    }
    let one = prop::sample::select(all);
    let name = one.clone().prop_map(|(name, _)| name);
    prop_oneof![
        6 => one.prop_flat_map(|(name, schema)| {
            fitting(&schema).prop_map(move |value| Bend::Put(name.clone(), value))
        }),
        1 => name.clone().prop_map(Bend::Remove),
        2 => (name.clone(), json()).prop_map(|(name, value)| Bend::Put(name, value)),
        1 => (name, json()).prop_map(|(name, value)| Bend::Inside(name, value)),
        1 => ("[a-zA-Z_.]{0,8}", json()).prop_map(|(name, value)| Bend::Put(name, value)),
    ]
    .boxed()
}

/// A tool by its number, and arguments for it.
fn calls() -> impl Strategy<Value = (usize, Doc)> {
    (0..KNOWN.len()).prop_flat_map(|at| {
        let known = &KNOWN[at];
        let bends = prop::collection::vec(bend(&known.schema), 0..5);
        bends.prop_map(move |bends| {
            let mut arguments = example(known.tool);
            for bend in bends {
                apply(&mut arguments, bend);
            }
            (at, arguments)
        })
    })
}

fn apply(arguments: &mut Doc, bend: Bend) {
    match bend {
        Bend::Remove(name) => drop(arguments.remove(&name)),
        Bend::Put(name, value) => drop(arguments.insert(name, value)),
        Bend::Inside(name, value) => match arguments.get_mut(&name) {
            Some(Value::Array(items)) => items.push(value),
            Some(Value::Object(members)) => drop(members.insert("inside".to_owned(), value)),
            _ => drop(arguments.insert(name, json!([value]))),
        },
    }
}

/// Arguments as a validator sees them that knows nothing of null: known members without a value are
/// not given.
fn given(schema: &Value, arguments: &Doc) -> Value {
    let members = arguments.iter().filter_map(|(name, value)| {
        let own = schema["properties"].get(name);
        match (own, value) {
            (Some(_), Value::Null) => None,
            (Some(own), value) => Some((name.clone(), inner(own, value))),
            (None, value) => Some((name.clone(), value.clone())),
        }
    });
    Value::Object(members.collect())
}

fn inner(schema: &Value, value: &Value) -> Value {
    match value {
        Value::Object(members) => given(schema, members),
        Value::Array(items) => {
            let items = items.iter().map(|item| inner(&schema["items"], item));
            Value::Array(items.collect())
        }
        other => other.clone(),
    }
}

/// Whether every fault that is told is one of rules that the schema does not say.
fn beyond_the_schema(text: &str) -> bool {
    let told = text.lines().filter_map(|line| line.strip_prefix("- "));
    let told: Vec<&str> = told.collect();
    // Of a row the schema says no more than that it is an object.
    let in_row = |line: &str| line.starts_with("`rows[") && line.contains("].");
    let rule = |line: &&str| in_row(line) || RULES.iter().any(|rule| line.contains(rule));
    !told.is_empty() && told.iter().all(rule)
}

#[test]
fn schemas_are_read_as_a_validator_reads_them() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = client();
    let (allowed, refused) = (Cell::new(0_u32), Cell::new(0_u32));
    let config = Config {
        cases: 3000,
        failure_persistence: None,
        max_shrink_iters: 1000,
        ..Config::default()
    };
    let checked = TestRunner::new(config).run(&calls(), |(at, arguments)| {
        let known = &KNOWN[at];
        let valid = known.validator.is_valid(&given(&known.schema, &arguments));
        let answer = runtime.block_on(call(&client, known.tool, arguments));
        let invalid = answer.outcome == Outcome::Invalid;
        let count = if valid { &allowed } else { &refused };
        count.set(count.get() + 1);
        match (valid, invalid) {
            (false, _) => prop_assert!(
                invalid && !beyond_the_schema(&answer.text),
                "{} takes what its schema refuses: {}",
                known.tool.name,
                answer.text
            ),
            (true, true) => prop_assert!(
                beyond_the_schema(&answer.text),
                "{} refuses what its schema allows: {}",
                known.tool.name,
                answer.text
            ),
            (true, false) => {}
        }
        Ok(())
    });
    checked.unwrap();
    let (allowed, refused) = (allowed.get(), refused.get());
    assert!(allowed > 500 && refused > 500, "{allowed} {refused}");
}
