//! What is served, and what it costs.

use clap::Command;
use planhat_tools_runtime::ToolSet;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use crate::commands::Context;
use crate::exit;
use crate::failure::Failure;
use crate::output::{self, Shape};
use crate::record::Answer;

pub(super) fn command() -> Command {
    Command::new("tools").about("Shows the tools that are served with these options")
}

/// Tokens, counted as a fourth of the bytes.
fn tokens(text: &str) -> usize {
    text.len().div_ceil(4)
}

pub(super) fn run(tools: &ToolSet, context: &Context) -> Result<i32, Failure> {
    let rows = tools.definitions().iter().map(|one| {
        let written = serde_json::to_string(one).unwrap_or_default();
        to_raw_value(&json!({
            "tool": one.name,
            "title": one.title,
            "changes": !one.annotations.read_only,
            "tokens": tokens(&written),
        }))
    });
    let rows: Result<Vec<Box<RawValue>>, _> = rows.collect();
    let rows = rows.map_err(|error| Failure::new(exit::FAILED, error.to_string()))?;
    let count = rows.len();
    let mut shape = Shape::default();
    shape.asked = ["tool", "title", "changes", "tokens"]
        .map(str::to_owned)
        .to_vec();
    output::answer(&context.console, &Answer::List(rows), &shape)?;
    context.console.note(&format!(
        "{count} tools, {} tokens in the list",
        tokens(tools.list_json())
    ));
    Ok(exit::OK)
}
