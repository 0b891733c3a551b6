//! Commands that are not those of an object.

mod call;
mod completions;
mod doctor;
mod login;
mod request;
mod sandbox;
mod upsert;

use clap::{ArgMatches, Command};

use crate::console::Console;
use crate::failure::Failure;
use crate::profile::Settings;
use crate::{names, transfer};

/// What a command goes by.
pub struct Context {
    /// Where it reads and writes.
    pub console: Console,
    /// The profile that was named.
    pub profile: Option<String>,
    /// Time for one attempt, in seconds.
    pub timeout: Option<u64>,
}

impl Context {
    /// Where credentials come from.
    ///
    /// # Errors
    /// When the profile cannot be used.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Settings::new(self.profile.as_deref())
    }

    /// A client.
    ///
    /// # Errors
    /// When credentials are missing or make no sense.
    pub fn client(&self) -> Result<planhat_client::Client, Failure> {
        let mut builder = self.settings()?.builder()?;
        if let Some(seconds) = self.timeout {
            builder = builder.timeout(std::time::Duration::from_secs(seconds));
        }
        builder.build().map_err(Failure::from)
    }
}

/// Commands beside those of objects.
pub fn all() -> Vec<Command> {
    let mut all = vec![
        request::command(),
        doctor::command(),
        login::login(),
        login::logout(),
        completions::command(),
        sandbox::command(),
    ];
    all.extend(transfer::commands());
    all
}

/// Runs a command.
///
/// # Errors
/// When it fails; the failure says what was done.
pub async fn run(name: &str, matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    if let Some(resource) = names::resource(name) {
        let Some((word, matches)) = matches.subcommand() else {
            return Ok(crate::exit::USAGE);
        };
        let mut operations = resource.operations.iter();
        let Some(operation) = operations.find(|one| names::operation(one) == word) else {
            return Ok(crate::exit::USAGE);
        };
        return call::run(operation, matches, context).await;
    }
    match name {
        "request" => request::run(matches, context).await,
        "doctor" => doctor::run(matches, context).await,
        "login" => login::run_login(matches, context),
        "logout" => login::run_logout(context),
        "completions" => completions::run(matches),
        "sandbox" => sandbox::run(matches).await,
        name => transfer::run(name, matches, context).await,
    }
}
