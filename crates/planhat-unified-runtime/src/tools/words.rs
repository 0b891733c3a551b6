//! What went wrong, in words: both names of each field, what is allowed, and a right call.

use planhat_tools_runtime::{Answer, Outcome, Request};
use serde_json::{Value, json};

use crate::{Code, Error, Warning};

/// Faults and warnings that are told.
const TOLD: usize = 10;
/// Seconds to wait where the server does not say how long.
const WAIT: u64 = 60;

pub(super) fn failed(request: &Request<'_>, error: &Error) -> Answer {
    let outcome = match error.code {
        Code::RateLimited => Outcome::Quota,
        _ if error.is_remote_error && error.status_code >= 500 => Outcome::Failed,
        _ if error.is_remote_error || error.status_code == 404 => Outcome::Refused,
        _ if error.status_code >= 500 || error.code == Code::Unauthorized => Outcome::Failed,
        _ => Outcome::Invalid,
    };
    let reads = request.tool.annotations.read_only;
    let mut lines = vec![match outcome {
        Outcome::Invalid if reads => format!("Invalid arguments: {}.", error.message),
        Outcome::Invalid => format!("Invalid arguments; nothing was changed: {}.", error.message),
        _ => format!("Failed: {}.", error.message),
    }];
    if error.failures.len() > 1 {
        let faults = error.failures.iter().take(TOLD);
        lines.extend(faults.map(|fault| format!("- {fault}")));
    }
    for (name, values) in error.insight.allowed.iter().take(TOLD) {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        lines.push(format!("`{name}` takes {}.", values.join(", ")));
    }
    let wait = error.retry_after_ms.map(|wait| wait.div_ceil(1000).max(1));
    let usual = (outcome == Outcome::Quota).then_some(WAIT);
    if let Some(seconds) = wait.or(usual) {
        lines.push(format!("Wait {seconds} seconds, then call again."));
    }
    if let (404, Some(finder)) = (error.status_code, request.finder) {
        lines.push(format!("Find the right id with {finder}."));
    }
    if outcome == Outcome::Failed && error.is_remote_error {
        // Before a confirmation and for a dry run there are reads alone.
        let wrote = !reads && !request.unconfirmed && !request.dry_run;
        lines.extend(match error.retryable {
            true => Some("The same call may succeed later.".to_owned()),
            false if wrote => Some("Look whether it took effect before calling again.".to_owned()),
            false => None,
        });
    }
    if outcome == Outcome::Invalid {
        lines.push(right(request));
    }
    Answer::new(outcome, lines.join("\n"))
}

/// Rows of which none can be sent.
pub(super) fn refused(request: &Request<'_>, faults: &[String]) -> Answer {
    let mut lines = vec!["Invalid arguments; nothing was changed.".to_owned()];
    lines.extend(faults.iter().map(|fault| format!("- {fault}")));
    lines.push(right(request));
    Answer::new(Outcome::Invalid, lines.join("\n"))
}

fn right(request: &Request<'_>) -> String {
    let tool = request.tool;
    format!("A right call: {} {}", tool.name, tool.example)
}

pub(super) fn warnings(all: &[Warning]) -> Value {
    let told = all.iter().take(TOLD).map(|one| match one.field.as_str() {
        "" => json!(one.message),
        field => json!(format!("{field}: {}", one.message)),
    });
    told.collect()
}
