//! Listening, connections, and their end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::ServerHandler;
use secrecy::SecretString;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::endpoint::text;
use super::{Body, Endpoint, Error, Options, access, bearer, cors};

/// The wait after a connection could not be taken, as when there are too many open files.
const ACCEPT_AGAIN: Duration = Duration::from_millis(10);
/// The longest wait for the head of a request, on a connection that is open.
const HEAD: Duration = Duration::from_secs(60);

/// A server that listens and does not serve yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    options: Options,
}

/// What all connections share.
struct Shared<H> {
    endpoint: Endpoint<H>,
    bearer: Option<SecretString>,
}

impl Server {
    /// Listens on an address; port 0 is any free one.
    ///
    /// # Errors
    /// When the address is not of loopback and there is no bearer, an option makes no sense, or it
    /// cannot be listened on.
    pub async fn bind(address: SocketAddr, options: Options) -> Result<Server, Error> {
        if !address.ip().is_loopback() && options.bearer.is_none() {
            return Err(Error::Open(address));
        }
        bearer::checked(options.bearer.as_ref())?;
        access::hosts(&options, None)?;
        access::origins(&options, None)?;
        let failed = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        Ok(Server {
            address: listener.local_addr().map_err(failed)?,
            listener,
            options,
        })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the endpoint.
    pub fn url(&self) -> String {
        format!("http://{}/mcp", self.address)
    }

    /// Serves handlers that `make` gives, one for each request, until `shutdown` is done. Open calls
    /// have [`Options::grace`] to end then; what is left is cancelled.
    pub async fn serve<H: ServerHandler>(
        self,
        make: impl Fn() -> H + Send + Sync + 'static,
        shutdown: impl Future<Output = ()>,
    ) {
        let Server {
            listener,
            address,
            options,
        } = self;
        // Its options were tried when it was bound.
        let Ok(endpoint) = Endpoint::new(make, &options, Some(address.ip())) else {
            return;
        };
        let stopper = endpoint.stopper();
        let shared = Arc::new(Shared {
            endpoint,
            bearer: options.bearer,
        });
        let (leave, leaving) = watch::channel(());
        let mut connections = JoinSet::new();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        connections.spawn(connection(stream, Arc::clone(&shared), leaving.clone()));
                    }
                    Err(_) => tokio::time::sleep(ACCEPT_AGAIN).await,
                },
            }
            while connections.try_join_next().is_some() {}
        }
        drop(listener);
        drop(leave);
        let all = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(options.grace, all).await.is_err() {
            stopper.cancel();
        }
    }
}

/// Serves one connection until it ends, or the server does.
async fn connection<H: ServerHandler>(
    stream: TcpStream,
    shared: Arc<Shared<H>>,
    mut leaving: watch::Receiver<()>,
) {
    // Without it, it is only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, std::convert::Infallible>(answer(&shared, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // How a connection ended is of no interest: its calls have their own ends.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = leaving.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

async fn answer<H: ServerHandler>(
    shared: &Shared<H>,
    mut request: Request<Incoming>,
) -> Response<Body> {
    match (request.uri().path(), request.method()) {
        ("/mcp", _) => {}
        ("/healthz", &Method::GET) => return text(StatusCode::OK, "ok\n"),
        _ => return text(StatusCode::NOT_FOUND, "there is only /mcp here\n"),
    }
    let asks = cors::only_asks(&request);
    if !bearer::admits(shared.bearer.as_ref(), request.headers_mut()) && !asks {
        let mut refused = text(
            StatusCode::UNAUTHORIZED,
            "this server takes `Authorization: Bearer` with the secret that it was started with\n",
        );
        let scheme = HeaderValue::from_static("Bearer realm=\"planhat\"");
        refused.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        return refused;
    }
    shared.endpoint.answer(request).await
}
