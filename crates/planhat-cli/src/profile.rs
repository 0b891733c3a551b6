//! Profiles: credentials in a file that only its owner can read, easy to edit by hand.
//!
//! ```toml
//! [default]
//! api_token = "..."
//! region = "us4"
//! ```
//!
//! A key is the name of a variable of the environment, without `PLANHAT_` and in lower case.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use planhat_client::api::API;
use secrecy::{ExposeSecret, SecretString};
use toml_edit::{DocumentMut, Item, Table, value};

use crate::console::Console;
use crate::failure::Failure;
use crate::{exit, names};

/// The profile that is used when none is named.
pub const DEFAULT: &str = "default";

/// Where every variable begins.
const PREFIX: &str = "PLANHAT_";

/// The variables that a client goes by, as the tables have them.
pub fn variables() -> Vec<String> {
    let mut all: Vec<String> = API
        .secrets
        .iter()
        .map(|secret| secret.env.to_owned())
        .collect();
    all.extend(addresses());
    all.push(format!("{PREFIX}PACING"));
    all
}

/// The variables that say where calls go; they count as one.
pub fn addresses() -> Vec<String> {
    let others = API
        .hosts
        .iter()
        .filter(|host| host.name != API.default_host);
    let others = others.map(|host| format!("{PREFIX}{}_URL", host.name.to_uppercase()));
    let own = ["REGION", "BASE_URL"].map(|name| format!("{PREFIX}{name}"));
    own.into_iter().chain(others).collect()
}

/// The variable of the secret that the default host takes.
pub fn token_variable() -> &'static str {
    let host = API.hosts.iter().find(|host| host.name == API.default_host);
    let auth = host.and_then(|host| API.auth.iter().find(|auth| auth.name == host.auth));
    let name = auth.and_then(|auth| auth.secret);
    let secret = API.secrets.iter().find(|secret| Some(secret.name) == name);
    secret.map_or("", |secret| secret.env)
}

/// A cluster that the default host is known to have, to speak of in examples.
pub fn some_cluster() -> &'static str {
    let host = API.hosts.iter().find(|host| host.name == API.default_host);
    let cluster = host.and_then(|host| host.clusters.first());
    cluster.copied().unwrap_or("eu")
}

/// The key of a variable in a profile.
fn key(variable: &str) -> String {
    variable.trim_start_matches(PREFIX).to_lowercase()
}

/// One profile: values by the variables that they stand for.
#[derive(Default)]
pub struct Profile(BTreeMap<String, SecretString>);

impl Profile {
    /// The value of a variable.
    pub fn get(&self, variable: &str) -> Option<&str> {
        self.0.get(variable).map(|value| value.expose_secret())
    }
}

/// The file of profiles.
pub struct Profiles {
    path: PathBuf,
    document: DocumentMut,
    exists: bool,
}

