//! Files of a specs folder.

use std::fs::{self, File as Handle};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, File};

/// A spec file is no larger than this, in bytes.
const SIZE: u64 = 1 << 20;

/// One file: what people call it, and its bytes.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path as shown in messages, such as `specs/resources/company.yaml`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Reads `planhat.yaml` and `resources/*.yaml` of a specs folder. Other files are left alone.
///
/// # Errors
/// One diagnostic for each file that is missing, too large or cannot be read.
pub fn read_folder(folder: &Path) -> Result<Vec<Source>, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut sources = Vec::new();
    read_file(&folder.join("planhat.yaml"), &mut sources, &mut faults);
    for path in listed(&folder.join("resources"), &mut faults) {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("yaml") => read_file(&path, &mut sources, &mut faults),
            Some("yml") => refuse(&path, "a spec file ends in `.yaml`; rename it", &mut faults),
            _ => {}
        }
    }
    if faults.is_empty() {
        Ok(sources)
    } else {
        Err(faults.sorted())
    }
}

/// The files of a folder by name, without hidden ones.
fn listed(folder: &Path, faults: &mut Diagnostics) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            refuse(folder, &error.to_string(), faults);
            return Vec::new();
        }
    };
    let mut paths = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_name().to_string_lossy().starts_with('.') => {}
            Ok(entry) => paths.push(entry.path()),
            Err(error) => refuse(folder, &error.to_string(), faults),
        }
    }
    paths.sort();
    paths
}

fn read_file(path: &Path, sources: &mut Vec<Source>, faults: &mut Diagnostics) {
    match read(path) {
        Ok(bytes) => sources.push(Source {
            path: shown(path),
            bytes,
        }),
        Err(why) => refuse(path, &why, faults),
    }
}

/// Reads at most what a spec file may have.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let kind = fs::metadata(path).map_err(|error| error.to_string())?;
    if !kind.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = Handle::open(path).map_err(|error| error.to_string())?;
    file.take(SIZE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > SIZE {
        Err(too_large())
    } else {
        Ok(bytes)
    }
}

fn too_large() -> String {
    format!("it is larger than {SIZE} bytes")
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn refuse(path: &Path, why: &str, faults: &mut Diagnostics) {
    let file = File {
        path: shown(path),
        text: Arc::from(""),
    };
    faults.push(file.error("SPEC001", 0..0, format!("cannot read this file: {why}")));
}

impl Source {
    /// The text; nothing when it is none, with the fault reported.
    pub(crate) fn file(&self, faults: &mut Diagnostics) -> Option<File> {
        let file = |text: &str| File {
            path: self.path.clone(),
            text: Arc::from(text),
        };
        if self.bytes.len() as u64 > SIZE {
            let message = format!("cannot read this file: {}", too_large());
            faults.push(file("").error("SPEC001", 0..0, message));
            return None;
        }
        let text = match std::str::from_utf8(&self.bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                let lossy = String::from_utf8_lossy(&self.bytes);
                let fault = file(&lossy).error("SPEC001", at..at, "this byte is no UTF-8");
                faults.push(fault.help("save the file as UTF-8"));
                return None;
            }
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some(at) = text.find('\0') {
            faults.push(file(text).error("SPEC001", at..at + 1, "a NUL byte"));
            return None;
        }
        Some(file(text))
    }
}
