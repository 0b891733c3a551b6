//! Signals, where a command has something to say or to mend before it ends.

use std::io;

/// Listens from the moment it is made; before, Ctrl-C just ends the process.
#[cfg(unix)]
pub(crate) struct Interrupt(tokio::signal::unix::Signal);

#[cfg(unix)]
impl Interrupt {
    /// Begins to listen.
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::interrupt()).map(Interrupt)
    }

    /// Waits for Ctrl-C.
    pub(crate) async fn came(&mut self) {
        self.0.recv().await;
    }
}

/// Listens once it is waited for.
#[cfg(not(unix))]
pub(crate) struct Interrupt;

#[cfg(not(unix))]
impl Interrupt {
    /// Begins to listen.
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Interrupt)
    }

    /// Waits for Ctrl-C; where none can be heard, for ever.
    pub(crate) async fn came(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Whatever asks a server to end: Ctrl-C, a request to end, a closed terminal. Listens from the moment
/// it is made.
#[cfg(unix)]
pub(crate) struct Ending([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Ending {
    /// Begins to listen.
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Ending([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    /// Waits for one of them.
    pub(crate) async fn came(mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

/// Ctrl-C, which is listened for once it is waited for.
#[cfg(not(unix))]
pub(crate) struct Ending(Interrupt);

#[cfg(not(unix))]
impl Ending {
    /// Begins to listen.
    pub(crate) fn new() -> io::Result<Self> {
        Interrupt::new().map(Ending)
    }

    /// Waits for it.
    pub(crate) async fn came(mut self) {
        self.0.came().await;
    }
}
