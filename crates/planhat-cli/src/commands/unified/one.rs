//! One record: read, made, changed, removed.

use clap::ArgMatches;
use planhat_unified::methods::Deleted;
use planhat_unified::{GetOptions, ModelHandle, WriteOptions, Written};
use serde_json::Value;

use super::super::Context;
use super::dry_run::{self, Showing};
use super::{input, show};
use crate::failure::Failure;
use crate::{body, exit};

pub(super) async fn get(
    handle: &ModelHandle,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let answer = handle.get(id(matches), &input::get(matches)?).await?;
    show::document(&context.console, &answer)?;
    show::warnings(&context.console, &answer.warnings);
    Ok(exit::OK)
}

pub(super) async fn create(
    handle: &ModelHandle,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let fields = input::fields(handle, matches, &context.console)?;
    let written = handle
        .create(&fields, &input::write(matches, &context.console)?)
        .await?;
    told(&written, matches, context)
}

pub(super) async fn update(
    handle: &ModelHandle,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let fields = input::fields(handle, matches, &context.console)?;
    let options = input::write(matches, &context.console)?;
    let written = handle.update(id(matches), &fields, &options).await?;
    told(&written, matches, context)
}

pub(super) async fn delete(
    handle: &ModelHandle,
    matches: &ArgMatches,
    context: &Context,
) -> Result<i32, Failure> {
    let (id, console) = (id(matches), &context.console);
    let form = dry_run::form(matches);
    if form.is_none() && !body::is_set(matches, "yes") {
        if !console.in_is_terminal || !console.error_is_terminal {
            return Err(
                Failure::usage("a delete asks first, and nobody is there to answer")
                    .hint("--yes deletes without asking; --dry-run shows the request"),
            );
        }
        let what = described(handle, id).await?;
        if !console.confirm(&format!("Delete {what}?"))? {
            console.note("nothing was deleted");
            return Ok(exit::FAILED);
        }
    }
    let since = body::text(matches, "if-unchanged-since");
    let options = WriteOptions {
        dry_run: form.is_some(),
        if_unchanged_since: since.map(str::to_owned),
        ..WriteOptions::default()
    };
    match handle.delete_with(id, &options).await? {
        Deleted::Planned(planned) => {
            let client = context.showing_client()?;
            show::planned(context, &client, form.unwrap_or(Showing::Http), &planned)
        }
        done => {
            show::document(console, &done)?;
            Ok(exit::OK)
        }
    }
}

fn told(written: &Written, matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    match written {
        Written::Done(answer) => {
            show::document(&context.console, answer)?;
            show::warnings(&context.console, &answer.warnings);
            Ok(exit::OK)
        }
        Written::Planned(planned) => {
            let client = context.showing_client()?;
            let form = dry_run::form(matches).unwrap_or(Showing::Http);
            show::planned(context, &client, form, planned)
        }
    }
}

/// The record that is to be removed, in words.
async fn described(handle: &ModelHandle, id: &str) -> Result<String, Failure> {
    let model = handle.rules();
    let found = handle.get(id, &GetOptions::default()).await?.record;
    let own = found.get(show::ID).and_then(Value::as_str).unwrap_or(id);
    let main = show::main_fields(model).into_iter();
    let mut others = main.filter(|name| name != show::ID);
    let name = others.find_map(|name| found.get(&name)?.as_str());
    let title = model.name.replace('_', " ");
    let plain = |text: &str| text.replace(char::is_control, " ");
    Ok(match name {
        Some(name) => format!("{title} {} \"{}\"", plain(own), plain(name)),
        None => format!("{title} {}", plain(own)),
    })
}

fn id(matches: &ArgMatches) -> &str {
    body::text(matches, "id").unwrap_or_default()
}
