//! Calls that have to be confirmed: what they would touch, and the call to make then.

use std::time::Duration;

use planhat_core::table::{Operation, OperationKind, Returns};
use planhat_core::{Client, Error, Object, RecordId};
use serde_json::{Map, Value};

use crate::answer::{Answer, Outcome};
use crate::arguments::{Content, Plan};
use crate::cut::first_bytes;
use crate::selection::Confirm;
use crate::table::{Method, Tool};
use crate::toolset::ToolSet;
use crate::wording;

/// The record is looked up for its name, and not waited for any longer.
const LOOK: Duration = Duration::from_secs(10);
/// Rows that are named.
const ROWS: usize = 5;
/// A call that is longer is described instead of shown.
const SHOWN: usize = 800;

/// Whether a tool's calls are confirmed by an argument.
pub(crate) fn is_asked(confirm: Confirm, tool: &Tool, schema: &Value) -> bool {
    let takes = schema["properties"].get("confirm").is_some();
    match confirm {
        Confirm::None => false,
        Confirm::Bulk => takes && tool.method != Method::Delete,
        Confirm::All => takes,
    }
}

/// The answer to a call that is not confirmed yet.
pub(crate) async fn ask(
    set: &ToolSet,
    client: &Client,
    plan: &Plan,
    given: &Map<String, Value>,
) -> Answer {
    let touched = match (&plan.id, &plan.content) {
        (Some(id), _) => match record(client, plan.operation, id).await {
            Ok(name) => format!("{} {id}{name}", plan.operation.resource.title),
            Err(error) => return wording::failed(set, plan.tool, &error),
        },
        (None, Content::Rows(rows)) => {
            let keys = plan.operation.resource.keys;
            let named = rows.iter().take(ROWS).map(|row| {
                let key = keys.iter().find(|key| row.get(key).is_some());
                let first = || row.map().keys().next().map(String::as_str);
                let shown = key.copied().or_else(first).unwrap_or_default();
                let value = row.get(shown).map(Value::to_string).unwrap_or_default();
                format!("{shown}: {}", first_bytes(&value, 60))
            });
            let named: Vec<String> = named.collect();
            let more = rows.len().saturating_sub(ROWS);
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{} rows ({}{more})", rows.len(), named.join("; "))
        }
        (None, Content::Csv(text)) => {
            format!("{} lines of CSV", text.lines().count().saturating_sub(1))
        }
        (None, Content::One(fields)) => {
            let text = Value::Object(fields.map().clone()).to_string();
            first_bytes(&text, SHOWN)
        }
        (None, Content::None) => plan.operation.resource.title.to_owned(),
    };
    unconfirmed(plan.tool, plan.operation.doc, &touched, given)
}

/// What would be touched, and the call to make then.
pub(crate) fn unconfirmed(
    tool: &Tool,
    does: &str,
    touched: &str,
    given: &Map<String, Value>,
) -> Answer {
    let mut call = given.clone();
    call.insert("confirm".to_owned(), Value::Bool(true));
    let call = Value::Object(call).to_string();
    let again = match call.len() <= SHOWN {
        true => format!("{} {call}", tool.name),
        false => format!("{} with the same arguments and \"confirm\":true", tool.name),
    };
    Answer::new(
        Outcome::Unconfirmed,
        format!(
            "Not done: this call has to be confirmed. {does} It would touch: {touched}. If that is what the user wants, call again: {again}"
        ),
    )
}

/// What a record is called, by the first promised texts of a read by its id; nothing where it cannot
/// be read that way.
async fn record(client: &Client, operation: &Operation, id: &str) -> Result<String, Error> {
    let operations = operation.resource.operations.iter();
    let reads = operations
        .copied()
        .find(|one| one.kind == OperationKind::Get && one.path == operation.path);
    let Some(read) = reads else {
        return Ok(String::new());
    };
    let call = client.call::<Object>(read);
    let call = call.id(RecordId::new("", "", id)).with_deadline(LOOK);
    let record = match call.await {
        Ok(record) => record,
        Err(error) if error.is_not_found() || error.is_invalid() => {
            return Err(error);
        }
        Err(_) => return Ok(String::new()),
    };
    let promised = match read.returns {
        Returns::Record(promised) => promised,
        _ => &[],
    };
    let shown = promised
        .iter()
        .filter(|name| !operation.resource.keys.contains(name))
        .filter_map(|name| Some((name, record.get(*name)?.as_str()?)))
        .filter(|(_, text)| !text.is_empty())
        .take(3)
        .map(|(name, text)| format!("{name}: {}", Value::from(first_bytes(text, 60))));
    let shown: Vec<String> = shown.collect();
    Ok(match shown.is_empty() {
        true => String::new(),
        false => format!(" ({})", shown.join(", ")),
    })
}
