//! The recorded calls: each request can be made, each answer decodes, loses nothing and encodes
//! back equal.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use planhat_client::record::serialize;
use planhat_client::table::{Operation, Resource, Returns};
use planhat_client::{
    Arguments, Client, Fields, Payload, Record, RecordId, Transport, TransportError, api,
};
use planhat_tests::{Sample, samples};
use serde_json::Value;

/// Answers with one recorded answer and keeps what it was sent.
struct Recorded {
    status: u16,
    body: String,
    seen: Mutex<Vec<(String, String, Value)>>,
}

impl Transport for Recorded {
    fn send(
        &self,
        request: http::Request<bytes::Bytes>,
        _timeout: Duration,
    ) -> futures_util::future::BoxFuture<'_, Result<http::Response<bytes::Bytes>, TransportError>>
    {
        let body = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
        let seen = (
            request.method().to_string(),
            request.uri().to_string(),
            body,
        );
        self.seen
            .lock()
            .expect("no test panics while it holds this")
            .push(seen);
        let answer = http::Response::builder()
            .status(self.status)
            .body(self.body.clone().into());
        Box::pin(async move { Ok(answer.expect("a recorded status is valid")) })
    }
}

fn resource(name: &str) -> &'static Resource {
    let found = api::API
        .resources
        .iter()
        .find(|resource| resource.name == name);
    found.unwrap_or_else(|| panic!("the samples name an object `{name}` that the specs lack"))
}

/// The operation of a recorded call, and the values of its placeholders.
fn operation(sample: &Sample) -> (&'static Operation, Option<String>) {
    let method = text(&sample.content["request"]["method"]);
    let path = text(&sample.content["request"]["path"]);
    let path = path
        .split_once(".com/")
        .map_or(path.clone(), |(_, rest)| format!("/{rest}"));
    let named = |operation: &&&Operation| {
        sample.operation == operation.name
            || sample
                .operation
                .starts_with(&format!("{}_", operation.name))
    };
    let operations = resource(&sample.object).operations;
    let all = operations.iter().filter(named).chain(operations);
    let mut fitting =
        all.filter(|operation| format!("{:?}", operation.method).to_uppercase() == method);
    let found = fitting.find_map(|operation| Some((*operation, fit(operation.path, &path)?)));
    found.unwrap_or_else(|| {
        panic!(
            "{}.{}: no operation is {method} {path}",
            sample.object, sample.operation
        )
    })
}

/// Whether a path fits a template: then the id that it names, if it names one.
fn fit(template: &str, path: &str) -> Option<Option<String>> {
    let (templates, parts): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), path.split('/').collect());
    let same = |(template, part): (&&str, &&str)| {
        template == part || (template.starts_with('{') && !part.is_empty())
    };
    if templates.len() != parts.len() || !templates.iter().zip(&parts).all(same) {
        return None;
    }
    let id = templates
        .iter()
        .zip(&parts)
        .find(|(template, _)| **template == "{id}");
    Some(id.map(|(_, part)| (*part).to_owned()))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn fields(value: &Value) -> Fields {
    Fields::from(value.as_object().cloned().unwrap_or_default())
}

fn arguments(sample: &Sample, id: Option<String>) -> Arguments {
    let request = &sample.content["request"];
    let query = request["query"].as_object().cloned().unwrap_or_default();
    Arguments {
        id: id.map(|id| RecordId::new("", "", id)),
        path: Vec::new(),
        query: query
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        body: match &request["body"] {
            Value::Array(rows) => Payload::Many(rows.iter().map(fields).collect()),
            Value::Null => Payload::None,
            body => Payload::One(fields(body)),
        },
    }
}

fn client(sample: &Sample) -> (Client, Arc<Recorded>) {
    let response = &sample.content["response"];
    let status = response["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok())
        .unwrap_or(200);
    let body = match &response["body"] {
        Value::String(text) if status >= 400 => text.clone(),
        body => body.to_string(),
    };
    let recorded = Arc::new(Recorded {
        status,
        body,
        seen: Mutex::default(),
    });
    let builder = Client::builder()
        .token("t")
        .tenant_token("u")
        .no_pacing()
        .transport(recorded.clone());
    (builder.build().expect("the settings are valid"), recorded)
}

/// What is always sent stands in every row, recorded or not.
fn with_constants(operation: &Operation, body: &Value) -> Value {
    let mut body = body.clone();
    let rows: Vec<&mut Value> = match &mut body {
        Value::Array(rows) => rows.iter_mut().collect(),
        row => vec![row],
    };
    for row in rows.into_iter().filter_map(Value::as_object_mut) {
        for (name, json) in operation.fixed {
            row.insert(
                (*name).to_owned(),
                serde_json::from_str(json).expect("constants are JSON"),
            );
        }
    }
    body
}

/// Every recorded request passes the checks and is sent as recorded.
#[tokio::test]
async fn every_recorded_request_can_be_made() {
    for sample in samples() {
        let (operation, id) = operation(&sample);
        let name = format!("{}.{}", sample.object, sample.operation);
        let (client, recorded) = client(&sample);
        let refused = sample.content["response"]["status"]
            .as_u64()
            .is_some_and(|status| status >= 400);
        let answer = client.call_raw(operation, arguments(&sample, id)).await;
        if let Err(error) = &answer {
            assert!(refused, "{name}: {error}");
            if error.is_invalid() {
                continue;
            }
        }
        let seen = recorded
            .seen
            .lock()
            .expect("no test panics while it holds this");
        let (method, _, body) = seen
            .first()
            .unwrap_or_else(|| panic!("{name}: nothing was sent"));
        assert_eq!(
            *method,
            text(&sample.content["request"]["method"]),
            "{name}"
        );
        assert_eq!(
            *body,
            with_constants(operation, &sample.content["request"]["body"]),
            "{name}"
        );
    }
}

/// Every recorded record decodes, loses nothing, encodes back equal, and is as the specs say.
#[test]
fn every_recorded_answer_decodes_and_encodes_back_equal() {
    let mut records = 0;
    for sample in samples() {
        let (operation, _) = operation(&sample);
        let body = &sample.content["response"]["body"];
        let all: Vec<&Value> = match (operation.returns, body) {
            (Returns::Records(_), Value::Array(records)) => records.iter().collect(),
            (Returns::Record(_), Value::Object(_)) => vec![body],
            _ => continue,
        };
        for record in all {
            records += 1;
            same(&sample, operation.resource, record);
        }
    }
    assert!(
        records > 100,
        "only {records} records were found in the samples"
    );
}

fn same(sample: &Sample, resource: &Resource, record: &Value) {
    let name = format!("{}.{}", sample.object, sample.operation);
    let decoded =
        (resource.decode)(&record.to_string()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let back = serialize(&*decoded, serde_json::value::Serializer).expect("records serialize");
    assert_eq!(back, *record, "{name}");
    let unexpected: Vec<_> = drifts(&*decoded);
    assert_eq!(
        unexpected,
        Vec::<String>::new(),
        "{name}: the specs do not know what the sample shows"
    );
}

fn drifts(record: &dyn Record) -> Vec<String> {
    record
        .drift()
        .into_iter()
        .map(|drift| format!("{}: {:?}", drift.path, drift.kind))
        .collect()
}
