//! Fields, and the types of their values.

use std::fmt;

use planhat_spec::model::{Fallback, Fill};

use super::{Access, Demo, Format};

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
    /// How the server fills it.
    pub fill: Option<Fill>,
    /// What becomes of an unknown value.
    pub fallback: Option<Fallback>,
    /// Values that are refused, and what the server says.
    pub refuses: Vec<(String, String)>,
    /// What a parameter does to a list: form and field.
    pub filter: Option<(&'static str, String)>,
    /// What it holds in a made-up tenant.
    pub demo: Option<Demo>,
    /// What agents are told of it; empty is nothing, and none is what its doc says.
    pub hint: Option<String>,
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

/// In the words of the specs.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Type::String => "string",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Boolean => "boolean",
            Type::Id => "id",
            Type::Ref { resource, .. } => return write!(f, "ref<{resource}>"),
            Type::Date => "date",
            Type::DateTime => "datetime",
            Type::Day => "day",
            Type::Enum(_) => "enum",
            Type::List(item) => return write!(f, "list<{item}>"),
            Type::Map(item) => return write!(f, "map<{item}>"),
            Type::Object(_) | Type::Free => "object",
            Type::Custom => "custom",
            Type::Json => "json",
        };
        f.write_str(word)
    }
}

impl Type {
    /// The name of the nested object that it is, or that it holds.
    pub fn object(&self) -> Option<&TypeName> {
        match self {
            Type::List(item) | Type::Map(item) => item.object(),
            Type::Object(name) => Some(name),
            _ => None,
        }
    }

    /// Whether it is an id of this resource, or holds some.
    pub fn refers_to(&self, name: &str) -> bool {
        match self {
            Type::Ref { resource, .. } => resource == name,
            Type::List(item) | Type::Map(item) => item.refers_to(name),
            _ => false,
        }
    }
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

/// At least one of some fields, or of some parameters: a Rust enum with a variant for each.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Rust name.
    pub name: String,
    /// Whether they are parameters.
    pub query: bool,
    /// Variant, constructor, wire name, type, doc.
    pub variants: Vec<ChoiceVariant>,
}

/// One way to satisfy a one-of rule.
#[derive(Debug, Clone)]
pub struct ChoiceVariant {
    /// Variant.
    pub name: String,
    /// The field, whose Rust name is that of the constructor.
    pub field: Field,
}
