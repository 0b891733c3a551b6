//! A call being put together: operation, arguments, and how to send it.

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use http::Method;
use serde::Serialize;
use serde_json::Value;

use crate::fields::{Fault, Fields};
use crate::id::RecordId;
use crate::list::{Items, Pages};
use crate::request::{Arguments, DryRun, Payload, Prepared};
use crate::retry::RetryPolicy;
use crate::{Client, Decode, Error, Raw, engine, request};

/// The future of a call.
pub type CallFuture<T> = BoxFuture<'static, Result<T, Error>>;

/// One call. It does nothing until it is awaited.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T> {
    pub(crate) client: Client,
    pub(crate) operation: &'static crate::table::Operation,
    pub(crate) arguments: Arguments,
    faults: Vec<Fault>,
    pub(crate) options: Options,
    answer: PhantomData<fn() -> T>,
}

/// How a call is sent.
#[derive(Clone, Default)]
pub(crate) struct Options {
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    retry: Option<Arc<dyn RetryPolicy>>,
}

impl<T> Call<T> {
    pub(crate) fn new(client: Client, operation: &'static crate::table::Operation) -> Self {
        Call {
            client,
            operation,
            arguments: Arguments::default(),
            faults: Vec::new(),
            options: Options::default(),
            answer: PhantomData,
        }
    }

    /// The record, where the path has `{id}`.
    pub fn id(mut self, id: impl Into<RecordId>) -> Self {
        self.arguments.id = Some(id.into());
        self
    }

    /// The value of another placeholder of the path.
    pub fn path(mut self, name: &str, value: impl Into<String>) -> Self {
        self.arguments.path.push((name.to_owned(), value.into()));
        self
    }

    /// A query parameter by wire name; a list is joined by commas. The last value of a name counts.
    pub fn query(mut self, name: &str, value: impl Serialize) -> Self {
        match query_text(&value) {
            Ok(text) => {
                self.arguments.query.retain(|(known, _)| known != name);
                self.arguments.query.push((name.to_owned(), text));
            }
            Err(message) => self.faults.push(Fault {
                argument: name.to_owned(),
                message,
            }),
        }
        self
    }

    /// The body.
    pub fn body(mut self, fields: Fields) -> Self {
        self.arguments.body = Payload::One(fields);
        self
    }

    /// One field of the body.
    pub fn field(mut self, name: &str, value: impl Serialize) -> Self {
        let mut fields = match std::mem::take(&mut self.arguments.body) {
            Payload::One(fields) => fields,
            _ => Fields::new(),
        };
        fields.set(name, crate::Patch::Set(value));
        self.arguments.body = Payload::One(fields);
        self
    }

    /// The rows of the body.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Fields>) -> Self {
        self.arguments.body = Payload::Many(rows.into_iter().collect());
        self
    }

    /// CSV text as the body.
    pub fn csv(mut self, text: String) -> Self {
        self.arguments.body = Payload::Csv(text);
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

    /// What was wrong with the arguments when they were given.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.faults.is_empty() {
            return Ok(());
        }
        Err(Error::invalid(self.faults.clone()).operation(&self.operation.id()))
    }

    pub(crate) fn prepare(&self) -> Result<Prepared, Error> {
        self.check()?;
        let prepared = request::prepare(&self.client, self.operation, &self.arguments)?;
        Ok(self.options.apply(prepared))
    }

    /// What would be sent, without secrets. Nothing is sent.
    ///
    /// # Errors
    /// When the arguments break a rule, or a secret is missing.
    pub fn dry_run(&self) -> Result<DryRun, Error> {
        self.prepare().map(|prepared| prepared.dry_run())
    }

    /// Sends it and gives the answer as it came.
    ///
    /// # Errors
    /// When the arguments break a rule, or the call fails.
    pub async fn send_raw(self) -> Result<Raw, Error> {
        let prepared = self.prepare()?;
        engine::run(&self.client, &prepared, self.options.policy(&self.client)).await
    }
}

impl Options {
    pub(crate) fn set_retry(&mut self, policy: impl RetryPolicy) {
        self.retry = Some(Arc::new(policy));
    }

    pub(crate) fn apply(&self, mut prepared: Prepared) -> Prepared {
        prepared.timeout = self.timeout.unwrap_or(prepared.timeout);
        prepared.deadline = self.deadline.unwrap_or(prepared.deadline);
        prepared
    }

    pub(crate) fn policy<'a>(&'a self, client: &'a Client) -> &'a dyn RetryPolicy {
        self.retry.as_deref().unwrap_or_else(|| client.retry())
    }
}

impl<T: Decode> Call<T> {
    /// Sends it.
    ///
    /// # Errors
    /// When the arguments break a rule, the call fails, or the answer cannot be read.
    pub async fn send(self) -> Result<T, Error> {
        self.send_raw().await?.decode()
    }
}

impl<T: Decode + Send + 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> CallFuture<T> {
        Box::pin(self.send())
    }
}

impl<R: Send + 'static> Call<Vec<R>>
where
    Vec<R>: Decode,
{
    /// All pages, one after the other. The limit, if set, is the number of rows a page.
    pub fn pages(self) -> Pages<R> {
        Pages::new(self)
    }

    /// All records of all pages.
    pub fn items(self) -> Items<R> {
        Items::new(self.pages())
    }
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id())
            .finish_non_exhaustive()
    }
}

/// A value as it stands in a query.
fn query_text(value: &impl Serialize) -> Result<String, String> {
    let text = |value: Value| match value {
        Value::String(text) => Ok(text),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err("cannot stand in a query".to_owned()),
    };
    match serde_json::to_value(value).map_err(|error| error.to_string())? {
        Value::Array(items) if items.is_empty() => {
            Err("is an empty list: the server would ignore it".to_owned())
        }
        Value::Array(items) => {
            let texts: Vec<String> = items.into_iter().map(text).collect::<Result<_, _>>()?;
            match texts
                .iter()
                .find(|text| text.is_empty() || text.contains(','))
            {
                Some(text) => Err(format!(
                    "holds `{text}`, which a list joined by commas cannot carry"
                )),
                None => Ok(texts.join(",")),
            }
        }
        value => text(value),
    }
}

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
        engine::run(&self.client, &prepared, self.options.policy(&self.client)).await
    }

    fn prepare(&self) -> Result<Prepared, Error> {
        let name = format!("{} {}", self.method, self.path);
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
        let idempotent = [Method::GET, Method::PUT, Method::DELETE, Method::HEAD];
        Ok(self.options.apply(Prepared {
            method: self.method.clone(),
            shown_url: url.clone(),
            url,
            authorization: self
                .client
                .authorization(host.auth)
                .map_err(|error| error.operation(&name))?,
            content_type: Some(self.content_type),
            body: self.body.clone(),
            paced: host.paced,
            repeatable: idempotent.contains(&self.method),
            reads: self.method == Method::GET || self.method == Method::HEAD,
            deletes: self.method == Method::DELETE,
            accepted: &[],
            timeout: self.client.timeout(),
            deadline: self.client.deadline(),
            name,
        }))
    }
}
