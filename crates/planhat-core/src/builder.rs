//! Making a client.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::pacing::{Pacer, Pacing};
use crate::retry::{Backoff, RetryPolicy};
use crate::table::{Api, Scheme};
use crate::transport::{Http, Transport};
use crate::{Client, Error};

/// What a client goes by.
pub(crate) struct Settings {
    pub(crate) urls: BTreeMap<String, String>,
    pub(crate) secrets: BTreeMap<String, SecretString>,
    /// Ways to authenticate that stand in for others.
    pub(crate) auth: BTreeMap<String, String>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) user_agent: String,
}

/// Makes a client. `C` is the client of the generated crate.
pub struct ClientBuilder<C> {
    api: &'static Api,
    urls: BTreeMap<String, String>,
    region: Option<String>,
    secrets: BTreeMap<String, SecretString>,
    basic: bool,
    pacing: Option<Pacing>,
    retry: Arc<dyn RetryPolicy>,
    timeout: Duration,
    deadline: Duration,
    connect_timeout: Option<Duration>,
    transport: Option<Arc<dyn Transport>>,
    user_agent: String,
    client: PhantomData<fn() -> C>,
}

/// One attempt, unless set.
const TIMEOUT: Duration = Duration::from_secs(60);
/// All attempts of a call, waiting included, unless set.
const DEADLINE: Duration = Duration::from_secs(300);

impl<C: From<Client>> ClientBuilder<C> {
    /// A builder for the API of this table.
    pub fn new(api: &'static Api) -> Self {
        ClientBuilder {
            api,
            urls: BTreeMap::new(),
            region: None,
            secrets: BTreeMap::new(),
            basic: false,
            pacing: Some(Pacing::from(&api.limits)),
            retry: Arc::new(Backoff::default()),
            timeout: TIMEOUT,
            deadline: DEADLINE,
            connect_timeout: None,
            transport: None,
            user_agent: concat!("planhat-forge/", env!("CARGO_PKG_VERSION")).to_owned(),
            client: PhantomData,
        }
    }

    /// A builder with what the environment says: the variable of each secret, `PLANHAT_REGION`,
    /// `PLANHAT_BASE_URL`, `PLANHAT_<HOST>_URL` for each further host, and `PLANHAT_PACING=off`.
    ///
    /// # Errors
    /// When a variable is not UTF-8, or `PLANHAT_PACING` is neither `on` nor `off`.
    pub fn from_env(api: &'static Api) -> Result<Self, Error> {
        ClientBuilder::from_variables(api, |name| std::env::var_os(name))
    }

    /// As [`from_env`](Self::from_env), by variables that stand elsewhere, such as in a file.
    ///
    /// # Errors
    /// As there.
    pub fn from_variables(
        api: &'static Api,
        get: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, Error> {
        let variable = |name: &str| text(name, get(name));
        let mut builder = ClientBuilder::new(api);
        for secret in api.secrets {
            if let Some(value) = variable(secret.env)? {
                builder = builder.secret(secret.name, value);
            }
        }
        if let Some(region) = variable("PLANHAT_REGION")? {
            builder = builder.region(region);
        }
        if let Some(url) = variable("PLANHAT_BASE_URL")? {
            builder = builder.base_url(url);
        }
        for host in api
            .hosts
            .iter()
            .filter(|host| host.name != api.default_host)
        {
            if let Some(url) = variable(&format!("PLANHAT_{}_URL", host.name.to_uppercase()))? {
                builder = builder.host_url(host.name, url);
            }
        }
        match variable("PLANHAT_PACING")?.as_deref() {
            None | Some("on") => Ok(builder),
            Some("off") => Ok(builder.no_pacing()),
            Some(other) => Err(Error::config(format!(
                "PLANHAT_PACING is `{other}`; it takes `on` or `off`"
            ))),
        }
    }

    /// The API access token of a private app: the secret that the default host's authentication
    /// sends.
    pub fn token(self, token: impl Into<String>) -> Self {
        let host = self
            .api
            .hosts
            .iter()
            .find(|host| host.name == self.api.default_host);
        let auth = host.and_then(|host| self.api.auth.iter().find(|auth| auth.name == host.auth));
        match auth.and_then(|auth| auth.secret) {
            Some(name) => self.secret(name, token),
            None => self,
        }
    }

    /// The tenant token, that the analytics host and other paths take: the secret `tenantToken`.
    pub fn tenant_token(self, token: impl Into<String>) -> Self {
        self.secret("tenantToken", token)
    }

    /// A secret by its name in the table. Spaces around it are no part of it; a blank one is as good
    /// as none.
    pub fn secret(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = SecretString::from(value.into());
        match value.expose_secret().trim() {
            "" => self.secrets.remove(name),
            text => self.secrets.insert(name.to_owned(), text.into()),
        };
        self
    }

    /// The cluster that the tenant lives on, such as `us4`: the part after `app-` in the address of
    /// the app.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The address of the default host, and of the others unless they are set. It is https, or
    /// http to this machine.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        let host = self.api.default_host;
        self.host_url(host, url)
    }

    /// The address of the analytics host.
    pub fn analytics_url(self, url: impl Into<String>) -> Self {
        self.host_url("analytics", url)
    }

    /// The address of a host by its name in the table.
    pub fn host_url(mut self, host: &str, url: impl Into<String>) -> Self {
        self.urls.insert(host.to_owned(), url.into());
        self
    }

