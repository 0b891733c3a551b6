//! A call being put together: operation, arguments, and how to send it.

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use futures_core::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;

use crate::bulk::Bulk;
use crate::fields::{Fault, Fields, Patch};
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
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
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

    /// All arguments at once, in place of those given before.
    pub fn arguments(mut self, arguments: Arguments) -> Self {
        self.arguments = arguments;
        self.faults.clear();
        self
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

    /// Sets one field of the body.
    pub fn field(self, name: &str, value: impl Serialize) -> Self {
        self.patch(name, Patch::Set(value))
    }

    /// Sets, clears or keeps one field of the body.
    pub fn patch<V: Serialize>(mut self, name: &str, value: Patch<V>) -> Self {
        self.change(|fields| fields.set(name, value));
        self
    }

    /// Sets one key of an object in the body, such as the tenant's own fields.
    pub fn field_in(mut self, name: &str, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let (key, value) = (key.into(), value.into());
        self.change(|fields| fields.set_in(name, key, value));
        self
    }

    /// Changes the fields of the body; rows or text give way to fields.
    fn change(&mut self, change: impl FnOnce(&mut Fields)) {
        let mut fields = match std::mem::take(&mut self.arguments.body) {
            Payload::One(fields) => fields,
            _ => Fields::new(),
        };
        change(&mut fields);
        self.arguments.body = Payload::One(fields);
    }

    /// Sends rows as a bulk upsert, in chunks.
    pub fn bulk<I>(self, rows: I) -> Bulk<T>
    where
        T: Decode,
        I: IntoIterator<Item = Fields>,
        I::IntoIter: Send + 'static,
    {
        Bulk::new(self, Box::new(rows.into_iter()))
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
        request::prepare(&self.client, self.operation, &self.arguments)
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
        engine::start(&self.client, prepared, &self.options).await
    }
}

impl Options {
    pub(crate) fn apply(&self, mut prepared: Prepared) -> Prepared {
        prepared.timeout = self.timeout.unwrap_or(prepared.timeout);
        prepared.deadline = self.deadline.unwrap_or(prepared.deadline);
        prepared
    }

    pub(crate) fn policy(&self, client: &Client) -> Arc<dyn RetryPolicy> {
        self.retry.clone().unwrap_or_else(|| client.retry())
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
