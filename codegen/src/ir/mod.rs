//! What the specs mean: every name, type, path and reference resolved, in a fixed order. Plain
//! data; emitters read it and decide nothing.

pub use planhat_spec::model::{Access, Format, Kind as OperationKind, Method, Scheme};

/// Everything.
#[derive(Debug)]
pub struct Ir {
    /// What is true of the whole API.
    pub api: Api,
    /// By name.
    pub resources: Vec<Resource>,
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
    /// All fields, in order.
    pub fields: Vec<Field>,
    /// Its operations, in order.
    pub operations: Vec<Operation>,
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

/// A field of a record, a body or a query.
#[derive(Debug, Clone)]
pub struct Field {
    /// Wire name.
    pub wire: String,
    /// Rust name, as an identifier without escapes.
    pub rust: String,
    /// What is written.
    pub kind: Type,
    /// Another shape that reads show.
    pub or: Option<Type>,
    /// One sentence.
    pub doc: String,
    /// A quirk.
    pub note: Option<String>,
    /// Who may set it.
    pub access: Access,
    /// Least value.
    pub min: Option<f64>,
    /// Greatest value.
    pub max: Option<f64>,
    /// Values of an enum.
    pub values: Vec<(String, String)>,
    /// Whether a write may send others.
    pub open: bool,
    /// Operations that have it.
    pub only: Vec<String>,
    /// Where it comes back.
    pub reads_as: Option<String>,
    /// Other names on read.
    pub aliases: Vec<String>,
    /// JSON text of what Planhat fills in.
    pub default: Option<String>,
    /// JSON text of an example.
    pub example: Option<String>,
    /// What a string holds.
    pub format: Option<Format>,
    /// Personal or secret.
    pub sensitive: bool,
    /// Weakly evidenced.
    pub unverified: bool,
    /// What to use instead.
    pub deprecated: Option<String>,
    /// Takes prefixed ids in create and bulk upsert bodies.
    pub prefixed: bool,
    /// Name of the shared constant that is this very field.
    pub shared: Option<String>,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Text.
    String,
    /// Whole number.
    Integer,
    /// Number.
    Number,
    /// True or false.
    Boolean,
    /// An id of whatever resource.
    Id,
    /// The id of a record of this resource.
    Ref {
        /// The resource.
        resource: String,
        /// `CompanyId`.
        id: String,
        /// `CompanyKey`, where a write takes prefixed ids.
        key: Option<String>,
    },
    /// `YYYY-MM-DD`.
    Date,
    /// A moment.
    DateTime,
    /// A day number.
    Day,
    /// An enum type of this name.
    Enum(TypeName),
    /// An array.
    List(Box<Type>),
    /// An object with values of one type.
    Map(Box<Type>),
    /// An object with known members.
    Object(TypeName),
    /// An object with any members.
    Free,
    /// The tenant's own fields.
    Custom,
    /// Anything.
    Json,
}

/// Name of a generated type and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeName {
    /// Its Rust name.
    pub name: String,
    /// Whether it stands in the shared module.
    pub shared: bool,
}

/// A nested object with known members.
#[derive(Debug)]
pub struct ObjectType {
    /// Rust name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Its members.
    pub fields: Vec<Field>,
}

/// An enum.
#[derive(Debug)]
pub struct EnumType {
    /// Rust name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Variant, wire value and doc.
    pub variants: Vec<(String, String, String)>,
}

/// At least one of some fields: a Rust enum with a variant for each.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Rust name.
    pub name: String,
    /// Variant, constructor, wire name, type, doc.
    pub variants: Vec<ChoiceVariant>,
}

/// One way to satisfy a one-of rule.
#[derive(Debug, Clone)]
pub struct ChoiceVariant {
    /// Variant.
    pub name: String,
    /// Constructor.
    pub rust: String,
    /// Wire name.
    pub wire: String,
    /// Type of the value.
    pub kind: Type,
    /// What it is.
    pub doc: String,
}

