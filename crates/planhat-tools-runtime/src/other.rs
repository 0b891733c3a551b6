//! Tools that call something that stands on the API, and not one of its operations: who does, brings
//! a function.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use planhat_core::{Client, Fault};
use serde_json::{Map, Value};

use crate::answer::{Answer, Outcome};
use crate::call::{DEADLINE, PATIENCE};
use crate::table::Tool;
use crate::toolset::ToolSet;
use crate::{confirm, schema, wording};

/// A call under way.
pub type Running<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// What the calls of one set go by beside the tables, such as the rules of a tenant: whoever brings the
/// functions of [`Other`] knows what it is.
pub type Context = Arc<dyn Any + Send + Sync>;

/// What a tool calls that calls no operation.
pub struct Other {
    /// Name of what it deals with.
    pub object: &'static str,
    /// The same for people.
    pub title: &'static str,
    /// What that is, in one sentence.
    pub summary: &'static str,
    /// What it does with it.
    pub action: &'static str,
    /// Makes the call.
    pub call: for<'a> fn(Request<'a>) -> Running<'a>,
    /// The schema of its arguments where the context of a set changes it, as compact JSON text.
    pub schema: fn(&str, &Context) -> Option<String>,
}

impl fmt::Debug for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Other")
            .field("object", &self.object)
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

/// A call whose arguments fit the schema of its tool.
#[derive(Debug)]
pub struct Request<'a> {
    /// What Planhat is called by.
    pub client: &'a Client,
    /// The tool.
    pub tool: &'static Tool,
    /// The arguments, without `confirm` and `dry_run`.
    pub arguments: Map<String, Value>,
    /// Bytes that the answer may have.
    pub bytes: usize,
    /// Whether nothing is to be sent.
    pub dry_run: bool,
    /// Whether the call has to be confirmed first.
    pub unconfirmed: bool,
    /// The tool that finds ids, if it is served.
    pub finder: Option<&'static str>,
    /// What the calls of the set go by.
    pub context: Option<&'a Context>,
    given: Map<String, Value>,
}

impl Request<'_> {
    /// The answer where arguments are refused.
    pub fn invalid(&self, faults: &[Fault]) -> Answer {
        wording::invalid(self.tool, faults)
    }

    /// The answer where the call has to be confirmed: what it would touch, and the call to make.
    pub fn ask(&self, does: &str, touched: &str) -> Answer {
        confirm::unconfirmed(self.tool, does, touched, &self.given)
    }
}

/// Checks the arguments, and makes the call.
pub(crate) async fn call(
    set: &ToolSet,
    client: &Client,
    (tool, other): (&'static Tool, &'static Other),
    schema: &Value,
    mut arguments: Map<String, Value>,
    asks: bool,
) -> Answer {
    let given = arguments.clone();
    schema::whole_numbers(&mut arguments);
    let faults = schema::check(schema, &arguments);
    if !faults.is_empty() {
        return wording::invalid(tool, &faults);
    }
    let wait = client.quota().wait;
    if wait > PATIENCE {
        return wording::quota(wait);
    }
    let mut flag = |name: &str| arguments.remove(name) == Some(Value::Bool(true));
    let (confirmed, dry_run) = (flag("confirm"), flag("dry_run"));
    let request = Request {
        client,
        tool,
        arguments,
        bytes: set.bytes(),
        dry_run,
        unconfirmed: asks && !confirmed && !dry_run,
        finder: wording::finder(set, tool),
        context: set.context(),
        given,
    };
    match tokio::time::timeout(DEADLINE, (other.call)(request)).await {
        Ok(answer) => answer,
        Err(_) => late(tool),
    }
}

/// A call that took too long.
fn late(tool: &Tool) -> Answer {
    let seconds = DEADLINE.as_secs();
    let then = match tool.annotations.read_only {
        true => "Ask for less, with a smaller limit or other filters.",
        false => "Look whether it took effect before calling again.",
    };
    Answer::new(
        Outcome::Failed,
        format!("Failed: it took more than {seconds} seconds. {then}"),
    )
}
