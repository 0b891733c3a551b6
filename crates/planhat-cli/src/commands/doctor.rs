//! Whether token, region and quota are right, and what to do if not.

use std::error::Error as _;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};
use planhat_client::ClientBuilder;
use planhat_client::api::API;
use planhat_core::table::{Body, Operation, OperationKind};
use planhat_core::{Backoff, Call, Client, Error, ErrorKind, Raw};

use super::{Context, Origin, Settings};
use crate::failure::Failure;
use crate::profile::{Profiles, addresses, some_cluster, token_variable};
use crate::record::Answer;
use crate::{exit, names};

/// Time for each answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// A clock may be so many seconds off.
const SKEW: i64 = 120;
/// Lists that are tried until a token may see one.
const TRIED: usize = 5;

pub(super) fn command() -> Command {
    Command::new("doctor")
        .about("Tells whether token, region and quota are right, and what to do if not")
        .after_help("Exit code 0 when nothing is wrong, else 1. Nothing is changed.")
        .arg(
            Arg::new("try-regions")
                .long("try-regions")
                .action(ArgAction::SetTrue)
                .help("Tries the token on every known cluster; that sends it to each of them"),
        )
}

/// One thing that was looked at.
struct Finding {
    /// Right, wrong, or neither.
    right: Option<bool>,
    text: String,
    hint: String,
}

fn good(text: impl Into<String>) -> Finding {
    found(Some(true), text, "")
}

fn bad(text: impl Into<String>, hint: impl Into<String>) -> Finding {
    found(Some(false), text, hint)
}

fn open(text: impl Into<String>, hint: impl Into<String>) -> Finding {
    found(None, text, hint)
}

fn found(right: Option<bool>, text: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding {
        right,
        text: text.into(),
        hint: hint.into(),
    }
}

pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let mut findings = vec![file(context)];
    match context.settings() {
        Ok(settings) => {
            findings.extend(secrets(context, &settings));
            findings.push(address(context, &settings));
            findings.extend(calls(context, &settings).await);
            if matches.get_flag("try-regions") {
                findings.extend(regions(context, &settings).await);
            }
        }
        // The file has told already what is wrong with it.
        Err(_) if findings.iter().any(|one| one.right == Some(false)) => {}
        Err(failure) => {
            let hint = failure.hint.unwrap_or_default();
            findings.push(bad(failure.messages.join("; "), hint));
        }
    }
    let wrong = findings.iter().any(|one| one.right == Some(false));
    context
        .console
        .write(told(&findings, context.console.styled()))?;
    Ok(if wrong { exit::FAILED } else { exit::OK })
}

fn told(findings: &[Finding], styled: bool) -> String {
    let mut text = String::new();
    for finding in findings {
        let (sign, colour) = match finding.right {
            Some(true) => ("✓", "32"),
            Some(false) => ("✗", "31"),
            None => ("–", "33"),
        };
        match styled {
            true => text.push_str(&format!(
                "\u{1b}[{colour}m{sign}\u{1b}[0m {}\n",
                finding.text
            )),
            false => text.push_str(&format!("{sign} {}\n", finding.text)),
        }
        if !finding.hint.is_empty() {
            text.push_str(&format!("  {}\n", finding.hint));
        }
    }
    text
}

/// The file of profiles: whether it can be read, and by its owner alone.
fn file(context: &Context) -> Finding {
    match Profiles::load(&context.console) {
        Ok(profiles) if profiles.exists() => good(format!(
            "{} is yours alone; profiles: {}",
            profiles.path().display(),
            profiles.names().join(", ")
        )),
        Ok(profiles) => open(
            format!("no profiles: there is no {}", profiles.path().display()),
            "",
        ),
        Err(failure) => bad(
            failure.messages.join("; "),
            failure.hint.unwrap_or_default(),
        ),
    }
}

