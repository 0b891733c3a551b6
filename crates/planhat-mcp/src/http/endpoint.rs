//! What answers the requests to `/mcp`.

use std::fmt::Display;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use super::cors::Asked;
use super::ready::{self, Slot};
use super::{Body, Error, Options, access};

/// Answers requests; for those who have a server, paths and a check of who calls of their own. What
/// such a check puts into the extensions of a request the handler finds in
/// `RequestContext::extensions`, in the `http::request::Parts` there.
pub struct Endpoint<H> {
    service: StreamableHttpService<H, NeverSessionManager>,
    time_limit: Duration,
}

impl<H: ServerHandler> Endpoint<H> {
    /// An endpoint over handlers that `make` gives, one for each request. `listening` is the address
    /// that clients reach it at, where it is known. The bearer of the options is not checked here.
    ///
    /// # Errors
    /// When an allowed host or origin makes no sense.
    pub fn new(
        make: impl Fn() -> H + Send + Sync + 'static,
        options: &Options,
        listening: Option<IpAddr>,
    ) -> Result<Self, Error> {
        let config = StreamableHttpServerConfig::default()
            // Sessions are memory that anybody can take.
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(options.body_limit)
            .with_allowed_hosts(access::hosts(options, listening)?)
            .with_allowed_origins(access::origins(options, listening)?)
            .enforce_origin_validation();
        let manager = Arc::new(NeverSessionManager::default());
        Ok(Endpoint {
            service: StreamableHttpService::new(move || Ok(make()), manager, config),
            time_limit: options.time_limit,
        })
    }

    /// Ends all calls when it is cancelled.
    pub fn stopper(&self) -> CancellationToken {
        self.service.config.cancellation_token.clone()
    }

    /// Answers a request, whatever its path. Dropping the future cancels the call.
    pub async fn answer<B>(&self, mut request: Request<B>) -> Response<Body>
    where
        B: http_body::Body + Send + 'static,
        B::Error: Display,
    {
        let page = Asked::of(&request);
        let slot = Slot::default();
        request.extensions_mut().insert(slot.clone());
        let answered = tokio::time::timeout(self.time_limit, self.service.handle(request));
        let response = match answered.await {
            Ok(response) => ready::filled(response, &slot).await,
            Err(_) => text(
                StatusCode::GATEWAY_TIMEOUT,
                format!(
                    "the call took longer than {} s and was cancelled; ask for less",
                    self.time_limit.as_secs_f32()
                ),
            ),
        };
        match page {
            Some(page) => page.told(response),
            None => response,
        }
    }
}

impl<H> std::fmt::Debug for Endpoint<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint")
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}

/// An answer in words.
pub(super) fn text(status: StatusCode, text: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Full::new(text.into()).boxed());
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}
