//! Overrides against the specs, and the rules in force against recorded samples.

use std::path::Path;

use clap::ArgMatches;
use planhat_unified::Mapping;
use planhat_unified::check::{Finding, FindingKind, Sample, check};
use serde_json::{Value, json};

use super::super::Context;
use super::{apis, failure, show};
use crate::console::Console;
use crate::failure::Failure;
use crate::rows::Rows;
use crate::{body, exit, names};

/// Columns of what was found in samples.
const FINDINGS: [&str; 6] = ["kind", "model", "field", "count", "sample", "message"];
/// Columns of the mappings.
const MAPPINGS: [&str; 5] = ["api", "models", "fields", "overridden", "version"];

pub(super) fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let console = &context.console;
    let given = ["overrides", "files"].map(|id| body::all(matches, id).unwrap_or_default());
    let (mappings, warnings) = apis::under(given.concat())?;
    for one in warnings.iter() {
        console.note(&format!("warning: {}", failure::told(one)));
    }
    let told: Vec<Value> = mappings.iter().map(|one| row(one)).collect();
    let Some(files) = body::all(matches, "samples") else {
        show::rows_or_document(console, &MAPPINGS, &told, &json!({"mappings": told}))?;
        return Ok(exit::OK);
    };
    let mut samples = Vec::new();
    for file in &files {
        samples.extend(read(file, console)?);
    }
    let found: Vec<Finding> = mappings
        .iter()
        .flat_map(|mapping| check(mapping, &samples))
        .collect();
    let rows: Vec<Value> = found.iter().map(|one| json!(one)).collect();
    let whole = json!({"mappings": told, "samples": samples.len(), "findings": rows});
    show::rows_or_document(console, &FINDINGS, &rows, &whole)?;
    // What no field reads is in `remote_data`: that is told, and is no fault.
    let wrong = found.iter().filter(|one| one.kind != FindingKind::Lost);
    Ok(match wrong.count() {
        0 => exit::OK,
        _ => exit::FAILED,
    })
}

fn row(mapping: &Mapping) -> Value {
    let variants = mapping.models.iter().flat_map(|model| &model.variants);
    let rules: Vec<_> = variants.flat_map(|variant| &variant.rules).collect();
    json!({
        "api": mapping.api,
        "models": mapping.models.len(),
        "fields": rules.len(),
        "overridden": rules.iter().filter(|rule| rule.overridden).count(),
        "version": mapping.version,
    })
}

/// The samples of a file: `OBJECT=FILE`, or a file that is named like its object.
fn read(given: &str, console: &Console) -> Result<Vec<Sample>, Failure> {
    let (word, path) = match given.split_once('=') {
        Some((word, path)) => (word, path),
        None => {
            let stem = Path::new(given).file_stem().and_then(|stem| stem.to_str());
            (stem.unwrap_or_default(), given)
        }
    };
    let Some(resource) = names::resource(word) else {
        return Err(Failure::usage(format!(
            "`{given}` does not tell what its records are: `{word}` is no object"
        ))
        .hint("give it as OBJECT=FILE, such as with an object of `planhat help`"));
    };
    let rows = Rows::read(path, console)?;
    let places = rows.places();
    let samples = rows.fields.iter().enumerate().map(|(at, row)| Sample {
        name: places.of(at),
        resource: resource.name.to_owned(),
        record: row.map().clone(),
    });
    Ok(samples.collect())
}
