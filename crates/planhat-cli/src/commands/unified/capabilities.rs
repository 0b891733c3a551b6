//! What can be done with which model.

use clap::ArgMatches;
use planhat_client::api::API;
use planhat_unified::capabilities::{Capabilities, ModelCapabilities, capabilities};
use serde_json::{Value, json};

use super::super::Context;
use super::{apis, show};
use crate::failure::Failure;
use crate::{body, exit};

/// Columns of the table.
const COLUMNS: [&str; 6] = ["api", "model", "methods", "fields", "filters", "resource"];

pub(super) fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let wanted = body::text(matches, "api");
    let all = apis::in_force(matches)?;
    let all = all
        .iter()
        .filter(|mapping| wanted.is_none_or(|api| api == mapping.api));
    let all: Vec<Capabilities> = all.map(|mapping| capabilities(mapping, &API)).collect();
    let rows: Vec<Value> = all
        .iter()
        .flat_map(|one| one.models.iter().map(|model| row(&one.api, model)))
        .collect();
    show::rows_or_document(&context.console, &COLUMNS, &rows, &all)?;
    Ok(exit::OK)
}

fn row(api: &str, model: &ModelCapabilities) -> Value {
    let mut methods: Vec<&str> = Vec::new();
    let (mut fields, mut resources): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for variant in &model.variants {
        methods.extend(variant.methods.iter().map(|one| one.method));
        let served = variant.fields.iter().filter(|field| !field.unmapped);
        fields.extend(served.map(|field| field.field.as_str()));
        resources.push(&variant.resource);
    }
    let mut seen = std::collections::HashSet::new();
    methods.retain(|method| seen.insert(*method));
    fields.sort_unstable();
    fields.dedup();
    resources.dedup();
    let filters: Vec<&str> = model.filters.iter().map(|one| one.name.as_str()).collect();
    json!({
        "api": api,
        "model": model.model,
        "methods": methods.join(", "),
        "fields": fields.len(),
        "filters": filters.join(", "),
        "resource": resources.join(", "),
    })
}
