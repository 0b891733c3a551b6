//! The generated client and the runtime under it.

mod cursors;
mod paging;
mod properties;
mod retry;
mod samples;
mod server;
