//! The commands of objects: a call of an operation by the tables.

use clap::ArgMatches;
use planhat_core::table::{Body, Operation, OperationKind, Returns};
use planhat_core::{Arguments, Call, DryRun, Object, Payload, Value};

use super::{Context, upsert};
use crate::console::Form;
use crate::failure::Failure;
use crate::output::{self, Listing};
use crate::{body, exit};

/// Calls an operation and shows what it answers.
pub(super) async fn run(
    operation: &'static Operation,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let client = context.client()?;
    let mut arguments = body::arguments(operation, matches)?;
    let dry = matches.get_flag("dry-run");
    match operation.body {
        Body::Many | Body::OneOrMany => {
            return upsert::run(operation, arguments, matches, context).await;
        }
        Body::Csv => {
            let path = matches
                .get_one::<String>("from")
                .map_or("-", String::as_str);
            arguments.body = Payload::Csv(body::read(path)?);
        }
        Body::None | Body::One => {}
    }
    let custom_check = matches
        .try_get_one::<bool>("no-custom-check")
        .ok()
        .flatten()
        == Some(&false);
    if let (Payload::One(fields), true) = (&arguments.body, custom_check) {
        upsert::check_custom(&client, operation, std::slice::from_ref(fields)).await?;
    }
    if dry {
        let call: Call<Value> = client.call(operation).arguments(arguments);
        return show_request(context, &call.dry_run()?);
    }
    match operation.kind {
        OperationKind::List => list(operation, arguments, matches, context, &client).await,
        OperationKind::Delete => delete(operation, arguments, matches, context, &client).await,
        _ => {
            let answer: Value = client.call(operation).arguments(arguments).send().await?;
            show(context, operation, &answer)
        }
    }
}

/// Shows a request that is not sent.
pub(super) fn show_request(context: &Context, request: &DryRun) -> Result<i32, Failure> {
    if context.console.form == Some(Form::Json) || context.console.form == Some(Form::Ndjson) {
        let value = serde_json::json!({
            "method": request.method,
            "url": request.url,
            "body": request.body,
        });
        output::record(&context.console, &value)?;
        return Ok(exit::OK);
    }
    let mut text = format!("{} {}\n", request.method, request.url);
    match &request.body {
        None => {}
        Some(Value::String(body)) => text.push_str(&format!("\n{body}\n")),
        Some(body) => text.push_str(&format!("\n{body:#}\n")),
    }
    output::write(&text)?;
    Ok(exit::OK)
}

fn show(context: &Context, operation: &Operation, answer: &Value) -> Result<i32, Failure> {
    match answer {
        Value::Array(items) => {
            let rows: Vec<Object> = items.iter().cloned().map(row).collect();
            let mut listing = Listing::new(&context.console, columns(operation, None));
            listing.rows(&rows)?;
            listing.end()?;
        }
        Value::Null => context.console.note("done; the answer has no body"),
        record => output::record(&context.console, record)?,
    }
    Ok(exit::OK)
}

/// A record as an object; anything else under the name `value`.
fn row(value: Value) -> Object {
    match value {
        Value::Object(map) => Object::from(map),
        other => [("value", other)].into_iter().collect(),
    }
}

/// Columns of a list: those asked for, or those that the operation promises.
fn columns(operation: &Operation, select: Option<&str>) -> Vec<String> {
    if let Some(select) = select {
        let mut names: Vec<String> = vec!["_id".to_owned()];
        names.extend(select.split(',').map(|name| name.trim().to_owned()));
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
        return names;
    }
    match operation.returns {
        Returns::Records(promised) | Returns::Record(promised) => {
            promised.iter().map(|name| (*name).to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

async fn list(
    operation: &'static Operation,
    arguments: Arguments,
    matches: &ArgMatches,
    context: &Context,
    client: &planhat_core::Client,
) -> Result<i32, Failure> {
    let select = arguments.query.iter().find(|(name, _)| name == "select");
    let columns = columns(operation, select.map(|(_, value)| value.as_str()));
    let mut listing = Listing::new(&context.console, columns);
    let call: Call<Vec<Object>> = client.call(operation).arguments(arguments);
    let all = matches.try_get_one::<bool>("all").ok().flatten() == Some(&true);
    if !all {
        listing.rows(&call.send().await?)?;
        listing.end()?;
        return Ok(exit::OK);
    }
    let bar = context.console.bar("records");
    let mut pages = call.pages();
    while let Some(page) = pages.next().await {
        let page = page?;
        // The bar gives way to rows on the same terminal.
        bar.suspend(|| listing.rows(&page.rows))?;
        bar.inc(page.rows.len() as u64);
    }
    bar.finish_and_clear();
    listing.end()?;
    context.console.note(&format!("{} records", bar.position()));
    Ok(exit::OK)
}

async fn delete(
    operation: &'static Operation,
    arguments: Arguments,
    matches: &ArgMatches,
    context: &Context,
    client: &planhat_core::Client,
) -> Result<i32, Failure> {
    if !matches.get_flag("yes") {
        if !context.console.in_is_terminal {
            return Err(
                Failure::usage("a delete asks first, and nobody is there to answer")
                    .hint("--yes deletes without asking"),
            );
        }
        let what = described(operation, &arguments, client).await?;
        if !context.console.confirm(&format!("Delete {what}?"))? {
            context.console.note("nothing was deleted");
            return Ok(exit::FAILED);
        }
    }
    let raw = client.call_raw(operation, arguments).await?;
    if raw.was_deleted_before() {
        context
            .console
            .note("deleted, by an attempt whose answer was lost");
    }
    show(context, operation, &raw.decode::<Value>()?)
}

/// The record that is to be deleted, in words.
async fn described(
    operation: &'static Operation,
    arguments: &Arguments,
    client: &planhat_core::Client,
) -> Result<String, Failure> {
    let title = operation.resource.title.to_lowercase();
    let id = arguments
        .id
        .as_ref()
        .map(|id| id.to_wire())
        .unwrap_or_default();
    let mut operations = operation.resource.operations.iter();
    let Some(get) = operations.find(|one| one.kind == OperationKind::Get) else {
        return Ok(format!("{title} {id}"));
    };
    let wanted = Arguments {
        id: arguments.id.clone(),
        ..Arguments::default()
    };
    let record: Value = client.call(get).arguments(wanted).send().await?;
    // The first text among its fields names it, as a rule.
    let fields = operation.resource.fields.iter();
    let mut texts = fields.filter(|field| {
        matches!(field.kind, planhat_core::table::Kind::String) && !field.name.ends_with("Id")
    });
    let name = texts.find_map(|field| record[field.name].as_str().filter(|text| !text.is_empty()));
    Ok(match name {
        Some(name) => format!("{title} {id}, \"{name}\""),
        None => format!("{title} {id}"),
    })
}
