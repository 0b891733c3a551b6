//! Bulk upsert: rows of a file, checked before the first is sent.

use clap::ArgMatches;
use planhat_core::table::Operation;
use planhat_core::{Arguments, Bulk, Call, Client, Error, Failures, Fields, Payload, Value};
use serde_json::value::RawValue;

use super::{Context, custom_check, dry_run};
use crate::exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::output::{self, Shape};
use crate::rows::{Places, Rows};

/// Rows that are checked at once.
const CHECKED: usize = 100;
/// No more failed rows are told one by one.
const TOLD: usize = 20;

pub(super) async fn run(
    operation: &'static Operation,
    arguments: Arguments,
    rows: Rows,
    matches: &ArgMatches,
    context: &Context,
    client: &Client,
) -> Result<i32, Failure> {
    let places = rows.places();
    let rows = rows.fields;
    check(client, operation, &arguments, &rows, &places)?;
    let chunk = matches
        .get_one::<u64>("chunk")
        .map(|rows| usize::try_from(*rows).unwrap_or(usize::MAX));
    if let Some(form) = dry_run::form(matches) {
        let size = chunk
            .unwrap_or(usize::MAX)
            .min(client.api().limits.bulk_rows)
            .max(1);
        for rows in rows.chunks(size) {
            let request = call(client, operation, &arguments, rows).dry_run()?;
            dry_run::show(context, form, client, operation.auth, &request)?;
        }
        return Ok(exit::OK);
    }
    custom_check::check(client, operation, &rows, &places, matches, context).await?;
    let whole: Call<Value> = client.call(operation).arguments(arguments);
    let mut bulk: Bulk<Value> = whole.bulk(rows);
    if let Some(rows) = chunk {
        bulk = bulk.chunk_rows(rows);
    }
    let report = sent(bulk, context).await?;
    let raw = RawValue::from_string(report.raw.to_string());
    if let Ok(raw) = raw {
        output::record(&context.console, &raw, &Shape::of(operation, None))?;
    }
    for fault in told(&report.failures, &places) {
        context.console.note(&fault);
    }
    Ok(if report.is_complete() {
        exit::OK
    } else {
        exit::PARTIAL
    })
}

fn call(
    client: &Client,
    operation: &'static Operation,
    arguments: &Arguments,
    rows: &[Fields],
) -> Call<Value> {
    let mut arguments = arguments.clone();
    arguments.body = Payload::Many(rows.to_vec());
    client.call(operation).arguments(arguments)
}

/// Holds all rows against the rules of the table; every fault is told with its line.
fn check(
    client: &Client,
    operation: &'static Operation,
    arguments: &Arguments,
    rows: &[Fields],
    places: &Places,
) -> Result<(), Failure> {
    let mut told = Vec::new();
    let mut last: Option<Error> = None;
    let mut refuse = |first: usize, error: Error| {
        told.extend(error.faults().iter().map(|fault| places.told(fault, first)));
        last = Some(error);
    };
    for (at, some) in rows.chunks(CHECKED).enumerate() {
        let Err(error) = call(client, operation, arguments, some).dry_run() else {
            continue;
        };
        let whole = error.faults().iter().any(|fault| fault.argument == "body");
        if !error.is_invalid() {
            return Err(error.into());
        }
        if !whole {
            refuse(at * CHECKED, error);
            continue;
        }
        // So many rows do not fit into one request; each alone may.
        for (number, row) in some.iter().enumerate() {
            if let Err(error) =
                call(client, operation, arguments, std::slice::from_ref(row)).dry_run()
            {
                refuse(at * CHECKED + number, error);
            }
        }
    }
    match last {
        None => Ok(()),
        Some(error) => {
            let mut failure = Failure::from(error);
            if !told.is_empty() {
                failure.messages = told;
            }
            Err(failure)
        }
    }
}

/// Sends the rows. Ctrl-C tells how far it got.
async fn sent(
    bulk: Bulk<Value>,
    context: &Context,
) -> Result<planhat_core::BulkReport<Value>, Failure> {
    let interrupt = Interrupt::new();
    let mut interrupt =
        interrupt.map_err(|error| Failure::output("a listener for Ctrl-C", &error))?;
    let bar = context.console.bar("rows");
    let told = bar.clone();
    let done = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&done);
    let bulk = bulk.on_progress(move |progress| {
        counted.store(progress.rows, std::sync::atomic::Ordering::Relaxed);
        told.set_position(progress.rows as u64);
    });
    let report = tokio::select! {
        report = bulk.send() => report.map_err(Failure::from),
        () = interrupt.came() => {
            let rows = done.load(std::sync::atomic::Ordering::Relaxed);
            let message = format!("interrupted: {rows} rows were answered, of the next it is not known");
            Err(Failure::new(exit::INTERRUPTED, message)
                .hint("rows with a key can be sent again: that changes nothing twice"))
        }
    };
    bar.finish_and_clear();
    report
}

/// The rows that failed, with their lines, and what the answer says besides.
fn told(failures: &Failures, places: &Places) -> Vec<String> {
    let rows = failures.rows.iter();
    let rows = rows.map(|one| format!("{}: {}: {}", places.of(one.row), one.list, one.error));
    let untraced = failures.untraced.iter();
    let untraced = untraced.map(|error| format!("a row that is not named: {error}"));
    let mut all: Vec<String> = rows.chain(untraced).collect();
    let more = all.len().saturating_sub(TOLD);
    all.truncate(TOLD);
    if more > 0 {
        all.push(format!("and {more} more"));
    }
    if !failures.suspects.is_empty() {
        let suspects = failures.suspects.iter().take(TOLD);
        let suspects: Vec<String> = suspects.map(|row| places.of(*row)).collect();
        all.push(format!("some of these failed: {}", suspects.join(", ")));
    }
    all
}
