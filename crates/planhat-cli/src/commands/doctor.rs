//! Whether token, region and quota are right, and what to do if not.

use clap::{Arg, ArgAction, ArgMatches, Command};
use planhat_client::api::API;
use planhat_core::table::{Body, Operation, OperationKind};
use planhat_core::{Arguments, Client, Error, ErrorKind};

use super::Context;
use crate::failure::Failure;
use crate::profile::{self, Origin, Settings};
use crate::{exit, output};

pub(super) fn command() -> Command {
    Command::new("doctor")
        .about("Tells whether token, region and quota are right, and what to do if not")
        .arg(
            Arg::new("try-regions")
                .long("try-regions")
                .action(ArgAction::SetTrue)
                .help("Tries the token on every known cluster; it is sent to each"),
        )
}

/// One thing that was looked at.
struct Finding {
    /// Right, wrong, or neither.
    right: Option<bool>,
    text: String,
    hint: Option<String>,
}

fn good(text: impl Into<String>) -> Finding {
    Finding {
        right: Some(true),
        text: text.into(),
        hint: None,
    }
}

fn bad(text: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding {
        right: Some(false),
        text: text.into(),
        hint: Some(hint.into()),
    }
}

fn open(text: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding {
        right: None,
        text: text.into(),
        hint: Some(hint.into()),
    }
}

pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let settings = context.settings()?;
    let mut findings = secrets(&settings);
    let builder = settings.builder()?;
    if findings.iter().all(|one| one.right != Some(false)) {
        let client: Client = (*builder
            .timeout(std::time::Duration::from_secs(15))
            .build()?)
        .clone();
        findings.push(address(&settings));
        findings.extend(answers(&client).await);
        findings.push(quota(&client));
    }
    if matches.get_flag("try-regions") {
        findings.extend(regions(&settings).await?);
    }
    let mut text = String::new();
    for finding in &findings {
        let sign = match finding.right {
            Some(true) => '✓',
            Some(false) => '✗',
            None => '–',
        };
        text.push_str(&format!("{sign} {}\n", finding.text));
        if let Some(hint) = &finding.hint {
            text.push_str(&format!("    {hint}\n"));
        }
    }
    output::write(&text)?;
    let wrong = findings.iter().any(|one| one.right == Some(false));
    Ok(if wrong { exit::FAILED } else { exit::OK })
}

/// Which secrets are there, and where they come from; never what they are.
fn secrets(settings: &Settings) -> Vec<Finding> {
    let needed = profile::token_variable();
    let secrets = API.secrets.iter().map(|secret| {
        let name = secret.env;
        match settings.origin(name) {
            Some(Origin::Environment) => good(format!("{name} is set in the environment")),
            Some(Origin::Profile(own)) => good(format!("{name} is set in profile `{own}`")),
            None if name == needed => bad(
                format!("{name} is not set"),
                format!(
                    "`planhat login` keeps it, or: export {name}=... ({})",
                    secret.doc
                ),
            ),
            None => open(
                format!("{name} is not set"),
                format!("needed for pushes alone. {}", secret.doc),
            ),
        }
    });
    secrets.collect()
}

fn address(settings: &Settings) -> Finding {
    let text = |name: &str| {
        settings
            .variable(name)
            .map(|value| value.to_string_lossy().into_owned())
    };
    let host = API.hosts.iter().find(|host| host.name == API.default_host);
    match (text("PLANHAT_BASE_URL"), text("PLANHAT_REGION"), host) {
        (Some(url), _, _) => good(format!("the address is {url}, by PLANHAT_BASE_URL")),
        (None, Some(region), _) => good(format!("the region is {region}, by PLANHAT_REGION")),
        (None, None, Some(host)) => open(
            format!("no region is set: the address is {}", host.url),
            "a tenant whose app is at app-us3... needs PLANHAT_REGION=us3",
        ),
        (None, None, None) => bad("the tables have no host", "this build is broken"),
    }
}

