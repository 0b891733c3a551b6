//! A Planhat of one's own.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use planhat_sandbox::command::Options;
use secrecy::SecretString;

use crate::exit;
use crate::failure::Failure;

pub(super) fn command() -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    Command::new("sandbox")
        .about("Runs a local Planhat: no account, no network")
        .long_about(
            "Runs a local Planhat until Ctrl-C. The first line of standard output is its address; \
             the analytics paths are on it too.",
        )
        .arg(
            text(
                "listen",
                "ADDRESS:PORT",
                "Where it listens; port 0 is any free one",
            )
            .value_parser(value_parser!(std::net::SocketAddr))
            .default_value("127.0.0.1:0"),
        )
        .arg(flag(
            "allow-remote",
            "Allows an address that other machines reach",
        ))
        .arg(text(
            "token",
            "TOKEN",
            "The API token that it takes; it guards nothing of worth",
        ))
        .arg(text(
            "tenant-token",
            "TOKEN",
            "The tenant token that it takes",
        ))
        .arg(flag("no-quota", "Without Planhat's limits of requests"))
        .arg(
            text(
                "data",
                "FILE",
                "Keeps the records in a file across restarts",
            )
            .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            text(
                "demo",
                "COMPANIES",
                "Begins with a made-up tenant of so many companies [25]",
            )
            .num_args(0..=1)
            .default_missing_value("25")
            .value_parser(value_parser!(usize)),
        )
        .arg(
            text(
                "fault",
                "FAULT",
                "Something that goes wrong, such as \"GET /companies 503 every 3\"; repeatable",
            )
            .action(ArgAction::Append),
        )
        .arg(
            text("seed", "NUMBER", "What chance and the demo go by")
                .value_parser(value_parser!(u64))
                .default_value("0"),
        )
        .arg(flag("log", "Tells each request on standard error"))
        .after_long_help(format!("Faults: {}", planhat_sandbox::fault::EXAMPLES))
}

pub(super) async fn run(matches: &ArgMatches) -> Result<i32, Failure> {
    let secret = |name: &str| {
        matches
            .get_one::<String>(name)
            .cloned()
            .map(SecretString::from)
    };
    let usual = Options::default();
    let options = Options {
        listen: *matches.get_one("listen").unwrap_or(&usual.listen),
        allow_remote: matches.get_flag("allow-remote"),
        token: secret("token"),
        tenant_token: secret("tenant-token"),
        quota: !matches.get_flag("no-quota"),
        data: matches.get_one("data").cloned(),
        demo: matches.get_one("demo").copied(),
        faults: matches
            .get_many("fault")
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        seed: matches.get_one("seed").copied().unwrap_or_default(),
        log: matches.get_flag("log"),
    };
    let ran = planhat_sandbox::command::run(options).await;
    ran.map_err(|error| Failure::new(exit::FAILED, error.to_string()))?;
    Ok(exit::OK)
}
