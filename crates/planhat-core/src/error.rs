//! Errors: what happened, where, and what to do.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::DecodeError;
use crate::fields::Fault;
use crate::report::{Chunk, Outcome};
use crate::rows::Failures;

/// Why a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Arguments were refused before anything was sent.
    Invalid,
    /// The client was set up wrongly, or lacks a secret.
    Config,
    /// No connection came about: nothing was sent.
    Connect,
    /// An attempt took longer than its timeout.
    Timeout,
    /// The connection broke.
    Broken,
    /// The time for all attempts together was over.
    Deadline,
    /// 401: no token, a wrong one, or another region.
    Unauthorized,
    /// 403: the token may not do this.
    Forbidden,
    /// 404: no such record or path.
    NotFound,
    /// 429: too many calls.
    RateLimited,
    /// Another answer that refuses the call.
    Rejected,
    /// 5xx: the server failed.
    Server,
    /// The answer cannot be read.
    Decode,
}

impl ErrorKind {
    /// The name in serialized errors; it does not change.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Invalid => "invalid",
            ErrorKind::Config => "config",
            ErrorKind::Connect => "connect",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Broken => "broken",
            ErrorKind::Deadline => "deadline",
            ErrorKind::Unauthorized => "unauthorized",
            ErrorKind::Forbidden => "forbidden",
            ErrorKind::NotFound => "not_found",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::Rejected => "rejected",
            ErrorKind::Server => "server",
            ErrorKind::Decode => "decode",
        }
    }

    pub(crate) fn of_status(status: u16) -> ErrorKind {
        match status {
            401 => ErrorKind::Unauthorized,
            403 => ErrorKind::Forbidden,
            404 => ErrorKind::NotFound,
            429 => ErrorKind::RateLimited,
            500..=599 => ErrorKind::Server,
            _ => ErrorKind::Rejected,
        }
    }
}

/// A failed call.
///
/// Displayed in one line; [`body`](Error::body) keeps what the server said in full. Serialized as
/// an object with `kind`, `message` and, where known, `operation`, `status`, `body`, `line`,
/// `column`, `faults`, `may_have_arrived`, `chunks`, `failures` and `bulk_result`. No secret is ever in it.
pub struct Error(Box<Content>);

