//! What a call leaves in the tenant, by the sort of its operation.

use planhat_client::table::{Access, Body, Field, Fill, Kind, Method, Operation, OperationKind};
use serde_json::Value;

use crate::stand::{Doc, Stand, Verdict, hold, sent};

/// The effect of a call, with the records of its object before it and what was answered.
pub fn seen(
    stand: &Stand,
    operation: &Operation,
    arguments: &Doc,
    before: &[Doc],
    json: &Value,
) -> Verdict {
    let after = stand.records(operation.resource.name);
    let id = || arguments["id"].as_str().unwrap_or_default();
    let written = sent(operation, arguments);
    let new: Vec<&Doc> = after
        .iter()
        .filter(|one| before.iter().all(|old| old["_id"] != one["_id"]))
        .collect();
    match operation.kind {
        OperationKind::List | OperationKind::Get => Ok(()),
        OperationKind::Action if operation.method == Method::Get => Ok(()),
        OperationKind::Create => {
            hold(new.len() == 1, || format!("{} are new", new.len()))?;
            let told = json.get("_id").unwrap_or(&new[0]["_id"]);
            hold(*told == new[0]["_id"], || {
                format!("another id was made: {json}")
            })?;
            kept(operation, &written[0], new[0])
        }
        OperationKind::Update => {
            let record = stand.record(operation.resource.name, id());
            let record = record.ok_or("the record is gone")?;
            kept(operation, &written[0], &record)
        }
        OperationKind::Delete => {
            let there = |records: &[Doc]| records.iter().any(|one| one["_id"] == id());
            hold(there(before) && !there(&after), || {
                "it was not there, or still is".to_owned()
            })
        }
        OperationKind::BulkUpsert => {
            let count = |name: &str| json[name].as_u64().unwrap_or_default();
            let done = count("created") + count("updated") + count("nonupdates");
            hold(done == written.len() as u64, || format!("not all: {json}"))?;
            all_kept(operation, &written, &after)
        }
        OperationKind::Action => {
            let count = match operation.body {
                Body::Csv => csv_rows(arguments),
                _ => written.len(),
            };
            hold(count > 0, || "nothing was sent".to_owned())?;
            hold(new.len() == count, || {
                format!("{} of {count} are new", new.len())
            })?;
            match operation.copies {
                Some(_) => Ok(()),
                None => all_kept(operation, &written, &after),
            }
        }
    }
}

fn csv_rows(arguments: &Doc) -> usize {
    let text = arguments["csv"].as_str().unwrap_or_default();
    text.lines().count().saturating_sub(1)
}

fn all_kept(operation: &Operation, written: &[Doc], after: &[Doc]) -> Verdict {
    for row in written {
        let found = after.iter().any(|one| kept(operation, row, one).is_ok());
        hold(found, || {
            let why = after.last().map(|one| kept(operation, row, one));
            format!("no record has what was sent: {row:?} ({why:?})")
        })?;
    }
    Ok(())
}

/// Every value that was sent stands in the record under the name that reads show.
fn kept(operation: &Operation, body: &Doc, record: &Doc) -> Verdict {
    for (name, value) in body {
        let field = operation.body_field(name);
        let field = field.ok_or_else(|| format!("sent {name}, which is no field"))?;
        let name = field.reads_as.unwrap_or(field.name);
        // An unknown value gives way to another one.
        if !is_kept(operation, name) || field.fallback.is_some() {
            continue;
        }
        let got = record.get(name).unwrap_or(&Value::Null);
        let same = match (&field.kind, value, got) {
            (Kind::Custom, Value::Object(sent), Value::Object(got)) => {
                sent.iter().all(|(key, value)| got.get(key) == Some(value))
            }
            (Kind::DateTime, Value::String(sent), Value::String(got)) => got.starts_with(sent),
            _ => same(value, got),
        };
        hold(same, || format!("{name} is {got}, and {value} was sent"))?;
    }
    Ok(())
}

/// Whole numbers may come back as decimal ones.
fn same(sent: &Value, got: &Value) -> bool {
    sent == got || (sent.is_number() && sent.as_f64() == got.as_f64())
}

/// Whether a written value is one that reads show as it is.
fn is_kept(operation: &Operation, name: &str) -> bool {
    let resource = operation.resource;
    let readable = |field: &Field| field.access != Access::Write;
    let made = |field: &Field| matches!(field.fill, Some(Fill::Join(_)));
    let creates = resource.operations.iter();
    let creates = creates.filter(|one| one.kind == OperationKind::Create);
    let mut constants = resource.fixed.iter().chain(operation.fixed);
    let fixed = constants.any(|(known, _)| *known == name)
        || creates
            .flat_map(|one| one.fixed)
            .any(|(known, _)| *known == name);
    let field = resource.field(name);
    !fixed && field.is_none_or(readable) && !field.is_some_and(made)
}
