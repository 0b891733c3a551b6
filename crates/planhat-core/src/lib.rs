//! The runtime under the generated Planhat client.
//!
//! Generated code says *what* there is (names, types, paths, tables); this crate says *how* it is
//! done, once: transport, authentication, pacing, retry, ids, paging, bulk writes, decoding and
//! errors. It holds no fact about any resource.

pub mod record;
pub mod table;

mod body;
mod builder;
mod bulk;
mod call;
mod client;
mod cursor;
mod custom;
mod custom_kind;
mod date;
mod decode;
mod engine;
mod error;
mod fields;
mod id;
mod list;
mod mend;
mod number;
mod object;
mod pacing;
mod raw;
mod raw_request;
mod report;
mod request;
mod result;
mod retry;
mod rows;
mod text_enum;
mod trace;
mod transport;
mod validate;
mod value;
mod walk;

pub use body::{Patching, Row};
pub use builder::ClientBuilder;
pub use bulk::Bulk;
pub use call::{Call, CallFuture};
pub use client::Client;
pub use cursor::Cursor;
pub use custom::{CustomFields, Definition};
pub use custom_kind::Holds;
pub use date::{Date, DateError, DateTime, Day};
pub use decode::{Decode, DecodeError};
pub use error::{Error, ErrorKind};
pub use fields::{ByPatch, ByValue, Fault, Fields, IntoListPatch, IntoPatch, Patch};
pub use id::{AnyId, Id, RecordId};
pub use list::{Items, Page, Pages};
pub use number::Number;
pub use object::Object;
pub use pacing::{Pacing, Quota};
pub use raw::Raw;
pub use raw_request::RawRequest;
pub use record::{Drift, DriftKind, KeyedMap, OneOf, Record, Side};
pub use report::{BulkReport, Chunk, Outcome, Progress};
pub use request::{Arguments, DryRun, Payload};
pub use retry::{Backoff, FailedAttempt, RetryPolicy};
pub use rows::{ChunkRows, Failures, Fate, RowError, RowFailure, RowOutcome, Traced, Untraced};
pub use trace::trace;
pub use transport::{Transport, TransportError};

#[doc(hidden)]
pub use serde;
pub use serde_json::Value;