/// One call.
#[derive(Debug)]
pub struct Operation {
    /// Name in the spec.
    pub name: String,
    /// Name of the method.
    pub method_name: String,
    /// Name of its table: `LIST`.
    pub table: String,
    /// Sort.
    pub kind: OperationKind,
    /// HTTP method.
    pub method: Method,
    /// Path template.
    pub path: String,
    /// Host.
    pub host: String,
    /// Authentication.
    pub auth: String,
    /// Keys that `{id}` takes; empty: there is no `{id}`.
    pub ids: Vec<String>,
    /// Query parameters.
    pub query: Vec<Field>,
    /// Body.
    pub body: Body,
    /// What must be given.
    pub required: Vec<Rule>,
    /// What one source calls required.
    pub advised: Vec<Rule>,
    /// Rows without these vanish.
    pub drops_without: Vec<String>,
    /// Constants: wire name and JSON text.
    pub fixed: Vec<(String, String)>,
    /// Answer.
    pub returns: Returns,
    /// When it may be repeated.
    pub repeat: Repeat,
    /// What it does.
    pub doc: String,
    /// A quirk.
    pub note: Option<String>,
    /// Weakly evidenced.
    pub unverified: bool,
    /// What to use instead.
    pub deprecated: Option<String>,
    /// Its tool.
    pub tool: Option<String>,
    /// How its method looks.
    pub face: Face,
}

/// How the body is made.
#[derive(Debug)]
pub enum Body {
    /// Nothing is sent.
    None,
    /// One object of the resource's fields.
    One,
    /// An array of them.
    Many,
    /// Either.
    OneOrMany,
    /// CSV text.
    Csv,
    /// Exactly these fields.
    Fields(Vec<Field>),
}

/// A requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Wire names.
    pub one_of: Vec<String>,
    /// Conditions: wire name and JSON text.
    pub when: Vec<(String, String)>,
}

/// What comes back.
#[derive(Debug)]
pub enum Returns {
    /// An array of records; promised fields.
    Records(Vec<String>),
    /// A record; promised fields.
    Record(Vec<String>),
    /// A result or a shape of its own.
    Shape(String, TypeName),
    /// Nothing.
    Nothing,
    /// Anything.
    Json,
}

/// When a call may be repeated although it may have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Always.
    Always,
    /// When every row has a key.
    WithKeys,
    /// Never.
    Never,
}

/// How the method of an operation looks.
#[derive(Debug)]
pub struct Face {
    /// Type of `{id}`, if the path has it: `CompanyId`, `CompanyKey` or a type of its own.
    pub id: Option<IdArgument>,
    /// Placeholders that are fields.
    pub path: Vec<Field>,
    /// Arguments after those: required parameters and body fields.
    pub arguments: Vec<Argument>,
    /// What is sent besides, and what the method gives back.
    pub form: Form,
    /// Name of its own call type, where it has optional parameters or fields.
    pub call: Option<String>,
    /// Parameters and fields with a setter on the call type.
    pub setters: Vec<Setter>,
}

/// The type that `{id}` takes.
#[derive(Debug, Clone)]
pub struct IdArgument {
    /// Rust type.
    pub name: String,
    /// Keys of a type of its own; empty where the type is shared.
    pub own: Vec<PathKey>,
}

/// A setter of a call type.
#[derive(Debug, Clone)]
pub struct Setter {
    /// The parameter or field.
    pub field: Field,
    /// Whether it goes into the query (else the body).
    pub query: bool,
}

/// One argument of a method or constructor.
#[derive(Debug, Clone)]
pub enum Argument {
    /// A value.
    Field {
        /// The field.
        field: Box<Field>,
        /// Whether it goes into the query (else the body).
        query: bool,
    },
    /// One of several.
    Choice(Choice),
}

/// What a method takes besides its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Nothing; a call.
    Plain,
    /// Nothing; the body is built on the call by setters.
    Build,
    /// A patch.
    Patch,
    /// Rows; a call.
    Rows,
    /// Rows; a bulk upsert.
    Bulk,
    /// Text.
    Csv,
}
