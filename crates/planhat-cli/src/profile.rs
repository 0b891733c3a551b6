//! Profiles: credentials in a file that only its owner can read.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use planhat_client::api::API;
use planhat_client::{Client, ClientBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::exit;
use crate::failure::Failure;

/// The profile that is used when none is named.
pub const DEFAULT: &str = "default";

/// Variables of a profile by their names in the environment.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Profile(BTreeMap<String, String>);

/// The file of profiles.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Profiles(BTreeMap<String, Profile>);

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The environment.
    Environment,
    /// The profile of this name.
    Profile(String),
}

impl Profile {
    /// Sets a variable; nothing takes it out.
    pub fn set(&mut self, name: &str, value: Option<&SecretString>) {
        match value {
            Some(value) => self
                .0
                .insert(name.to_owned(), value.expose_secret().to_owned()),
            None => self.0.remove(name),
        };
    }

    /// Names of what it sets.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl Profiles {
    /// A profile, made where there is none.
    pub fn entry(&mut self, name: &str) -> &mut Profile {
        self.0.entry(name.to_owned()).or_default()
    }

    /// Takes a profile out and says whether there was one.
    pub fn remove(&mut self, name: &str) -> bool {
        self.0.remove(name).is_some()
    }

    /// A profile.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.0.get(name)
    }

    /// Names of all profiles.
    pub fn names(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// The file: `PLANHAT_CONFIG`, or `planhat/profiles.json` among the user's settings.
pub fn path() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = set("PLANHAT_CONFIG") {
        return Some(path.into());
    }
    let settings = set("XDG_CONFIG_HOME").map(PathBuf::from);
    let home = || {
        set("HOME")
            .or_else(|| set("USERPROFILE"))
            .map(|home| Path::new(&home).join(".config"))
    };
    Some(
        settings
            .or_else(home)?
            .join("planhat")
            .join("profiles.json"),
    )
}

/// The profiles of the file; none where there is no file.
///
/// # Errors
/// When others can read the file, or it is none of profiles.
pub fn load() -> Result<Profiles, Failure> {
    let Some(path) = path() else {
        return Ok(Profiles::default());
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Profiles::default());
        }
        Err(error) => return Err(Failure::input(&path.display().to_string(), &error)),
    };
    only_mine(&path)?;
    serde_json::from_str(&text).map_err(|error| {
        // The error does not repeat the text: it may hold a token.
        let place = format!("line {}, column {}", error.line(), error.column());
        Failure::new(
            exit::CREDENTIALS,
            format!("{} cannot be read as profiles: {place}", path.display()),
        )
        .hint("mend it, or remove it and run `planhat login`")
    })
}

/// Refuses a file that others can read.
#[cfg(unix)]
fn only_mine(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    let shown = path.display();
    let found = fs::metadata(path).map_err(|error| Failure::input(&shown.to_string(), &error))?;
    match found.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err(Failure::new(
            exit::CREDENTIALS,
            format!("{shown} holds tokens and can be read by others"),
        )
        .hint(format!("chmod 600 '{shown}'"))),
    }
}

#[cfg(not(unix))]
fn only_mine(_path: &Path) -> Result<(), Failure> {
    Ok(())
}

/// Writes the profiles, readable by their owner alone, whole or not at all.
///
/// # Errors
/// When the file cannot be written.
pub fn save(profiles: &Profiles) -> Result<PathBuf, Failure> {
    let path = path().ok_or_else(|| {
        Failure::new(
            exit::CANNOT_WRITE,
            "there is no place for profiles: HOME is not set",
        )
        .hint("set PLANHAT_CONFIG to a file")
    })?;
    let failed = |error: std::io::Error| Failure::output(&path.display().to_string(), &error);
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder).map_err(failed)?;
    let text = serde_json::to_string_pretty(profiles).unwrap_or_default();
    let temporary = path.with_extension(format!("{}.new", std::process::id()));
    let written = private(&temporary)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&temporary, &path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(failed)?;
    Ok(path)
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// A new file for its owner alone.
fn private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What a client goes by: the environment, and a profile for what that lacks.
pub struct Settings {
    profile: Option<(String, Profile)>,
}

impl Settings {
    /// The settings of the process, with the named profile or the usual one.
    ///
    /// # Errors
    /// When a named profile does not exist, or the file cannot be used.
    pub fn new(name: Option<&str>) -> Result<Self, Failure> {
        // A token in the environment goes alone: a profile's region would not fit it.
        if name.is_none()
            && std::env::var_os(token_variable()).is_some_and(|token| !token.is_empty())
        {
            return Ok(Settings { profile: None });
        }
        let mut profiles = load()?;
        let wanted = name.unwrap_or(DEFAULT);
        match (profiles.0.remove(wanted), name) {
            (Some(profile), _) => Ok(Settings {
                profile: Some((wanted.to_owned(), profile)),
            }),
            (None, None) => Ok(Settings { profile: None }),
            (None, Some(_)) => {
                let known = profiles.names().join(", ");
                let message = format!("there is no profile `{wanted}`");
                Err(
                    Failure::new(exit::CREDENTIALS, message).hint(match known.is_empty() {
                        true => format!("`planhat login --profile {wanted}` makes it"),
                        false => format!("there are: {known}"),
                    }),
                )
            }
        }
    }

    /// A variable: a profile that was named goes before the environment.
    pub fn variable(&self, name: &str) -> Option<OsString> {
        let kept = self
            .profile
            .as_ref()
            .and_then(|(_, profile)| profile.0.get(name));
        kept.map(OsString::from)
            .or_else(|| std::env::var_os(name).filter(|value| !value.is_empty()))
    }

    /// Where a variable comes from.
    pub fn origin(&self, name: &str) -> Option<Origin> {
        match &self.profile {
            Some((own, profile)) if profile.0.contains_key(name) => {
                Some(Origin::Profile(own.clone()))
            }
            _ => {
                let set = std::env::var_os(name).filter(|value| !value.is_empty());
                set.map(|_| Origin::Environment)
            }
        }
    }

    /// A builder of clients.
    ///
    /// # Errors
    /// When a variable makes no sense.
    pub fn builder(&self) -> Result<ClientBuilder<Client>, Failure> {
        ClientBuilder::from_variables(&API, |name| self.variable(name)).map_err(Failure::from)
    }
}

/// The variable of the token of the API.
pub fn token_variable() -> &'static str {
    let host = API.hosts.iter().find(|host| host.name == API.default_host);
    let auth = host.and_then(|host| API.auth.iter().find(|auth| auth.name == host.auth));
    let secret = auth.and_then(|auth| auth.secret);
    let secret = API.secrets.iter().find(|one| Some(one.name) == secret);
    secret.map_or("", |secret| secret.env)
}
