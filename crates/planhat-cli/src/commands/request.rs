//! The raw door: a request of any path.

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use planhat_client::api::API;

use super::{Context, dry_run};
use crate::failure::Failure;
use crate::output::{self, Shape};
use crate::record::Answer;
use crate::{body, exit, flags};

pub(super) fn command() -> Command {
    Command::new("request")
        .about("Sends a request of any path, under the same credentials, limits and retries")
        .after_help(example())
        .arg(
            Arg::new("method")
                .required(true)
                .value_name("METHOD")
                .ignore_case(true)
                .value_parser(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        )
        .arg(
            Arg::new("path")
                .required(true)
                .value_name("/PATH")
                .help("A path of the API, with or without a query"),
        )
        .arg(
            Arg::new("query")
                .long("query")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("A parameter of the query; repeatable"),
        )
        .arg(
            Arg::new("body")
                .long("body")
                .value_name("JSON|@FILE|-")
                .value_hint(ValueHint::FilePath)
                .allow_hyphen_values(true)
                .help("What is sent, as JSON"),
        )
        .arg(flags::dry_run())
}

/// A request of the first object that there is.
fn example() -> String {
    let path = API.resources.first().map_or("/", |resource| resource.path);
    format!("planhat request GET {path} --query limit=2")
}

pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let showing = dry_run::form(matches);
    let client = match showing {
        Some(_) => context.showing_client()?,
        None => context.client()?,
    };
    let method = body::text(matches, "method")
        .unwrap_or_default()
        .to_uppercase();
    let method = method
        .parse()
        .map_err(|_| Failure::usage(format!("{method} is no method")))?;
    let mut request = client.request(method, body::text(matches, "path").unwrap_or_default());
    for pair in matches.get_many::<String>("query").into_iter().flatten() {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Failure::usage(format!(
                "--query {pair}: NAME=VALUE is wanted"
            )));
        };
        request = request.query(name, value);
    }
    if let Some(given) = body::text(matches, "body") {
        request = request.json(&body::json("--body", given, &context.console)?);
    }
    if let Some(showing) = showing {
        let host = API.hosts.iter().find(|host| host.name == API.default_host);
        let auth = host.map_or("", |host| host.auth);
        return dry_run::show(context, showing, &client, auth, &request.dry_run()?);
    }
    let raw = request.send().await?;
    let answer = Answer::of(raw.text()?);
    output::answer(&context.console, &answer, &Shape::default())?;
    let partial = API.partial_statuses.contains(&raw.status());
    Ok(if partial { exit::PARTIAL } else { exit::OK })
}
