//! Fields and parameters.

use super::{Demo, Fallback, Fill, Filter};

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
    /// How the server fills it by itself.
    pub fill: Option<Fill>,
    /// What becomes of a value that the server does not know.
    pub fallback: Option<Fallback>,
    /// Values that the server refuses, and what it says.
    pub refuses: &'static [(&'static str, &'static str)],
    /// Of a query parameter: what it does to a list; nothing where it is no filter.
    pub filter: Option<Filter>,
    /// What it holds in a made-up tenant; without it, what its type and name suggest.
    pub demo: Option<Demo>,
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
        fill: None,
        fallback: None,
        refuses: &[],
        filter: None,
        demo: None,
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
