//! The server: its threads, its connections, and what they share.

mod handle;
mod incoming;
mod outgoing;
mod wire;

use std::fmt;
use std::io;
use std::net::TcpListener as Listener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use planhat_core::table::Limits;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

use crate::error::Error;
use crate::exchange::{Answer, Request};
use crate::fault::Faults;
use crate::log::Log;
use crate::paths::Paths;
use crate::quota::Quota;
use crate::tenant::Tenant;

use wire::{Ending, Wire};

/// What answers requests.
pub(crate) type Handler = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;
/// A step of the server's life that may take its time.
pub(crate) type Step = Arc<dyn Fn() -> Result<(), Error> + Send + Sync>;

/// How long open calls may take to end when the server is stopped.
const GRACE: Duration = Duration::from_secs(1);
/// How often changes are saved.
const SAVE_EVERY: Duration = Duration::from_secs(3);
/// The wait after a connection could not be taken, as when there are too many open files.
const ACCEPT_AGAIN: Duration = Duration::from_millis(10);

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) handler: Handler,
    pub(crate) limits: Limits,
    pub(crate) paths: Paths,
    pub(crate) quota: Option<Arc<Quota>>,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) tenant: Arc<Tenant>,
}

/// A running server. It has threads of its own, so that neither a blocking client nor a stopped
/// clock of a test stops it. Dropping it ends it at once.
pub(crate) struct Server {
    stop: Option<oneshot::Sender<()>>,
    ended: oneshot::Receiver<Result<(), Error>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Starts a server; `prepare` runs before it takes calls, `save` every few seconds and in the
    /// end.
    pub(crate) async fn start(
        listener: Listener,
        shared: Arc<Shared>,
        prepare: Step,
        save: Option<Step>,
    ) -> Result<Self, Error> {
        let (stop, stopped) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        let (ready, is_ready) = oneshot::channel();
        let work = move || {
            let begun = begin(listener, &prepare);
            let (runtime, listener) = match begun {
                Ok(begun) => begun,
                Err(error) => return drop(ready.send(Err(error))),
            };
            if ready.send(Ok(())).is_ok() {
                runtime.block_on(serve(listener, shared, stopped, save.clone()));
            }
            // Joins its threads and drops what is open.
            drop(runtime);
            let _ = end.send(save.map_or(Ok(()), |save| save()));
        };
        let thread = thread::Builder::new().name("planhat-sandbox".to_owned());
        let thread = thread.spawn(work).map_err(Error::Threads)?;
        let server = Server {
            stop: Some(stop),
            ended,
            thread: Some(thread),
        };
        is_ready.await.unwrap_or(Err(Error::Broken))?;
        Ok(server)
    }

    /// Ends it: open calls get a second, then changes are saved.
    pub(crate) async fn stop(mut self) -> Result<(), Error> {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        (&mut self.ended).await.unwrap_or(Err(Error::Broken))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Its panic was told when it happened.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

fn begin(listener: Listener, prepare: &Step) -> Result<(Runtime, TcpListener), Error> {
    prepare()?;
    let threads = thread::available_parallelism()
        .map_or(2, usize::from)
        .min(4);
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name("planhat-sandbox")
        .enable_all()
        .build()
        .map_err(Error::Threads)?;
    let entered = runtime.enter();
    let listener = TcpListener::from_std(listener).map_err(Error::Threads)?;
    drop(entered);
    Ok((runtime, listener))
}

/// Takes connections until it is told to stop.
async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopped: oneshot::Receiver<()>,
    save: Option<Step>,
) {
    let (leave, leaving) = watch::channel(());
    let saving = save.map(|save| tokio::spawn(keep_saved(save)));
    let mut connections = JoinSet::new();
    let graceful = loop {
        tokio::select! {
            biased;
            told = &mut stopped => break told.is_ok(),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&shared), leaving.clone()));
                }
                Err(_) => tokio::time::sleep(ACCEPT_AGAIN).await,
            },
        }
        while connections.try_join_next().is_some() {}
    };
    drop(listener);
    if let Some(saving) = saving {
        saving.abort();
    }
    drop(leave);
    if graceful {
        let all = async { while connections.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(GRACE, all).await;
    }
}

/// Serves one connection until it ends, or the server does.
async fn connection(stream: TcpStream, shared: Arc<Shared>, mut leaving: watch::Receiver<()>) {
    // Without it, it is only slower.
    let _ = stream.set_nodelay(true);
    let ending = Arc::new(Ending::default());
    let wire = TokioIo::new(Wire::new(stream, Arc::clone(&ending)));
    let service = service_fn(move |request| {
        handle::handle(Arc::clone(&shared), Arc::clone(&ending), request)
    });
    let mut connection = std::pin::pin!(http1::Builder::new().serve_connection(wire, service));
    // How a connection ended is of no interest: the log tells what was answered.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = leaving.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Saves every few seconds; it is for the step to see whether anything has changed.
async fn keep_saved(save: Step) {
    loop {
        tokio::time::sleep(SAVE_EVERY).await;
        let save = Arc::clone(&save);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || save()).await {
            tell(&error);
        }
    }
}

/// A fault that nobody waits for: better told to a terminal than to none.
fn tell(error: &Error) {
    use io::Write;
    let _ = writeln!(io::stderr().lock(), "warning: {error}");
}
