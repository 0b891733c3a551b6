use serde::Deserialize;

use super::{Access, Field, Json, Map, Operation};

/// `specs/resources/<resource>.yaml`: one object.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Singular name in snake_case; gives the module, the Rust type and the tool noun.
    pub resource: String,
    /// One sentence about the object.
    pub summary: String,
    /// Plural name in snake_case; `resource` + `s` unless given.
    pub plural: Option<String>,
    /// The collection; `/` and the plural without `_` unless given.
    pub path: Option<String>,
    /// Name for people; from `resource` unless given.
    pub title: Option<String>,
    /// Groups of tools it belongs to.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What identifies a record; `[_id]` unless given, `[]` for push-only objects.
    pub keys: Option<Vec<String>>,
    /// Fields taken from `planhat.yaml`.
    #[serde(default)]
    pub common: Vec<String>,
    /// Tool nouns where they differ from `resource` and `plural`.
    pub tool: Option<ToolNouns>,
    /// Default access of its fields; `both` unless given.
    pub access: Option<Access>,
    /// Default host of its operations.
    pub host: Option<String>,
    /// Default authentication of its operations.
    pub auth: Option<String>,
    /// The resource whose path and fields it takes.
    pub view_of: Option<String>,
    /// Values always sent in create and bulk_upsert, and in the list query where it has that name.
    #[serde(default)]
    pub fixed: Map<Json>,
    /// A quirk, or a disagreement of sources.
    pub note: Option<String>,
    /// What a record has, in this order.
    #[serde(default)]
    pub fields: Map<Field>,
    /// What can be done with it; only the operations listed exist.
    pub operations: Map<Operation>,
}

/// Nouns of tool names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolNouns {
    /// For one record; `resource` unless given.
    pub one: Option<String>,
    /// For many; `plural` unless given.
    pub many: Option<String>,
}
