//! A call of a tool, with its audit.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use planhat_tools_runtime::{Answer, Definition, Outcome};
use rmcp::ErrorData;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock};
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::Session;
use crate::audit::{Call, End, Finish};

/// Names at least as alike as this are taken to be meant, from 0 to 1.
const ALIKE: f64 = 0.8;

/// Calls a tool. What an agent can do something about is a result, with `isError`; only a tool that
/// is not served is an error of the protocol.
pub(super) async fn tool(
    session: &Session,
    name: &str,
    arguments: Map<String, Value>,
    cancelled: &CancellationToken,
) -> Result<CallToolResponse, ErrorData> {
    let definitions = session.tools().definitions();
    let Some(definition) = definitions.iter().find(|one| one.name == name) else {
        return Err(unknown(definitions, name));
    };
    let begun = session.audit().begin(&Call {
        caller: session.caller(),
        tool: definition.name,
        writes: !definition.annotations.read_only,
        arguments: &arguments,
    });
    let mut note = match begun {
        Ok(finish) => Note::new(finish, operation(session, definition.name)),
        Err(refusal) => return Ok(failure(refusal.0)),
    };
    let call = async {
        let client = session.client()?;
        let name = definition.name;
        Ok(session.tools().call(client, name, arguments).await)
    };
    let answer = tokio::select! {
        biased;
        // The call ends here: it is dropped, and its note says so.
        () = cancelled.cancelled() => {
            return Err(ErrorData::internal_error("the call was cancelled", None));
        }
        answer = AssertUnwindSafe(call).catch_unwind() => answer,
    };
    match answer {
        Ok(Ok(Some(answer))) => {
            note.end(answer.outcome, answer.operation.as_deref(), &answer.ids);
            Ok(told(answer))
        }
        Ok(Ok(None)) => {
            note.end(Outcome::Invalid, None, &[]);
            Err(unknown(definitions, name))
        }
        Ok(Err(error)) => {
            note.end(Outcome::Failed, None, &[]);
            Ok(failure(error))
        }
        Err(_) => {
            note.end(Outcome::Failed, None, &[]);
            Ok(failure(BROKEN.to_owned()))
        }
    }
}

/// A call that panicked.
const BROKEN: &str = "this server is at fault and the call broke off; what it was to change may be \
                      changed or not: look before you try again";

fn told(answer: Answer) -> CallToolResponse {
    let content = vec![ContentBlock::text(answer.text)];
    match answer.is_error {
        true => CallToolResult::error(content).into(),
        false => CallToolResult::success(content).into(),
    }
}

fn failure(text: String) -> CallToolResponse {
    CallToolResult::error(vec![ContentBlock::text(text)]).into()
}

/// A tool that is filtered out is as unknown as one that does not exist.
fn unknown(definitions: &[Definition], name: &str) -> ErrorData {
    let alike = definitions
        .iter()
        .map(|one| (strsim::jaro_winkler(one.name, name), one.name));
    let nearest = alike.max_by(|(left, _), (right, _)| left.total_cmp(right));
    let shown: String = name.chars().take(64).collect();
    let text = match nearest {
        Some((likeness, near)) if likeness >= ALIKE => {
            format!("there is no tool `{shown}`; did you mean `{near}`?")
        }
        _ => format!("there is no tool `{shown}`; `tools/list` has those there are"),
    };
    ErrorData::invalid_params(text, None)
}

/// The operation of a tool, where it has one of its own.
fn operation(session: &Session, name: &str) -> Option<String> {
    let tool = session.tools().catalogue().tool(name)?;
    Some(tool.operation.id())
}

/// What is told of a call when it ends; a call that is given up ends as well.
struct Note {
    finish: Option<Finish>,
    operation: Option<String>,
    begun: Instant,
}

impl Note {
    fn new(finish: Finish, operation: Option<String>) -> Self {
        Note {
            finish: Some(finish),
            operation,
            begun: Instant::now(),
        }
    }

    fn end(&mut self, outcome: Outcome, operation: Option<&str>, ids: &[String]) {
        self.told(outcome.as_str(), operation, ids);
    }

    fn told(&mut self, outcome: &str, operation: Option<&str>, ids: &[String]) {
        if let Some(finish) = self.finish.take() {
            finish(&End {
                outcome,
                operation: operation.or(self.operation.as_deref()),
                ids,
                latency: self.begun.elapsed(),
            });
        }
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.told("cancelled", None, &[]);
    }
}
