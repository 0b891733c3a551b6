//! One generic call: every tool goes through it.

use std::collections::BTreeSet;
use std::time::Duration;

use planhat_core::table::{Operation, OperationKind, Returns};
use planhat_core::{BulkReport, Client, DryRun, Error, Failures, Fault};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Outcome};
use crate::arguments::{self, Content, Plan, is_list};
use crate::cut::{self, quoted};
use crate::table::{Run, Tool};
use crate::toolset::ToolSet;
use crate::{confirm, custom, other, page, wording};

/// A call that would wait longer for its turn is answered at once: the agent can do something else.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// A call and its repetitions end by then, since hosts give up on tools after a minute.
pub(crate) const DEADLINE: Duration = Duration::from_secs(40);
/// Rows that failed, of those that are told.
const TOLD: usize = 20;

/// Calls a tool.
pub(crate) async fn tool(
    set: &ToolSet,
    client: &Client,
    tool: &'static Tool,
    schema: &Value,
    arguments: Map<String, Value>,
) -> Answer {
    let asks = confirm::is_asked(set.confirm(), tool, schema);
    let mut answer = match &tool.run {
        Run::Operation(called) => {
            operation(set, client, (tool, called), schema, arguments, asks).await
        }
        Run::Other(called) => {
            other::call(set, client, (tool, called), schema, arguments, asks).await
        }
    };
    // A server may repeat what it was sent, and an agent tells what it reads.
    answer.text = client.without_secrets(&answer.text);
    answer.ids.dedup();
    answer.operation = Some(tool.id());
    answer.writes = !tool.annotations.read_only;
    answer
}

/// Calls an operation.
async fn operation(
    set: &ToolSet,
    client: &Client,
    (tool, operation): (&'static Tool, &'static Operation),
    schema: &Value,
    arguments: Map<String, Value>,
    asks: bool,
) -> Answer {
    let given = asks.then(|| arguments.clone());
    let plan = match arguments::read(tool, operation, schema, arguments) {
        Err(faults) => return wording::invalid(tool, &faults),
        Ok(plan) => plan,
    };
    let asked = given.filter(|_| !plan.confirm);
    let mut answer = match run(set, client, &plan, asked.as_ref()).await {
        Ok(answer) => answer,
        Err(error) => wording::failed(set, tool, &error),
    };
    answer.ids.splice(0..0, plan.id);
    answer
}

async fn run(
    set: &ToolSet,
    client: &Client,
    plan: &Plan,
    unconfirmed: Option<&Map<String, Value>>,
) -> Result<Answer, Error> {
    let wait = client.quota().wait;
    let reads = plan.tool.annotations.read_only;
    if reads {
        if wait > PATIENCE {
            return Ok(wording::quota(wait));
        }
        return match is_list(plan.operation) {
            true => page::list(set, client, plan).await,
            false => one(set, client, plan, &[]).await,
        };
    }
    let request = plan.call::<Value>(client).dry_run()?;
    if wait > PATIENCE && !plan.dry_run {
        return Ok(wording::quota(wait));
    }
    let warnings = custom::warnings(client, plan).await;
    if plan.dry_run {
        return Ok(shown(set, request, &warnings));
    }
    if let Some(given) = unconfirmed {
        let mut answer = confirm::ask(set, client, plan, given).await;
        for warning in &warnings {
            answer.text.push_str(&format!("\nWarning: {warning}"));
        }
        return Ok(answer);
    }
    match plan.operation.kind {
        OperationKind::BulkUpsert => bulk(set, client, plan, &warnings).await,
        _ => one(set, client, plan, &warnings).await,
    }
}

/// The request as it would be sent.
fn shown(set: &ToolSet, request: DryRun, warnings: &[String]) -> Answer {
    let mut shown = json!({
        "dry_run": true,
        "method": request.method,
        "url": request.url,
        "body": request.body,
    });
    if !warnings.is_empty() {
        shown["_warnings"] = json!(warnings);
    }
    let text = cut::first_bytes(&shown.to_string(), set.bytes());
    Answer::new(Outcome::DryRun, text)
}

