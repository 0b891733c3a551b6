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

/// What could be read of a specs folder.
pub(crate) struct Folder {
    pub(crate) sources: Vec<Source>,
    /// Names of resources whose files could not be read.
    pub(crate) unread: Vec<String>,
    /// APIs of unified models with files that could not be read; `unified` for what they share.
    pub(crate) unread_unified: Vec<String>,
    pub(crate) faults: Diagnostics,
}

/// Reads `planhat.yaml`, `resources/*.yaml` and, where there are any, `examples/*.yaml`,
/// `prompts/*.yaml`, `unified/common.yaml` and `unified/<api>/*.yaml` of a specs folder. Other files are left alone, but for those that are probably meant to be specs.
///
/// # Errors
/// One diagnostic for each file that is missing, too large or cannot be read.
pub fn read_folder(folder: &Path) -> Result<Vec<Source>, Diagnostics> {
    let read = self::folder(folder);
    if read.faults.is_empty() {
        Ok(read.sources)
    } else {
        Err(read.faults.sorted())
    }
}

pub(crate) fn folder(folder: &Path) -> Folder {
    let mut read = Folder {
        sources: Vec::new(),
        unread: Vec::new(),
        unread_unified: Vec::new(),
        faults: Diagnostics::default(),
    };
    read.file(&folder.join("planhat.yaml"));
    read.folder(&folder.join("resources"));
    let unread = read.unread.len();
    for more in ["examples", "prompts"].map(|name| folder.join(name)) {
        if more.exists() {
            read.folder(&more);
        }
    }
    let unified = folder.join("unified");
    if unified.exists() {
        read.unified(&unified);
    }
    // An example or a prompt that cannot be read is no resource that cannot.
    read.unread.truncate(unread);
    read
}

impl Folder {
    /// The specs of a folder below the one of all specs.
    fn folder(&mut self, folder: &Path) {
        for path in listed(folder, &mut self.faults) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let lower = name.to_lowercase();
            let nearly = lower.ends_with(".yaml") || lower.ends_with(".yml");
            if name.ends_with(".yaml") {
                self.file(&path);
            } else if nearly || lower.contains(".yaml.") {
                let why = "a spec file ends in `.yaml`; rename it, or move it away";
                self.refuse(&path, why);
            } else if path.is_dir() {
                let folder = folder.file_name().unwrap_or_default().to_string_lossy();
                let why = format!("specs stand in `{folder}/` itself, not in a folder below it");
                self.refuse(&path, &why);
            }
        }
    }

    /// What unified models share, and a folder for each API.
    fn unified(&mut self, folder: &Path) {
        for path in listed(folder, &mut self.faults) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let unread = self.unread.len();
            if path.is_dir() {
                self.folder(&path);
            } else if name == "common.yaml" {
                self.file(&path);
            } else if name.to_lowercase().contains(".y") {
                let why =
                    "only common.yaml stands here; models stand in a folder named after their API";
                self.refuse(&path, why);
            }
            if self.unread.len() > unread {
                let api = if path.is_dir() { &*name } else { "unified" };
                self.unread_unified.push(api.to_owned());
            }
        }
    }

    fn file(&mut self, path: &Path) {
        match self::read(path) {
            Ok(bytes) => self.sources.push(Source {
                path: shown(path),
                bytes,
            }),
            Err(why) => self.refuse(path, &why),
        }
    }

    fn refuse(&mut self, path: &Path, why: &str) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let stem = name.split('.').next().unwrap_or_default();
        self.unread.push(stem.to_owned());
        refuse(path, why, &mut self.faults);
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
