//! A running sandbox.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use planhat_client::Client;
use secrecy::{ExposeSecret, SecretString};

use crate::builder::Builder;
use crate::error::Error;
use crate::fault::{Fault, FaultError};
use crate::log::Entry;
use crate::server::{Server, Shared};
use crate::tenant::Tenant;

/// A local Planhat on a port of this machine. Dropping it stops it.
///
/// ```
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = planhat_sandbox::Sandbox::start().await?;
/// let client = sandbox.client();
/// let companies = client.companies().list().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) server: Server,
    pub(crate) kept: Kept,
}

/// What a sandbox is besides its server.
pub(crate) struct Kept {
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
    pub(crate) token: SecretString,
    pub(crate) tenant_token: SecretString,
    pub(crate) client: Client,
    pub(crate) shared: Arc<Shared>,
}

impl Sandbox {
    /// An empty tenant on a free port, without a quota.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub async fn start() -> Result<Self, Error> {
        Builder::new().start().await
    }

    /// A sandbox with settings.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The base address, without a slash at its end; that of this machine when all addresses are
    /// listened on.
    pub fn url(&self) -> &str {
        &self.kept.url
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.kept.address
    }

    /// The API token that it takes.
    pub fn token(&self) -> &str {
        self.kept.token.expose_secret()
    }

    /// The tenant token that its analytics paths take.
    pub fn tenant_token(&self) -> &str {
        self.kept.tenant_token.expose_secret()
    }

    /// A client of this sandbox: its address, its tokens, and no pacing.
    pub fn client(&self) -> Client {
        self.kept.client.clone()
    }

    /// Its records, to be filled and looked at apart from any request.
    pub fn tenant(&self) -> &Arc<Tenant> {
        &self.kept.shared.tenant
    }

    /// The requests that came, oldest first: the last 10,000 of them. A call that was answered is
    /// there before its answer arrives.
    pub fn log(&self) -> Vec<Entry> {
        self.kept.shared.log.entries()
    }

    /// Forgets the requests that came.
    pub fn clear_log(&self) {
        self.kept.shared.log.clear();
    }

    /// Puts these faults in place of all, counting anew.
    ///
    /// # Errors
    /// When one cannot be read; then all stays as it is.
    pub fn set_faults<F>(&self, faults: impl IntoIterator<Item = F>) -> Result<(), FaultError>
    where
        F: TryInto<Fault>,
        FaultError: From<F::Error>,
    {
        let faults = faults.into_iter().map(TryInto::try_into);
        let faults: Vec<Fault> = faults.collect::<Result<_, F::Error>>()?;
        self.kept.shared.faults.replace(faults);
        Ok(())
    }

    /// Puts a fault behind the others.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn add_fault<F>(&self, fault: F) -> Result<(), FaultError>
    where
        F: TryInto<Fault>,
        FaultError: From<F::Error>,
    {
        self.kept.shared.faults.add(fault.try_into()?);
        Ok(())
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.kept.shared.faults.replace(Vec::new());
    }

    /// Stops it: no further connections, a second for open calls, then the records are saved where
    /// a file was given. Dropping does the same without the second and without a word of faults.
    ///
    /// # Errors
    /// When the records cannot be saved.
    pub async fn stop(self) -> Result<(), Error> {
        self.server.stop().await
    }
}

/// The base address by which this machine reaches a server on an address.
pub(crate) fn url(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
