//! The raw door: a request of any path.

use clap::{Arg, ArgAction, ArgMatches, Command};
use planhat_core::Value;

use super::{Context, call};
use crate::failure::Failure;
use crate::{body, exit, output};

pub(super) fn command() -> Command {
    Command::new("request")
        .about("Sends a request of any path, under the same credentials, limits and retries")
        .arg(
            Arg::new("method")
                .required(true)
                .value_name("METHOD")
                .ignore_case(true)
                .value_parser(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        )
        .arg(Arg::new("path").required(true).value_name("/PATH"))
        .arg(
            Arg::new("query")
                .long("query")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("A parameter of the query"),
        )
        .arg(
            Arg::new("body")
                .long("body")
                .value_name("JSON|@FILE|-")
                .help("What is sent"),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Show the request instead of sending it"),
        )
}

pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let client = context.client()?;
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let method = text("method").unwrap_or_default().to_uppercase();
    let method = method
        .parse()
        .map_err(|_| Failure::usage(format!("{method} is no method")))?;
    let mut request = client.request(method, text("path").unwrap_or_default());
    for pair in matches.get_many::<String>("query").into_iter().flatten() {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            Failure::usage(format!("--query {pair}: what is wanted is NAME=VALUE"))
        })?;
        request = request.query(name, value);
    }
    if let Some(given) = text("body") {
        request = request.json(&body::json(given)?);
    }
    if matches.get_flag("dry-run") {
        return call::show_request(context, &request.dry_run()?);
    }
    let raw = request.send().await?;
    let answer = raw.text()?;
    match serde_json::from_str::<Value>(answer) {
        Ok(value) => output::record(&context.console, &value)?,
        Err(_) if answer.is_empty() => context.console.note("done; the answer has no body"),
        Err(_) => output::write(&format!("{answer}\n"))?,
    }
    Ok(exit::OK)
}
