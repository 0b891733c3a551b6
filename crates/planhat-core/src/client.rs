//! The client: who calls, where, and under which limits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use crate::builder::Settings;
use crate::call::{Call, Options};
use crate::decode::Decode;
use crate::fields::{Fault, Fields};
use crate::pacing::{Pacer, Place, Quota};
use crate::request::{self, Arguments};
use crate::retry::RetryPolicy;
use crate::table::{Api, Host, Operation, Scheme};
use crate::{CustomFields, Error, Raw, RawRequest, engine, validate};

/// A client of one API. Cheap to clone; clones share connections and pacing.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    api: &'static Api,
    settings: Settings,
    pacer: Option<Arc<Pacer>>,
    custom: tokio::sync::Mutex<Option<(Instant, Option<Arc<CustomFields>>)>>,
}

impl Client {
    pub(crate) fn new(api: &'static Api, settings: Settings, pacer: Option<Arc<Pacer>>) -> Self {
        Client(Arc::new(Inner {
            api,
            settings,
            pacer,
            custom: tokio::sync::Mutex::default(),
        }))
    }

    /// The table of the API.
    pub fn api(&self) -> &'static Api {
        self.0.api
    }

    /// A call of an operation, to be filled with arguments: the door that typed methods go through.
    pub fn call<T: Decode>(&self, operation: &'static Operation) -> Call<T> {
        Call::new(self.clone(), operation)
    }

    /// Calls an operation with arguments by wire names and gives the answer as it came.
    ///
    /// # Errors
    /// When the arguments break a rule of the table, or the call fails.
    pub async fn call_raw(
        &self,
        operation: &'static Operation,
        arguments: Arguments,
    ) -> Result<Raw, Error> {
        let prepared = request::prepare(self, operation, &arguments)?;
        engine::start(self, prepared, &Options::default()).await
    }

    /// A request of any path of the default host, under the same credentials, pacing, retry and
    /// tracing. A GET or DELETE is repeated when it may have arrived; another request only where
    /// the table has an operation of its method and path that may be.
    pub fn request(&self, method: http::Method, path: &str) -> RawRequest {
        RawRequest::new(self.clone(), method, path)
    }

    /// What a row of a bulk write breaks of the table's rules; nothing is sent.
    pub fn check_row(&self, operation: &'static Operation, row: &Fields) -> Vec<Fault> {
        let mut faults = validate::check_row(self.api(), operation, row, &[], 0);
        for fault in &mut faults {
            if let Some(name) = fault.argument.strip_prefix("rows[0].") {
                fault.argument = name.to_owned();
            }
        }
        faults
    }

    /// The definitions of the tenant's own fields, read again when they are older than `age`; nothing
    /// where the API has none. Clones of the client share them.
    ///
    /// # Errors
    /// When they have to be read and the list fails.
    pub async fn custom_fields(&self, age: Duration) -> Result<Option<Arc<CustomFields>>, Error> {
        self.custom_fields_within(age, self.deadline()).await
    }

    /// The same with a time for reading them, waiting for a turn included.
    ///
    /// # Errors
    /// When they have to be read and the list fails.
    pub async fn custom_fields_within(
        &self,
        age: Duration,
        deadline: Duration,
    ) -> Result<Option<Arc<CustomFields>>, Error> {
        let mut kept = self.0.custom.lock().await;
        if let Some((read, fields)) = &*kept
            && read.elapsed() < age
        {
            return Ok(fields.clone());
        }
        let fields = CustomFields::load_within(self, deadline)
            .await?
            .map(Arc::new);
        *kept = Some((Instant::now(), fields.clone()));
        Ok(fields)
    }

    /// What is left of the calls at this moment.
    pub fn quota(&self) -> Quota {
        match &self.0.pacer {
            Some(pacer) => pacer.quota(),
            None => Quota {
                pacing: None,
                used_this_minute: 0,
                in_flight: 0,
                waiting: 0,
                wait: Duration::ZERO,
            },
        }
    }

    /// Waits for its turn.
    pub(crate) async fn place(&self, paced: bool) -> Option<Place> {
        match &self.0.pacer {
            Some(pacer) if paced => Some(pacer.place().await),
            _ => None,
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.0.settings.timeout
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.0.settings.deadline
    }

    pub(crate) fn retry(&self) -> Arc<dyn RetryPolicy> {
        Arc::clone(&self.0.settings.retry)
    }

    pub(crate) fn host(&self, name: &str) -> Result<&'static Host, Error> {
        let host = self.0.api.hosts.iter().find(|host| host.name == name);
        host.ok_or_else(|| Error::config(format!("the table has no host `{name}`")))
    }

    /// Base address of a host, without a trailing slash.
    pub(crate) fn base_url(&self, name: &str) -> Result<String, Error> {
        match self.0.settings.urls.get(name) {
            Some(url) => Ok(url.clone()),
            None => self
                .host(name)
                .map(|host| host.url.trim_end_matches('/').to_owned()),
        }
    }

    pub(crate) fn secret(&self, name: &str) -> Result<&SecretString, Error> {
        self.0.settings.secrets.get(name).ok_or_else(|| {
            let secret = self.0.api.secrets.iter().find(|secret| secret.name == name);
            let (env, doc) = secret.map_or(("", ""), |secret| (secret.env, secret.doc));
            Error::config(format!(
                "`{name}` is needed and not set: give it to the builder, or set {env} ({doc})"
            ))
        })
    }

    /// What a server said, without the secrets that it may have repeated: each stands as its name in
    /// braces. A text that is too short to be a token stays.
    pub fn without_secrets(&self, said: &str) -> String {
        let mut said = said.to_owned();
        for (name, secret) in &self.0.settings.secrets {
            let secret = secret.expose_secret();
            if secret.len() >= 8 {
                let name = format!("{{{name}}}");
                for form in [secret, &basic(secret), &request::encoded(secret)] {
                    if memchr::memmem::find(said.as_bytes(), form.as_bytes()).is_some() {
                        said = said.replace(form, &name);
                    }
                }
            }
        }
        said
    }

    /// The header of a way to authenticate.
    pub(crate) fn authorization(&self, name: &str) -> Result<Option<HeaderValue>, Error> {
        let name = self.0.settings.auth.get(name).map_or(name, String::as_str);
        let auth = self.0.api.auth.iter().find(|auth| auth.name == name);
        let auth =
            auth.ok_or_else(|| Error::config(format!("the table has no authentication `{name}`")))?;
        let secret = match (auth.scheme, auth.secret) {
            (Scheme::None, _) | (_, None) => return Ok(None),
            (_, Some(secret)) => self.secret(secret)?.expose_secret(),
        };
        let text = match auth.scheme {
            Scheme::Basic => format!("Basic {}", basic(secret)),
            _ => format!("Bearer {secret}"),
        };
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            Error::config("the token holds signs that cannot be sent; was it copied whole?")
        })?;
        value.set_sensitive(true);
        Ok(Some(value))
    }
}

/// A secret as the user name of Basic, with an empty password.
fn basic(secret: &str) -> String {
    STANDARD.encode(format!("{secret}:"))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.0.api.title)
            .field("urls", &self.0.settings.urls)
            .finish_non_exhaustive()
    }
}
