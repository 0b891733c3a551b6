//! Calls that have to be confirmed: the user is asked, where the client can ask.
//!
//! A client that declares elicitation, in the revision that has no connection, gets a question in the
//! place of a result and sends the call again with the answer. What it has to send along is bound to
//! the caller, the tool and the arguments. Other clients read in the result that the argument
//! `confirm` is needed.

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    BooleanSchema, CallToolRequestParams, CallToolResponse, ElicitRequest, ElicitRequestParams,
    ElicitationSchema, InputRequest, InputRequests, InputRequiredResult, InputResponses,
    ProtocolVersion, RequestStateCodec, SealOptions,
};
use rmcp::service::RequestContext;
use serde_json::{Map, Value};

/// The name of the question, of the argument, and of what the user fills in.
const CONFIRM: &str = "confirm";
/// Where words for the agent begin that are none for the user.
const FOR_THE_AGENT: &str = " If that is what the user wants";
/// How long an answer may take.
const TIME: Duration = Duration::from_secs(15 * 60);

/// Asks, and knows its own questions again as long as the process lives.
pub(super) struct Confirmations(Option<RequestStateCodec>);

/// What the user said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing was asked yet.
    Nothing,
    Yes,
    No,
    /// The answer is to no question of this server about this call, or comes too late.
    Foreign,
}

impl Confirmations {
    pub(super) fn new() -> Self {
        let mut key = [0; 32];
        // Without chance nobody is asked, and `confirm` is needed.
        let codec = getrandom::fill(&mut key).ok();
        Confirmations(codec.and_then(|()| RequestStateCodec::try_new(key.to_vec()).ok()))
    }

    /// The question, for a client that can ask it.
    pub(super) fn question(
        &self,
        context: &RequestContext<RoleServer>,
        call: &[u8],
        told: &str,
    ) -> Option<CallToolResponse> {
        let codec = self.0.as_ref().filter(|_| can_ask(context))?;
        let message = told.split(FOR_THE_AGENT).next().unwrap_or(told);
        let schema = ElicitationSchema::builder().required_bool_property(CONFIRM, |_| {
            BooleanSchema::new().title("Do it").with_default(false)
        });
        let params = ElicitRequestParams::FormElicitationParams {
            meta: None,
            message: message.replacen("Not done: this call has to be confirmed. ", "", 1),
            requested_schema: schema.build().ok()?,
        };
        let request = InputRequest::Elicitation(ElicitRequest::new(params));
        let requests = InputRequests::from([(CONFIRM.to_owned(), request)]);
        let state = codec.seal_with(b"", &SealOptions::new().associated_data(call).ttl(TIME));
        Some(InputRequiredResult::new(Some(requests), Some(state)).into())
    }

    /// What the user said to the question about this call.
    pub(super) fn said(
        &self,
        call: &[u8],
        state: Option<&str>,
        responses: Option<&InputResponses>,
    ) -> Said {
        let (Some(state), Some(codec)) = (state, &self.0) else {
            return Said::Nothing;
        };
        if codec.open_with(state, call).is_err() {
            return Said::Foreign;
        }
        let answer = responses.and_then(|responses| responses.get(CONFIRM));
        let answer = answer.unwrap_or(&Value::Null);
        match answer["action"] == "accept" && answer["content"][CONFIRM] == true {
            true => Said::Yes,
            false => Said::No,
        }
    }
}

/// What a question is bound to.
pub(super) fn bound(caller: &str, request: &CallToolRequestParams) -> Vec<u8> {
    let arguments = serde_json::to_string(&request.arguments).unwrap_or_default();
    // Neither part can hold the sign between them.
    format!(
        "{}\0{}\0{arguments}",
        caller.replace('\0', ""),
        request.name.replace('\0', "")
    )
    .into_bytes()
}

/// Sets the argument: of the tool, or of the one that it calls.
pub(super) fn confirmed(schema: &str, arguments: &mut Map<String, Value>) {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    let own = schema["properties"].get(CONFIRM).is_some();
    let inner = arguments
        .get_mut("arguments")
        .and_then(Value::as_object_mut);
    match inner {
        Some(inner) if !own => inner.insert(CONFIRM.to_owned(), Value::Bool(true)),
        _ => arguments.insert(CONFIRM.to_owned(), Value::Bool(true)),
    };
}

fn can_ask(context: &RequestContext<RoleServer>) -> bool {
    let newest = context.protocol_version();
    let capable = context
        .client_capabilities()
        .and_then(|capabilities| capabilities.elicitation);
    // Without a mode it is that of forms.
    newest.is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
        && capable
            .is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none())
}
