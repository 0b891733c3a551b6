//! MCP over standard input and output: a message a line, and nothing else on standard output.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rmcp::model::{ClientNotification, ErrorData, JsonRpcMessage, RequestId};
use rmcp::service::{
    RxJsonRpcMessage, ServerInitializeError, TxJsonRpcMessage, serve_server_with_ct,
};
use rmcp::transport::Transport;
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::{RoleServer, ServerHandler};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long calls may take to end once the input has ended.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a conversation ended badly.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client does not speak as it should.
    #[error("the client does not begin as an MCP client: {0}")]
    Client(&'static str),
    /// The handshake was refused.
    #[error("the client could not be served: {}", .0.message)]
    Refused(ErrorData),
    /// The server itself is at fault.
    #[error("the server broke: {0}")]
    Broken(#[source] tokio::task::JoinError),
}

/// Serves standard input and output until the input ends or `shutdown` is done. Answers in flight
/// are finished first.
///
/// # Errors
/// When the client does not speak MCP.
pub async fn serve(
    handler: impl ServerHandler,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let (read, write) = rmcp::transport::io::stdio_pipes();
    serve_on(handler, read, write, shutdown).await
}

/// The same on any two ends.
///
/// # Errors
/// When the client does not speak MCP.
pub async fn serve_on<R, W>(
    handler: impl ServerHandler,
    read: R,
    write: W,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let transport = Finishing {
        inner: AsyncRwTransport::new_server(read, write),
        open: Arc::default(),
        ended: None,
    };
    let stop = CancellationToken::new();
    let mut conversation = std::pin::pin!(converse(handler, transport, stop.clone()));
    tokio::select! {
        ended = &mut conversation => return ended,
        () = shutdown => stop.cancel(),
    }
    conversation.await
}

async fn converse<T: Transport<RoleServer> + 'static>(
    handler: impl ServerHandler,
    transport: T,
    stop: CancellationToken,
) -> Result<(), Error> {
    let running = match serve_server_with_ct(handler, transport, stop).await {
        Ok(running) => running,
        Err(ServerInitializeError::InitializeFailed(error)) => return Err(Error::Refused(error)),
        Err(ServerInitializeError::ExpectedInitializeRequest(_)) => {
            return Err(Error::Client("`initialize` comes first"));
        }
        // It went away, or was to.
        Err(_) => return Ok(()),
    };
    running.waiting().await.map(drop).map_err(Error::Broken)
}

/// Requests that have no answer yet.
#[derive(Default)]
struct Open {
    ids: Mutex<HashSet<RequestId>>,
    changed: Notify,
}

impl Open {
    fn ids(&self) -> MutexGuard<'_, HashSet<RequestId>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self, id: &RequestId) {
        self.ids().remove(id);
        self.changed.notify_waiters();
    }

    async fn closed(&self) {
        loop {
            let changed = self.changed.notified();
            if self.ids().is_empty() {
                return;
            }
            changed.await;
        }
    }
}

/// A transport whose input ends when all requests have their answers: rmcp waits no more than a few
/// seconds for them.
struct Finishing<T> {
    inner: T,
    open: Arc<Open>,
    /// Until when answers are waited for, once the input has ended.
    ended: Option<Instant>,
}

impl<T: Transport<RoleServer>> Transport<RoleServer> for Finishing<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        let id = match &item {
            JsonRpcMessage::Response(response) => Some(response.id.clone()),
            JsonRpcMessage::Error(error) => error.id.clone(),
            _ => None,
        };
        let open = Arc::clone(&self.open);
        let sending = self.inner.send(item);
        async move {
            let sent = sending.await;
            if let Some(id) = id {
                open.close(&id);
            }
            sent
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        if self.ended.is_none() {
            if let Some(message) = self.inner.receive().await {
                self.note(&message);
                return Some(message);
            }
            self.ended = Some(Instant::now() + PATIENCE);
        }
        let until = self.ended.unwrap_or_else(Instant::now);
        let _ = tokio::time::timeout_at(until, self.open.closed()).await;
        None
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.inner.close().await
    }
}

impl<T> Finishing<T> {
    fn note(&self, message: &RxJsonRpcMessage<RoleServer>) {
        match message {
            JsonRpcMessage::Request(request) => {
                self.open.ids().insert(request.id.clone());
            }
            // A cancelled request is not answered.
            JsonRpcMessage::Notification(notification) => {
                if let ClientNotification::CancelledNotification(cancelled) =
                    &notification.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.open.close(id);
                }
            }
            _ => {}
        }
    }
}
