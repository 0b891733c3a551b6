//! Unified models: their calls, what they can do, where their values come from, and overrides of
//! their rules. Commands are made from the mappings.

mod apis;
mod capabilities;
mod check;
mod explain;
mod failure;
mod input;
mod key;
mod list;
mod one;
mod show;
mod tree;
mod upsert;

use clap::ArgMatches;
use planhat_spec::unified::mapping::MethodKind;
use planhat_unified::{ModelHandle, SecretString, process_key};

use super::{Context, dry_run};
use crate::failure::Failure;
use crate::names;

pub(super) use apis::under;
pub(super) use tree::command;

/// Runs a command of unified models.
pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(
            Failure::usage("no model was given").hint("`planhat unified --help` shows them")
        );
    };
    match name {
        "capabilities" => capabilities::run(matches, context),
        "check" => check::run(matches, context),
        "explain" => explain::run(matches, context).await,
        api => method(api, matches, context).await,
    }
}

/// Calls a method of a model.
async fn method(api: &str, matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let Some((plural, matches)) = matches.subcommand() else {
        return Err(Failure::usage(format!("no model of {api} was given")));
    };
    let Some((word, matches)) = matches.subcommand() else {
        return Err(Failure::usage(format!("no method of {plural} was given")));
    };
    let mut kinds = MethodKind::ALL.into_iter();
    let Some(kind) = kinds.find(|kind| kind.word() == word) else {
        return Err(Failure::usage(format!("{plural} have no method `{word}`")));
    };
    let key = match kind {
        // Another command goes on from its cursor.
        MethodKind::List => key::of_user(&context.console),
        _ => process_key(),
    };
    let handle = model(api, plural, key, matches, context)?;
    match kind {
        MethodKind::List => list::run(&handle, matches, context).await,
        MethodKind::Get => one::get(&handle, matches, context).await,
        MethodKind::Create => one::create(&handle, matches, context).await,
        MethodKind::Update => one::update(&handle, matches, context).await,
        MethodKind::Delete => one::delete(&handle, matches, context).await,
        MethodKind::Upsert => upsert::run(&handle, matches, context).await,
    }
}

/// A model by its name or plural, under the overrides of the command line.
fn model(
    api: &str,
    word: &str,
    key: SecretString,
    matches: &ArgMatches,
    context: &Context,
) -> Result<ModelHandle, Failure> {
    let mapping = apis::of(api, matches)?;
    let named = |name: &str| name == word || names::kebab(name) == word;
    let known = mapping.models.iter();
    let known = known.filter(|one| named(&one.name) || named(&one.plural));
    let name = known.map(|one| one.name.clone()).next();
    let name = name.unwrap_or_else(|| word.to_owned());
    let client = match dry_run::form(matches) {
        Some(_) => context.showing_client()?,
        None => context.client()?,
    };
    Ok(planhat_unified::Unified::new(mapping, (*client).clone(), key).model(&name)?)
}
