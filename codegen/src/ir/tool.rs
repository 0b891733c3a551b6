//! What agents call: an operation with a flat list of arguments.

use serde_json::Value;

pub use planhat_spec::model::Profile;

/// A tool.
#[derive(Debug)]
pub struct Tool {
    /// Name.
    pub name: String,
    /// For people: `List companies`.
    pub title: String,
    /// What it does, requires and returns, and its traps.
    pub description: String,
    /// What it calls: its place among the operations of the resource, or the methods of the model.
    pub operation: usize,
    /// Sort, as filters name it.
    pub method: ToolMethod,
    /// Profiles that it belongs to, sorted.
    pub profiles: Vec<Profile>,
    /// Whether it changes nothing.
    pub read_only: bool,
    /// Whether it changes or removes what is there.
    pub destructive: bool,
    /// Whether calling it twice is the same as once.
    pub idempotent: bool,
    /// What it is for, of the operation's own arguments and of those all tools of its sort have.
    pub arguments: Vec<ToolArgument>,
    /// Arguments of a right call, in order.
    pub example: Vec<(String, Value)>,
}

/// Sorts of tools, as filters name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolMethod {
    /// Reads many records.
    List,
    /// Reads one record.
    Get,
    /// Makes one record.
    Create,
    /// Changes one record.
    Update,
    /// Removes one record.
    Delete,
    /// Anything else, such as writing many records.
    Custom,
}

/// An argument of a tool, or a member of one.
#[derive(Debug)]
pub struct ToolArgument {
    /// Name.
    pub name: String,
    /// The field or parameter that it is; nothing where it is none.
    pub wire: Option<String>,
    /// Whether a call needs it.
    pub required: bool,
    /// What it takes.
    pub schema: Schema,
}

/// What an argument takes.
#[derive(Debug)]
pub struct Schema {
    /// Its form.
    pub form: SchemaForm,
    /// A few words.
    pub hint: Option<String>,
}

/// The forms that all hosts of agents take.
#[derive(Debug)]
pub enum SchemaForm {
    /// Text.
    Text,
    /// A moment.
    DateTime,
    /// One of these texts.
    OneOf(Vec<String>),
    /// A whole number in these bounds.
    Integer(Option<f64>, Option<f64>),
    /// A number in these bounds.
    Number(Option<f64>, Option<f64>),
    /// True or false.
    Boolean,
    /// A list.
    List(Box<Schema>),
    /// An object with these members; with none, any object.
    Object(Vec<ToolArgument>),
}
