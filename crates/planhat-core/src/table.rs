//! The metadata tables: everything that behaviour needs to know about an API, as plain data.
//!
//! The types stand here, the contents are generated from the specs into `planhat-client`.
//! Every list is in the order of the specs. JSON values (defaults, examples, constants) are held
//! as JSON text.

use std::fmt;

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

/// A field of a record, a body or a query.
#[derive(Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: &'static str,
    /// Name in Rust.
    pub rust: &'static str,
    /// What is written, and read unless `or` says more.
    pub kind: Kind,
    /// Another shape that reads may show; for a list the other shape of its items.
    pub or: Option<Kind>,
    /// What it holds.
    pub doc: &'static str,
    /// A quirk, or a disagreement of sources.
    pub note: Option<&'static str>,
    /// Who may set it.
    pub access: Access,
    /// Least value that a write takes.
    pub min: Option<f64>,
    /// Greatest value that a write takes.
    pub max: Option<f64>,
    /// Known values of an enum: wire value and meaning.
    pub values: &'static [(&'static str, &'static str)],
    /// Whether a write may send values other than `values`.
    pub open: bool,
    /// The operations it exists in; empty means all.
    pub only: &'static [&'static str],
    /// The field under which a written value comes back.
    pub reads_as: Option<&'static str>,
    /// Other names that reads may show.
    pub aliases: &'static [&'static str],
    /// What the API fills in, as JSON text.
    pub default: Option<&'static str>,
    /// A value for documentation, as JSON text.
    pub example: Option<&'static str>,
    /// What a string holds.
    pub format: Option<Format>,
    /// Personal or secret: hidden in debug output and logs.
    pub sensitive: bool,
    /// Weakly evidenced.
    pub unverified: bool,
    /// What to use instead.
    pub deprecated: Option<&'static str>,
    /// A reference that also takes prefixed ids in create and bulk upsert bodies.
    pub prefixed: bool,
}

impl Field {
    /// A string field without a name, to build others from.
    pub const NEW: Field = Field {
        name: "",
        rust: "",
        kind: Kind::String,
        or: None,
        doc: "",
        note: None,
        access: Access::Both,
        min: None,
        max: None,
        values: &[],
        open: false,
        only: &[],
        reads_as: None,
        aliases: &[],
        default: None,
        example: None,
        format: None,
        sensitive: false,
        unverified: false,
        deprecated: None,
        prefixed: false,
    };

    /// Whether the named operation has this field.
    pub fn in_operation(&self, operation: &str) -> bool {
        self.only.is_empty() || self.only.contains(&operation)
    }
}

/// Who may set a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Never sent.
    Read,
    /// Never returned.
    Write,
    /// Sent and returned.
    Both,
}

/// What a string holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An email address.
    Email,
    /// A telephone number.
    Phone,
    /// A web address.
    Url,
    /// HTML text.
    Html,
}

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number, whole or not.
    Number,
    /// True or false.
    Boolean,
    /// An id given by Planhat.
    Id,
    /// The id of a record of the named resource.
    Ref(&'static str),
    /// `YYYY-MM-DD`.
    Date,
    /// A moment, ISO 8601.
    DateTime,
    /// Days since 1970-01-01.
    Day,
    /// One of the field's `values`.
    Enum,
    /// An array.
    List(&'static Kind),
    /// An object with any keys and values of one type.
    Map(&'static Kind),
    /// An object; without fields it is free.
    Object(&'static [Field]),
    /// The tenant's own fields.
    Custom,
    /// Any JSON.
    Json,
}

/// One call that the API offers.
pub struct Operation {
    /// The resource it belongs to.
    pub resource: &'static Resource,
    /// Its name, unique in the resource.
    pub name: &'static str,
    /// What sort of call it is.
    pub kind: OperationKind,
    /// HTTP method.
    pub method: Method,
    /// Path with placeholders: `{id}`, a secret's name, or a field's.
    pub path: &'static str,
    /// Name of the host.
    pub host: &'static str,
    /// Name of the authentication.
    pub auth: &'static str,
    /// Wire names of the keys that `{id}` takes.
    pub ids: &'static [&'static str],
    /// Query parameters.
    pub query: &'static [Field],
    /// How the body is made.
    pub body: Body,
    /// The fields a body has: the resource's, or its own.
    pub body_fields: &'static [Field],
    /// What must be given; checked before sending.
    pub required: &'static [Rule],
    /// What one source only calls required; never enforced.
    pub advised: &'static [Rule],
    /// Without these, the API drops a row and says nothing.
    pub drops_without: &'static [&'static str],
    /// Values always sent: wire name and JSON text.
    pub fixed: &'static [(&'static str, &'static str)],
    /// What comes back.
    pub returns: Returns,
    /// When it may be sent again although it may have arrived.
    pub repeat: Repeat,
    /// What it does.
    pub doc: &'static str,
    /// A quirk, or a disagreement of sources.
    pub note: Option<&'static str>,
    /// Weakly evidenced.
    pub unverified: bool,
    /// What to use instead.
    pub deprecated: Option<&'static str>,
    /// Name of its tool; nothing where it has none.
    pub tool: Option<&'static str>,
}

impl Operation {
    /// `resource.operation`, as it stands in errors and traces.
    pub fn id(&self) -> String {
        format!("{}.{}", self.resource.name, self.name)
    }

    /// The query parameter of this wire name.
    pub fn parameter(&self, name: &str) -> Option<&'static Field> {
        self.query.iter().find(|field| field.name == name)
    }

    /// The body field of this wire name, if this operation has it.
    pub fn body_field(&self, name: &str) -> Option<&'static Field> {
        self.body_fields
            .iter()
            .find(|field| field.name == name && field.in_operation(self.name))
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

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("id", &self.id())
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Sorts of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// Reads many records.
    List,
    /// Reads one record.
    Get,
    /// Makes records.
    Create,
    /// Changes one record.
    Update,
    /// Removes one record.
    Delete,
    /// Makes or changes many records by their keys.
    BulkUpsert,
    /// Anything else.
    Action,
}

/// HTTP methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

/// How a body is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing is sent.
    None,
    /// One JSON object.
    One,
    /// A JSON array of objects.
    Many,
    /// An object or an array of them.
    OneOrMany,
    /// CSV text, passed through.
    Csv,
}

/// At least one of `one_of` must be given, if every `when` holds.
#[derive(Debug)]
pub struct Rule {
    /// Wire names; one name is a plain requirement.
    pub one_of: &'static [&'static str],
    /// Wire name and JSON text of the values that the rule is limited to.
    pub when: &'static [(&'static str, &'static str)],
}

/// What an operation answers.
#[derive(Debug, Clone, Copy)]
pub enum Returns {
    /// An array of the resource's records; the names are those promised.
    Records(&'static [&'static str]),
    /// One of the resource's records; the names are those promised.
    Record(&'static [&'static str]),
    /// A shared result of this name, or a shape of its own.
    Shape(&'static str, &'static [Field]),
    /// An empty object or no body.
    Nothing,
    /// Any JSON.
    Json,
}

/// When a call may be sent again although it may have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Always: sending it twice is the same as once.
    Always,
    /// When every row has a key.
    WithKeys,
    /// Never.
    Never,
}
