//! The generated client and the runtime under it.

mod properties;
mod samples;
