//! Keeping a token in a profile, and removing it.

use clap::{Arg, ArgAction, ArgMatches, Command};
use planhat_client::api::API;
use planhat_client::{Client, ClientBuilder};
use secrecy::{ExposeSecret, SecretString};

use super::{Context, settings};
use crate::failure::Failure;
use crate::profile::{DEFAULT, Profiles, some_cluster, token_variable};
use crate::{body, exit, hidden, usage};

pub(super) fn login() -> Command {
    Command::new("login")
        .about("Keeps a token in a file that only you can read")
        .after_help(
            "The token is asked for, or read from standard input. It is never an argument: others on \
             the machine can see those, and the shell keeps them.",
        )
        .arg(
            Arg::new("region")
                .long("region")
                .value_name("CLUSTER")
                .help(format!(
                    "The cluster, such as {}: what follows app- in the address of the app",
                    some_cluster()
                )),
        )
        .arg(
            Arg::new("base-url")
                .long("base-url")
                .value_name("URL")
                .conflicts_with("region")
                .help("Another address, such as that of a sandbox"),
        )
        .arg(
            Arg::new("all-secrets")
                .long("all-secrets")
                .action(ArgAction::SetTrue)
                .help(format!("Asks for every secret that some call needs: {}", {
                    let names: Vec<&str> = API.secrets.iter().map(|secret| secret.env).collect();
                    names.join(", ")
                })),
        )
        // What somebody may take for the place of a token is refused without a word of it.
        .arg(Arg::new("given").num_args(0..).hide(true))
}

pub(super) fn logout() -> Command {
    Command::new("logout").about("Removes a profile with its token")
}

fn name(context: &Context) -> String {
    let variable = context.console.variable("PLANHAT_PROFILE");
    let variable = variable.map(|name| name.to_string_lossy().into_owned());
    let named = context.profile.clone().or(variable);
    named.unwrap_or_else(|| DEFAULT.to_owned())
}

pub(super) async fn run_login(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    if matches.get_many::<String>("given").is_some() {
        return Err(usage::no_secret("the word behind `login`"));
    }
    let (region, url) = (
        body::text(matches, "region"),
        body::text(matches, "base-url"),
    );
    check_address(region, url)?;
    let name = name(context);
    let mut profiles = Profiles::load(&context.console)?;
    let secrets = API
        .secrets
        .iter()
        .filter(|secret| secret.env == token_variable() || matches.get_flag("all-secrets"));
    let secrets: Vec<_> = secrets.collect();
    let wanted: Vec<&str> = secrets.iter().map(|secret| secret.doc).collect();
    let given = ask(context, &wanted).await?;
    for (secret, text) in secrets.iter().zip(&given) {
        profiles.set(&name, secret.env, Some(text.expose_secret()));
    }
    profiles.set(&name, "PLANHAT_REGION", region);
    profiles.set(&name, "PLANHAT_BASE_URL", url);
    profiles.save()?;
    let console = &context.console;
    console.note(&format!(
        "profile `{name}` is kept in {}",
        profiles.path().display()
    ));
    if console.variable(token_variable()).is_some() {
        console.note(&format!("{} is set and wins over it", token_variable()));
    }
    console.note("`planhat doctor` tells whether it works");
    Ok(exit::OK)
}

/// An address that no client takes is not kept.
fn check_address(region: Option<&str>, url: Option<&str>) -> Result<(), Failure> {
    let mut builder = ClientBuilder::<Client>::new(&API);
    if let Some(region) = region {
        builder = builder.region(region);
    }
    if let Some(url) = url {
        builder = builder.base_url(url);
    }
    builder.build().map(drop).map_err(|error| {
        let mut failure = Failure::from(error).hint("nothing was kept");
        failure.code = exit::USAGE;
        failure
    })
}

/// The secrets: asked for without an echo, or a line each of standard input.
async fn ask(context: &Context, wanted: &[&str]) -> Result<Vec<SecretString>, Failure> {
    let console = &context.console;
    let mut given: Vec<SecretString> = Vec::new();
    if console.in_is_terminal {
        for doc in wanted {
            let question = format!("{} (not shown): ", doc.trim_end_matches('.'));
            given.push(hidden::ask(question).await?.into());
        }
    } else {
        let text = SecretString::from(console.read_input()?);
        let lines = text.expose_secret().lines();
        given.extend(lines.map(SecretString::from));
    }
    let trimmed = given
        .iter()
        .map(|text| SecretString::from(text.expose_secret().trim()));
    let given: Vec<SecretString> = trimmed.take(wanted.len()).collect();
    let is_blank = |text: &SecretString| text.expose_secret().is_empty();
    if given.len() < wanted.len() || given.iter().any(is_blank) {
        let missing = wanted.get(given.iter().filter(|text| !is_blank(text)).count());
        return Err(Failure::new(
            exit::CREDENTIALS,
            format!(
                "nothing was kept; still wanted: {}",
                missing.unwrap_or(&"a token")
            ),
        )
        .hint("type it when asked, or pipe it in, a line each"));
    }
    Ok(given)
}

pub(super) fn run_logout(context: &Context) -> Result<i32, Failure> {
    let name = name(context);
    let mut profiles = Profiles::load(&context.console)?;
    if !profiles.remove(&name) {
        return Err(settings::missing(&profiles, &name).hint("there is nothing to remove"));
    }
    profiles.save()?;
    context
        .console
        .note(&format!("profile `{name}` is removed"));
    Ok(exit::OK)
}
