//! Arguments of a call, and the request they make.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::client::Client;
use crate::fields::{Fault, Fields};
use crate::id::RecordId;
use crate::table::{self, Body, Operation, OperationKind, Repeat};
use crate::{Error, validate};

/// What an operation is called with, by wire names. Debug output shows names alone: values may be
/// personal.
#[derive(Clone, Default)]
pub struct Arguments {
    /// The record, where the path has `{id}`.
    pub id: Option<RecordId>,
    /// Values of other placeholders of the path.
    pub path: Vec<(String, String)>,
    /// Query parameters; lists are joined by commas already.
    pub query: Vec<(String, String)>,
    /// What is sent.
    pub body: Payload,
}

/// What is sent. Debug output shows names alone.
#[derive(Clone, Default)]
pub enum Payload {
    /// Nothing.
    #[default]
    None,
    /// One object.
    One(Fields),
    /// An array of objects.
    Many(Vec<Fields>),
    /// CSV text.
    Csv(String),
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.clone()).collect()
        };
        f.debug_struct("Arguments")
            .field("id", &self.id)
            .field("path", &names(&self.path))
            .field("query", &names(&self.query))
            .field("body", &self.body)
            .finish()
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Payload::None => f.write_str("None"),
            Payload::One(fields) => f.debug_tuple("One").field(fields).finish(),
            Payload::Many(rows) => write!(f, "Many({} rows)", rows.len()),
            Payload::Csv(text) => write!(f, "Csv({} bytes)", text.len()),
        }
    }
}

/// A request that is ready to be sent, and what is known about sending it again.
#[derive(Clone)]
pub(crate) struct Prepared {
    /// Operation, or method and path, for messages and traces.
    pub(crate) name: String,
    pub(crate) method: Method,
    pub(crate) url: String,
    /// The address with the names of secrets in place of their values.
    pub(crate) shown_url: String,
    pub(crate) authorization: Option<HeaderValue>,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Bytes,
    pub(crate) paced: bool,
    /// Whether it may be sent again although it may have arrived.
    pub(crate) repeatable: bool,
    pub(crate) reads: bool,
    pub(crate) deletes: bool,
    /// Statuses of failure that are an answer all the same.
    pub(crate) accepted: &'static [u16],
    pub(crate) timeout: Duration,
    pub(crate) deadline: Duration,
}

/// A request as it would be sent, without secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct DryRun {
    /// HTTP method.
    pub method: String,
    /// Address; secrets show as their names in braces.
    pub url: String,
    /// The body as JSON, or as text where it is none.
    pub body: Option<Value>,
}

/// What stays as it is in a part of a path or a query.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
/// In a query, commas join lists.
const QUERY: &AsciiSet = &PART.remove(b',');

/// Checks the arguments against the table and makes the request.
pub(crate) fn prepare(
    client: &Client,
    operation: &'static Operation,
    arguments: &Arguments,
) -> Result<Prepared, Error> {
    let faults = validate::check(client.api(), operation, arguments);
    if !faults.is_empty() {
        return Err(Error::invalid(faults).operation(&operation.id()));
    }
    let body =
        body(operation, &arguments.body).map_err(|error| error.operation(&operation.id()))?;
    fits(client, operation, arguments, &body)?;
    let mut prepared = frame(client, operation)?;
    let (url, shown) = url(client, operation, arguments)?;
    prepared.url = url;
    prepared.shown_url = shown;
    prepared.content_type = match operation.body {
        Body::None => None,
        Body::Csv => Some("text/csv"),
        _ => Some("application/json"),
    };
    prepared.body = body;
    prepared.repeatable = repeatable(operation, &arguments.body);
    Ok(prepared)
}

/// Whether a call may be sent again although it may have arrived.
pub(crate) fn repeatable(operation: &Operation, body: &Payload) -> bool {
    match operation.repeat {
        Repeat::Always => true,
        Repeat::WithKeys => validate::all_keyed(operation, body),
        Repeat::Never => false,
    }
}

/// Whether the body is within the limits of one request.
fn fits(
    client: &Client,
    operation: &Operation,
    arguments: &Arguments,
    body: &Bytes,
) -> Result<(), Error> {
    let limits = client.api().limits;
    let rows = match &arguments.body {
        Payload::Many(rows) => rows.len(),
        _ => 1,
    };
    let message = if operation.kind == OperationKind::BulkUpsert && rows > limits.bulk_rows {
        format!("has {rows} rows, and a request takes {}", limits.bulk_rows)
    } else if body.len() > limits.body_bytes {
        let bytes = body.len();
        format!(
            "has {bytes} bytes, and a request takes {}",
            limits.body_bytes
        )
    } else {
        return Ok(());
    };
    let fault = Fault {
        argument: "body".into(),
        message,
    };
    Err(Error::invalid(vec![fault]).operation(&operation.id()))
}

/// Checks the arguments, the body aside.
pub(crate) fn check_frame(
    client: &Client,
    operation: &'static Operation,
    arguments: &Arguments,
) -> Result<(), Error> {
    let faults = validate::check_frame(client.api(), operation, arguments);
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid(faults).operation(&operation.id())),
    }
}

