//! Lists: a page with the cursor of the next one, or all records as they come.

use std::pin::pin;

use clap::ArgMatches;
use futures_util::StreamExt;
use planhat_unified::{Format, ListRequest, ModelHandle, Record};

use super::super::Context;
use super::{input, show};
use crate::console::Form;
use crate::failure::Failure;
use crate::output::{Listing, Shape};
use crate::{body, exit, record};

/// Records that are shown at once.
const TOGETHER: usize = 100;

pub(super) async fn run(
    handle: &ModelHandle,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let console = &context.console;
    let request = input::list(matches)?;
    let all = body::is_set(matches, "all");
    let main = match request.format {
        Format::Unified => show::main_fields(handle.rules()),
        _ => Vec::new(),
    };
    let shape = Shape::of_columns(request.fields.clone(), main);
    let mut listing = Listing::new(console, shape).streaming(all);
    if all {
        every_record(handle, &request, context, &mut listing).await?;
        listing.end()?;
        return Ok(exit::OK);
    }
    let page = handle.list(&request).await?;
    if console.list_form() == Form::Json {
        let page = show::raw(&page)?;
        console.write(record::indented(page.get()) + "\n")?;
        return Ok(exit::OK);
    }
    rows(&mut listing, &page.result, &request, context)?;
    listing.end()?;
    show::warnings(console, &page.warnings);
    if let Some(cursor) = &page.next_cursor {
        console.note(&format!("next page: --cursor {cursor}"));
    }
    Ok(exit::OK)
}

async fn every_record(
    handle: &ModelHandle,
    request: &ListRequest,
    context: &Context,
    listing: &mut Listing<'_>,
) -> Result<(), Failure> {
    let console = &context.console;
    let bar = console.bar(&handle.rules().plural.replace('_', " "));
    let mut ready: Vec<Record> = Vec::new();
    let mut warnings = Vec::new();
    let mut items = pin!(handle.stream(request)?);
    let mut failed = None;
    while let Some(item) = items.next().await {
        let item = match item {
            Ok(item) => item,
            Err(error) => {
                failed = Some(error);
                break;
            }
        };
        ready.push(item.record);
        warnings.extend(item.warnings);
        if ready.len() == TOGETHER {
            bar.suspend(|| rows(listing, &ready, request, context))?;
            bar.inc(ready.len() as u64);
            ready.clear();
            bar.suspend(|| show::warnings(console, &warnings));
            warnings.clear();
        }
    }
    bar.finish_and_clear();
    // What came before an error is told.
    rows(listing, &ready, request, context)?;
    show::warnings(console, &warnings);
    match failed {
        None => Ok(()),
        Some(error) => {
            listing.end()?;
            Err(error.into())
        }
    }
}

fn rows(
    listing: &mut Listing<'_>,
    records: &[Record],
    request: &ListRequest,
    context: &Context,
) -> Result<(), Failure> {
    let rows: Result<Vec<_>, Failure> = match context.console.list_form() {
        Form::Table => {
            let short = |record| show::shortened(record, &request.fields);
            records
                .iter()
                .map(|record| show::raw(&short(record)))
                .collect()
        }
        _ => records.iter().map(show::raw).collect(),
    };
    listing.rows(&rows?)
}
