//! What is generated: tools, prompts and pages. Types here, contents in `planhat_tools`.

use planhat_core::table::{Api, Operation};

use crate::other::Other;

/// Everything that agents are offered.
#[derive(Debug)]
pub struct Catalogue {
    /// The API under the tools.
    pub api: &'static Api,
    /// Every tool, in the order of the specs.
    pub tools: &'static [&'static Tool],
    /// Work that people have done by agents, as texts to begin with.
    pub prompts: &'static [Prompt],
    /// What there is to read about each object.
    pub pages: &'static [Page],
}

impl Catalogue {
    /// The tool of this name.
    pub fn tool(&self, name: &str) -> Option<&'static Tool> {
        self.tools.iter().copied().find(|tool| tool.name == name)
    }

    /// The prompt of this name.
    pub fn prompt(&self, name: &str) -> Option<&'static Prompt> {
        self.prompts.iter().find(|prompt| prompt.name == name)
    }

    /// The page of this name.
    pub fn page(&self, name: &str) -> Option<&'static Page> {
        self.pages.iter().find(|page| page.name == name)
    }
}

/// One operation as a tool.
#[derive(Debug)]
pub struct Tool {
    /// Its name, unique and at most 48 letters of `a-z`, `0-9` and `_`.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// What it does, requires and returns, its limits and traps.
    pub description: &'static str,
    /// What it calls.
    pub run: Run,
    /// Its sort, as filters name it.
    pub method: Method,
    /// Groups it belongs to.
    pub tags: &'static [&'static str],
    /// Profiles it belongs to.
    pub profiles: &'static [&'static str],
    /// What hosts may rely on.
    pub annotations: Annotations,
    /// Arguments that have another name than their field or parameter, since that is taken: the
    /// argument, and the name on the wire.
    pub renamed: &'static [(&'static str, &'static str)],
    /// JSON Schema of its arguments, as compact JSON text.
    pub schema: &'static str,
    /// Arguments of a right call, as compact JSON text.
    pub example: &'static str,
}

/// What a tool calls.
#[derive(Debug)]
pub enum Run {
    /// An operation of the API.
    Operation(&'static Operation),
    /// Something that stands on the API.
    Other(Other),
}

impl Tool {
    /// The operation that it calls; nothing where it calls something that stands on several.
    pub fn operation(&self) -> Option<&'static Operation> {
        match &self.run {
            Run::Operation(operation) => Some(operation),
            Run::Other(_) => None,
        }
    }

    /// What it calls, as `resource.operation`.
    pub fn id(&self) -> String {
        match &self.run {
            Run::Operation(operation) => operation.id(),
            Run::Other(other) => format!("{}.{}", other.object, other.action),
        }
    }

    /// Name of the object that it deals with.
    pub fn resource_name(&self) -> &'static str {
        match &self.run {
            Run::Operation(operation) => operation.resource.name,
            Run::Other(other) => other.object,
        }
    }

    /// The same for people.
    pub(crate) fn resource_title(&self) -> &'static str {
        match &self.run {
            Run::Operation(operation) => operation.resource.title,
            Run::Other(other) => other.title,
        }
    }

    /// What the object is, in one sentence.
    pub(crate) fn resource_summary(&self) -> &'static str {
        match &self.run {
            Run::Operation(operation) => operation.resource.summary,
            Run::Other(other) => other.summary,
        }
    }

    /// Name of what it does with the object.
    pub(crate) fn action(&self) -> &'static str {
        match &self.run {
            Run::Operation(operation) => operation.name,
            Run::Other(other) => other.action,
        }
    }
}

/// Sorts of tools, as filters name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
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

impl Method {
    /// All of them.
    pub const ALL: [Method; 6] = [
        Method::List,
        Method::Get,
        Method::Create,
        Method::Update,
        Method::Delete,
        Method::Custom,
    ];

    /// Its name in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::List => "list",
            Method::Get => "get",
            Method::Create => "create",
            Method::Update => "update",
            Method::Delete => "delete",
            Method::Custom => "custom",
        }
    }
}

/// What hosts may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Annotations {
    /// It changes nothing.
    pub read_only: bool,
    /// It changes or removes what is there.
    pub destructive: bool,
    /// Calling it twice with the same arguments is the same as once.
    pub idempotent: bool,
    /// It deals with a world outside the server.
    pub open_world: bool,
}

/// A text that begins a piece of work.
#[derive(Debug)]
pub struct Prompt {
    /// Its name.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// What is filled in.
    pub arguments: &'static [PromptArgument],
    /// Names of the tools it speaks of.
    pub tools: &'static [&'static str],
    /// Markdown; `{argument}` is filled in.
    pub text: &'static str,
}

/// What is filled into a prompt.
#[derive(Debug)]
pub struct PromptArgument {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub description: &'static str,
    /// Whether the prompt needs it.
    pub required: bool,
}

/// What there is to read about an object.
#[derive(Debug)]
pub struct Page {
    /// Name of the object.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// Markdown.
    pub text: &'static str,
}
