//! The runtime under the generated Planhat client.
//!
//! Generated code says *what* there is (names, types, paths, tables); this crate says *how* it is
//! done, once: transport, authentication, pacing, retry, ids, paging, bulk writes, decoding and
//! errors. It holds no fact about any resource.

pub mod record;
pub mod table;

mod date;
mod decode;
mod fields;
mod id;
mod number;
mod text_enum;

pub use date::{Date, DateError, DateTime, Day};
pub use decode::{Decode, DecodeError};
pub use fields::{ByPatch, ByValue, Fault, Fields, IntoListPatch, IntoPatch, Patch};
pub use id::{AnyId, Id, RecordId};
pub use number::Number;
pub use record::{Drift, DriftKind, KeyedMap, OneOf, Record, Side};

#[doc(hidden)]
pub use serde;
pub use serde_json::Value;

/// A JSON object with any members.
pub type Object = serde_json::Map<String, Value>;