/// Which secrets are there, and where they come from; never what they are.
fn secrets(context: &Context, settings: &Settings) -> Vec<Finding> {
    let secrets = API.secrets.iter().map(|secret| {
        let name = secret.env;
        let calls = uses(secret.name);
        match settings.origin(&context.console, name) {
            Some(Origin::Environment) if settings.profile().is_some() => open(
                format!(
                    "{name} is set in the environment, and wins over profile `{}`",
                    settings.profile().unwrap_or_default()
                ),
                format!("unset {name} to use the profile"),
            ),
            Some(origin) => {
                let place = match origin {
                    Origin::Environment => "in the environment".to_owned(),
                    Origin::Profile(own) => format!("by profile `{own}`"),
                };
                let mut finding = good(format!("{name} is set {place}"));
                if name != token_variable() {
                    finding.hint = "whether it is right, a push alone can tell".to_owned();
                }
                finding
            }
            None if name == token_variable() => bad(
                format!("{name} is not set"),
                format!("`planhat login` keeps it for you. {}", secret.doc),
            ),
            None => open(
                format!("{name} is not set; needed for {calls} alone"),
                secret.doc,
            ),
        }
    });
    secrets.collect()
}

/// The calls that need a secret in their path or by their authentication.
fn uses(secret: &str) -> String {
    let in_path = format!("{{{secret}}}");
    let sends = |name: &str| {
        let auth = API.auth.iter().find(|auth| auth.name == name);
        auth.is_some_and(|auth| auth.secret == Some(secret))
    };
    let operations = API.resources.iter().flat_map(|one| one.operations);
    let using = operations.filter(|one| one.path.contains(&in_path) || sends(one.auth));
    let words: Vec<String> = using.map(|one| names::words(one)).collect();
    words.join(", ")
}

fn address(context: &Context, settings: &Settings) -> Finding {
    let set = addresses().into_iter().filter_map(|name| {
        let value = settings.variable(&context.console, &name)?;
        let origin = match settings.origin(&context.console, &name)? {
            Origin::Environment => "in the environment".to_owned(),
            Origin::Profile(own) => format!("by profile `{own}`"),
        };
        // An address with a user in it may hold a password.
        let value = value.to_string_lossy().into_owned();
        let shown = if value.contains('@') {
            "(hidden)".to_owned()
        } else {
            value
        };
        Some(format!("{name} is {shown}, set {origin}"))
    });
    let set: Vec<String> = set.collect();
    let host = API.hosts.iter().find(|host| host.name == API.default_host);
    match (set.is_empty(), host) {
        (false, _) => good(set.join("; ")),
        (true, Some(host)) => open(
            format!("no region is set: calls go to {}", host.url),
            format!(
                "if the address of your app begins with app-{0}, the region is {0}: PLANHAT_REGION={0}",
                some_cluster()
            ),
        ),
        (true, None) => open("no region is set", ""),
    }
}

/// Lists that need nothing, the cheapest calls there are.
fn probes() -> impl Iterator<Item = &'static Operation> {
    let auth = API
        .hosts
        .iter()
        .find(|host| host.name == API.default_host)
        .map(|host| host.auth);
    let operations = API.resources.iter().flat_map(|one| one.operations);
    let lists = operations.filter(move |one| {
        one.kind == OperationKind::List
            && one.host == API.default_host
            && Some(one.auth) == auth
            && one.body == Body::None
            && one.required.is_empty()
            && one.parameter("limit").is_some()
            && !one.unverified
    });
    lists.copied().take(TRIED)
}

async fn ask(client: &Client, probe: &'static Operation) -> Result<Raw, Error> {
    let call: Call<Answer> = client.call(probe).query("limit", 1);
    call.with_timeout(PATIENCE)
        .with_retry(Backoff::never())
        .send_raw()
        .await
}

