//! Every tool, called as it says it should be: what comes back, and what is then in the tenant.

use planhat_client::table::{Access, Fill, Operation, OperationKind, Returns};
use planhat_tools::{Method, Outcome, Tool};
use serde_json::Value;

use crate::effects;
use crate::stand::{Doc, Stand, Verdict, assert_all, example, hold, operation, tools};

#[tokio::test]
async fn every_tool_does_what_it_says() {
    let stand = Stand::new().await;
    let mut verdicts = Vec::new();
    for tool in tools() {
        verdicts.push((tool, done(&stand, tool).await));
    }
    assert_eq!(verdicts.len(), tools().count());
    assert_all(verdicts);
}

async fn done(stand: &Stand, tool: &'static Tool) -> Verdict {
    let operation = operation(tool);
    // Lists have something to show.
    stand.id(operation.resource.name);
    let arguments = stand.real(tool);
    let before = stand.records(operation.resource.name);
    let writes = stand.sandbox.tenant().writes();
    let answer = stand.call(tool, arguments.clone()).await;
    let told = |what: &str| format!("{what}: {}", answer.text);
    hold(answer.outcome == Outcome::Done && !answer.is_error, || {
        told("it failed")
    })?;
    hold(answer.operation == Some(operation.id()), || {
        told("another operation")
    })?;
    hold(answer.writes != tool.annotations.read_only, || {
        told("writes")
    })?;
    let json: Value =
        serde_json::from_str(&answer.text).map_err(|error| told(&error.to_string()))?;
    if tool.annotations.read_only {
        let same = stand.sandbox.tenant().writes() == writes;
        hold(same, || told("a read that changed something"))?;
    }
    if let Some(id) = arguments.get("id") {
        let named = answer.ids.iter().any(|known| id == known.as_str());
        hold(named, || told("its id is not among those that are told"))?;
    }
    effects::seen(stand, operation, &arguments, &before, &json)?;
    if operation.kind == OperationKind::Create
        && let Some(id) = json["_id"].as_str()
    {
        let named = answer.ids.iter().any(|known| known == id);
        hold(named, || told("the id that was made is not told"))?;
    }
    promised(stand, tool, &arguments, &json)
}

/// Records have the fields that the tool promises, as far as the tenant's records do.
fn promised(stand: &Stand, tool: &Tool, arguments: &Doc, json: &Value) -> Verdict {
    let operation = operation(tool);
    let records: Vec<&Value> = match operation.returns {
        Returns::Records(_) => {
            let records = json["records"].as_array();
            let records = records.ok_or_else(|| format!("no records: {json}"))?;
            hold(!records.is_empty(), || "it found nothing".to_owned())?;
            records.iter().collect()
        }
        Returns::Record(_) => vec![json],
        _ => return Ok(()),
    };
    let (Returns::Records(names) | Returns::Record(names)) = operation.returns else {
        return Ok(());
    };
    for record in records {
        let id = record["_id"]
            .as_str()
            .or(arguments.get("id").and_then(Value::as_str));
        let id = id.ok_or_else(|| format!("a record without id: {record}"))?;
        let Some(kept) = stand.record(operation.resource.name, id) else {
            hold(tool.method == Method::Delete, || {
                format!("a record that is not there: {record}")
            })?;
            continue;
        };
        for name in names {
            let Some(value) = kept.get(*name).filter(|_| is_shown(operation, name)) else {
                continue;
            };
            hold(record.get(*name) == Some(value), || {
                format!("promises {name}, which is {value}: {record}")
            })?;
        }
    }
    Ok(())
}

/// Whether the answers of an operation have a field, as the sandbox shows them.
fn is_shown(operation: &Operation, name: &str) -> bool {
    let Some(field) = operation.resource.field(name) else {
        return true;
    };
    let whole = operation.kind == OperationKind::Get;
    let gathered = matches!(field.fill, Some(Fill::Having { .. }));
    field.access != Access::Write && field.in_operation(operation.name) && (whole || !gathered)
}

#[tokio::test]
async fn the_call_that_a_tool_shows_passes_its_own_checks() {
    let stand = Stand::new().await;
    let mut verdicts = Vec::new();
    for tool in tools() {
        verdicts.push((tool, passes(&stand, tool).await));
    }
    assert_all(verdicts);
}

async fn passes(stand: &Stand, tool: &Tool) -> Verdict {
    let mut arguments = example(tool);
    let reads = tool.annotations.read_only;
    if !reads {
        arguments.insert("dry_run".to_owned(), true.into());
    }
    let answer = stand.call(tool, arguments).await;
    let wanted = match (reads, operation(tool).path.contains("{id}")) {
        (false, _) => Outcome::DryRun,
        // No record has the id that is shown.
        (true, true) => Outcome::Refused,
        (true, false) => Outcome::Done,
    };
    hold(answer.outcome == wanted, || answer.text)
}
