//! How one unified field goes with a record, in both directions.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How one unified field goes with a record, in both directions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Unified name.
    pub field: String,
    /// What it holds.
    pub kind: Kind,
    /// How it is read.
    pub read: Read,
    /// How it is written.
    pub write: Write,
    /// Whether a value that was written reads back equal.
    pub reversible: Reversible,
    /// The transform in the words of the specs, for people.
    pub transform: String,
    /// Whether only a create takes it.
    pub create_only: bool,
    /// Whether a create needs it, alone.
    pub required: bool,
    /// The unified field whose value a create takes where this one is not given.
    pub create_default: Option<String>,
    /// Unified fields that win: where one of them is written too, this one is left out.
    pub yields_to: Vec<String>,
    /// The unified model that a reference leads to, by which `expand` goes.
    pub target: Option<String>,
    /// What it is.
    pub doc: String,
    /// A quirk.
    pub note: Option<String>,
    /// Weakly evidenced.
    pub unverified: bool,
    /// Set by an override.
    pub overridden: bool,
}

/// Whether a value that was written reads back equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reversible {
    /// Always.
    Yes,
    /// Under the conditions that its note tells.
    Partial,
    /// It is not written.
    No,
}

/// What a unified value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text.
    String,
    /// Whole number.
    Integer,
    /// Number.
    Number,
    /// True or false.
    Boolean,
    /// RFC 3339, UTC.
    DateTime,
    /// `YYYY-MM-DD`.
    Date,
    /// One of these words.
    Enum(Vec<String>),
    /// Any object.
    Object,
    /// A shape, by name.
    Shape(String),
    /// A list.
    List(Box<Kind>),
    /// Anything.
    Any,
}

/// In the words of the specs.
impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Kind::String => "string",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::DateTime => "datetime",
            Kind::Date => "date",
            Kind::Enum(_) => "enum",
            Kind::Object => "object",
            Kind::Any => "json",
            Kind::Shape(name) => name,
            Kind::List(item) => return write!(out, "list<{item}>"),
        };
        out.write_str(word)
    }
}

/// How a field is read. What it finds nothing for is null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// There is no such data: always null.
    Unmapped,
    /// A fixed value.
    Const(Value),
    /// The first source that has a value.
    First(Vec<Alternative>),
    /// An object of several sources; null when all of those that are paths are null. `list`: a list
    /// with it alone.
    Parts {
        /// Unified member and where it comes from.
        parts: Vec<(String, Part)>,
        /// Whether it stands in a list.
        list: bool,
    },
    /// A list of all values of several sources, in order.
    Merge(Vec<Merged>),
    /// By a rule of the runtime.
    Computed {
        /// Its name.
        rule: String,
        /// What it looks at.
        sources: Vec<Path>,
        /// The option that it looks at.
        option: Option<String>,
    },
    /// The record as it came; on request alone.
    Whole,
}

/// One of several sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// Where; several are joined by spaces, empty ones left out.
    pub paths: Vec<Path>,
    /// Only if all hold of the record.
    pub when: Vec<Condition>,
    /// What becomes of the value.
    pub convert: Convert,
}

/// A member of an object that is made of several sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A value of the record.
    Path(Path),
    /// A fixed value.
    Const(Value),
}

/// A source of a merged list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// Where: one value, or a list of them.
    pub path: Path,
    /// Whether it is a list.
    pub list: bool,
    /// The member that a value becomes; nothing where the values are objects, of which members of the
    /// shape's names are kept.
    pub member: Option<String>,
    /// Members that every item gets; by them a write finds the way back.
    pub constants: Vec<(String, Value)>,
    /// The wire field that takes them on a write; nothing where it is read only.
    pub write: Option<String>,
}

/// What becomes of one value, in both directions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convert {
    /// As it is.
    Keep,
    /// A number; a text with one is taken on read, with a warning.
    Number,
    /// A moment: RFC 3339 UTC; texts with or without a zone, days and milliseconds are taken.
    DateTime,
    /// A calendar date; midnight UTC on write where the wire field is a moment.
    Date {
        /// Whether the wire field is a moment.
        moment: bool,
    },
    /// The moment of an object id.
    IdTime,
    /// The opposite; a missing value reads as this.
    Not {
        /// What a missing value reads as.
        missing: bool,
    },
    /// Words of the server and of the model.
    Enum(Words),
    /// `{id, name}`: the server's word, and the model's; without a table the word in both.
    TypeRef(Words),
    /// A reference `{id, name}`.
    Ref(RefParts),
    /// A list of references.
    RefList(RefParts),
    /// Texts as `{id, name}` with the text in both.
    Tags,
    /// A single value as a list of one item.
    Wrap {
        /// The member that the value becomes.
        member: String,
        /// The other members.
        constants: Vec<(String, Value)>,
    },
    /// The tenant's own fields, all of them.
    Custom,
}

/// A table of words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// The model's word and the server's, of which the first is written. A server's word that stands
    /// twice reads as the first; a word without any cannot be written.
    pub table: Vec<(String, Vec<Value>)>,
    /// The model's word that all others read as.
    pub rest: Option<String>,
    /// Whether letter case counts for nothing on read.
    pub fold_case: bool,
    /// Whether the server takes other words as well.
    pub open: bool,
    /// The server's words that its specs list, beside those of the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<Value>,
}

/// How a reference is read and written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefParts {
    /// Members of an object that hold the id, in the order they are tried: `_id`, `id`.
    pub id: Vec<String>,
    /// Members of an object that hold the name.
    pub name: Vec<String>,
    /// Where the name stands beside the id in the record.
    pub beside: Option<Path>,
    /// What an item is written as: nothing is the bare id, else an object with the id in this member.
    pub write: Option<String>,
    /// Truth values that an item is written with besides: they stay with an id that stays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

/// How a field is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Write {
    /// Refused, and why.
    Refused(Refusal),
    /// Taken and left out: it has no counterpart, and changes nothing.
    Ignored,
    /// Into one wire field.
    To {
        /// Wire field; `custom.Name` for one of the tenant's own.
        field: String,
        /// What is undone.
        convert: Convert,
    },
    /// A full name into two fields, at the last space; only where those are not written themselves.
    SplitName {
        /// Wire field of the first part.
        first: String,
        /// Wire field of the last word.
        last: String,
    },
    /// Each member into its wire field. Other members are refused.
    Parts(Vec<(String, String)>),
    /// Items into the fields that they came from, by the constants of [`Read::Merge`].
    Merge,
    /// The member of a reference that the server matches by, looked up where the id alone is given.
    Lookup {
        /// Wire field.
        field: String,
        /// Resource in which an id is looked up.
        resource: String,
        /// Wire field there.
        source: String,
    },
    /// By a rule of the runtime.
    Computed {
        /// Its name.
        rule: String,
        /// The wire fields that it may set, in the order that the rule knows.
        fields: Vec<String>,
        /// The option that it looks at.
        option: Option<String>,
    },
}

/// Why a write is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such data.
    Unmapped,
    /// The server sets it.
    ReadOnly,
    /// The transform has no way back.
    OneWay,
}

/// What holds of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Wire field.
    pub field: String,
    /// Values of which it has one.
    pub one_of: Vec<Value>,
    /// Whether it is the other way round: it has none of them.
    pub not: bool,
}

/// Where a value stands in a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path(pub Vec<Step>);

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A member.
    Member(String),
    /// An item, from 0.
    Item(usize),
    /// The items from this one on, as a list.
    From(usize),
    /// The first item whose member is true.
    Where(String),
}
