//! What cursors are signed with: one key for all commands of a user, so that a cursor is worth
//! something to the next one.

use std::io::{Error, ErrorKind, Result, Write};
use std::path::Path;
use std::{fs, str};

use planhat_unified::{SecretString, process_key};
use secrecy::ExposeSecret;

use crate::console::Console;
use crate::profile;

/// The variable that holds a key; machines that have the same one understand each other's cursors.
const VARIABLE: &str = "PLANHAT_CURSOR_KEY";
/// The file, beside the profiles.
const FILE: &str = "cursor.key";

/// The key of the environment, or else the one that is kept for the user.
pub(super) fn of_user(console: &Console) -> SecretString {
    let given = console.variable(VARIABLE);
    let given = given.and_then(|key| key.into_string().ok());
    // One that is set to nothing is not set: anybody could sign with it.
    if let Some(key) = given.filter(|key| !key.trim().is_empty()) {
        return key.into();
    }
    let kept = profile::folder(console).map(|folder| kept(&folder));
    match kept {
        Ok(Ok(key)) => key,
        _ => {
            console.note(&format!(
                "no key for cursors can be kept, so they end with this command; {VARIABLE} sets one"
            ));
            process_key()
        }
    }
}

fn kept(folder: &Path) -> Result<SecretString> {
    let path = folder.join(FILE);
    match read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => return read,
    }
    profile::make_folder(folder)?;
    // A temporary file is its owner's alone, and is there as a whole or not at all.
    let key = process_key();
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(key.expose_secret().as_bytes())?;
    match file.persist_noclobber(&path) {
        Ok(_) => Ok(key),
        // Another command was faster: its key holds.
        Err(_) => read(&path),
    }
}

fn read(path: &Path) -> Result<SecretString> {
    let bytes = fs::read(path)?;
    match str::from_utf8(&bytes).map(str::trim) {
        Ok(key) if !key.is_empty() => Ok(key.into()),
        _ => Err(Error::new(ErrorKind::InvalidData, "it holds no key")),
    }
}
