//! The one shape of errors, whatever made them.

use std::fmt;
use std::ops::{Deref, DerefMut};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Why a call failed. Serializes to the shape that all doors have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Error(Box<Detail>);

/// What an error tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// HTTP status that goes with the code.
    #[serde(rename = "statusCode")]
    pub status_code: u16,
    /// The status in words.
    pub error: String,
    /// What happened, where, and what to do, in one line.
    pub message: String,
    /// What to branch on.
    pub code: Code,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// How long to wait before that.
    pub retry_after_ms: Option<u64>,
    /// Whether it was the server that refused.
    pub is_remote_error: bool,
    /// What the server said.
    pub remote: Option<Remote>,
    /// Every fault, with the unified path and the server's name.
    pub failures: Vec<Failure>,
    /// What would mend it: what was broken alone.
    pub insight: Insight,
}

/// What the server said.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Remote {
    /// HTTP status; nothing where no answer came.
    pub status: Option<u16>,
    /// The body.
    pub body: Value,
    /// By which the server knows the call, where it tells that; it does not at present.
    pub request_id: Option<String>,
}

/// The body may be personal.
impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Unified path, such as `email_addresses[1].type`.
    pub path: String,
    /// What to branch on.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// The server's name of the field, where it has one.
    pub remote_field: Option<String>,
}

/// What would mend an error.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Insight {
    /// Unified fields that are needed; of several in one entry, one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Vec<String>>,
    /// Values that are allowed, by unified path.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub allowed: IndexMap<String, Vec<Value>>,
    /// Rules that were broken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

impl Error {
    /// An error of this code, with the status that goes with it.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Error(Box::new(Detail {
            status_code: code.status(),
            error: title(code.status()),
            message: message.into(),
            code,
            retryable: code.retryable(),
            retry_after_ms: None,
            is_remote_error: false,
            remote: None,
            failures: Vec::new(),
            insight: Insight::default(),
        }))
    }

    /// With another status than that of its code.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status_code = status;
        self.error = title(status);
        self
    }

    /// An error made of faults; its code is that of the first one.
    pub fn of_failures(failures: Vec<Failure>, insight: Insight) -> Self {
        let code = failures
            .first()
            .map_or(Code::InvalidRequest, |one| one.code);
        let message = match failures.as_slice() {
            [] => "nothing is known of what failed".to_owned(),
            [one] => one.to_string(),
            [one, others @ ..] => format!("{one} (and {} more)", others.len()),
        };
        let mut error = Error::new(code, message);
        error.failures = failures;
        error.insight = insight;
        error
    }
}

impl Failure {
    /// A fault at a path.
    pub fn new(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Failure {
            path: path.into(),
            code,
            message: message.into(),
            remote_field: None,
        }
    }

    /// With the server's name of the field.
    pub fn remote(mut self, field: impl Into<String>) -> Self {
        self.remote_field.get_or_insert(field.into());
        self
    }
}

impl Deref for Error {
    type Target = Detail;

    fn deref(&self) -> &Detail {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Detail {
        &mut self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.path)?;
        if let Some(remote) = self.remote_field.as_deref().filter(|one| *one != self.path) {
            write!(f, " (`{remote}`)")?;
        }
        write!(f, ": {}", self.message)
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $text:literal $status:literal,)*) => {
        /// What to branch on; the list is closed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// As it is serialized.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// HTTP status that goes with it.
            pub fn status(self) -> u16 {
                match self { $(Code::$name => $status,)* }
            }
        }
    };
}

codes! {
    /// The call is not made as it has to be.
    InvalidRequest "invalid_request" 400,
    /// A field that cannot be written.
    UnsupportedField "unsupported_field" 422,
    /// A method that the model does not have.
    UnsupportedMethod "unsupported_method" 405,
    /// A filter or an operator that the model does not have.
    UnsupportedFilter "unsupported_filter" 400,
    /// A word with no counterpart.
    EnumUnmapped "enum_unmapped" 422,
    /// A field that is needed is not given.
    MissingRequired "missing_required" 422,
    /// A cursor that was made for another list.
    CursorMismatch "cursor_mismatch" 400,
    /// No token, or a wrong one.
    Unauthorized "unauthorized" 401,
    /// The token may not do this.
    Forbidden "forbidden" 403,
    /// There is no such record.
    NotFound "not_found" 404,
    /// The record changed meanwhile.
    Conflict "conflict" 409,
    /// There is such a record already.
    Duplicate "duplicate" 409,
    /// Too many calls.
    RateLimited "rate_limited" 429,
    /// The server refused or failed.
    UpstreamError "upstream_error" 502,
    /// The server took too long.
    UpstreamTimeout "upstream_timeout" 504,
    /// A filtered list took all requests that it may take.
    ScanBudgetExceeded "scan_budget_exceeded" 422,
    /// The mapping is at fault.
    MappingError "mapping_error" 500,
    /// The caller may not do this here.
    BlockedByPolicy "blocked_by_policy" 403,
}

impl Code {
    /// Whether the same call may succeed later.
    pub fn retryable(self) -> bool {
        matches!(self, Code::RateLimited | Code::UpstreamTimeout)
    }
}

/// A status in words.
fn title(status: u16) -> String {
    // The name of today; libraries still have the one before it.
    if status == 422 {
        return "Unprocessable Content".to_owned();
    }
    let known = http::StatusCode::from_u16(status).ok();
    let known = known.and_then(|status| status.canonical_reason());
    known.unwrap_or("Error").to_owned()
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn has_the_agreed_shape() {
        let failure = Failure {
            path: "account.id".into(),
            code: Code::MissingRequired,
            message: "a create needs it".into(),
            remote_field: Some("companyId".into()),
        };
        let error = Error::of_failures(vec![failure], Insight::default());
        assert_eq!(
            error.to_string(),
            "missing_required: `account.id` (`companyId`): a create needs it"
        );
        assert_eq!(
            serde_json::to_value(&error).unwrap(),
            json!({
                "statusCode": 422, "error": "Unprocessable Content",
                "message": "`account.id` (`companyId`): a create needs it",
                "code": "missing_required", "retryable": false, "retry_after_ms": null,
                "is_remote_error": false, "remote": null,
                "failures": [{
                    "path": "account.id", "code": "missing_required",
                    "message": "a create needs it", "remote_field": "companyId",
                }],
                "insight": {},
            })
        );
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
