//! What the specs mean: every name, type, path and reference resolved, in a fixed order. Plain
//! data; emitters read it and decide nothing.

mod demo;
mod field;
mod operation;
mod prompt;
mod tool;
mod unified;

pub use demo::{Case, Demo, Share};
pub use field::{Choice, ChoiceVariant, EnumType, Field, ObjectType, Type, TypeName};
pub use operation::{
    Argument, Body, Example, Face, Form, IdArgument, Operation, Repeat, Returns, Rule, Setter,
};
pub use planhat_spec::model::{
    Access, Effect, Fallback, Fill, Format, Kind as OperationKind, Method, Scheme, Source,
};
pub use prompt::{Prompt, PromptArgument};
pub use tool::{Profile, Schema, SchemaForm, Tool, ToolArgument, ToolMethod};
pub use unified::{UnifiedApi, UnifiedField, UnifiedModel, UnifiedShape, UnifiedType, WordEnum};

/// Everything.
#[derive(Debug)]
pub struct Ir {
    /// What is true of the whole API.
    pub api: Api,
    /// By name.
    pub resources: Vec<Resource>,
    /// Work that people do with agents, by name.
    pub prompts: Vec<Prompt>,
    /// Unified APIs over them, by name.
    pub unified: Vec<UnifiedApi>,
    /// Path below the specs and text of each file that overrides of unified models are checked
    /// against, by path; empty where there is no unified API.
    pub unified_specs: Vec<(String, String)>,
}

/// What is true of the whole API.
#[derive(Debug)]
pub struct Api {
    /// Name of the API.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Hosts, in the order of the spec.
    pub hosts: Vec<Host>,
    /// Name of the default host.
    pub default_host: String,
    /// Ways to authenticate.
    pub auth: Vec<Auth>,
    /// Secrets.
    pub secrets: Vec<Secret>,
    /// Calls in any 60 seconds.
    pub per_minute: u32,
    /// Calls in any second.
    pub per_second: u32,
    /// Calls at a time.
    pub parallel: u32,
    /// Rows of a bulk write.
    pub bulk_rows: u32,
    /// Bytes of a body.
    pub body_bytes: u64,
    /// Bytes of an id list in a query.
    pub query_bytes: u32,
    /// Statuses worth another try.
    pub retry_statuses: Vec<u16>,
    /// Header that says how long to wait.
    pub retry_header: String,
    /// Statuses of partial success.
    pub partial_statuses: Vec<u16>,
    /// Failures that carry a bulk result.
    pub bulk_result_statuses: Vec<u16>,
    /// Field that lists are ordered by.
    pub page_order: String,
    /// Keys, highest priority first.
    pub keys: Vec<Key>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Fields that resources share.
    pub common: Vec<Field>,
    /// Parameters that lists share.
    pub query: Vec<Field>,
    /// Types that resources share: those of common fields, and results.
    pub types: Vec<ObjectType>,
    /// Enums that resources share.
    pub enums: Vec<EnumType>,
}

/// A host.
#[derive(Debug)]
pub struct Host {
    /// Name in the spec.
    pub name: String,
    /// Base address.
    pub url: String,
    /// Its authentication.
    pub auth: String,
    /// Pattern of regional addresses.
    pub regional: Option<String>,
    /// Known clusters.
    pub clusters: Vec<String>,
    /// Whether the limits hold.
    pub paced: bool,
    /// What it is for.
    pub doc: String,
}

/// A way to authenticate.
#[derive(Debug)]
pub struct Auth {
    /// Name in the spec.
    pub name: String,
    /// Scheme.
    pub scheme: Scheme,
    /// Secret it sends.
    pub secret: Option<String>,
    /// What it is for.
    pub doc: String,
}

/// A secret.
#[derive(Debug)]
pub struct Secret {
    /// Name in the spec.
    pub name: String,
    /// Environment variable.
    pub env: String,
    /// What it is.
    pub doc: String,
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// Wire name.
    pub name: String,
    /// Prefix in paths.
    pub prefix: Option<String>,
    /// Whether it travels in paths.
    pub path: bool,
}

/// A tag.
#[derive(Debug)]
pub struct Tag {
    /// Name.
    pub name: String,
    /// What is in it.
    pub doc: String,
    /// Whether its tools are on by default.
    pub tools: bool,
}

/// One object.
#[derive(Debug)]
pub struct Resource {
    /// Singular; module and feature.
    pub name: String,
    /// Plural; accessor of the client.
    pub plural: String,
    /// For people.
    pub title: String,
    /// In a sentence, one of them: `time entry`.
    pub one: String,
    /// The same with its article: `a time entry`.
    pub a_one: String,
    /// In a sentence, many of them: `time entries`.
    pub many: String,
    /// One sentence.
    pub summary: String,
    /// A quirk.
    pub note: Option<String>,
    /// Groups.
    pub tags: Vec<String>,
    /// Collection.
    pub path: String,
    /// Wire names of its keys.
    pub keys: Vec<String>,
    /// What it is a view of.
    pub view_of: Option<String>,
    /// Constants: wire name and JSON text.
    pub fixed: Vec<(String, String)>,
    /// What else happens on certain changes.
    pub effects: Vec<Effect>,
    /// How many a made-up tenant has.
    pub demo: Option<Share>,
    /// All fields, in order.
    pub fields: Vec<Field>,
    /// Its operations, in order.
    pub operations: Vec<Operation>,
    /// What agents call of it, in order.
    pub tools: Vec<Tool>,
    /// Types of nested objects.
    pub types: Vec<ObjectType>,
    /// Types of enums.
    pub enums: Vec<EnumType>,
    /// Types of one-of arguments.
    pub choices: Vec<Choice>,
    /// Names of its Rust items.
    pub names: ResourceNames,
    /// Keys that its key type takes beside the id, with their prefixes; empty: there is no key type.
    pub path_keys: Vec<PathKey>,
    /// The write types, where any operation takes them.
    pub body: Option<BodyType>,
    /// How a row of a bulk write is made.
    pub row: Option<RowType>,
}

/// A key that travels in paths.
#[derive(Debug, Clone)]
pub struct PathKey {
    /// Wire name.
    pub wire: String,
    /// Name in Rust.
    pub rust: String,
    /// What stands before its value.
    pub prefix: String,
}

/// Names of the Rust items of a resource.
#[derive(Debug)]
pub struct ResourceNames {
    /// Record: `Company`.
    pub record: String,
    /// Id: `CompanyId`.
    pub id: String,
    /// Key: `CompanyKey`.
    pub key: String,
    /// Handle: `Companies`.
    pub handle: String,
    /// Body: `CompanyBody`.
    pub body: String,
    /// Patch: `CompanyPatch`.
    pub patch: String,
    /// Row: `CompanyRow`.
    pub row: String,
    /// Accessor of the client: `companies`.
    pub accessor: String,
}

/// Which forms of the write type there are.
#[derive(Debug)]
pub struct BodyType {
    /// Whether an operation is built by setters on the call.
    pub call: bool,
    /// Whether an operation takes a patch.
    pub patch: bool,
    /// The fields with setters: indexes into the resource's fields.
    pub setters: Vec<usize>,
}

/// How a row of a bulk write is made.
#[derive(Debug)]
pub struct RowType {
    /// Arguments of its constructor.
    pub arguments: Vec<Argument>,
    /// Keys that identify an existing record: wire name, Rust name and type.
    pub keys: Vec<(String, String, Type)>,
}