impl Profiles {
    /// Reads the file; where there is none there are no profiles.
    ///
    /// # Errors
    /// When there is no place for it, others can read it, or it cannot be read.
    pub fn load(console: &Console) -> Result<Self, Failure> {
        let path = path(console)?;
        let shown = path.display().to_string();
        let text = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::input(&shown, &error)),
        };
        if text.is_some() {
            only_mine(&path)?;
        }
        let exists = text.is_some();
        let text = text.unwrap_or_default();
        let document = text.parse::<DocumentMut>().map_err(|error| {
            // Its message shows the line, which may hold a token.
            let at = error.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..at]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            Failure::new(exit::CREDENTIALS, format!("{shown}:{line}: no TOML"))
                .hint("lines look like `[default]` and `api_token = \"...\"`")
        })?;
        Ok(Profiles {
            path,
            document,
            exists,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file is there.
    pub fn exists(&self) -> bool {
        self.exists
    }

    /// Names of all profiles.
    pub fn names(&self) -> Vec<&str> {
        let items = self
            .document
            .iter()
            .filter(|(_, item)| item.is_table_like());
        items.map(|(name, _)| name).collect()
    }

    /// The profile of this name.
    ///
    /// # Errors
    /// When it has keys that mean nothing, or values that are no texts.
    pub fn get(&self, name: &str) -> Result<Option<Profile>, Failure> {
        let Some(table) = self.document.get(name).and_then(Item::as_table_like) else {
            return Ok(None);
        };
        let known = variables();
        let mut profile = Profile::default();
        for (name, item) in table.iter() {
            let Some(variable) = known.iter().find(|variable| key(variable) == name) else {
                let keys = known.iter().map(|variable| key(variable));
                let hint = match names::nearest(name, keys.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it takes {}", keys.collect::<Vec<_>>().join(", ")),
                };
                return Err(self.wrong(&format!("a profile has no `{name}`")).hint(hint));
            };
            let Some(text) = item.as_str() else {
                return Err(self
                    .wrong(&format!("`{name}` is no text"))
                    .hint("texts stand in quotes"));
            };
            profile.0.insert(variable.clone(), SecretString::from(text));
        }
        Ok(Some(profile))
    }

    fn wrong(&self, what: &str) -> Failure {
        Failure::new(
            exit::CREDENTIALS,
            format!("{}: {what}", self.path.display()),
        )
    }

    /// Sets a variable of a profile; nothing takes it out. What else is in the file stays.
    pub fn set(&mut self, name: &str, variable: &str, text: Option<&str>) {
        let entry = self.document.entry(name);
        let item = entry.or_insert_with(|| Item::Table(Table::new()));
        if !item.is_table_like() {
            *item = Item::Table(Table::new());
        }
        if let Some(table) = item.as_table_like_mut() {
            match text {
                Some(text) => drop(table.insert(&key(variable), value(text))),
                None => drop(table.remove(&key(variable))),
            }
        }
    }

    /// Takes a profile out; tells whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        self.document.remove(name).is_some()
    }

    /// Writes the file, readable by its owner alone, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self) -> Result<(), Failure> {
        let failed =
            |error: std::io::Error| Failure::output(&self.path.display().to_string(), &error);
        let folder = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        make_folder(folder).map_err(failed)?;
        // A temporary file is its owner's alone.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(self.document.to_string().as_bytes())
            .map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&self.path)
            .map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// The file: `PLANHAT_CONFIG`, or `planhat/profiles.toml` among the user's settings.
fn path(console: &Console) -> Result<PathBuf, Failure> {
    let set = |name: &str| console.variable(name).map(PathBuf::from);
    if let Some(path) = set("PLANHAT_CONFIG") {
        return Ok(path);
    }
    let home = || {
        set("HOME")
            .or_else(|| set("USERPROFILE"))
            .map(|home| home.join(".config"))
    };
    let settings = set("XDG_CONFIG_HOME")
        .filter(|path| path.is_absolute())
        .or_else(home);
    match settings {
        Some(settings) => Ok(settings.join("planhat").join("profiles.toml")),
        None => Err(Failure::new(
            exit::CREDENTIALS,
            "there is no place for profiles: HOME is not set",
        )
        .hint("set PLANHAT_CONFIG to a file")),
    }
}

/// The folder of the file, for what else is kept for a user.
///
/// # Errors
/// When there is no place for it.
pub fn folder(console: &Console) -> Result<PathBuf, Failure> {
    let path = path(console)?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    Ok(folder.unwrap_or(Path::new(".")).to_owned())
}

/// Refuses a file that others can read.
#[cfg(unix)]
fn only_mine(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    let shown = path.display().to_string();
    let found = fs::metadata(path).map_err(|error| Failure::input(&shown, &error))?;
    match found.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err(Failure::new(
            exit::CREDENTIALS,
            format!("{shown} holds tokens and others can read it"),
        )
        .hint(format!("chmod 600 '{}'", shown.replace('\'', r"'\''")))),
    }
}

#[cfg(not(unix))]
fn only_mine(_path: &Path) -> Result<(), Failure> {
    Ok(())
}

#[cfg(unix)]
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}
