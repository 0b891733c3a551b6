//! Operations.

use std::fmt;

use super::{Field, Resource};

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
    /// The body field with the ids of records that a server makes copies of.
    pub copies: Option<&'static str>,
    /// Name of its tool; nothing where it has none.
    pub tool: Option<&'static str>,
}

impl Operation {
    /// `resource.operation`, as it stands in errors and traces.
    pub fn id(&self) -> String {
        format!("{}.{}", self.resource.name, self.name)
    }

    /// Whether a row has a key, so that writing it twice is the same as once.
    pub fn has_key(&self, row: &crate::Fields) -> bool {
        crate::validate::has_key(self, row)
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