/// A request without address and body.
pub(crate) fn frame(client: &Client, operation: &'static Operation) -> Result<Prepared, Error> {
    let host = client.host(operation.host)?;
    Ok(Prepared {
        name: operation.id(),
        method: http_method(operation.method),
        url: String::new(),
        shown_url: String::new(),
        authorization: client
            .authorization(operation.auth)
            .map_err(|error| error.operation(&operation.id()))?,
        content_type: Some("application/json"),
        body: Bytes::new(),
        paced: host.paced,
        repeatable: false,
        reads: matches!(operation.kind, OperationKind::List | OperationKind::Get)
            || operation.method == table::Method::Get,
        deletes: operation.kind == OperationKind::Delete,
        accepted: &[],
        timeout: client.timeout(),
        deadline: client.deadline(),
    })
}

pub(crate) fn http_method(method: table::Method) -> Method {
    match method {
        table::Method::Get => Method::GET,
        table::Method::Post => Method::POST,
        table::Method::Put => Method::PUT,
        table::Method::Patch => Method::PATCH,
        table::Method::Delete => Method::DELETE,
    }
}

/// The address twice: as it is sent, and as it is shown.
pub(crate) fn url(
    client: &Client,
    operation: &'static Operation,
    arguments: &Arguments,
) -> Result<(String, String), Error> {
    let base = client.base_url(operation.host)?;
    let mut sent = base.clone();
    let mut shown = base;
    let mut rest = operation.path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        sent.push_str(before);
        shown.push_str(before);
        if let Some(secret) = client
            .api()
            .secrets
            .iter()
            .find(|secret| secret.name == name)
        {
            let value = client
                .secret(secret.name)
                .map_err(|error| error.operation(&operation.id()))?;
            sent.extend(utf8_percent_encode(value.expose_secret(), PART));
            shown.push_str(&format!("{{{name}}}"));
        } else {
            let value = placeholder(arguments, name);
            sent.extend(utf8_percent_encode(&value, PART));
            shown.extend(utf8_percent_encode(&value, PART));
        }
        rest = behind;
    }
    let mut query = String::from(rest);
    let fixed = operation
        .fixed
        .iter()
        .filter(|(name, _)| operation.parameter(name).is_some());
    let fixed = fixed.map(|(name, json)| ((*name).to_owned(), constant_text(json)));
    let constant = |name: &str| operation.fixed.iter().any(|(known, _)| *known == name);
    let given = arguments
        .query
        .iter()
        .filter(|(name, _)| !constant(name))
        .cloned();
    for (at, (name, value)) in fixed.chain(given).enumerate() {
        query.push(if at == 0 { '?' } else { '&' });
        query.push_str(&pair(&name, &value));
    }
    sent.push_str(&query);
    shown.push_str(&query);
    Ok((sent, shown))
}

fn placeholder(arguments: &Arguments, name: &str) -> String {
    if name == "id" {
        return arguments
            .id
            .as_ref()
            .map(RecordId::to_wire)
            .unwrap_or_default();
    }
    let given = arguments.path.iter().find(|(known, _)| known == name);
    given.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// A text as it travels in a part of a path.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
}

/// A parameter as it travels.
pub(crate) fn pair(name: &str, value: &str) -> String {
    format!(
        "{}={}",
        utf8_percent_encode(name, PART),
        utf8_percent_encode(value, QUERY)
    )
}

/// A constant of the table as it stands in a query.
pub(crate) fn constant_text(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => text,
        _ => json.to_owned(),
    }
}

/// The body with the constants of the operation.
fn body(operation: &'static Operation, payload: &Payload) -> Result<Bytes, Error> {
    let encode = |json: Result<Vec<u8>, serde_json::Error>| {
        json.map(Bytes::from).map_err(|error| {
            Error::invalid(vec![Fault {
                argument: "body".into(),
                message: error.to_string(),
            }])
        })
    };
    match payload {
        Payload::Csv(text) => Ok(Bytes::from(text.clone())),
        Payload::None if operation.body == Body::One => encode(serde_json::to_vec(
            &with_constants(operation, &Fields::new()),
        )),
        Payload::None => Ok(Bytes::new()),
        Payload::One(fields) => encode(serde_json::to_vec(&with_constants(operation, fields))),
        Payload::Many(rows) => {
            let rows: Vec<_> = rows
                .iter()
                .map(|row| with_constants(operation, row))
                .collect();
            encode(serde_json::to_vec(&rows))
        }
    }
}

/// A row with the constants of the operation; they win.
pub(crate) fn with_constants(
    operation: &'static Operation,
    fields: &Fields,
) -> serde_json::Map<String, Value> {
    let mut map = fields.map().clone();
    for (name, json) in operation.fixed {
        if let Ok(value) = serde_json::from_str(json) {
            map.insert((*name).to_owned(), value);
        }
    }
    map
}

impl Prepared {
    /// What would be sent, without secrets.
    pub(crate) fn dry_run(&self) -> DryRun {
        let text = || Value::String(String::from_utf8_lossy(&self.body).into_owned());
        let body = (!self.body.is_empty())
            .then(|| serde_json::from_slice(&self.body).unwrap_or_else(|_| text()));
        DryRun {
            method: self.method.to_string(),
            url: self.shown_url.clone(),
            body,
        }
    }
}