/// A call with one answer.
async fn one(
    set: &ToolSet,
    client: &Client,
    plan: &Plan,
    warnings: &[String],
) -> Result<Answer, Error> {
    let call = plan.call::<Value>(client).with_deadline(DEADLINE);
    let raw = call.send_raw().await?;
    if raw.was_deleted_before() {
        return Ok(Answer::new(
            Outcome::Done,
            "{\"ok\":1,\"_note\":\"it is deleted; an earlier attempt of this call had done it\"}",
        ));
    }
    let body = raw.json_text()?;
    let body = body.trim();
    let is_json = serde_json::from_str::<IgnoredAny>(body).is_ok();
    let mut text = match plan.operation.returns {
        // Of what is no record, `wanted` is all.
        _ if is_json => cut::record(body, &plan.wanted()),
        // Where nothing is promised, a text that is no JSON says that the call went well, too.
        Returns::Nothing if !body.is_empty() => json!({ "answer": body }).to_string(),
        Returns::Shape(..) | Returns::Json | Returns::Nothing if body.is_empty() => "{}".to_owned(),
        _ => raw.decode::<Box<RawValue>>()?.get().to_owned(),
    };
    if !warnings.is_empty() {
        text = with(&text, "_warnings", &json!(warnings));
    }
    if text.len() > set.bytes() {
        text = cut::shortened(&text, set.bytes());
    }
    let mut answer = Answer::new(Outcome::Done, text);
    answer.ids.extend(made(plan, body));
    Ok(answer)
}

/// The id of a record that was made.
fn made(plan: &Plan, body: &str) -> Option<String> {
    if plan.operation.kind != OperationKind::Create {
        return None;
    }
    let members: cut::Members<'_> = serde_json::from_str(body).ok()?;
    let id = members.0.iter().find(|(name, _)| name == "_id")?;
    serde_json::from_str(id.1.get()).ok()
}

/// An object with one member more; what is no object stands in one.
fn with(text: &str, name: &str, value: &Value) -> String {
    match text.strip_suffix('}') {
        Some("{") => format!("{{{}:{value}}}", quoted(name)),
        Some(open) => format!("{open},{}:{value}}}", quoted(name)),
        None => format!("{{\"answer\":{text},{}:{value}}}", quoted(name)),
    }
}

/// A bulk write; rows that failed are told, and that the others are written.
async fn bulk(
    set: &ToolSet,
    client: &Client,
    plan: &Plan,
    warnings: &[String],
) -> Result<Answer, Error> {
    let Content::Rows(rows) = &plan.content else {
        let fault = Fault {
            argument: "rows".to_owned(),
            message: "is missing".to_owned(),
        };
        return Ok(wording::invalid(plan.tool, &[fault]));
    };
    let call = plan.call::<Value>(client).with_deadline(DEADLINE);
    let report: BulkReport<Value> = call.bulk(rows.clone()).send().await?;
    let mut told = match report.raw {
        Value::Object(ref members) => members.clone(),
        ref other => Map::from_iter([("answer".to_owned(), other.clone())]),
    };
    told.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
    let failures = &report.failures;
    if !failures.is_empty() {
        told.insert("failed_rows".to_owned(), Value::Array(failed(failures)));
        let numbers: BTreeSet<usize> = failures.numbers().collect();
        let count = numbers.len().max(1);
        told.insert(
            "_note".to_owned(),
            json!(format!(
                "{count} of {} rows were not taken, or may not have been; the others are written. Mend and send those alone: failed_rows has their numbers, from 0",
                rows.len()
            )),
        );
    }
    if !warnings.is_empty() {
        told.insert("_warnings".to_owned(), json!(warnings));
    }
    let mut text = Value::Object(told).to_string();
    if text.len() > set.bytes() {
        text = cut::shortened(&text, set.bytes());
    }
    let mut answer = Answer::new(Outcome::Done, text);
    if !failures.is_empty() {
        answer.is_error = true;
        answer.outcome = Outcome::Refused;
    }
    Ok(answer)
}

/// Rows that failed, and why; then those that may have, and what cannot be traced to a row.
fn failed(failures: &Failures) -> Vec<Value> {
    let rows = failures.rows.iter();
    let rows = rows.map(|one| json!({ "row": one.row, "error": one.reason() }));
    let suspects = failures.suspects.iter();
    let suspects = suspects.map(|row| json!({ "row": row, "error": "it may have failed" }));
    let untraced = failures.untraced.iter();
    let untraced = untraced.map(|entry| json!({ "row": null, "error": entry }));
    rows.chain(suspects).chain(untraced).take(TOLD).collect()
}
