//! What a client goes by: the environment, and a profile for what that lacks.

use std::ffi::OsString;

use planhat_client::api::API;
use planhat_client::{Client, ClientBuilder};

use crate::console::Console;
use crate::exit;
use crate::failure::Failure;
use crate::profile::{self, DEFAULT, Profile, Profiles, token_variable};

pub(super) type Builder = ClientBuilder<Client>;

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The environment.
    Environment,
    /// The profile of this name.
    Profile(String),
}

/// The environment and a profile. The environment wins, variable by variable; the variables of
/// addresses count as one, so that a token goes to no address that is half the one and half the
/// other.
pub struct Settings {
    profile: Option<(String, Profile)>,
}

impl Settings {
    /// The settings, with the named profile or the usual one. A token in the environment goes
    /// without a profile that nobody named.
    ///
    /// # Errors
    /// When a named profile does not exist, or the file cannot be used.
    pub fn new(console: &Console, name: Option<&str>) -> Result<Self, Failure> {
        let variable = console.variable("PLANHAT_PROFILE");
        let variable = variable.map(|name| name.to_string_lossy().into_owned());
        let name = name.map(str::to_owned).or(variable);
        let alone = Settings { profile: None };
        if name.is_none() && console.variable(token_variable()).is_some() {
            return Ok(alone);
        }
        let profiles = match (Profiles::load(console), &name) {
            (Ok(profiles), _) => profiles,
            // Without a home there is no profile, which is no fault where none was named.
            (Err(failure), None) if failure.code == exit::CREDENTIALS && has_no_home(console) => {
                return Ok(alone);
            }
            (Err(failure), _) => return Err(failure),
        };
        let wanted = name.as_deref().unwrap_or(DEFAULT);
        match (profiles.get(wanted)?, &name) {
            (Some(profile), _) => Ok(Settings {
                profile: Some((wanted.to_owned(), profile)),
            }),
            (None, None) => Ok(alone),
            (None, Some(_)) => Err(missing(&profiles, wanted)),
        }
    }

    /// The profile that is used.
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_ref().map(|(name, _)| name.as_str())
    }

    /// Secrets of the profile in whose place others from the environment are sent.
    pub fn overridden(&self, console: &Console) -> Vec<&'static str> {
        let secrets = API.secrets.iter().map(|secret| secret.env);
        secrets
            .filter(|name| self.kept(name).is_some() && console.variable(name).is_some())
            .collect()
    }

    /// A variable.
    pub fn variable(&self, console: &Console, name: &str) -> Option<OsString> {
        match self.origin(console, name)? {
            Origin::Environment => console.variable(name),
            Origin::Profile(_) => self.kept(name).map(OsString::from),
        }
    }

    /// Where a variable comes from.
    pub fn origin(&self, console: &Console, name: &str) -> Option<Origin> {
        if console.variable(name).is_some() {
            return Some(Origin::Environment);
        }
        let addresses = profile::addresses();
        let elsewhere = addresses.iter().any(|one| one == name)
            && addresses.iter().any(|one| console.variable(one).is_some());
        let (own, _) = self.profile.as_ref().filter(|_| !elsewhere)?;
        self.kept(name).map(|_| Origin::Profile(own.clone()))
    }

    fn kept(&self, name: &str) -> Option<&str> {
        let (_, profile) = self.profile.as_ref()?;
        profile.get(name).filter(|text| !text.is_empty())
    }

    /// A builder of clients.
    ///
    /// # Errors
    /// When a variable makes no sense.
    pub(super) fn builder(&self, console: &Console) -> Result<Builder, Failure> {
        let builder = ClientBuilder::from_variables(&API, |name| self.variable(console, name));
        builder.map_err(Failure::from)
    }
}

fn has_no_home(console: &Console) -> bool {
    let places = ["PLANHAT_CONFIG", "XDG_CONFIG_HOME", "HOME", "USERPROFILE"];
    places.iter().all(|name| console.variable(name).is_none())
}

/// There is no such profile.
pub(super) fn missing(profiles: &Profiles, wanted: &str) -> Failure {
    let known = profiles.names().join(", ");
    let message = format!("{} has no profile `{wanted}`", profiles.path().display());
    Failure::new(exit::CREDENTIALS, message).hint(match known.is_empty() {
        true => format!("`planhat login --profile {wanted}` makes it"),
        false => format!("it has {known}"),
    })
}
