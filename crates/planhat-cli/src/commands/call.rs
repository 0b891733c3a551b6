//! The commands of objects: a call of an operation by the tables.

use clap::ArgMatches;
use planhat_core::table::{Body, Kind, Operation, OperationKind, Returns};
use planhat_core::{Arguments, Call, Client, Error, Payload, Raw, Value};

use super::{Context, custom_check, delete, dry_run, list, upsert};
use crate::failure::Failure;
use crate::output::{self, Shape};
use crate::record::Answer;
use crate::rows::{Places, Rows};
use crate::{body, exit, names};

/// Calls an operation and shows what it answers.
pub(super) async fn run(
    operation: &'static Operation,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let mut faults = Vec::new();
    let mut arguments = body::frame(operation, matches, &mut faults);
    let rows = payload(operation, matches, context, &mut arguments, &mut faults)?;
    if !faults.is_empty() {
        return Err(Failure::many(exit::INVALID, faults).hint(format!(
            "nothing was sent; `planhat {} --help` shows what it takes",
            names::words(operation)
        )));
    }
    let form = dry_run::form(matches);
    let client = match form {
        Some(_) => context.showing_client()?,
        None => context.client()?,
    };
    if operation.kind == OperationKind::BulkUpsert {
        return upsert::run(operation, arguments, rows, matches, context, &client).await;
    }
    let places = rows.places();
    if form.is_none() {
        let check =
            custom_check::check(&client, operation, &rows.fields, &places, matches, context);
        check.await?;
    }
    with_rows(operation, &mut arguments, rows);
    if let Some(form) = form {
        let call: Call<Value> = client.call(operation).arguments(arguments);
        let request = call.dry_run().map_err(|error| refused(error, &places))?;
        return dry_run::show(context, form, &client, operation.auth, &request);
    }
    match operation.kind {
        OperationKind::List => list::run(operation, arguments, matches, context, &client).await,
        OperationKind::Delete => delete::run(operation, arguments, matches, context, &client).await,
        _ => send(operation, arguments, context, &client, &places).await,
    }
}

/// What is sent: CSV text goes into the arguments, rows and fields come back as rows.
fn payload(
    operation: &'static Operation,
    matches: &ArgMatches,
    context: &Context,
    arguments: &mut Arguments,
    faults: &mut Vec<String>,
) -> Result<Rows, Failure> {
    let from = body::text(matches, "from");
    match (operation.body, from) {
        (Body::None, _) => Ok(Rows::default()),
        (Body::Csv, Some(path)) => {
            arguments.body = Payload::Csv(body::read(path, &context.console)?);
            Ok(Rows::default())
        }
        (Body::Csv, None) => {
            faults.push("--from is missing: the CSV text, or - for standard input".to_owned());
            Ok(Rows::default())
        }
        (_, from) => {
            let row = body::fields(operation, matches, &context.console, faults)?;
            match (from, row.is_empty()) {
                (Some(path), true) => Rows::read(path, &context.console),
                (Some(_), false) => {
                    faults.push("--from does not go with flags for a single row".to_owned());
                    Ok(Rows::default())
                }
                (None, _) => Ok(Rows::one(row)),
            }
        }
    }
}

/// Puts rows into the arguments in the form that the operation sends.
fn with_rows(operation: &Operation, arguments: &mut Arguments, rows: Rows) {
    let mut fields = rows.fields;
    match operation.body {
        Body::None | Body::Csv => {}
        Body::Many => arguments.body = Payload::Many(fields),
        Body::One | Body::OneOrMany => {
            arguments.body = match fields.len() {
                1 => fields.pop().map_or(Payload::None, Payload::One),
                _ => Payload::Many(fields),
            };
        }
    }
}

/// A failure whose faults are told with their lines.
pub(super) fn refused(error: Error, places: &Places) -> Failure {
    let told: Vec<String> = error
        .faults()
        .iter()
        .map(|fault| places.told(fault, 0))
        .collect();
    let mut failure = Failure::from(error);
    if !told.is_empty() {
        failure.messages = told;
    }
    failure
}

async fn send(
    operation: &'static Operation,
    arguments: Arguments,
    context: &Context,
    client: &Client,
    places: &Places,
) -> Result<i32, Failure> {
    let call: Call<Answer> = client.call(operation).arguments(arguments);
    let raw = call
        .send_raw()
        .await
        .map_err(|error| refused(error, places))?;
    output::answer(
        &context.console,
        &raw.decode::<Answer>()?,
        &Shape::of(operation, None),
    )?;
    Ok(if is_partial(client, operation, &raw) {
        exit::PARTIAL
    } else {
        exit::OK
    })
}

/// Whether an answer says that a part failed: by its status, or by entries in a list of errors,
/// which the tables have as lists of any JSON.
fn is_partial(client: &Client, operation: &Operation, raw: &Raw) -> bool {
    if client.api().partial_statuses.contains(&raw.status()) {
        return true;
    }
    let (Returns::Shape(_, fields), Ok(answer)) = (operation.returns, raw.decode::<Value>()) else {
        return false;
    };
    let lists = fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::List(Kind::Json)));
    let mut entries = lists.filter_map(|field| answer.get(field.name)?.as_array());
    entries.any(|entries| !entries.is_empty())
}
