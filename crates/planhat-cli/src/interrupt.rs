//! Ctrl-C, where a command has something to say or to mend before it ends.

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
