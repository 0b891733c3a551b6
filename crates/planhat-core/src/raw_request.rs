//! The raw door: requests of any path.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde::Serialize;
use serde_json::Value;

use crate::call::Options;
use crate::fields::{Fault, Fields};
use crate::request::{self, DryRun, Payload, Prepared};
use crate::retry::RetryPolicy;
use crate::{Client, Error, Raw, engine};

/// A request of any path.
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest {
    client: Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Bytes,
    fault: Option<String>,
    content_type: &'static str,
    options: Options,
}

impl RawRequest {
    pub(crate) fn new(client: Client, method: Method, path: &str) -> Self {
        RawRequest {
            client,
            method,
            path: path.to_owned(),
            query: Vec::new(),
            body: Bytes::new(),
            fault: None,
            content_type: "application/json",
            options: Options::default(),
        }
    }

    /// A query parameter.
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// A JSON body.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.body = bytes.into(),
            Err(error) => self.fault = Some(error.to_string()),
        }
        self
    }

    /// A body of another type.
    pub fn body(mut self, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.content_type = content_type;
        self.body = body.into();
        self
    }

    /// Time for one attempt.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Time for all attempts, waiting included.
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    /// How long to wait before trying again.
    pub fn with_retry(mut self, policy: impl RetryPolicy) -> Self {
        self.options.retry = Some(Arc::new(policy));
        self
    }

    /// What would be sent.
    ///
    /// # Errors
    /// When the path is none, or the token is missing.
    pub fn dry_run(&self) -> Result<DryRun, Error> {
        self.prepare().map(|prepared| prepared.dry_run())
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the path is none, or the call fails.
    pub async fn send(self) -> Result<Raw, Error> {
        let prepared = self.prepare()?;
        engine::start(&self.client, prepared, &self.options).await
    }

    /// Method and path, for messages and traces.
    fn name(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        self.client
            .without_secrets(&format!("{} {path}", self.method))
    }

    fn prepare(&self) -> Result<Prepared, Error> {
        let name = self.name();
        let invalid = |argument: &str, message: &str| {
            let fault = Fault {
                argument: argument.to_owned(),
                message: message.to_owned(),
            };
            Err(Error::invalid(vec![fault]).operation(&name))
        };
        if let Some(fault) = &self.fault {
            return invalid("body", fault);
        }
        let plain = self.path.to_lowercase().replace("%2e", ".");
        let escapes = plain.split(['/', '\\', '?']).any(|part| part == "..");
        if !self.path.starts_with('/')
            || self.path.starts_with("//")
            || escapes
            || self.path.contains('#')
        {
            return invalid("path", "begins with one `/` and has neither `..` nor `#`");
        }
        let api = self.client.api();
        let host = self.client.host(api.default_host)?;
        let mut url = self.client.base_url(host.name)? + &self.path;
        for (name, value) in &self.query {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&request::pair(name, value));
        }
        Ok(Prepared {
            method: self.method.clone(),
            shown_url: self.client.without_secrets(&url),
            url,
            authorization: self
                .client
                .authorization(host.auth)
                .map_err(|error| error.operation(&name))?,
            content_type: Some(self.content_type),
            body: self.body.clone(),
            paced: host.paced,
            repeatable: self.repeatable(),
            reads: self.method == Method::GET || self.method == Method::HEAD,
            deletes: self.method == Method::DELETE,
            accepted: &[],
            timeout: self.client.timeout(),
            deadline: self.client.deadline(),
            name,
        })
    }

    /// Whether it may be sent twice. A PUT may be a bulk upsert, whose rows may have no key: what
    /// the table has under this method and path decides.
    fn repeatable(&self) -> bool {
        if matches!(self.method, Method::GET | Method::HEAD | Method::DELETE) {
            return true;
        }
        let resources = self.client.api().resources.iter();
        let mut operations = resources
            .flat_map(|resource| resource.operations)
            .filter(|operation| request::http_method(operation.method) == self.method)
            .filter(|operation| fits(operation.path, &self.path))
            .peekable();
        let body = payload(&self.body);
        operations.peek().is_some()
            && operations.all(|operation| request::repeatable(operation, &body))
    }
}

/// Whether a path is one of a template.
fn fits(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some(given)) if part == given => {}
            (Some(part), Some(given)) if part.starts_with('{') && !given.is_empty() => {}
            _ => return false,
        }
    }
}

/// The body as rows, where it is JSON.
fn payload(body: &[u8]) -> Payload {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Payload::One(fields.into()),
        Ok(Value::Array(rows)) => Payload::Many(
            rows.into_iter()
                .map(|row| match row {
                    Value::Object(fields) => Fields::from(fields),
                    _ => Fields::new(),
                })
                .collect(),
        ),
        _ => Payload::None,
    }
}

impl std::fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawRequest")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}