struct Content {
    kind: ErrorKind,
    message: String,
    operation: Option<String>,
    status: Option<u16>,
    body: Option<String>,
    place: Option<(usize, usize)>,
    faults: Vec<Fault>,
    arrived: bool,
    attempts: u32,
    chunks: Vec<Chunk>,
    failures: Failures,
    bulk_result: Option<Value>,
    retry_after: Option<Duration>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Content {
            kind,
            message: message.into(),
            operation: None,
            status: None,
            body: None,
            place: None,
            faults: Vec::new(),
            arrived: false,
            attempts: 0,
            chunks: Vec::new(),
            failures: Failures::default(),
            bulk_result: None,
            retry_after: None,
            source: None,
        }))
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Config, message)
    }

    pub(crate) fn invalid(faults: Vec<Fault>) -> Self {
        let each: Vec<String> = faults
            .iter()
            .map(|fault| format!("`{}` {}", fault.argument, fault.message))
            .collect();
        let mut error = Error::new(
            ErrorKind::Invalid,
            format!("nothing was sent: {}", each.join("; ")),
        );
        error.0.faults = faults;
        error
    }

    pub(crate) fn status_error(status: u16, body: &str) -> Self {
        let kind = ErrorKind::of_status(status);
        let hint = match kind {
            ErrorKind::Unauthorized => {
                "the token is missing or wrong, or the tenant lives in another region: a wrong region looks just like this, check PLANHAT_REGION or PLANHAT_BASE_URL"
            }
            ErrorKind::Forbidden => {
                "the token may not do this: check the permissions of its private app"
            }
            ErrorKind::NotFound => "there is no such record or path",
            ErrorKind::RateLimited => "too many calls; other programs may be using the same token",
            ErrorKind::Server => "the server failed",
            _ if (300..400).contains(&status) => {
                "a redirect is followed only on the same host and if the call stays the same"
            }
            _ => "the server refused the call",
        };
        let mut error = Error::new(kind, format!("status {status}: {hint}{}", excerpt(body)));
        error.0.status = Some(status);
        error.0.body = Some(body.to_owned());
        error
    }

    pub(crate) fn decode(error: DecodeError, status: u16, body: &str) -> Self {
        let place = (error.line, error.column);
        let mut made = Error::new(
            ErrorKind::Decode,
            format!("the answer cannot be read: {error}{}", excerpt(body)),
        );
        made.0.status = Some(status);
        made.0.body = Some(body.to_owned());
        made.0.place = (place.0 > 0).then_some(place);
        made.0.arrived = true;
        made
    }

    pub(crate) fn operation(mut self, operation: &str) -> Self {
        self.0.operation.get_or_insert_with(|| operation.to_owned());
        self
    }

    pub(crate) fn arrived(mut self, arrived: bool) -> Self {
        self.0.arrived |= arrived;
        self
    }

    /// A read takes no effect.
    pub(crate) fn unarrived(mut self) -> Self {
        self.0.arrived = false;
        self
    }

    pub(crate) fn retry_after_of(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// What became of the chunks of a bulk write, and what those that were answered gave.
    pub(crate) fn with_chunks(mut self, chunks: Vec<Chunk>, result: Value) -> Self {
        let answered = chunks
            .iter()
            .any(|chunk| matches!(chunk.outcome, Outcome::Written | Outcome::Partial));
        self.0.chunks = chunks;
        self.0.bulk_result = answered.then_some(result);
        self
    }

    /// Rows of a bulk write that failed in the chunks that were answered.
    pub(crate) fn with_failures(mut self, failures: Failures) -> Self {
        self.0.failures = failures;
        self
    }

    pub(crate) fn source_error(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation, as `resource.operation`, or method and path of the raw door.
    pub fn operation_name(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The body of the answer, whole.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Line and column (in bytes, from 1) where an answer could not be read.
    pub fn place(&self) -> Option<(usize, usize)> {
        self.0.place
    }

    /// The arguments that were refused.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }

    /// How long the server asks to wait before the next call, where it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How often the call was sent.
    pub fn attempts_made(&self) -> u32 {
        self.0.attempts
    }

    /// Of a bulk write: what became of each chunk. Rows behind the last chunk were not sent.
    pub fn chunks(&self) -> &[Chunk] {
        &self.0.chunks
    }

    /// Of a bulk write: the results of the chunks that were answered before it failed, put together
    /// as in [`BulkReport::raw`](crate::BulkReport::raw); nothing when none was.
    pub fn bulk_result(&self) -> Option<&Value> {
        self.0.bulk_result.as_ref()
    }

    /// Of a bulk write: rows that failed in the chunks that were answered before it failed.
    pub fn failures(&self) -> &Failures {
        &self.0.failures
    }

    /// Whether the call may have taken effect all the same.
    pub fn may_have_arrived(&self) -> bool {
        self.0.arrived
    }

    /// Whether the record or path does not exist.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Whether the token, the region or a permission is the cause.
    pub fn is_auth(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Unauthorized | ErrorKind::Forbidden)
    }

    /// Whether there were too many calls.
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Whether the arguments are the cause, and nothing was sent.
    pub fn is_invalid(&self) -> bool {
        self.0.kind == ErrorKind::Invalid
    }

    /// Whether the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::Connect
                | ErrorKind::Timeout
                | ErrorKind::Broken
                | ErrorKind::Deadline
                | ErrorKind::RateLimited
                | ErrorKind::Server
        )
    }
}

/// The beginning of a body, in one line, for messages.
fn excerpt(body: &str) -> String {
    const LENGTH: usize = 200;
    let line: Vec<&str> = body.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(LENGTH) {
        _ if line.is_empty() => String::new(),
        None => format!(" (it says: {line})"),
        Some((at, _)) => format!(" (it says: {}…)", &line[..at]),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = &self.0.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.0.message)?;
        if self.0.arrived && self.0.kind != ErrorKind::Decode {
            f.write_str("; it may have taken effect")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.0.operation)
            .field("status", &self.0.status)
            .field("message", &self.0.message)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_ref()
            .map(|source| &**source as &(dyn StdError + 'static))
    }
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let content = &self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", content.kind.as_str())?;
        map.serialize_entry("message", &self.to_string())?;
        if let Some(operation) = &content.operation {
            map.serialize_entry("operation", operation)?;
        }
        if let Some(status) = content.status {
            map.serialize_entry("status", &status)?;
        }
        if let Some(body) = &content.body {
            map.serialize_entry("body", body)?;
        }
        if let Some((line, column)) = content.place {
            map.serialize_entry("line", &line)?;
            map.serialize_entry("column", &column)?;
        }
        if !content.faults.is_empty() {
            map.serialize_entry("faults", &content.faults)?;
        }
        map.serialize_entry("may_have_arrived", &content.arrived)?;
        if !content.chunks.is_empty() {
            map.serialize_entry("chunks", &content.chunks)?;
        }
        if !content.failures.is_empty() {
            map.serialize_entry("failures", &content.failures)?;
        }
        if let Some(result) = &content.bulk_result {
            map.serialize_entry("bulk_result", result)?;
        }
        map.end()
    }
}
