use serde::Deserialize;

use super::{Field, Json, Map, Type, Values};

/// One call that an object offers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Operation {
    /// Sets the defaults; the operation's name if that is a kind, else `action`.
    pub kind: Option<Kind>,
    /// HTTP method.
    pub method: Option<Method>,
    /// Path; `{id}` is the record, a secret of `planhat.yaml` fills its own placeholder, any other
    /// placeholder is a field of that name.
    pub path: Option<String>,
    /// Query parameters; for lists, entries refine the shared ones.
    pub query: Map<Query>,
    /// What is sent.
    pub body: Option<Body>,
    /// Names of body fields or parameters, or one-of rules; checked before sending.
    pub required: Vec<Rule>,
    /// A bare one-of: adds one rule to `required`.
    pub one_of: Vec<String>,
    /// Said to be required by one source only: documented, never enforced.
    pub advised: Vec<Rule>,
    /// Planhat drops rows that lack these without an error.
    pub drops_without: Vec<String>,
    /// Adds to the resource's fixed values, or replaces them.
    pub fixed: Map<Json>,
    /// Which keys `{id}` takes.
    pub ids: Option<Vec<String>>,
    /// The answer.
    pub returns: Option<Returns>,
    /// Name of the host; the resource's unless given.
    pub host: Option<String>,
    /// Name of the authentication; the resource's unless given.
    pub auth: Option<String>,
    /// Whether a retry is safe; by kind unless given.
    pub idempotent: Option<bool>,
    /// `false`: never a tool; `true`: one; a name: another name.
    pub tool: Option<ToolName>,
    /// What it does; from kind and title unless given.
    pub doc: Option<String>,
    /// A quirk, or a disagreement of sources.
    pub note: Option<String>,
    /// Weakly evidenced.
    pub unverified: bool,
    /// What to use instead.
    pub deprecated: Option<String>,
}

/// Sorts of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// GET `path`, an array of records.
    List,
    /// GET `path/{id}`, a record.
    Get,
    /// POST `path`, a record.
    Create,
    /// PUT `path/{id}`, a record.
    Update,
    /// DELETE `path/{id}`, `delete_result`.
    Delete,
    /// PUT `path`, `bulk_result`.
    BulkUpsert,
    /// POST `path/<operation>`, `json`.
    Action,
}

/// HTTP methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
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

/// An entry of `query`: a parameter, or `false` to remove a shared one.
#[derive(Debug, Clone)]
pub enum Query {
    /// Removes the shared parameter of this name.
    Removed,
    /// A parameter, or what it changes of a shared one.
    Parameter(Box<Parameter>),
}

/// A query parameter. `type` and `doc` are needed unless it refines a shared one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parameter {
    /// Type of the value; a list is sent joined by commas.
    #[serde(rename = "type")]
    pub kind: Option<Type>,
    /// One sentence.
    pub doc: Option<String>,
    /// Whether a call needs it.
    pub required: bool,
    /// What holds when it is not sent.
    pub default: Option<Json>,
    /// Least value, inclusive.
    pub min: Option<f64>,
    /// Greatest value, inclusive.
    pub max: Option<f64>,
    /// Values of an enum.
    pub values: Option<Values>,
    /// Whether other values may be sent.
    pub open: bool,
    /// Other names that Planhat takes.
    pub aliases: Vec<String>,
    /// A value for documentation.
    pub example: Option<Json>,
    /// A quirk, or a disagreement of sources.
    pub note: Option<String>,
    /// Weakly evidenced.
    pub unverified: bool,
    /// What to use instead.
    pub deprecated: Option<String>,
}

/// What is sent.
#[derive(Debug, Clone)]
pub enum Body {
    /// `none`
    None,
    /// `one`: an object of the writable fields.
    One,
    /// `many`: an array of them.
    Many,
    /// `one_or_many`
    OneOrMany,
    /// `csv`: text passed through.
    Csv,
    /// A map: exactly these fields.
    Fields(Map<Field>),
}

/// The answer.
#[derive(Debug, Clone)]
pub enum Returns {
    /// A list of names: the record (or records of a list), and which fields to promise.
    Fields(Vec<String>),
    /// `record`: the record, all fields promised.
    Record,
    /// `nothing`: an empty object or no body.
    Nothing,
    /// `json`: anything.
    Json,
    /// A result of `planhat.yaml` by name.
    Result(String),
    /// A map: a shape of its own.
    Shape(Map<Field>),
}

/// A requirement: at least one of the names, if every condition holds. In YAML a name, or
/// `{ one_of: [a, b], when: { c: value } }`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Names of body fields or parameters.
    pub one_of: Vec<String>,
    /// Values that limit the rule.
    pub when: Map<Json>,
}

/// Whether an operation is a tool, and under which name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToolName {
    /// Never, or always under the usual name.
    Is(bool),
    /// Under this name.
    Named(String),
}
