use serde::Deserialize;

use super::{Json, Map, Type};

/// A field of a record, a body or a result.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What is written, and read unless `or` says more.
    #[serde(rename = "type")]
    pub kind: Type,
    /// One sentence.
    pub doc: String,
    /// `read`: never sent; `write`: never returned; the parent's unless given.
    pub access: Option<Access>,
    /// Least value of a write, inclusive.
    pub min: Option<f64>,
    /// Greatest value of a write, inclusive.
    pub max: Option<f64>,
    /// Values of an enum, as on the wire.
    pub values: Option<Values>,
    /// Whether a write may send other values.
    #[serde(default)]
    pub open: bool,
    /// Members of an object, or of the items of a list of objects.
    pub fields: Option<Map<Field>>,
    /// Another shape that reads may show; for a list the shape of its items.
    pub or: Option<Other>,
    /// The operations it exists in; all unless given.
    pub only: Option<Vec<String>>,
    /// The field under which a written value comes back.
    pub reads_as: Option<String>,
    /// Other names for the same value, taken on read.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What Planhat fills in on create.
    pub default: Option<Json>,
    /// A value for documentation and sandbox.
    pub example: Option<Json>,
    /// What a string holds.
    pub format: Option<Format>,
    /// Personal or secret: hidden in debug output and logs.
    pub sensitive: Option<bool>,
    /// Rust name, where it cannot be that of the wire.
    pub name: Option<String>,
    /// A quirk, or a disagreement of sources.
    pub note: Option<String>,
    /// Weakly evidenced.
    #[serde(default)]
    pub unverified: bool,
    /// What to use instead.
    pub deprecated: Option<String>,
}

/// Who may set a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
