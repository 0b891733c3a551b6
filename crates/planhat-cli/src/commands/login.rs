//! Keeping a token in a profile, and removing it.

use std::io::Read;

use clap::{Arg, ArgMatches, Command};
use planhat_client::api::API;
use secrecy::{ExposeSecret, SecretString};

use super::Context;
use crate::exit;
use crate::failure::Failure;
use crate::profile::{self, DEFAULT};

pub(super) fn login() -> Command {
    Command::new("login")
        .about("Keeps a token in a file that only you can read")
        .long_about(
            "Keeps a token in a file that only you can read. The token is asked for, or read from \
             standard input; it is never an argument, since arguments can be seen by others.",
        )
        .arg(
            Arg::new("region")
                .long("region")
                .value_name("CLUSTER")
                .help("The cluster, such as us4: what follows app- in the address of the app"),
        )
        .arg(
            Arg::new("base-url")
                .long("base-url")
                .value_name("URL")
                .conflicts_with("region")
                .help("Another address, such as that of a sandbox"),
        )
        .arg(
            Arg::new("tenant-token")
                .long("with-tenant-token")
                .action(clap::ArgAction::SetTrue)
                .help("Asks for the tenant token too; activities and metrics are pushed with it"),
        )
}

pub(super) fn logout() -> Command {
    Command::new("logout").about("Removes a profile with its token")
}

pub(super) fn run_login(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let name = context.profile.as_deref().unwrap_or(DEFAULT);
    let mut profiles = profile::load()?;
    let with_tenant = matches.get_flag("tenant-token");
    let (token, tenant_token) = secrets(context, with_tenant)?;
    let entry = profiles.entry(name);
    entry.set(profile::token_variable(), Some(&token));
    let others = API
        .secrets
        .iter()
        .filter(|secret| secret.env != profile::token_variable());
    for secret in others {
        if let Some(tenant_token) = &tenant_token {
            entry.set(secret.env, Some(tenant_token));
        }
    }
    let text = |name: &str| {
        matches
            .get_one::<String>(name)
            .cloned()
            .map(SecretString::from)
    };
    for (argument, variable) in [
        ("region", "PLANHAT_REGION"),
        ("base-url", "PLANHAT_BASE_URL"),
    ] {
        entry.set(variable, text(argument).as_ref());
    }
    let path = profile::save(&profiles)?;
    context
        .console
        .note(&format!("profile `{name}` is kept in {}", path.display()));
    context
        .console
        .note("`planhat doctor` tells whether it works");
    Ok(exit::OK)
}

/// The token, and the tenant token where it is asked for.
fn secrets(
    context: &Context,
    with_tenant: bool,
) -> Result<(SecretString, Option<SecretString>), Failure> {
    let failed = |error: std::io::Error| Failure::input("standard input", &error);
    let (token, tenant) = if context.console.in_is_terminal {
        let token = rpassword::prompt_password("API token: ").map_err(failed)?;
        let tenant = match with_tenant {
            true => rpassword::prompt_password("Tenant token: ").map_err(failed)?,
            false => String::new(),
        };
        (SecretString::from(token), SecretString::from(tenant))
    } else {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(failed)?;
        let mut lines = text.lines();
        let mut line = || SecretString::from(lines.next().unwrap_or_default().trim().to_owned());
        (line(), line())
    };
    let given = |secret: &SecretString| !secret.expose_secret().trim().is_empty();
    if !given(&token) {
        return Err(Failure::new(exit::CREDENTIALS, "no token was given, nothing was kept")
            .hint("a token is made in Planhat under Settings, Private apps; pipe it in, or type it when asked"));
    }
    if with_tenant && !given(&tenant) {
        return Err(Failure::new(
            exit::CREDENTIALS,
            "no tenant token was given, nothing was kept",
        )
        .hint("it is asked for second, or stands in the second line of standard input"));
    }
    Ok((token, given(&tenant).then_some(tenant)))
}

pub(super) fn run_logout(context: &Context) -> Result<i32, Failure> {
    let name = context.profile.as_deref().unwrap_or(DEFAULT);
    let mut profiles = profile::load()?;
    if !profiles.remove(name) {
        let known = profiles.names().join(", ");
        return Err(
            Failure::new(exit::FAILED, format!("there is no profile `{name}`"))
                .hint(format!("there are: {known}")),
        );
    }
    profile::save(&profiles)?;
    context
        .console
        .note(&format!("profile `{name}` is removed"));
    Ok(exit::OK)
}
