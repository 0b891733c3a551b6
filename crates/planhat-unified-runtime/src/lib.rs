//! The engine under the unified models: one interpreter over a raw record and a
//! [`Mapping`], in both directions. Mappings are data, so
//! that rules can change at run time; no model, field or resource is named here.
//!
//! [`read::Reader`] is made once for a model and what is wanted of it, and gives a [`read::View`] of each
//! record, which borrows what it can. [`write::body`] makes what the server is sent, or tells all that
//! is wrong at once. [`rules::RULES`] are the functions that a mapping may name.

pub mod capabilities;
pub mod check;
pub mod client;
pub mod custom;
pub mod error;
pub mod explain;
pub mod facet;
pub mod list;
pub mod methods;
pub mod overrides;
pub mod path;
pub mod read;
pub mod rules;
pub mod shown;
#[cfg(feature = "tools")]
pub mod tools;
pub mod typed;
pub mod upsert;
pub mod value;
pub mod warning;
pub mod write;

mod builtin;
mod cursor;
mod cut;
mod expand;
mod fault;
mod filter;
mod nearest;
mod open;
mod options;
mod remote;
mod said;
mod table;
mod turn;

pub use client::{ModelHandle, Record, Settings, Unified};
pub use custom::CustomFieldsFormat;
pub use error::{Code, Error};
pub use list::{ListRequest, Page};
pub use methods::{Answer, Deleted, GetOptions, WriteOptions, Written};
pub use open::process_key;
pub use overrides::OverrideError;
pub use planhat_spec::Source;
pub use planhat_spec::unified::mapping::Mapping;
pub use secrecy::SecretString;
pub use shown::Format;
pub use typed::{Input, Object, Typed, TypedAnswer, TypedPage, TypedStream, TypedWritten};
pub use upsert::{RowResult, Upserted};
pub use warning::{Warning, WarningCode};