/// What the API says to the token, of the first list that it may see.
async fn calls(context: &Context, settings: &Settings) -> Vec<Finding> {
    let has_token = settings
        .origin(&context.console, token_variable())
        .is_some();
    let client = match context.client() {
        Ok(client) if has_token => client,
        Ok(client) => return vec![quota(&client)],
        Err(failure) => {
            return vec![bad(
                failure.messages.join("; "),
                failure.hint.unwrap_or_default(),
            )];
        }
    };
    let mut findings = Vec::new();
    for probe in probes() {
        let what = format!("GET {}", probe.path);
        match ask(&client, probe).await {
            Ok(raw) => {
                findings.push(good(format!("{what} answers: address and token are right")));
                findings.extend(clock(&raw));
                break;
            }
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden | ErrorKind::NotFound) => {
                findings.push(open(
                    format!(
                        "{what} is refused with {}",
                        error.status().unwrap_or_default()
                    ),
                    "the private app of the token may lack a permission, see Planhat's settings",
                ));
            }
            Err(error) => {
                findings.push(refused(&what, &error));
                break;
            }
        }
    }
    findings.push(quota(&client));
    findings
}

fn refused(what: &str, error: &Error) -> Finding {
    match error.kind() {
        ErrorKind::Unauthorized => bad(
            format!(
                "{what} answers 401: the token is wrong, or the tenant lives in another region"
            ),
            "both look the same: compare the address of your app with the region; \
             `planhat doctor --try-regions` finds out, but sends the token to every known cluster",
        ),
        ErrorKind::RateLimited => open(
            format!("{what} answers 429: the quota is used up"),
            "other programs may be using the same token; wait a minute",
        ),
        ErrorKind::Connect => bad(
            format!("no connection: {}", causes(error)),
            "is the address right, is the network up, does a proxy stand between?",
        ),
        ErrorKind::Timeout | ErrorKind::Deadline | ErrorKind::Broken => bad(
            format!("no answer: {}", causes(error)),
            "try again; does a proxy stand between?",
        ),
        _ => bad(
            format!("{error}"),
            format!("`planhat -v request {what}` shows the whole answer"),
        ),
    }
}

/// The innermost cause: name lookup, TLS or connection.
fn causes(error: &Error) -> String {
    let mut cause: Option<&dyn std::error::Error> = error.source();
    let mut last = error.to_string();
    while let Some(inner) = cause {
        last = inner.to_string();
        cause = inner.source();
    }
    last
}

/// How far the clocks are apart, where the answer says.
fn clock(raw: &Raw) -> Option<Finding> {
    let date = raw.headers().get("date")?.to_str().ok()?;
    let there = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    let apart = jiff::Timestamp::now()
        .as_second()
        .saturating_sub(there.as_second());
    Some(match apart.saturating_abs() {
        0..=SKEW => good("the clock here agrees with that of the server"),
        seconds => open(
            format!("the clock here and that of the server are {seconds} seconds apart"),
            "dates that are filled in here will be off; set the clock",
        ),
    })
}

fn quota(client: &Client) -> Finding {
    let quota = client.quota();
    match quota.pacing {
        Some(pacing) => good(format!(
            "the quota is kept: {} calls a minute, {} at once; {} used by this command",
            pacing.per_minute, pacing.parallel, quota.used_this_minute
        )),
        None => open(
            "the quota is not kept: PLANHAT_PACING is off",
            "calls may be answered 429; unset it",
        ),
    }
}

/// What each known cluster says to the token.
async fn regions(context: &Context, settings: &Settings) -> Vec<Finding> {
    let host = API.hosts.iter().find(|host| host.name == API.default_host);
    let token = settings.variable(&context.console, token_variable());
    let (Some(host), Some(token), Some(probe)) = (host, token, probes().next()) else {
        return vec![open("no token, no regions to try", "")];
    };
    let mut findings = Vec::new();
    for cluster in host.clusters {
        let builder = ClientBuilder::<planhat_client::Client>::new(&API);
        let builder = builder.token(token.to_string_lossy()).region(*cluster);
        let known = good(format!(
            "{cluster} knows the token: PLANHAT_REGION={cluster}"
        ));
        let answer = match builder.build() {
            Ok(client) => ask(&client, probe).await,
            Err(error) => Err(error),
        };
        findings.push(match answer {
            Ok(_) => known,
            Err(error) if error.kind() == ErrorKind::Forbidden => known,
            Err(error) if error.kind() == ErrorKind::Unauthorized => {
                open(format!("{cluster} does not know the token"), "")
            }
            Err(error) => open(format!("{cluster} does not answer: {}", causes(&error)), ""),
        });
    }
    findings
}
