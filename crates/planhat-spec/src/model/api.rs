use schemars::JsonSchema;
use serde::Deserialize;

use super::{Field, Kind, Map, Parameter};

/// `specs/planhat.yaml`: what is true of the whole API.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Name of the API, for people.
    pub title: String,
    /// One sentence about it.
    pub summary: String,
    /// Hosts by name; a resource or an operation names one.
    pub hosts: Map<Host>,
    /// The host of operations that name none, by its name in `hosts`.
    pub default_host: String,
    /// Secrets by name; a path placeholder of such a name is filled in with it.
    pub secrets: Map<Secret>,
    /// Ways to authenticate, by name; a host, a resource or an operation names one.
    pub auth: Map<Auth>,
    /// How many calls the API takes, and how large they may be.
    pub limits: Limits,
    /// When to send a call again.
    pub retry: Retry,
    /// Statuses with a meaning of their own.
    pub statuses: Statuses,
    /// Parameters that every list takes; a list refines or removes them by name.
    pub query: Map<Parameter>,
    /// The order to page in, and how the end of a list is known.
    pub paging: Paging,
    /// Every key in the order of priority: `{ prefix }` when it travels in paths, `{ path: false }`
    /// when it does not.
    pub keys: Map<Key>,
    /// Resources whose references take prefixed ids in create and bulk_upsert bodies. Default:
    /// none.
    #[serde(default)]
    pub prefixed_refs: Vec<String>,
    /// Fields that resources share by naming them in their own `common`. Default: none.
    #[serde(default)]
    pub common: Map<Field>,
    /// Answers that operations share: name, and fields of the answer.
    pub results: Map<Map<Field>>,
    /// Groups of tools by name. Default: none.
    #[serde(default)]
    pub tags: Map<Tag>,
    /// What tools are called, and which operations are tools.
    pub tools: Tools,
}

/// A host.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Base address, without a slash at its end.
    pub url: String,
    /// Authentication of its calls, by its name in `auth`.
    pub auth: String,
    /// Address of a region, with `{cluster}` where the name of the cluster goes. Default: it has no
    /// regions.
    pub regional: Option<String>,
    /// Clusters known to exist. Default: none.
    #[serde(default)]
    pub clusters: Vec<String>,
    /// Whether it counts in the request limits; `false`: it is outside of them. Default: `true`.
    pub paced: Option<bool>,
    /// What it is for.
    pub doc: Option<String>,
    /// A quirk, or a disagreement of sources; shown in the reference.
    pub note: Option<String>,
}

/// A secret.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// Environment variable that holds it.
    pub env: String,
    /// What it is.
    pub doc: String,
}

/// A way to authenticate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// How the secret is sent: `bearer` as bearer token, `basic` as user name without a password,
    /// `none` not at all.
    pub scheme: Scheme,
    /// The secret it sends, by its name in `secrets`; needed unless the scheme is `none`.
    pub secret: Option<String>,
    /// What it is for.
    pub doc: Option<String>,
}

/// Schemes of authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// The secret as bearer token.
    Bearer,
    /// The secret as user name, without a password.
    Basic,
    /// Nothing is sent.
    None,
}

/// Limits of the API.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Calls in any 60 seconds.
    pub per_minute: u32,
    /// Calls in any second.
    pub per_second: u32,
    /// Calls at the same time.
    pub parallel: u32,
    /// Rows that one bulk write may have.
    pub bulk_rows: u32,
    /// Bytes that the body of a call may have.
    pub body_bytes: u64,
    /// Bytes that a list of ids in a query may have.
    pub query_bytes: u32,
}

/// When to try again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Statuses of HTTP that are worth another try.
    pub statuses: Vec<u16>,
    /// Header of an answer that says how long to wait.
    pub header: String,
}

/// Statuses with a meaning of their own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statuses {
    /// Statuses of a bulk write of which a part failed.
    pub partial: Vec<u16>,
    /// Statuses of failures that still carry a bulk result.
    pub bulk_result_too: Vec<u16>,
}

/// How lists are walked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// Field to order lists by, so that pages neither overlap nor leave gaps.
    pub order: String,
    /// How the end is known; `short_page`, a page with fewer rows than asked for, is the only way
    /// so far.
    pub end: End,
}

/// How the end of a list is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// A page with fewer rows than asked for.
    ShortPage,
}

/// A key.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Key {
    /// What stands before its value in a path. Default: nothing.
    pub prefix: Option<String>,
    /// Whether it travels in paths; `false`: it does not. Default: `true`.
    pub path: Option<bool>,
}

/// A group of tools.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// What is in it.
    pub doc: String,
    /// Whether the group is on by default; `false`: it is off. Default: `true`.
    pub tools: Option<bool>,
}

/// Names of tools.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tools {
    /// Pattern of names by kind, with `{one}`, `{many}` and `{operation}` to be filled in; `other`
    /// is for the rest.
    pub names: Map<String>,
    /// Kinds of operations that are tools unless one says otherwise.
    pub kinds: Vec<Kind>,
}
