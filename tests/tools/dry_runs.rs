//! What a dry run shows is what the call then sends, and until then nothing is sent.

use planhat_sandbox::Entry;
use planhat_tools::{Outcome, Tool};
use serde_json::Value;

use crate::stand::{Doc, Stand, Verdict, assert_all, has_own_fields, hold, operation, writes};

#[tokio::test]
async fn a_dry_run_shows_what_is_then_sent() {
    let stand = Stand::new().await;
    let mut verdicts = Vec::new();
    for tool in writes() {
        verdicts.push((tool, shown(&stand, tool).await));
    }
    assert!(verdicts.len() > 100, "{} tools write", verdicts.len());
    assert_all(verdicts);
}

async fn shown(stand: &Stand, tool: &Tool) -> Verdict {
    let arguments = stand.real(tool);
    let writes = stand.sandbox.tenant().writes();
    let mut dry = arguments.clone();
    dry.insert("dry_run".to_owned(), true.into());
    let answer = stand.call(tool, dry.clone()).await;
    let good = answer.outcome == Outcome::DryRun && !answer.is_error;
    hold(good, || answer.text.clone())?;
    nothing_sent(stand, tool, &arguments)?;
    // It needs no confirmation either.
    dry.remove("confirm");
    let unconfirmed = stand.call(tool, dry).await;
    hold(unconfirmed.text == answer.text, || unconfirmed.text.clone())?;
    nothing_sent(stand, tool, &arguments)?;
    hold(stand.sandbox.tenant().writes() == writes, || {
        "the tenant was written to".to_owned()
    })?;

    let told: Value = serde_json::from_str(&answer.text).map_err(|error| error.to_string())?;
    let done = stand.call(tool, arguments).await;
    hold(done.outcome == Outcome::Done, || done.text)?;
    let log = stand.sandbox.log();
    let sent = log.last().ok_or("nothing was sent")?;
    let real = (sent.method.as_str(), url(stand, sent), body(sent));
    let told = (
        told["method"].as_str().unwrap_or_default(),
        told["url"].as_str().unwrap_or_default().to_owned(),
        told["body"].clone(),
    );
    hold(told == real, || format!("shown {told:?}, sent {real:?}"))
}

/// Nothing but the definitions that fields of the tenant's own are checked against.
fn nothing_sent(stand: &Stand, tool: &Tool, arguments: &Doc) -> Verdict {
    let log = stand.sandbox.log();
    let looks = log.iter().all(|entry| entry.method == "GET");
    let may = has_own_fields(operation(tool), arguments);
    hold(log.is_empty() || (may && looks), || {
        format!(
            "sent {:?}",
            log.iter().map(|one| &one.path).collect::<Vec<_>>()
        )
    })
}

fn url(stand: &Stand, entry: &Entry) -> String {
    let query = match entry.raw_query.as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    };
    format!("{}{}{query}", stand.sandbox.url(), entry.raw_path)
}

fn body(entry: &Entry) -> Value {
    match entry.body.is_empty() {
        true => Value::Null,
        false => entry.json().unwrap_or_else(|| entry.text().into()),
    }
}
