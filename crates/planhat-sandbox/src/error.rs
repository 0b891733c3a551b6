//! What can go wrong with a sandbox as a whole.

use std::io;
use std::net::SocketAddr;

use crate::data::DataError;
use crate::fault::FaultError;

/// Why a sandbox does not start, or does not end as it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another port, or 0 for a free one")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The address is not of this machine alone, and that was not allowed.
    #[error(
        "{address} can be reached from other machines, and a sandbox has neither TLS nor real \
         secrets: all on the network could read and change it; listen on 127.0.0.1, or allow it \
         with `--allow-remote` (in Rust `allow_remote()`)"
    )]
    Remote {
        /// The address.
        address: SocketAddr,
    },
    /// A fault that is no fault.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// The file of the records.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The system gives no thread.
    #[error("cannot start the threads of the sandbox: {0}")]
    Threads(#[source] io::Error),
    /// The server ended before it was ready or while it was stopped.
    #[error("the server of the sandbox broke off; its panic stands on stderr")]
    Broken,
    /// The client cannot be made.
    #[error(transparent)]
    Client(#[from] planhat_core::Error),
    /// Standard output or a signal.
    #[error("cannot {doing}: {source}")]
    Terminal {
        /// What was tried.
        doing: &'static str,
        /// Why not.
        source: io::Error,
    },
}
