use schemars::JsonSchema;
use serde::Deserialize;

use super::{Field, Filter, Hint, Json, Map, Type, Values};

/// One call that an object offers.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Operation {
    /// Sort of operation, which sets the defaults of the others. Default: the operation's name if
    /// that is a kind, else `action`.
    pub kind: Option<Kind>,
    /// HTTP method. Default: by kind.
    pub method: Option<Method>,
    /// Path. `{id}` is the record, a secret of `planhat.yaml` fills its own placeholder, any other
    /// placeholder is a field of that name whose value is one text or number. Default: by kind.
    pub path: Option<String>,
    /// Query parameters by name. For lists those of `planhat.yaml` come along: an entry of such a
    /// name refines one, `false` removes it. Default: none.
    pub query: Map<Query>,
    /// What is sent: `none`, `one` (an object of the writable fields), `many` (an array of them),
    /// `one_or_many`, `csv` (text passed through), or a map of fields (exactly these). Default: by
    /// kind.
    pub body: Option<Body>,
    /// What a call needs: names of body fields or parameters, or `{ one_of: [a, b] }` for at least
    /// one, also with `when: { c: value }`. Checked before sending; in bulk_upsert only for rows
    /// without any key. Default: none.
    pub required: Vec<Rule>,
    /// At least one of these: adds one rule to `required`. Default: none.
    pub one_of: Vec<String>,
    /// As `required`, but said by one source only: documented, never enforced. Default: none.
    pub advised: Vec<Rule>,
    /// Fields without which Planhat drops a row without an error; every row is checked. Default:
    /// none.
    pub drops_without: Vec<String>,
    /// Values always sent; adds to the resource's, or replaces them by name. Default: none.
    pub fixed: Map<Json>,
    /// Which of `keys` the path takes as `{id}`. Default: get and update all, delete `_id` alone.
    pub ids: Option<Vec<String>>,
    /// The answer: a list of fields (the record, and which of them to promise), `record` (all), a
    /// result of `planhat.yaml`, `nothing` (empty object or no body), `json`, or a map of fields (a
    /// shape of its own). Default: by kind.
    pub returns: Option<Returns>,
    /// Host, by its name in `planhat.yaml`. Default: the resource's.
    pub host: Option<String>,
    /// Authentication, by its name in `planhat.yaml`. Default: the resource's.
    pub auth: Option<String>,
    /// Whether a retry is safe. Default: by kind.
    pub idempotent: Option<bool>,
    /// `false`: never a tool; `true`: one; a name: one under that name. Default: by `tools` of
    /// `planhat.yaml`.
    pub tool: Option<ToolName>,
    /// What it does, one sentence. Default: made of kind and title.
    pub doc: Option<String>,
    /// A quirk, or a disagreement of sources; shown in the reference.
    pub note: Option<String>,
    /// Weakly evidenced; marked in the reference. Default: `false`.
    pub unverified: bool,
    /// Deprecated, and what to use instead; marked in the reference.
    pub deprecated: Option<String>,
    /// The body field with the ids of records that the call makes copies of. For a server that
    /// stands in for Planhat.
    pub copies: Option<String>,
    /// A sentence or two that keep an agent from going wrong, in the description of its tool.
    pub hint: Option<String>,
    /// The profiles that its tool belongs to: `default`, `full`. Default: the resource's.
    pub profiles: Option<Vec<Profile>>,
}

/// Selections of tools that have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// What most agents need, for hosts that take few tools.
    Default,
    /// All that is usual.
    Full,
}

/// Sorts of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
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

impl Method {
    /// As it stands in a request.
    pub fn verb(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
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
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Parameter {
    /// Type of the value; `list<T>` is sent joined by commas. Needed, unless it refines a shared
    /// one.
    #[serde(rename = "type")]
    pub kind: Option<Type>,
    /// One sentence on what it does. Needed, unless it refines a shared one.
    pub doc: Option<String>,
    /// Whether a call needs it. Default: `false`.
    pub required: bool,
    /// What holds when it is not sent.
    pub default: Option<Json>,
    /// Least value, inclusive; checked before sending.
    pub min: Option<f64>,
    /// Greatest value, inclusive; checked before sending.
    pub max: Option<f64>,
    /// Values of an enum, as on the wire: a list, or a map of value to what it means. Needed for
    /// `enum`, and for it alone.
    pub values: Option<Values>,
    /// Whether other values than those listed may be sent. Default: `false`.
    pub open: bool,
    /// Other names that Planhat takes for it. Default: none.
    pub aliases: Vec<String>,
    /// A value for documentation.
    pub example: Option<Json>,
    /// A quirk, or a disagreement of sources; shown in the reference.
    pub note: Option<String>,
    /// Weakly evidenced; marked in the reference. Default: `false`.
    pub unverified: bool,
    /// Deprecated, and what to use instead; marked in the reference.
    pub deprecated: Option<String>,
    /// What it does to a list: `{ equals: field }`, `contains`, `from`, `to`, `reveals`, `selects`,
    /// or `false` for nothing. For a server that stands in for Planhat. Default: of a list,
    /// `equals` of the field of its name.
    pub filter: Option<Filter>,
    /// A few words that tell an agent what to give, in the schema of a tool; `false`: none, the name
    /// says it. Default: `doc` up to its first comma, semicolon, colon or full stop.
    pub hint: Option<Hint>,
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
