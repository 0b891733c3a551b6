//! The generated client and the runtime under it.

mod bulk;
mod calls;
mod cursors;
mod errors;
mod paging;
mod properties;
mod refusals;
mod retry;
mod samples;
mod secrets;
mod server;
