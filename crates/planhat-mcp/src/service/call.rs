//! A call of a tool, with its audit.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use planhat_tools_runtime::{Answer, Definition, Outcome};
use rmcp::model::{CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use serde_json::{Map, Value};

use super::Session;
use super::confirm::{self, Confirmations, Said};
use crate::audit::{Call, End, Finish};

/// Names at least as alike as this are taken to be meant, from 0 to 1.
const ALIKE: f64 = 0.8;
/// Letters that an id has at most where it is noted: agents may send anything in its place.
const ID: usize = 128;

/// Calls a tool. What an agent can do something about is a result, with `isError`; only a tool that
/// is not served is an error of the protocol.
pub(super) async fn tool(
    session: &Session,
    confirmations: &Confirmations,
    request: CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let definitions = session.tools().definitions();
    let Some(definition) = definitions.iter().find(|one| one.name == request.name) else {
        return Err(unknown(definitions, &request.name));
    };
    let writes = !definition.annotations.read_only;
    // Reading is never asked about, and arguments may be long.
    let bound = match writes {
        true => confirm::bound(session.caller(), &request),
        false => Vec::new(),
    };
    let state = request.request_state.as_deref();
    let said = confirmations.said(&bound, state, request.input_responses.as_ref());
    let mut arguments = request.arguments.unwrap_or_default();
    if said == Said::Yes {
        confirm::confirmed(&definition.schema, &mut arguments);
    }
    let begun = session.audit().begin(&Call {
        caller: session.caller(),
        tool: definition.name,
        writes,
        arguments: &arguments,
    });
    let mut note = match begun {
        Ok(finish) => Note::new(finish, session, definition.name, &arguments),
        Err(refusal) => return Ok(failure(refusal.0)),
    };
    if let Said::No | Said::Foreign = said {
        note.end(Outcome::Unconfirmed, None, &[]);
        let text = if said == Said::No { DECLINED } else { FOREIGN };
        return Ok(failure(text.to_owned()));
    }
    let answer = match made(session, definition, arguments, context).await? {
        Ok(answer) => answer,
        Err(error) => {
            note.end(Outcome::Failed, None, &[]);
            return Ok(failure(error));
        }
    };
    note.end(answer.outcome, answer.operation.as_deref(), &answer.ids);
    let question = match answer.outcome {
        Outcome::Unconfirmed => confirmations.question(context, &bound, &answer.text),
        _ => None,
    };
    Ok(question.unwrap_or_else(|| told(answer)))
}

/// Makes a call, and drops it when it is cancelled: what was noted of it says so then.
async fn made(
    session: &Session,
    definition: &Definition,
    arguments: Map<String, Value>,
    context: &RequestContext<RoleServer>,
) -> Result<Result<Answer, String>, ErrorData> {
    let name = definition.name;
    let call = async {
        let answer = session
            .tools()
            .call(session.client()?, name, arguments)
            .await;
        answer.ok_or_else(|| format!("there is no tool `{name}`"))
    };
    tokio::select! {
        biased;
        () = context.ct.cancelled() => Err(ErrorData::internal_error("the call was cancelled", None)),
        answer = AssertUnwindSafe(call).catch_unwind() => {
            Ok(answer.unwrap_or_else(|_| Err(BROKEN.to_owned())))
        }
    }
}

/// A question that was answered with no.
const DECLINED: &str = "the user was asked and does not want it; nothing was done";

/// An answer to another question.
const FOREIGN: &str = "this confirmation is not of this call, or too old; nothing was done. Call again \
                       without it, and the user is asked anew";

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

/// The operation of a tool, or of the one that it calls.
fn operation(session: &Session, name: &str, arguments: &Map<String, Value>) -> Option<String> {
    let catalogue = session.tools().catalogue();
    let inner = || catalogue.tool(arguments.get("tool")?.as_str()?);
    let tool = catalogue.tool(name).or_else(inner)?;
    Some(tool.id())
}

/// The id that a call names, for when nothing else is known of it.
fn id(arguments: &Map<String, Value>) -> Option<String> {
    let inner = || arguments.get("arguments")?.get("id");
    let id = arguments.get("id").or_else(inner)?.as_str()?;
    Some(id.to_owned())
}

/// What is told of a call when it ends; a call that is given up ends as well.
struct Note {
    finish: Option<Finish>,
    operation: Option<String>,
    id: Option<String>,
    begun: Instant,
}

impl Note {
    fn new(finish: Finish, session: &Session, name: &str, given: &Map<String, Value>) -> Self {
        Note {
            finish: Some(finish),
            operation: operation(session, name, given),
            id: id(given),
            begun: Instant::now(),
        }
    }

    fn end(&mut self, outcome: Outcome, operation: Option<&str>, ids: &[String]) {
        self.told(outcome.as_str(), operation, ids);
    }

    fn told(&mut self, outcome: &str, operation: Option<&str>, ids: &[String]) {
        let Some(finish) = self.finish.take() else {
            return;
        };
        let ids = match ids {
            [] => self.id.as_slice(),
            ids => ids,
        };
        let short = |id: &String| id.chars().take(ID).collect();
        finish(&End {
            outcome,
            operation: operation.or(self.operation.as_deref()),
            ids: &ids.iter().map(short).collect::<Vec<String>>(),
            latency: self.begun.elapsed(),
        });
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.told("cancelled", None, &[]);
    }
}
