//! Where each field of a record comes from.

use clap::ArgMatches;
use planhat_unified::process_key;
use serde_json::{Value, json};

use super::super::Context;
use super::{model, show};
use crate::failure::Failure;
use crate::{body, exit};

/// Columns of the table.
const COLUMNS: [&str; 5] = ["field", "value", "source", "transform", "raw"];

pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let word = |id: &str| body::text(matches, id).unwrap_or_default();
    let handle = model(word("api"), word("model"), process_key(), matches, context)?;
    let explained = handle.explain(word("id")).await?;
    let rows: Vec<Value> = explained
        .fields
        .iter()
        .map(|field| {
            let paths: Vec<&str> = field.sources.iter().map(|one| one.path.as_str()).collect();
            let raw: Vec<&Value> = field.sources.iter().map(|one| &one.raw).collect();
            let raw = match raw.as_slice() {
                [one] => json!(one),
                [] => Value::Null,
                many => json!(many),
            };
            json!({
                "field": field.field,
                "value": field.value,
                "source": paths.join(", "),
                "transform": field.transform,
                "raw": raw,
                "overridden": field.overridden,
            })
        })
        .collect();
    show::rows_or_document(&context.console, &COLUMNS, &rows, &explained)?;
    show::warnings(&context.console, &explained.warnings);
    Ok(exit::OK)
}