/// The cheapest call that a token allows: a list that needs nothing.
fn probe() -> Option<&'static Operation> {
    let operations = API.resources.iter().flat_map(|one| one.operations);
    let mut lists = operations.filter(|one| {
        one.kind == OperationKind::List
            && one.host == API.default_host
            && one.body == Body::None
            && one.required.is_empty()
            && one.parameter("limit").is_some()
            && !one.unverified
            && one.resource.view_of.is_none()
    });
    lists.next().copied()
}

async fn ask(client: &Client) -> Result<planhat_core::Raw, Error> {
    let Some(probe) = probe() else {
        return client.request(http::Method::GET, "/").send().await;
    };
    let arguments = Arguments {
        query: vec![("limit".to_owned(), "1".to_owned())],
        ..Arguments::default()
    };
    client.call_raw(probe, arguments).await
}

async fn answers(client: &Client) -> Vec<Finding> {
    let what = probe().map_or_else(String::new, |one| format!("GET {}", one.path));
    match ask(client).await {
        Ok(raw) => {
            let mut findings = vec![good(format!("{what} answers: address and token are right"))];
            findings.extend(clock(&raw));
            findings
        }
        Err(error) => vec![refused(&what, &error)],
    }
}

fn refused(what: &str, error: &Error) -> Finding {
    match error.kind() {
        ErrorKind::Unauthorized => bad(
            format!(
                "{what} answers 401: the token is wrong, or the tenant lives in another region"
            ),
            "both look the same: compare the address of the app with PLANHAT_REGION; \
             `planhat doctor --try-regions` sends the token to every known cluster to find out",
        ),
        ErrorKind::Forbidden => good(format!(
            "{what} answers 403: the token is right, but may not list these"
        )),
        ErrorKind::RateLimited => open(
            format!("{what} answers 429: the token is known, and the quota is used up"),
            "other programs use the same token; wait a minute",
        ),
        ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Deadline | ErrorKind::Broken => bad(
            format!("no answer: {error}"),
            "is the address right, is the network up, does a proxy stand between?",
        ),
        _ => bad(
            format!("{what} fails: {error}"),
            "`planhat -v request GET` with that path shows the answer",
        ),
    }
}

/// How far the clocks are apart, where the answer says.
fn clock(raw: &planhat_core::Raw) -> Option<Finding> {
    let date = raw.headers().get("date")?.to_str().ok()?;
    let there = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    let apart = jiff::Timestamp::now()
        .as_second()
        .saturating_sub(there.as_second())
        .abs();
    Some(match apart {
        0..=120 => good("the clocks agree"),
        _ => open(
            format!("the clock here and that of the server are {apart} seconds apart"),
            "dates that are filled in here will be off; set the clock",
        ),
    })
}

fn quota(client: &Client) -> Finding {
    let quota = client.quota();
    match quota.pacing {
        Some(_) => good(format!(
            "the quota is kept: at most {} calls a minute, {} at once",
            API.limits.per_minute, API.limits.parallel
        )),
        None => open(
            "the quota is not kept: PLANHAT_PACING is off",
            "calls may be answered 429; unset it",
        ),
    }
}

/// What each known cluster says to the token.
async fn regions(settings: &Settings) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    let host = API.hosts.iter().find(|host| host.name == API.default_host);
    for cluster in host.map_or(&[][..], |host| host.clusters) {
        let mut builder = planhat_client::ClientBuilder::<planhat_client::Client>::new(&API);
        let token = settings.variable(profile::token_variable());
        builder = builder
            .token(token.unwrap_or_default().to_string_lossy())
            .region(*cluster);
        let client = builder
            .timeout(std::time::Duration::from_secs(15))
            .build()?;
        findings.push(match ask(&client).await {
            Ok(_) => good(format!(
                "{cluster} knows the token: PLANHAT_REGION={cluster}"
            )),
            Err(error) if error.kind() == ErrorKind::Forbidden => good(format!(
                "{cluster} knows the token: PLANHAT_REGION={cluster}"
            )),
            Err(error) if error.kind() == ErrorKind::Unauthorized => {
                open(format!("{cluster} does not know the token"), "")
            }
            Err(error) => open(format!("{cluster} gives no answer"), error.to_string()),
        });
    }
    Ok(findings)
}
