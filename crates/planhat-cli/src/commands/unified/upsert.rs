//! Rows of a file, made or changed by their keys.

use clap::ArgMatches;
use planhat_core::DryRun;
use planhat_unified::{ModelHandle, RowResult, Upserted};
use serde_json::{Map, Value};

use super::super::Context;
use super::dry_run::{self, Showing};
use super::{input, show};
use crate::failure::Failure;
use crate::rows::{Places, Rows};
use crate::{body, exit};

/// No more failed rows are told one by one.
const TOLD: usize = 20;

pub(super) async fn run(
    handle: &ModelHandle,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let console = &context.console;
    let rows = Rows::read(body::text(matches, "from").unwrap_or_default(), console)?;
    let places = rows.places();
    let rows: Vec<Map<String, Value>> = rows.fields.iter().map(|row| row.map().clone()).collect();
    let upserted = handle
        .upsert(&rows, &input::write(matches, console)?)
        .await?;
    match &upserted {
        Upserted::Done { rows, warnings } => {
            let shown: Vec<Value> = rows.iter().map(|row| serde_json::json!(row)).collect();
            show::rows_or_document(console, &["index", "id", "ok"], &shown, &upserted)?;
            show::warnings(console, warnings);
            tell(rows, &places, context);
            Ok(match rows.iter().all(|row| row.ok) {
                true => exit::OK,
                false => exit::PARTIAL,
            })
        }
        Upserted::Planned {
            requests,
            refused,
            warnings,
            ..
        } => {
            let form = dry_run::form(matches).unwrap_or(Showing::Http);
            match form == Showing::Http && show::asks_for_json(console) {
                true => show::document(console, &upserted)?,
                false => shown(requests, form, context)?,
            }
            show::warnings(console, warnings);
            tell(refused, &places, context);
            Ok(match refused.is_empty() {
                true => exit::OK,
                false => exit::INVALID,
            })
        }
    }
}

fn shown(requests: &[DryRun], form: Showing, context: &Context) -> Result<(), Failure> {
    let client = context.showing_client()?;
    for request in requests {
        dry_run::show(context, form, &client, show::auth(), request)?;
    }
    Ok(())
}

/// The rows that failed, with their lines.
fn tell(rows: &[RowResult], places: &Places, context: &Context) {
    let failed = rows
        .iter()
        .filter_map(|row| Some((row.index, row.error.as_ref()?)));
    let failed: Vec<String> = failed
        .map(|(index, error)| format!("{}: {error}", places.of(index)))
        .collect();
    for line in failed.iter().take(TOLD) {
        context.console.note(line);
    }
    if failed.len() > TOLD {
        context
            .console
            .note(&format!("and {} more", failed.len() - TOLD));
    }
}
