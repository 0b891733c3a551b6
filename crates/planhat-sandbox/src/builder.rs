//! The settings of a sandbox.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use planhat_client::Client;
use planhat_client::api::API;
use secrecy::{ExposeSecret, SecretString};

use crate::data::Data;
use crate::error::Error;
use crate::exchange::{Answer, Request};
use crate::fault::{Fault, FaultError, Faults};
use crate::log::Log;
use crate::paths::Paths;
use crate::quota::Quota;
use crate::sandbox::{Kept, Sandbox, url};
use crate::server::{Handler, Server, Shared, Step};
use crate::tenant::{Secrets, Tenant};

/// The API token of a sandbox, unless another is given.
pub const TOKEN: &str = "sandbox-token";
/// The tenant token of a sandbox, unless another is given.
pub const TENANT_TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// The settings of a sandbox; without any, an empty tenant on a free port and without a quota.
#[must_use]
pub struct Builder {
    listen: SocketAddr,
    allow_remote: bool,
    token: SecretString,
    tenant_token: SecretString,
    quota: bool,
    faults: Vec<Fault>,
    seed: u64,
    data: Option<PathBuf>,
    demo: Option<usize>,
    log: bool,
    log_lines: bool,
    handler: Option<Handler>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Builder {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            token: TOKEN.into(),
            tenant_token: TENANT_TOKEN.into(),
            quota: false,
            faults: Vec::new(),
            seed: 0,
            data: None,
            demo: None,
            log: true,
            log_lines: false,
            handler: None,
        }
    }

    /// The address to listen on, of this machine alone; port 0 is any free one.
    pub fn listen(mut self, address: impl Into<SocketAddr>) -> Self {
        self.listen = address.into();
        self
    }

    /// Lets it listen on an address that other machines reach. It has no TLS, and its tokens are
    /// known: all on that network can read and change it.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// The API token that it takes.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into().into();
        self
    }

    /// The tenant token that its analytics paths take.
    pub fn tenant_token(mut self, token: impl Into<String>) -> Self {
        self.tenant_token = token.into().into();
        self
    }

    /// Whether calls beyond the limits of the API are answered 429.
    pub fn quota(mut self, on: bool) -> Self {
        self.quota = on;
        self
    }

    /// All calls are answered, however many.
    pub fn no_quota(self) -> Self {
        self.quota(false)
    }

    /// A fault, behind those that are there: as text (see [`EXAMPLES`](crate::fault::EXAMPLES)) or
    /// as a [`Fault`].
    ///
    /// # Errors
    /// When the text is no fault.
    pub fn fault<F>(mut self, fault: F) -> Result<Self, FaultError>
    where
        F: TryInto<Fault>,
        FaultError: From<F::Error>,
    {
        self.faults.push(fault.try_into()?);
        Ok(self)
    }

    /// What chance goes by: the same seed and the same requests meet the same faults, and made-up
    /// records are the same.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// A file that keeps the records: read at the start if it is there, written when the sandbox
    /// stops and every three seconds when something has changed. A crash loses at most what came after
    /// the last writing.
    pub fn data(mut self, path: impl Into<PathBuf>) -> Self {
        self.data = Some(path.into());
        self
    }

    /// Made-up records around so many companies, unless a file brings its own.
    pub fn demo(mut self, companies: usize) -> Self {
        self.demo = Some(companies);
        self
    }

    /// Whether requests are kept for [`Sandbox::log`]; they are, unless set.
    pub fn log(mut self, on: bool) -> Self {
        self.log = on;
        self
    }

    /// Whether each request is told on stderr, in one line.
    pub fn log_lines(mut self, on: bool) -> Self {
        self.log_lines = on;
        self
    }

    /// Answers by a function in place of the tenant, behind the same quota, faults and log.
    pub fn handler(mut self, handler: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        self.handler = Some(Arc::new(handler));
        self
    }

    /// Starts it; it takes calls when this is done.
    ///
    /// # Errors
    /// When the address cannot be listened on, or the file of the records cannot be read.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let (listener, address) = self.bind()?;
        let tenant = Arc::new(Tenant::new(
            &API,
            Secrets {
                token: self.token.expose_secret().to_owned(),
                tenant_token: self.tenant_token.expose_secret().to_owned(),
            },
        ));
        let url = url(address);
        let client = self.client(&url)?;
        let data = self.data.as_deref().map(Data::open).transpose()?;
        let data = data.map(Arc::new);
        let prepare = prepare(Arc::clone(&tenant), data.clone(), self.demo, self.seed);
        let save = data.map(|data| save(Arc::clone(&tenant), data));
        let by_tenant = Arc::clone(&tenant);
        let shared = Arc::new(Shared {
            handler: self
                .handler
                .unwrap_or_else(|| Arc::new(move |request| by_tenant.answer(request))),
            limits: API.limits,
            paths: Paths::new(&API),
            quota: self.quota.then(|| Arc::new(Quota::new(API.limits))),
            faults: Faults::new(self.seed, self.faults),
            log: Log::new(self.log, self.log_lines),
            tenant,
        });
        let server = Server::start(listener, Arc::clone(&shared), prepare, save).await?;
        Ok(Sandbox {
            server,
            kept: Kept {
                address,
                url,
                token: self.token,
                tenant_token: self.tenant_token,
                client,
                shared,
            },
        })
    }

    fn bind(&self) -> Result<(TcpListener, SocketAddr), Error> {
        let address = self.listen;
        if !address.ip().is_loopback() && !self.allow_remote {
            return Err(Error::Remote { address });
        }
        let fault = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).map_err(fault)?;
        listener.set_nonblocking(true).map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        Ok((listener, address))
    }

    fn client(&self, url: &str) -> Result<Client, Error> {
        // To another address than a loopback one no client sends its token without TLS.
        let local = self.listen.ip().is_loopback() || self.listen.ip().is_unspecified();
        let port = url.rsplit(':').next().unwrap_or_default();
        let url = if local {
            url.to_owned()
        } else {
            format!("http://127.0.0.1:{port}")
        };
        let client = Client::builder()
            .base_url(url)
            .token(self.token.expose_secret())
            .tenant_token(self.tenant_token.expose_secret())
            .no_pacing()
            .build()?;
        Ok(client)
    }
}

/// Fills the tenant before it takes calls.
fn prepare(tenant: Arc<Tenant>, data: Option<Arc<Data>>, demo: Option<usize>, seed: u64) -> Step {
    Arc::new(move || {
        let found = match &data {
            Some(data) => data.load(&tenant)?,
            None => false,
        };
        match demo {
            Some(companies) if !found => crate::demo::fill(&tenant, companies, seed),
            _ => {}
        }
        // Now, so that a place that cannot be written is told before anything is lost.
        match &data {
            Some(data) => Ok(data.save(&tenant)?),
            None => Ok(()),
        }
    })
}

fn save(tenant: Arc<Tenant>, data: Arc<Data>) -> Step {
    Arc::new(move || Ok(data.save(&tenant)?))
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("listen", &self.listen)
            .field("quota", &self.quota)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}
