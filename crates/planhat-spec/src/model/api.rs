use serde::Deserialize;

use super::{Field, Kind, Map, Parameter};

/// `specs/planhat.yaml`: what is true of the whole API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Name of the API.
    pub title: String,
    /// One sentence about it.
    pub summary: String,
    /// Hosts by name.
    pub hosts: Map<Host>,
    /// The host of operations that name none.
    pub default_host: String,
    /// Secrets by name; a path placeholder of such a name is filled in.
    pub secrets: Map<Secret>,
    /// Ways to authenticate, by name.
    pub auth: Map<Auth>,
    /// Pacing and sizes.
    pub limits: Limits,
    /// When to try again.
    pub retry: Retry,
    /// Statuses with a meaning of their own.
    pub statuses: Statuses,
    /// Parameters of every list.
    pub query: Map<Parameter>,
    /// How lists are walked.
    pub paging: Paging,
    /// Every key, highest priority first.
    pub keys: Map<Key>,
    /// Resources whose references take prefixed ids in create and bulk_upsert bodies.
    #[serde(default)]
    pub prefixed_refs: Vec<String>,
    /// Fields that resources share by naming them in their own `common`.
    #[serde(default)]
    pub common: Map<Field>,
    /// Answers that operations share by name.
    pub results: Map<Map<Field>>,
    /// Groups of tools.
    #[serde(default)]
    pub tags: Map<Tag>,
    /// Names of tools.
    pub tools: Tools,
}

/// A host.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Base address, without a trailing slash.
    pub url: String,
    /// Name of its authentication.
    pub auth: String,
    /// Pattern of regional addresses, with `{cluster}`.
    pub regional: Option<String>,
    /// Clusters known to exist.
    #[serde(default)]
    pub clusters: Vec<String>,
    /// `false`: outside the request limits; `true` unless given.
    pub paced: Option<bool>,
    /// What it is for.
    pub doc: Option<String>,
    /// A quirk, or a disagreement of sources.
    pub note: Option<String>,
}

/// A secret.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// Environment variable that holds it.
    pub env: String,
    /// What it is.
    pub doc: String,
}

/// A way to authenticate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// `bearer`, `basic` or `none`.
    pub scheme: Scheme,
    /// Name of the secret it sends; needed unless the scheme is `none`.
    pub secret: Option<String>,
    /// What it is for.
    pub doc: Option<String>,
}

/// Schemes of authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Calls in any 60 seconds.
    pub per_minute: u32,
    /// Calls in any second.
    pub per_second: u32,
    /// Calls at the same time.
    pub parallel: u32,
    /// Rows of a bulk write.
    pub bulk_rows: u32,
    /// Bytes of a request body.
    pub body_bytes: u64,
    /// Bytes of an id list in a query.
    pub query_bytes: u32,
}

/// When to try again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Statuses worth another try.
    pub statuses: Vec<u16>,
    /// Header that says how long to wait.
    pub header: String,
}

/// Statuses with a meaning of their own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statuses {
    /// A bulk write of which a part failed.
    pub partial: Vec<u16>,
    /// Failures that still carry a bulk result.
    pub bulk_result_too: Vec<u16>,
}

/// How lists are walked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// Field to order by.
    pub order: String,
    /// How the end is known; `short_page` is the only way so far.
    pub end: End,
}

/// How the end of a list is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// A page with fewer rows than asked for.
    ShortPage,
}

/// A key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Key {
    /// What stands before its value in a path.
    pub prefix: Option<String>,
    /// `false`: it does not travel in paths; `true` unless given.
    pub path: Option<bool>,
}

/// A group of tools.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// What is in it.
    pub doc: String,
    /// `false`: off by default; `true` unless given.
    pub tools: Option<bool>,
}

/// Names of tools.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tools {
    /// Pattern by kind, with `{one}`, `{many}`, `{operation}`; `other` for the rest.
    pub names: Map<String>,
    /// Kinds that are tools unless an operation says otherwise.
    pub kinds: Vec<Kind>,
}
