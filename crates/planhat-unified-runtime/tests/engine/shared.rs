//! What the tests share.

use std::sync::Arc;

use planhat_core::Client;
use planhat_sandbox::Sandbox;
use planhat_spec::unified::mapping::Mapping;
use planhat_unified_runtime::{
    Answer, Error, ListRequest, ModelHandle, Page, Record, Unified, WriteOptions, Written,
};
use serde_json::{Map, Value};

use crate::mapping::mapping;

/// A sandbox and the engine over it.
pub struct World {
    pub sandbox: Sandbox,
    pub unified: Unified,
}

impl World {
    pub async fn new() -> World {
        World::over(mapping(), Sandbox::start().await.unwrap())
    }

    pub fn over(mapping: Mapping, sandbox: Sandbox) -> World {
        let client = Client::clone(&sandbox.client());
        let unified = Unified::new(Arc::new(mapping), client, "a key".into());
        World { sandbox, unified }
    }

    pub fn model(&self, name: &str) -> ModelHandle {
        self.unified.model(name).unwrap()
    }

    /// Makes a record; its id.
    pub async fn made(&self, model: &str, input: Value) -> String {
        let written = self
            .model(model)
            .create(&map(input), &WriteOptions::default())
            .await
            .unwrap();
        text(&done(written).record, "id")
    }

    /// Accounts named `A0`, `A1` and so on; their ids in the order of lists.
    pub async fn accounts(&self, count: usize) -> Vec<String> {
        let mut ids = Vec::new();
        for number in 0..count {
            let input = serde_json::json!({"name": format!("A{number}")});
            ids.push(self.made("account", input).await);
        }
        ids.sort();
        ids
    }

    /// Method, path and query of the requests since the log was cleared.
    pub fn requests(&self) -> Vec<String> {
        let entries = self.sandbox.log().into_iter();
        entries
            .map(|entry| {
                let query = if entry.raw_query.is_empty() {
                    String::new()
                } else {
                    format!("?{}", entry.raw_query)
                };
                format!("{} {}{query}", entry.method, entry.path)
            })
            .collect()
    }
}

pub fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

pub fn done(written: Written) -> Answer {
    match written {
        Written::Done(answer) => answer,
        Written::Planned(planned) => panic!("{planned:?}"),
    }
}

pub fn text(record: &Record, field: &str) -> String {
    record[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} of {record:?}"))
        .to_owned()
}

/// A list with filters.
pub fn filtered(filters: Value) -> ListRequest {
    ListRequest {
        filters: map(filters),
        ..ListRequest::default()
    }
}

/// A field of all records of a page.
pub fn all(page: &Page, field: &str) -> Vec<String> {
    page.result
        .iter()
        .map(|record| text(record, field))
        .collect()
}

/// Code, and the paths of the failures.
pub fn told(error: &Error) -> (&'static str, Vec<&str>) {
    (
        error.code.as_str(),
        error
            .failures
            .iter()
            .map(|failure| failure.path.as_str())
            .collect(),
    )
}
