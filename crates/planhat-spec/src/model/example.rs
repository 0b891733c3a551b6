use schemars::JsonSchema;
use serde::Deserialize;

use super::{Json, Map};

/// `specs/examples/<resource>.yaml`: what calls of one object look like. For people who read, never
/// for what is generated to decide on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// The resource that the calls are of; the file is named after it.
    pub resource: String,
    /// Calls by the operations that make them, one for each operation at most.
    pub operations: Map<Example>,
}

/// One call.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What is sent; the method is that of the operation.
    pub request: Request,
    /// What comes back.
    pub response: Response,
}

/// What is sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The path with its placeholders filled in; that of a secret stays as it is.
    pub path: String,
    /// Parameters as they stand in the address, each a text. Default: none.
    #[serde(default)]
    pub query: Map<String>,
    /// The body as JSON in the form of YAML. Default: none.
    pub body: Option<Json>,
}

/// What comes back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Status of HTTP. Default: 200.
    pub status: Option<u16>,
    /// The body as JSON in the form of YAML. Default: none.
    pub body: Option<Json>,
}
