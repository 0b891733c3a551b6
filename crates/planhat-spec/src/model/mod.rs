//! The spec format as types: what a file may hold, with the meaning of every key.
//!
//! All of them refuse unknown keys. None flattens, and none is untagged: where a key takes several
//! shapes, a visitor reads it, so that errors keep their place.

mod api;
mod demo;
mod example;
mod field;
mod operation;
mod prompt;
mod resource;
mod schema;
mod server;
mod shapes;
mod types;
mod unified;
mod unified_field;
mod unified_shapes;

pub use api::{
    Api, Auth, End, Host, Key, Limits, Paging, Retry, Scheme, Secret, Statuses, Tag, Tools,
};
pub use demo::{Defines, Demo, Ends, Form, Share, Told, WORDS as DEMO_WORDS};
pub use example::{Example, Examples, Request, Response};
pub use field::{Access, Field, Format, Hint, Other, Values};
pub use operation::{
    Body, Kind, Method, Operation, Parameter, Profile, Query, Returns, Rule, ToolName,
};
pub use prompt::{Prompt, PromptArgument};
pub use resource::{Resource, ToolNouns};
pub use server::{Effect, Fallback, Fill, FillForm, Filter, FilterForm, Made, Source, SourceForm};
pub use types::{Type, TypeError};
pub use unified::{
    Unified, UnifiedBuiltin, UnifiedCommon, UnifiedFacet, UnifiedFilter, UnifiedLimit,
    UnifiedMember, UnifiedMethod, UnifiedModel, UnifiedOption, UnifiedOverride, UnifiedShape,
};
pub use unified_field::{
    Transform, UnifiedAccess, UnifiedCondition, UnifiedField, UnifiedPart, UnifiedSources,
    UnifiedType, UnifiedWords, UnifiedWrite,
};
pub use unified_shapes::{UnifiedFilters, UnifiedMethods};

/// A JSON value as it stands in a spec: a default, an example, a constant.
pub type Json = serde_json::Value;

/// A map that keeps the order of the file.
pub type Map<T> = indexmap::IndexMap<String, T>;
