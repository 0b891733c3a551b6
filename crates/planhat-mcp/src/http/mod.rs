//! MCP over HTTP: one endpoint, `POST /mcp`, for all revisions and without sessions, over any
//! [`rmcp::ServerHandler`].
//!
//! ```
//! # async fn run(handler: impl rmcp::ServerHandler + Clone) -> Result<(), planhat_mcp::http::Error> {
//! use planhat_mcp::http::{Options, Server};
//! let address = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
//! let server = Server::bind(address, Options::default()).await?;
//! println!("{}", server.url());
//! let shutdown = std::future::pending();
//! server.serve(move || handler.clone(), shutdown).await;
//! # Ok(())
//! # }
//! ```
//!
//! | asked | answered |
//! |---|---|
//! | a `Host` or an `Origin` that is not allowed | 403 |
//! | another method than POST | 405 |
//! | no bearer or a wrong one, where one is set | 401 |
//! | a body above the limit | 413 |
//! | a call that takes longer than the limit | 504, and the call is cancelled |
//!
//! Browsers are told which origins are allowed (CORS), so that a page of one can call it.
//!
//! A client that goes away cancels its call: `RequestContext::ct` is cancelled, and it is for the
//! handler to drop what it does then.
//!
//! [`Server`] listens and keeps connections; [`Endpoint`] answers requests alone, for those who have a
//! server of their own around it.

mod access;
mod bearer;
mod cors;
mod endpoint;
mod ready;
mod server;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use secrecy::SecretString;

pub use endpoint::Endpoint;
pub use ready::{offer, offers};
pub use server::Server;

/// The body of an answer.
pub type Body = BoxBody<Bytes, Infallible>;

/// What a server goes by.
#[derive(Debug, Clone)]
pub struct Options {
    /// What clients show in `Authorization: Bearer`; without one every client is served, which only
    /// an address on loopback may do.
    pub bearer: Option<SecretString>,
    /// Further values of `Host` that are served, such as `mcp.example.com`, with a port or for any.
    /// The address that is listened on and the names of loopback are served anyway.
    pub hosts: Vec<String>,
    /// Further values of `Origin` that are served, such as `https://app.example.com`. Requests
    /// without one are served anyway, and those of loopback when it listens there.
    pub origins: Vec<String>,
    /// The longest body of a request, in bytes.
    pub body_limit: usize,
    /// The longest time for a request, its body included.
    pub time_limit: Duration,
    /// How long open calls may take to end when the server is stopped.
    pub grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            bearer: None,
            hosts: Vec::new(),
            origins: Vec::new(),
            body_limit: 4 * 1024 * 1024,
            time_limit: Duration::from_secs(300),
            grace: Duration::from_secs(10),
        }
    }
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Others could reach it and nothing would keep them out.
    #[error(
        "{0} can be reached from other machines: set PLANHAT_MCP_BEARER to a secret of your own, or \
         listen on 127.0.0.1"
    )]
    Open(SocketAddr),
    /// The bearer cannot be sent.
    #[error(
        "the bearer holds signs that no client can send; letters, digits and `-._~+/=` are safe"
    )]
    Bearer,
    /// An allowed host makes no sense.
    #[error("`{0}` is no host; one looks like `mcp.example.com` or `mcp.example.com:8443`")]
    Host(String),
    /// An allowed origin makes no sense.
    #[error("`{0}` is no origin; one looks like `https://app.example.com`")]
    Origin(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
}
