use schemars::JsonSchema;
use serde::Deserialize;

use super::{Demo, Fallback, Fill, Json, Map, Type};

/// A field of a record, a body or a result.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Type of the value: what is written, and read unless `or` says more.
    #[serde(rename = "type")]
    pub kind: Type,
    /// One sentence on what it is.
    pub doc: String,
    /// `read`: never sent; `write`: never returned; `both`: sent and returned. Default: the
    /// parent's.
    pub access: Option<Access>,
    /// Least value, inclusive; checked before a write, never on a read.
    pub min: Option<f64>,
    /// Greatest value, inclusive; checked before a write, never on a read.
    pub max: Option<f64>,
    /// Values of an enum, as on the wire: a list, or a map of value to what it means. Needed for
    /// `enum`, and for it alone.
    pub values: Option<Values>,
    /// Whether a write may send other values than those listed: for an enum whose values are not
    /// known for certain, or that a tenant can change. A read keeps an unknown value either way.
    /// Default: `false`.
    #[serde(default)]
    pub open: bool,
    /// Members of an `object`, or of the items of a `list<object>`; without them the object is
    /// free. Nests.
    pub fields: Option<Map<Field>>,
    /// Another shape that reads may show: a type, or a map of fields; for `list<T>` the shape of
    /// the item. Writes always use `type`.
    pub or: Option<Other>,
    /// The operations it exists in, in body and answer. Default: all.
    pub only: Option<Vec<String>>,
    /// The field under which a written value comes back; it needs an entry of its own.
    pub reads_as: Option<String>,
    /// Older or other names for the same value: taken on read, never sent. Default: none.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What Planhat fills in on create when nothing is sent.
    pub default: Option<Json>,
    /// A value for documentation and sandbox.
    pub example: Option<Json>,
    /// What a string holds. `email` and `phone` imply `sensitive`.
    pub format: Option<Format>,
    /// Personal or secret: hidden in debug output and logs. Default: `false`, but `true` for the
    /// formats `email` and `phone`.
    pub sensitive: Option<bool>,
    /// Rust name in snake_case, where two collide, the wire name is not ASCII or is dark. Default:
    /// made of the name on the wire.
    pub name: Option<String>,
    /// A quirk, or a disagreement of sources; shown in the reference.
    pub note: Option<String>,
    /// Weakly evidenced; marked in the reference. Default: `false`.
    #[serde(default)]
    pub unverified: bool,
    /// Deprecated, and what to use instead; marked in the reference.
    pub deprecated: Option<String>,
    /// How the server fills it by itself: `created`, `updated`, `version`, or a form such as
    /// `{ of: companyId, field: name }`. For a server that stands in for Planhat.
    pub fill: Option<Fill>,
    /// What becomes of a value that the server does not know. For a server that stands in for
    /// Planhat.
    pub fallback: Option<Fallback>,
    /// Values that the server refuses, and what it says. For a server that stands in for Planhat.
    #[serde(default)]
    pub refuses: Map<String>,
    /// What it holds in a made-up tenant: a kind of words, `false` for nothing, or a form such as
    /// `{ values: [a, b] }`. Default: what its type, its format and its name suggest.
    pub demo: Option<Demo>,
    /// A few words that tell an agent what to give, in the schema of a tool; `false`: none, the name
    /// says it. Default: `doc` up to its first comma, semicolon, colon or full stop.
    pub hint: Option<Hint>,
}

/// What an agent is told of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// `false`: nothing.
    None,
    /// These words.
    Words(String),
}

impl Hint {
    /// The words, where there are some.
    pub fn words(&self) -> Option<&String> {
        match self {
            Hint::None => None,
            Hint::Words(words) => Some(words),
        }
    }
}

/// Who may set a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Never sent.
    Read,
    /// Never returned.
    Write,
    /// Sent and returned.
    Both,
}

/// What a string holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// An email address; personal.
    Email,
    /// A telephone number; personal.
    Phone,
    /// A web address.
    Url,
    /// HTML text.
    Html,
}

/// Values of an enum: wire value and what it means (empty when the spec does not say).
/// In YAML a list of values, or a map of value to doc.
#[derive(Debug, Clone, Default)]
pub struct Values(pub Vec<(String, String)>);

/// Another shape of a value: a type, or the members of an object.
#[derive(Debug, Clone)]
pub enum Other {
    /// A type by name.
    Type(Type),
    /// An object with these members.
    Fields(Map<Field>),
}