    /// Sends the token by Basic instead of Bearer, as older programs do.
    pub fn basic(mut self) -> Self {
        self.basic = true;
        self
    }

    /// Time for one attempt; 60 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Time to connect; 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Time for all attempts of a call, waiting included; 5 minutes unless set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How long to wait before trying again; [`Backoff`] unless set.
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// Other limits than those of the API, for a token that several programs share.
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = Some(pacing);
        self
    }

    /// Sends as fast as it can.
    pub fn no_pacing(mut self) -> Self {
        self.pacing = None;
        self
    }

    /// Another way to send requests.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// What the program calls itself.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// The client. Nothing is sent, and a missing secret is no fault until a call needs it.
    ///
    /// # Errors
    /// When an address or a region cannot be used.
    pub fn build(self) -> Result<C, Error> {
        let urls = self.urls()?;
        let auth = if self.basic {
            self.basic_auth()?
        } else {
            BTreeMap::new()
        };
        let token = self.main_secret();
        let main = urls.get(self.api.default_host).map(String::as_str);
        let main = reqwest::Url::parse(main.unwrap_or_default())
            .map(|url| url.origin().ascii_serialization())
            .unwrap_or_default();
        let pacer = self
            .pacing
            .map(|pacing| Pacer::shared(&token, &main, pacing));
        let transport = self
            .transport
            .unwrap_or_else(|| Http::shared(self.connect_timeout));
        let settings = Settings {
            urls,
            secrets: self.secrets,
            auth,
            transport,
            retry: self.retry,
            timeout: self.timeout,
            deadline: self.deadline,
            user_agent: self.user_agent,
        };
        Ok(Client::new(self.api, settings, pacer).into())
    }

    fn main_secret(&self) -> String {
        let host = self
            .api
            .hosts
            .iter()
            .find(|host| host.name == self.api.default_host);
        let auth = host.and_then(|host| self.api.auth.iter().find(|auth| auth.name == host.auth));
        let secret = auth.and_then(|auth| self.secrets.get(auth.secret?));
        secret
            .map(|secret| secret.expose_secret().to_owned())
            .unwrap_or_default()
    }

    /// The address of each host: set, that of the default host if that is set, or the usual one.
    fn urls(&self) -> Result<BTreeMap<String, String>, Error> {
        let main = self.urls.get(self.api.default_host);
        if let (Some(_), Some(region)) = (main, &self.region) {
            return Err(Error::config(format!(
                "both a base address and the region `{region}` are set; give one"
            )));
        }
        let mut urls = BTreeMap::new();
        for host in self.api.hosts {
            let url = match (
                self.urls.get(host.name).or(main),
                &self.region,
                host.regional,
            ) {
                (Some(url), _, _) => checked(url)?,
                (None, Some(region), Some(pattern)) => {
                    pattern.replace("{cluster}", cluster(region)?)
                }
                _ => host.url.to_owned(),
            };
            urls.insert(host.name.to_owned(), url.trim_end_matches('/').to_owned());
        }
        Ok(urls)
    }

    /// For each bearer scheme the basic one with the same secret.
    fn basic_auth(&self) -> Result<BTreeMap<String, String>, Error> {
        let mut stands_in = BTreeMap::new();
        for bearer in self
            .api
            .auth
            .iter()
            .filter(|auth| auth.scheme == Scheme::Bearer)
        {
            let basic = self
                .api
                .auth
                .iter()
                .find(|auth| auth.scheme == Scheme::Basic && auth.secret == bearer.secret);
            let basic =
                basic.ok_or_else(|| Error::config("this API has no Basic authentication"))?;
            stands_in.insert(bearer.name.to_owned(), basic.name.to_owned());
        }
        Ok(stands_in)
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("hosts", &self.urls.keys())
            .finish_non_exhaustive()
    }
}

/// The text of a variable; an empty one is as good as none.
fn text(name: &str, value: Option<OsString>) -> Result<Option<String>, Error> {
    let text = value.map(OsString::into_string).transpose();
    let text = text.map_err(|_| Error::config(format!("{name} is not UTF-8")))?;
    Ok(text.filter(|text| !text.is_empty()))
}

fn cluster(region: &str) -> Result<&str, Error> {
    let valid = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    if !region.is_empty() && region.chars().all(valid) {
        return Ok(region);
    }
    Err(Error::config(format!(
        "`{region}` is no region; one looks like `us4` or `eu3`"
    )))
}

/// An address that a token may travel to.
fn checked(url: &str) -> Result<String, Error> {
    // First of all: what stands before an `@` may be a password, which no message shows.
    if url.contains(['@', '?', '#']) {
        return Err(Error::config(
            "a base address has no query, no `#` and no user",
        ));
    }
    let parsed: http::Uri = url
        .parse()
        .map_err(|_| Error::config(format!("`{url}` is no address")))?;
    let local = parsed.host().is_some_and(is_local);
    match parsed.scheme_str() {
        Some("https") => Ok(url.to_owned()),
        Some("http") if local => Ok(url.to_owned()),
        Some("http") => Err(Error::config(format!(
            "`{url}` is not https: the token would travel in clear"
        ))),
        _ => Err(Error::config(format!("`{url}` is no https address"))),
    }
}

/// Whether a host is this machine, and not only named so.
fn is_local(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let address = address.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
