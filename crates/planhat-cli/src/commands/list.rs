//! Lists: a page, or all of them as they come.

use clap::ArgMatches;
use planhat_core::table::Operation;
use planhat_core::{Arguments, Call, Client};
use serde_json::value::RawValue;

use super::Context;
use crate::failure::Failure;
use crate::output::{Listing, Shape};
use crate::{body, exit};

type Records = Vec<Box<RawValue>>;

pub(super) async fn run(
    operation: &'static Operation,
    arguments: Arguments,
    matches: &ArgMatches,
    context: &Context,
    client: &Client,
) -> Result<i32, Failure> {
    let select = body::text(matches, "query:select").map(str::to_owned);
    let all = body::is_set(matches, "all");
    let shape = Shape::of(operation, select.as_deref());
    let mut listing = Listing::new(&context.console, shape).streaming(all);
    let call: Call<Records> = client.call(operation).arguments(arguments);
    match all {
        true => every_page(call, operation, context, &mut listing).await?,
        false => listing.rows(&call.send().await?)?,
    }
    listing.end()?;
    Ok(exit::OK)
}

async fn every_page(
    call: Call<Records>,
    operation: &Operation,
    context: &Context,
    listing: &mut Listing<'_>,
) -> Result<(), Failure> {
    let unit = operation.resource.plural.replace('_', " ");
    let bar = context.console.bar(&unit);
    let mut pages = call.pages();
    while let Some(page) = pages.next().await {
        let page = page?;
        // The counter gives way to rows on the same terminal.
        bar.suspend(|| listing.rows(&page.rows))?;
        bar.inc(page.rows.len() as u64);
    }
    bar.finish_and_clear();
    Ok(())
}
