//! The commands.

mod call;
mod completions;
mod custom_check;
mod delete;
mod doctor;
mod dry_run;
mod list;
mod login;
mod mcp;
mod request;
mod sandbox;
mod settings;
mod unified;
mod upsert;

use std::time::Duration;

use clap::{ArgMatches, Command};
use planhat_core::Backoff;

pub use crate::profile::token_variable;
pub use settings::{Origin, Settings};

use crate::console::Console;
use crate::failure::Failure;
use crate::{names, transfer};

/// What a command goes by.
#[derive(Debug)]
pub struct Context {
    /// Where it reads and writes.
    pub console: Console,
    /// The profile that was named.
    pub profile: Option<String>,
    /// Time for one attempt, in seconds.
    pub timeout: Option<u64>,
    /// How often a call is repeated at most.
    pub retries: Option<u32>,
}

/// Time for all attempts of a call, unless one attempt may take longer.
const DEADLINE: u64 = 300;

impl Context {
    /// Where credentials come from.
    ///
    /// # Errors
    /// When the profile cannot be used.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Settings::new(&self.console, self.profile.as_deref())
    }

    /// A client.
    ///
    /// # Errors
    /// When the profile cannot be used, or an address or region makes no sense. That a token is
    /// missing shows when a call needs it.
    pub fn client(&self) -> Result<planhat_client::Client, Failure> {
        let settings = self.settings()?;
        for variable in settings.overridden(&self.console) {
            let profile = settings.profile().unwrap_or_default();
            let told = format!("{variable} is set, and wins over that of profile `{profile}`");
            self.console.note(&told);
        }
        let builder = settings.builder(&self.console)?;
        self.tuned(builder).build().map_err(Failure::from)
    }

    /// A client whose requests are shown and not sent: it needs no credentials.
    ///
    /// # Errors
    /// As [`client`](Self::client).
    pub fn showing_client(&self) -> Result<planhat_client::Client, Failure> {
        let settings = self.settings()?;
        let mut builder = settings.builder(&self.console)?;
        for secret in planhat_client::api::API.secrets {
            if settings.variable(&self.console, secret.env).is_none() {
                builder = builder.secret(secret.name, format!("{{{}}}", secret.name));
            }
        }
        self.tuned(builder).build().map_err(Failure::from)
    }

    fn tuned(&self, mut builder: settings::Builder) -> settings::Builder {
        builder = builder.user_agent(concat!("planhat-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(seconds) = self.timeout {
            builder = builder
                .timeout(Duration::from_secs(seconds))
                .deadline(Duration::from_secs(DEADLINE.max(seconds)));
        }
        if let Some(retries) = self.retries {
            builder = builder.retry(Backoff {
                attempts: retries.saturating_add(1),
                ..Backoff::default()
            });
        }
        builder
    }
}

/// Commands beside those of objects.
pub fn all() -> Vec<Command> {
    let mut all = transfer::commands();
    all.extend([
        unified::command(),
        request::command(),
        mcp::command(),
        sandbox::command(),
        doctor::command(),
        login::login(),
        login::logout(),
        completions::command(),
    ]);
    all
}

/// Runs a command.
///
/// # Errors
/// When it fails; the failure says what was done.
pub async fn run(name: &str, matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    if let Some(resource) = names::resource(name) {
        let (word, matches) = matches.subcommand().unwrap_or(("", matches));
        let mut operations = resource.operations.iter();
        return match operations.find(|one| names::operation(one) == word) {
            Some(operation) => call::run(operation, matches, context).await,
            None => Err(Failure::usage(format!("{name} has no operation `{word}`"))),
        };
    }
    match name {
        "unified" => unified::run(matches, context).await,
        "request" => request::run(matches, context).await,
        "doctor" => doctor::run(matches, context).await,
        "login" => login::run_login(matches, context).await,
        "logout" => login::run_logout(context),
        "completions" => completions::run(matches, context),
        "mcp" => mcp::run(matches, context).await,
        "sandbox" => sandbox::run(matches).await,
        name => transfer::run(name, matches, context).await,
    }
}
