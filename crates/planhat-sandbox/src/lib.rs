//! A local Planhat with the behaviour of the real API, driven by the generated tables: an object
//! that is added to the specs has its endpoints here too.

pub mod demo;
pub mod exchange;
pub mod tenant;

pub use exchange::{Answer, Request};
pub use tenant::{Secrets, Tenant};
