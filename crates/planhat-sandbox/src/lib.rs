//! A local Planhat with the behaviour of the real API, driven by the generated tables: an object
//! that is added to the specs has its endpoints here too.

pub mod builder;
pub mod command;
pub mod data;
pub mod demo;
pub mod error;
pub mod exchange;
pub mod fault;
pub mod log;
mod names;
mod paths;
mod quota;
pub mod sandbox;
mod server;
pub mod tenant;

pub use builder::Builder;
pub use error::Error;
pub use exchange::{Answer, Request};
pub use fault::{Fault, FaultError};
pub use log::Entry;
pub use sandbox::Sandbox;
pub use tenant::{Secrets, Tenant};
