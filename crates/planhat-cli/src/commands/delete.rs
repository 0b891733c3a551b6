//! Deletes: a person is asked, a program says that it is sure.

use clap::ArgMatches;
use planhat_core::table::{Access, Field, Kind, Operation, OperationKind, Returns};
use planhat_core::{Arguments, Call, Client, Value};

use super::Context;
use crate::failure::Failure;
use crate::output::{self, Shape};
use crate::record::Answer;
use crate::{body, exit, names};

pub(super) async fn run(
    operation: &'static Operation,
    arguments: Arguments,
    matches: &ArgMatches,
    context: &Context,
    client: &Client,
) -> Result<i32, Failure> {
    let console = &context.console;
    let call: Call<Answer> = client.call(operation).arguments(arguments.clone());
    // What is wrong shows before the question.
    call.dry_run()?;
    if !body::is_set(matches, "yes") {
        if !console.in_is_terminal || !console.error_is_terminal {
            return Err(
                Failure::usage("a delete asks first, and nobody is there to answer")
                    .hint("--yes deletes without asking; --dry-run shows the request"),
            );
        }
        let what = described(operation, &arguments, client).await?;
        if !console.confirm(&format!("Delete {what}?"))? {
            console.note("nothing was deleted");
            return Ok(exit::FAILED);
        }
    }
    let raw = call.send_raw().await?;
    if raw.was_deleted_before() {
        console.note("deleted by an attempt whose answer was lost");
        return Ok(exit::OK);
    }
    output::answer(console, &raw.decode()?, &Shape::of(operation, None))?;
    Ok(exit::OK)
}

/// The record that is to be deleted, in words.
async fn described(
    operation: &'static Operation,
    arguments: &Arguments,
    client: &Client,
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
        path: arguments.path.clone(),
        ..Arguments::default()
    };
    let record: Value = client.call(get).arguments(wanted).send().await?;
    let own = record
        .get(names::own_id())
        .and_then(Value::as_str)
        .unwrap_or(&id);
    Ok(match name_of(get, &record) {
        Some(name) => format!("{title} {own} \"{name}\""),
        None => format!("{title} {own}"),
    })
}

/// The text that most likely names a record: the first one that is promised, or else written, and
/// no key.
fn name_of(get: &Operation, record: &Value) -> Option<String> {
    let resource = get.resource;
    let promised = match get.returns {
        Returns::Record(names) => names,
        _ => &[],
    };
    let names_it = |field: &&Field| {
        matches!(field.kind, Kind::String)
            && field.access != Access::Write
            && !resource.keys.contains(&field.name)
    };
    let promised = promised.iter().filter_map(|name| resource.field(name));
    let written = resource
        .fields
        .iter()
        .filter(|field| field.access == Access::Both);
    let mut fields = promised.filter(names_it).chain(written.filter(names_it));
    let text = fields.find_map(|field| {
        record
            .get(field.name)?
            .as_str()
            .filter(|text| !text.is_empty())
    })?;
    let plain: String = text
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    Some(plain)
}
