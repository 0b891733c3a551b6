//! Operations, and how their methods look.

use serde_json::Value;

use super::{Choice, Field, Method, OperationKind, PathKey, TypeName};

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
    /// The body field with ids of records that it copies.
    pub copies: Option<String>,
    /// Its tool.
    pub tool: Option<String>,
    /// How its method looks.
    pub face: Face,
    /// A call.
    pub example: Option<Example>,
}

/// What a call looks like.
#[derive(Debug)]
pub struct Example {
    /// Path; placeholders of secrets stay as they are.
    pub path: String,
    /// Parameters, as they stand in the address.
    pub query: Vec<(String, String)>,
    /// What is sent.
    pub body: Option<Value>,
    /// Status of the answer.
    pub status: u16,
    /// What comes back.
    pub answer: Option<Value>,
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

impl Rule {
    /// That one name must be given.
    pub(crate) fn of(name: &str) -> Self {
        Rule {
            one_of: vec![name.to_owned()],
            when: Vec::new(),
        }
    }
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

impl Argument {
    /// Whether it goes into the query.
    pub fn is_query(&self) -> bool {
        match self {
            Argument::Field { query, .. } => *query,
            Argument::Choice(choice) => choice.query,
        }
    }

    /// Whether both give the same value.
    pub(crate) fn is_same(&self, other: &Argument) -> bool {
        match (self, other) {
            (
                Argument::Field { field, query },
                Argument::Field {
                    field: one,
                    query: two,
                },
            ) => field.wire == one.wire && query == two,
            (Argument::Choice(one), Argument::Choice(two)) => one.name == two.name,
            _ => false,
        }
    }
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
