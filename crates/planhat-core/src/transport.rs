//! How a request reaches the server: a trait, and the usual way over HTTP.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;

/// Sends one request. Replace it to record, to test, or to go by another way.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and reads the whole answer, within the timeout.
    fn send(
        &self,
        request: http::Request<Bytes>,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

/// Why no answer came.
#[derive(Debug)]
pub struct TransportError {
    /// Whether the request may have reached the server.
    pub may_have_arrived: bool,
    /// Whether time ran out.
    pub timed_out: bool,
    /// What happened.
    pub message: String,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {}

/// HTTP by `reqwest`, made when it is first used and shared by all clients of the process.
#[derive(Debug, Default)]
pub(crate) struct Http {
    connect_timeout: Option<Duration>,
    usual: OnceLock<Result<reqwest::Client, String>>,
    /// For plain http, which goes to this machine alone: not by way of a proxy.
    local: OnceLock<Result<reqwest::Client, String>>,
}

/// Time to connect, unless the builder says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

impl Http {
    /// The transport that clients share, or one of its own where it connects otherwise.
    pub(crate) fn shared(connect_timeout: Option<Duration>) -> Arc<Http> {
        static SHARED: OnceLock<Arc<Http>> = OnceLock::new();
        match connect_timeout {
            None => Arc::clone(SHARED.get_or_init(Arc::default)),
            Some(_) => Arc::new(Http {
                connect_timeout,
                ..Http::default()
            }),
        }
    }

    fn client(&self, uri: &http::Uri) -> Result<&reqwest::Client, TransportError> {
        let plain = uri.scheme() == Some(&http::uri::Scheme::HTTP);
        let place = if plain { &self.local } else { &self.usual };
        let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        let made = place.get_or_init(|| make(connect_timeout, plain));
        made.as_ref().map_err(|message| TransportError {
            may_have_arrived: false,
            timed_out: false,
            message: format!("cannot set up HTTP: {message}"),
        })
    }
}

fn make(connect_timeout: Duration, local: bool) -> Result<reqwest::Client, String> {
    // A provider of cryptography that the program has chosen already stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none());
    if local {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| error.to_string())
}

impl Transport for Http {
    fn send(
        &self,
        request: http::Request<Bytes>,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let client = self.client(request.uri())?;
            let mut request = reqwest::Request::try_from(request).map_err(failure)?;
            *request.timeout_mut() = Some(timeout);
            let response = client.execute(request).await.map_err(failure)?;
            let mut answer = http::Response::builder().status(response.status());
            if let Some(headers) = answer.headers_mut() {
                headers.extend(response.headers().clone());
            }
            let body = response.bytes().await.map_err(|error| TransportError {
                may_have_arrived: true,
                ..failure(error)
            })?;
            answer.body(body).map_err(|error| TransportError {
                may_have_arrived: true,
                timed_out: false,
                message: error.to_string(),
            })
        })
    }
}

/// The chain of causes, without the address: it may hold a secret.
fn failure(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(one) = cause {
        message = format!("{message}: {one}");
        cause = one.source();
    }
    TransportError {
        may_have_arrived: !(error.is_connect() || error.is_builder()),
        timed_out: error.is_timeout() && !error.is_connect(),
        message,
    }
}
