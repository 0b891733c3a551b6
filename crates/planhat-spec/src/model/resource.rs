use schemars::JsonSchema;
use serde::Deserialize;

use super::{Access, Effect, Field, Json, Map, Operation, Profile, Share};

/// `specs/resources/<resource>.yaml`: one object.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Singular name in snake_case, and the name of the file. Gives the module, the Rust type and
    /// the tool noun.
    pub resource: String,
    /// One sentence about the object.
    pub summary: String,
    /// Plural name in snake_case; write it when it is irregular. Default: `resource` + `s`.
    pub plural: Option<String>,
    /// Path of the collection. Default: `/` and the plural without `_`.
    pub path: Option<String>,
    /// Name for people. Default: made of `resource`.
    pub title: Option<String>,
    /// Groups of tools it belongs to; a tag unknown to `planhat.yaml` is allowed and on. Default:
    /// none.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What identifies a record, a set: the ranking is in `planhat.yaml`; `[]` for push-only
    /// objects. Default: `[_id]`.
    pub keys: Option<Vec<String>>,
    /// Fields taken from `common` of `planhat.yaml`, by name; an entry of `fields` of the same name
    /// wins. A key found in neither is added from there. Default: none.
    #[serde(default)]
    pub common: Vec<String>,
    /// Nouns in the names of tools, where they differ from `resource` and `plural`: `{ one: np }`,
    /// `{ many: timesheet }`.
    pub tool: Option<ToolNouns>,
    /// The profiles that its tools belong to: `default`, `full`; without one they are served when
    /// they are asked for by name or by tag. Default: none.
    #[serde(default)]
    pub profiles: Vec<Profile>,
    /// Who may set its fields, unless they say otherwise: for read-only and push-only objects.
    /// Default: `both`.
    pub access: Option<Access>,
    /// Host of its operations, by its name in `planhat.yaml`. Default: `default_host` of
    /// `planhat.yaml`.
    pub host: Option<String>,
    /// Authentication of its operations, by its name in `planhat.yaml`. Default: that of the host.
    pub auth: Option<String>,
    /// Another resource, of which this is a view: takes `path` and `fields` from there, then adds
    /// its own; operations are never inherited.
    pub view_of: Option<String>,
    /// Values always sent in create and bulk_upsert, and in the list query where it has that name;
    /// hidden from callers. Default: none.
    #[serde(default)]
    pub fixed: Map<Json>,
    /// A quirk, or a disagreement of sources; shown in the reference.
    pub note: Option<String>,
    /// How many records a made-up tenant has, and what they are like. Default: none.
    pub demo: Option<Share>,
    /// What a record has, in this order: name on the wire, and what it is. Default: none.
    #[serde(default)]
    pub fields: Map<Field>,
    /// What else happens when a write changes a field to a value. For a server that stands in for
    /// Planhat. Default: nothing.
    #[serde(default)]
    pub effects: Vec<Effect>,
    /// What can be done with it; only the operations listed exist. One named `list`, `get`,
    /// `create`, `update`, `delete` or `bulk_upsert` is of that kind.
    pub operations: Map<Operation>,
}

/// Nouns of tool names.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolNouns {
    /// Noun for one record. Default: `resource`.
    pub one: Option<String>,
    /// Noun for many. Default: `plural`.
    pub many: Option<String>,
}
