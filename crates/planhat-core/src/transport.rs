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
    own: OnceLock<Result<reqwest::Client, String>>,
}

/// Time to connect, unless the builder says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Redirects within a host.
const REDIRECTS: usize = 5;

impl Http {
    /// The transport that clients share, or one of its own where it connects otherwise.
    pub(crate) fn shared(connect_timeout: Option<Duration>) -> Arc<Http> {
        static SHARED: OnceLock<Arc<Http>> = OnceLock::new();
        match connect_timeout {
            None => Arc::clone(SHARED.get_or_init(Arc::default)),
            Some(_) => Arc::new(Http {
                connect_timeout,
                own: OnceLock::new(),
            }),
        }
    }

    fn client(&self) -> Result<&reqwest::Client, TransportError> {
        let made = self
            .own
            .get_or_init(|| make(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT)));
        made.as_ref().map_err(|message| TransportError {
            may_have_arrived: false,
            timed_out: false,
            message: format!("cannot set up HTTP: {message}"),
        })
    }
}

fn make(connect_timeout: Duration) -> Result<reqwest::Client, String> {
    // A provider that the program has chosen already stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| error.to_string())
}

impl Transport for Http {
    fn send(
        &self,
        request: http::Request<Bytes>,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let client = self.client()?;
            let mut request = reqwest::Request::try_from(request).map_err(failure)?;
            *request.timeout_mut() = Some(timeout);
            let response = execute(client, request).await.map_err(failure)?;
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

/// Sends a request, and follows redirects.
async fn execute(
    client: &reqwest::Client,
    mut request: reqwest::Request,
) -> reqwest::Result<reqwest::Response> {
    for _ in 0..REDIRECTS {
        let Some(copy) = request.try_clone() else {
            break;
        };
        let response = client.execute(copy).await?;
        match redirect(&request, &response) {
            Some(next) => *request.url_mut() = next,
            None => return Ok(response),
        }
    }
    client.execute(request).await
}

/// Where a redirect leads, if it stays on the host and leaves the call what it is: most clients
/// would turn a redirected POST into a GET.
fn redirect(request: &reqwest::Request, response: &reqwest::Response) -> Option<reqwest::Url> {
    let keeps = match response.status().as_u16() {
        307 | 308 => true,
        301..=303 => matches!(*request.method(), http::Method::GET | http::Method::HEAD),
        _ => false,
    };
    let location = response.headers().get(http::header::LOCATION)?;
    let next = request.url().join(location.to_str().ok()?).ok()?;
    (keeps && next.origin() == request.url().origin()).then_some(next)
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
        timed_out: error.is_timeout(),
        message,
    }
}
