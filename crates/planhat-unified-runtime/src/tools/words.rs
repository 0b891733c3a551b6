//! What went wrong, in words: both names of each field, what is allowed, and a right call.

use planhat_tools_runtime::{Answer, Outcome, Request};
use serde_json::{Value, json};

use crate::{Code, Error, Warning};

/// Faults and warnings that are told.
const TOLD: usize = 10;

pub(super) fn failed(request: &Request<'_>, error: &Error) -> Answer {
    let outcome = match error.code {
        Code::RateLimited => Outcome::Quota,
        _ if error.is_remote_error && error.status_code >= 500 => Outcome::Failed,
        _ if error.is_remote_error || error.status_code == 404 => Outcome::Refused,
        _ => Outcome::Invalid,
    };
    let mut lines = vec![match outcome {
        Outcome::Invalid => format!("Invalid arguments; nothing was sent: {}.", error.message),
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
    if let Some(wait) = error.retry_after_ms {
        let seconds = wait.div_ceil(1000).max(1);
        lines.push(format!("Wait {seconds} seconds, then call again."));
    }
    if let (404, Some(finder)) = (error.status_code, request.finder) {
        lines.push(format!("Find the right id with {finder}."));
    }
    if outcome == Outcome::Invalid {
        let tool = request.tool;
        lines.push(format!("A right call: {} {}", tool.name, tool.example));
    }
    Answer::new(outcome, lines.join("\n"))
}

pub(super) fn warnings(all: &[Warning]) -> Value {
    let told = all.iter().take(TOLD).map(|one| match one.field.as_str() {
        "" => json!(one.message),
        field => json!(format!("{field}: {}", one.message)),
    });
    told.collect()
}
