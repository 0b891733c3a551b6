//! Unified errors and faults of overrides as failures of a command.

use planhat_spec::{Diagnostic, Severity};
use planhat_unified::{Code, Error, OverrideError};

use crate::exit;
use crate::failure::Failure;

/// No more allowed values are told.
const TOLD: usize = 12;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let messages = match error.failures.as_slice() {
            [] | [_] => vec![error.to_string()],
            all => all
                .iter()
                .map(|one| format!("{}: {one}", one.code))
                .collect(),
        };
        let mut failure = Failure::many(code(&error), messages);
        failure.hint = hint(&error);
        failure.unified = Some(Box::new(error));
        failure
    }
}

impl From<OverrideError> for Failure {
    fn from(error: OverrideError) -> Self {
        let faults = match error {
            OverrideError::Unreadable { .. } => {
                return Failure::new(exit::NO_INPUT, error.to_string());
            }
            OverrideError::Faulty(faults) => faults,
        };
        let errors = || faults.iter().filter(|one| one.severity == Severity::Error);
        Failure::many(exit::INVALID, errors().map(told).collect())
    }
}

/// A finding in one line: place, rule, what is wrong, what to do.
pub(super) fn told(one: &Diagnostic) -> String {
    let place = format!("{}:{}:{}", one.file, one.line, one.column);
    let text = format!("{place}: {}: {}", one.rule, one.message);
    match &one.help {
        Some(help) => format!("{text}; {help}"),
        None => text,
    }
}

fn code(error: &Error) -> i32 {
    let status = error.remote.as_ref().and_then(|remote| remote.status);
    match error.code {
        Code::Unauthorized | Code::Forbidden => exit::CREDENTIALS,
        Code::RateLimited | Code::UpstreamTimeout => exit::TRY_LATER,
        // No answer, or one that says that the server is at fault.
        Code::UpstreamError if status.is_none_or(|status| status >= 500) => exit::TRY_LATER,
        _ if error.is_remote_error => exit::FAILED,
        Code::InvalidRequest
        | Code::UnsupportedField
        | Code::UnsupportedMethod
        | Code::UnsupportedFilter
        | Code::EnumUnmapped
        | Code::MissingRequired
        | Code::CursorMismatch => exit::INVALID,
        _ => exit::FAILED,
    }
}

fn hint(error: &Error) -> Option<String> {
    let mut hints = Vec::new();
    let missing = error.insight.missing.iter().map(|one| one.join(" or "));
    let missing: Vec<String> = missing.collect();
    if !missing.is_empty() {
        hints.push(format!("needed: {}", missing.join(", ")));
    }
    for (path, values) in error.insight.allowed.iter().take(TOLD) {
        let shown = values.iter().take(TOLD).map(|value| match value.as_str() {
            Some(text) => text.to_owned(),
            None => value.to_string(),
        });
        let shown: Vec<String> = shown.collect();
        let more = if values.len() > TOLD {
            " and others"
        } else {
            ""
        };
        hints.push(format!("`{path}` takes {}{more}", shown.join(", ")));
    }
    match error.code {
        Code::Unauthorized => {
            hints.push("`planhat doctor` finds out whether token or region is wrong".to_owned());
        }
        Code::CursorMismatch => {
            hints
                .push("a cursor goes with the filters, order and overrides of its list".to_owned());
        }
        Code::UnsupportedField => hints.push(
            "--drop-unsupported leaves it out; an override may bind it to a custom field"
                .to_owned(),
        ),
        _ => {}
    }
    (!hints.is_empty()).then(|| hints.join("; "))
}
