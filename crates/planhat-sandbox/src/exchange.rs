//! What comes in and what goes out, apart from any connection.

use bytes::Bytes;
use http::{HeaderMap, Method};

/// A request, read in full.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// The path as it came, percent-encoded, beginning with a slash.
    pub path: String,
    /// The query as it came, without the question mark.
    pub query: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// What the body is.
    pub content_type: &'static str,
    /// The body, in pieces that are sent one after the other.
    pub body: Vec<Bytes>,
}

impl Answer {
    /// JSON under a status.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Answer {
            status,
            content_type: "application/json; charset=utf-8",
            body: vec![Bytes::from(value.to_string())],
        }
    }

    /// Text under a status, as Planhat sends it with some errors.
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        Answer {
            status,
            content_type: "text/plain; charset=utf-8",
            body: vec![Bytes::from(text.into())],
        }
    }
}
