//! The generated client and the runtime under it.

mod builder;
mod bulk;
mod calls;
mod cursors;
mod deadlines;
mod errors;
mod pacing;
mod paging;
mod properties;
mod reading;
mod redirects;
mod refusals;
mod retry;
mod samples;
mod secrets;
mod server;
mod tracing_rows;
