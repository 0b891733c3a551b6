//! Each program against the sandbox: what is there afterwards, that a second run changes nothing,
//! and that what goes wrong is told.

mod churn_events;
mod custom_fields;
mod license_sync;
mod nps_ingestion;
mod programs;
mod project_sync;
mod ticket_sync;

use std::path::PathBuf;

use planhat_sandbox::Sandbox;
use serde_json::{Map, Value};

/// Puts a record into the tenant and gives its id.
fn seed(sandbox: &Sandbox, resource: &str, record: Value) -> String {
    let Value::Object(record) = record else {
        panic!("a record is an object");
    };
    sandbox.tenant().insert(resource, record).unwrap()
}

/// The record of a resource with this value under this name; there must be one and no other.
fn one(
    sandbox: &Sandbox,
    resource: &str,
    name: &str,
    value: impl Into<Value>,
) -> Map<String, Value> {
    let value = value.into();
    let mut records = sandbox.tenant().records(resource);
    records.retain(|record| record.get(name) == Some(&value));
    assert_eq!(
        records.len(),
        1,
        "{resource} with {name} {value}: {records:?}"
    );
    records.remove(0)
}

/// Requests since the log was cleared that were no reads.
fn writes(sandbox: &Sandbox) -> Vec<String> {
    let log = sandbox.log().into_iter();
    let writes = log.filter(|entry| entry.method != "GET");
    writes
        .map(|entry| format!("{} {}", entry.method, entry.path))
        .collect()
}

/// A file of the folder of examples.
fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name)
}

/// Whether one of the lines holds the text.
#[track_caller]
fn told(lines: &[String], text: &str) {
    assert!(
        lines.iter().any(|line| line.contains(text)),
        "`{text}` in {lines:#?}"
    );
}
