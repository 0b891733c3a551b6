//! The metadata tables: everything that behaviour needs to know about an API, as plain data.
//!
//! The types stand here, the contents are generated from the specs into `planhat-client`.
//! Every list is in the order of the specs. JSON values (defaults, examples, constants) are held
//! as JSON text.

mod field;
mod operation;
mod server;

use std::fmt;

pub use field::{Access, Field, Format, Kind};
pub use operation::{Body, Method, Operation, OperationKind, Repeat, Returns, Rule};
pub use server::{Case, Defines, Demo, Effect, Fallback, Fill, Filter, Share, Source};

/// One API: what is true of all its resources.
#[derive(Debug)]
pub struct Api {
    /// Name of the API, for people.
    pub title: &'static str,
    /// One sentence about it.
    pub summary: &'static str,
    /// The hosts; every operation names one.
    pub hosts: &'static [Host],
    /// Name of the host that operations use unless they say otherwise.
    pub default_host: &'static str,
    /// The ways to authenticate; every operation names one.
    pub auth: &'static [Auth],
    /// The secrets that authentication and path placeholders take.
    pub secrets: &'static [Secret],
    /// Pacing and sizes.
    pub limits: Limits,
    /// Statuses worth another try.
    pub retry_statuses: &'static [u16],
    /// The response header that says how long to wait.
    pub retry_header: &'static str,
    /// Statuses of a bulk write of which a part failed.
    pub partial_statuses: &'static [u16],
    /// Failure statuses that still carry a bulk result.
    pub bulk_result_statuses: &'static [u16],
    /// The field that lists are paged by, for a stable order.
    pub page_order: &'static str,
    /// Every key that identifies records, highest priority first.
    pub keys: &'static [Key],
    /// Tags of resources.
    pub tags: &'static [Tag],
    /// All resources, by name.
    pub resources: &'static [&'static Resource],
}

/// A host of the API.
#[derive(Debug)]
pub struct Host {
    /// Its name in the specs.
    pub name: &'static str,
    /// Base address, without a trailing slash.
    pub url: &'static str,
    /// Name of the authentication it takes by default.
    pub auth: &'static str,
    /// Pattern of the regional addresses, with `{cluster}` in it.
    pub regional: Option<&'static str>,
    /// Clusters known to exist; others may.
    pub clusters: &'static [&'static str],
    /// Whether the request limits hold here.
    pub paced: bool,
    /// What it is for.
    pub doc: &'static str,
}

/// A way to authenticate.
#[derive(Debug)]
pub struct Auth {
    /// Its name in the specs.
    pub name: &'static str,
    /// The scheme.
    pub scheme: Scheme,
    /// Name of the secret that it sends.
    pub secret: Option<&'static str>,
    /// What it is for.
    pub doc: &'static str,
}

/// Schemes of the `Authorization` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `Bearer <secret>`.
    Bearer,
    /// `Basic` with the secret as user name and an empty password.
    Basic,
    /// No header.
    None,
}

/// A secret that the client holds.
#[derive(Debug)]
pub struct Secret {
    /// Its name in the specs, also that of its path placeholder.
    pub name: &'static str,
    /// Environment variable that it is read from.
    pub env: &'static str,
    /// What it is and where it is found.
    pub doc: &'static str,
}

/// Limits of the API.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Calls in any 60 seconds.
    pub per_minute: u32,
    /// Calls in any second.
    pub per_second: u32,
    /// Calls at the same time.
    pub parallel: u32,
    /// Rows in one bulk write.
    pub bulk_rows: usize,
    /// Bytes in one request body.
    pub body_bytes: usize,
    /// Bytes of an id list in a query; a longer list is split over several calls.
    pub query_bytes: usize,
}

/// A key that identifies records.
#[derive(Debug)]
pub struct Key {
    /// Wire name of the field.
    pub name: &'static str,
    /// What stands before its value in a path; nothing for Planhat's own id.
    pub prefix: Option<&'static str>,
    /// Whether it may stand in a path.
    pub path: bool,
}

/// A group of resources.
#[derive(Debug)]
pub struct Tag {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub doc: &'static str,
    /// Whether its tools are on by default.
    pub tools: bool,
}

/// One kind of object.
pub struct Resource {
    /// Singular, snake_case; also its cargo feature.
    pub name: &'static str,
    /// Plural, snake_case.
    pub plural: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// One sentence about it.
    pub summary: &'static str,
    /// A quirk, or a disagreement of sources.
    pub note: Option<&'static str>,
    /// Groups it belongs to.
    pub tags: &'static [&'static str],
    /// Path of the collection.
    pub path: &'static str,
    /// Wire names of the keys that identify a record, highest priority first.
    pub keys: &'static [&'static str],
    /// The resource whose path it shares and whose records it shows a part of.
    pub view_of: Option<&'static str>,
    /// Values that make a record one of this kind: wire name and JSON text.
    pub fixed: &'static [(&'static str, &'static str)],
    /// What a record has.
    pub fields: &'static [Field],
    /// What can be done with it.
    pub operations: &'static [&'static Operation],
    /// What else happens on certain changes.
    pub effects: &'static [Effect],
    /// How many records a made-up tenant has; without it, none.
    pub demo: Option<Share>,
    /// Reads one of its records from JSON text, for programs that go by the tables.
    pub decode: fn(&str) -> Result<Box<dyn crate::Record>, crate::DecodeError>,
}

impl Resource {
    /// The operation of this name.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
            .copied()
    }

    /// The field of this wire name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

// Resources and operations point at each other, so their debug output shows names alone.
impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resource")
            .field("name", &self.name)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
