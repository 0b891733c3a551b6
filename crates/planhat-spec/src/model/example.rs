use serde::Deserialize;

use super::{Json, Map};

/// `specs/examples/<resource>.yaml`: what calls of one object look like. For people who read, never
/// for what is generated to decide on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// The resource.
    pub resource: String,
    /// A call by the operation that makes it.
    pub operations: Map<Example>,
}

/// One call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What is sent; the method is that of the operation.
    pub request: Request,
    /// What comes back.
    pub response: Response,
}

/// What is sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The path with its placeholders filled in; that of a secret stays as it is.
    pub path: String,
    /// Parameters, as they stand in the address.
    #[serde(default)]
    pub query: Map<String>,
    /// The body.
    pub body: Option<Json>,
}

/// What comes back.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Status; 200 unless given.
    pub status: Option<u16>,
    /// The body.
    pub body: Option<Json>,
}
