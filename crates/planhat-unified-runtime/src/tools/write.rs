//! Writes of an agent: shown, asked about, made.

use planhat_tools_runtime::{Answer, Outcome, Request};
use serde_json::{Map, Value, json};

use super::{done, fault, text};
use crate::{Deleted, Error, GetOptions, ModelHandle, Upserted, WriteOptions, Written};

/// Rows that failed, of those that are told.
const TOLD: usize = 20;

fn options(request: &Request<'_>) -> WriteOptions {
    WriteOptions {
        dry_run: request.dry_run,
        ..WriteOptions::default()
    }
}

pub(super) async fn create(
    handle: &ModelHandle,
    request: &mut Request<'_>,
) -> Result<Answer, Error> {
    let mut input = std::mem::take(&mut request.arguments);
    // There is nothing to clear yet.
    input.retain(|_, value| !value.is_null());
    let made = handle.create(&input, &options(request)).await?;
    Ok(written(request, &made))
}

pub(super) async fn update(
    handle: &ModelHandle,
    request: &mut Request<'_>,
) -> Result<Answer, Error> {
    let id = text(&mut request.arguments, "id").unwrap_or_default();
    let input = std::mem::take(&mut request.arguments);
    if input.is_empty() {
        let faults = fault("id", "stands alone: give at least one field to change");
        return Ok(request.invalid(&faults));
    }
    let made = handle.update(&id, &input, &options(request)).await?;
    Ok(written(request, &made))
}

fn written(request: &Request<'_>, made: &Written) -> Answer {
    match made {
        Written::Planned(planned) => done(request, planned, &[]),
        Written::Done(found) => {
            let mut answer = done(request, found, &found.warnings);
            let id = found.record.get("id").and_then(Value::as_str);
            answer.ids.extend(id.map(str::to_owned));
            answer
        }
    }
}

pub(super) async fn delete(
    handle: &ModelHandle,
    request: &mut Request<'_>,
) -> Result<Answer, Error> {
    let id = text(&mut request.arguments, "id").unwrap_or_default();
    let one = handle.rules().name.replace('_', " ");
    if request.unconfirmed {
        let found = handle.get(&id, &GetOptions::default()).await?;
        let name = ["name", "title", "subject"].iter().find_map(|name| {
            let text = found.record.get(*name)?.as_str()?;
            Some(format!(" ({name}: {})", json!(text)))
        });
        let touched = format!("{one} {id}{}", name.unwrap_or_default());
        return Ok(request.ask(&format!("Removes one {one}."), &touched));
    }
    let gone = handle.delete_with(&id, &options(request)).await?;
    let mut answer = done(request, &gone, &[]);
    if let Deleted::Done(id) = gone {
        answer.ids.push(id);
    }
    Ok(answer)
}

pub(super) async fn upsert(
    handle: &ModelHandle,
    request: &mut Request<'_>,
) -> Result<Answer, Error> {
    let rows = match request.arguments.remove("rows") {
        Some(Value::Array(rows)) => rows,
        _ => Vec::new(),
    };
    let rows: Vec<Map<String, Value>> = rows
        .into_iter()
        .filter_map(|row| match row {
            Value::Object(row) => Some(row),
            _ => None,
        })
        .collect();
    if rows.is_empty() {
        let faults = fault("rows", "is empty: there is nothing to write");
        return Ok(request.invalid(&faults));
    }
    if request.unconfirmed {
        let many = handle.rules().plural.replace('_', " ");
        let does = format!("Makes or changes {many} by their keys.");
        return Ok(request.ask(&does, &format!("{} rows", rows.len())));
    }
    let made = handle.upsert(&rows, &options(request)).await?;
    Ok(match &made {
        Upserted::Planned { .. } => done(request, &made, &[]),
        Upserted::Done { rows, warnings } => {
            let failed: Vec<_> = rows.iter().filter(|row| !row.ok).collect();
            let told = failed.iter().take(TOLD).map(|row| {
                let error = row.error.as_ref().map(ToString::to_string);
                json!({ "row": row.index, "error": error })
            });
            let mut all = json!({ "written": rows.len() - failed.len() });
            if !failed.is_empty() {
                all["failed_rows"] = told.collect();
                all["_note"] = json!("Mend and send those of failed_rows alone, numbered from 0");
            }
            let mut answer = done(request, &all, warnings);
            let ids = rows.iter().filter(|row| row.ok);
            answer.ids = ids.filter_map(|row| row.id.clone()).collect();
            if !failed.is_empty() {
                answer.is_error = true;
                answer.outcome = Outcome::Refused;
            }
            answer
        }
    })
}
