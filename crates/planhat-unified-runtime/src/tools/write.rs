//! Writes of an agent: shown, asked about, made.

use planhat_core::DryRun;
use planhat_tools_runtime::{Answer, Outcome, Request};
use serde_json::{Map, Value, json};

use super::{called, done, fault, text, words};
use crate::{Deleted, Error, GetOptions, ModelHandle, Upserted, WriteOptions, Written};

/// Rows that failed, of those that are told.
const TOLD: usize = 20;
/// Rows that are named before they are written.
const NAMED: usize = 5;
/// Letters of a request that are shown as a sample.
const SAMPLE: usize = 600;

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
        let touched = match called::record(handle, &found.record).as_str() {
            "" => format!("{one} {id}"),
            texts => format!("{one} {id} ({texts})"),
        };
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
        return planned(handle, request, &rows).await;
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

/// What an upsert would do: how many rows, by which keys, those that are at fault, and the first of
/// what would be sent.
async fn planned(
    handle: &ModelHandle,
    request: &Request<'_>,
    rows: &[Map<String, Value>],
) -> Result<Answer, Error> {
    let dry = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let Upserted::Planned {
        requests,
        changes,
        refused,
        ..
    } = handle.upsert(rows, &dry).await?
    else {
        return Ok(Answer::new(Outcome::Failed, "Failed: nothing was planned."));
    };
    let faults = refused.iter().take(TOLD).map(|row| {
        let error = row.error.as_ref().map(ToString::to_string);
        format!("row {}: {}", row.index, error.unwrap_or_default())
    });
    let faults: Vec<String> = faults.collect();
    if requests.is_empty() {
        return Ok(words::refused(request, &faults));
    }
    let (api, many) = (
        &handle.mapping().api,
        handle.rules().plural.replace('_', " "),
    );
    let does = format!("Makes or changes {many} of the unified {api} API by their keys.");
    let named = changes.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|(row, _)| called::row(handle, &rows[*row]))
        .collect();
    let more = match changes.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let mut touched = format!("{} rows ({}{more})", changes.len(), named.join("; "));
    if !faults.is_empty() {
        let count = refused.len();
        touched.push_str(&format!(
            "; {count} more are at fault and would be left out ({})",
            faults.join("; ")
        ));
    }
    if let Some(first) = requests.first() {
        touched.push_str(&format!(", by {}", sample(first)));
    }
    Ok(request.ask(&does, &touched))
}

/// A request with the first of its rows.
fn sample(request: &DryRun) -> String {
    let cut = |value: &Value| called::first_letters(&value.to_string(), SAMPLE);
    let body = match &request.body {
        None => String::new(),
        Some(Value::Array(rows)) if rows.len() > 1 => format!(" [{}, and so on]", cut(&rows[0])),
        Some(body) => format!(" {}", cut(body)),
    };
    format!("{} {}{body}", request.method, request.url)
}
