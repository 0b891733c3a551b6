//! Files of a specs folder.

use std::fs;
use std::path::Path;
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

/// Reads `planhat.yaml` and `resources/*.yaml` of a specs folder.
///
/// # Errors
/// One diagnostic for each file that is missing, too large or cannot be read.
pub fn read_folder(folder: &Path) -> Result<Vec<Source>, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut sources = Vec::new();
    read_file(&folder.join("planhat.yaml"), &mut sources, &mut faults);
    match fs::read_dir(folder.join("resources")) {
        Err(error) => unreadable(&folder.join("resources"), &error.to_string(), &mut faults),
        Ok(entries) => {
            let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
            paths.sort();
            for path in paths {
                match path.extension().and_then(|extension| extension.to_str()) {
                    Some("yaml") => read_file(&path, &mut sources, &mut faults),
                    Some("yml") => unreadable(&path, "spec files end in `.yaml`; rename it", &mut faults),
                    _ => {}
                }
            }
        }
    }
    if faults.is_empty() { Ok(sources) } else { Err(faults) }
}

fn read_file(path: &Path, sources: &mut Vec<Source>, faults: &mut Diagnostics) {
    match fs::metadata(path) {
        Err(error) => unreadable(path, &error.to_string(), faults),
        Ok(data) if data.len() > SIZE => {
            unreadable(path, &format!("{} bytes; a spec file has {SIZE} at most", data.len()), faults);
        }
        Ok(_) => match fs::read(path) {
            Ok(bytes) => sources.push(Source { path: path.to_string_lossy().replace('\\', "/"), bytes }),
            Err(error) => unreadable(path, &error.to_string(), faults),
        },
    }
}

fn unreadable(path: &Path, why: &str, faults: &mut Diagnostics) {
    let file = File { path: path.to_string_lossy().replace('\\', "/"), text: Arc::from("") };
    faults.push(file.error("SPEC001", 0..0, format!("cannot read {}: {why}", file.path)));
}

impl Source {
    /// The text; nothing when it is none, with the fault reported.
    pub(crate) fn file(&self, faults: &mut Diagnostics) -> Option<File> {
        let lossy = || File { path: self.path.clone(), text: Arc::from(String::from_utf8_lossy(&self.bytes)) };
        if self.bytes.len() as u64 > SIZE {
            let file = File { path: self.path.clone(), text: Arc::from("") };
            faults.push(file.error("SPEC001", 0..0, format!("larger than {SIZE} bytes")));
            return None;
        }
        match std::str::from_utf8(&self.bytes) {
            Err(error) => {
                let file = lossy();
                let at = error.valid_up_to();
                faults.push(file.error("SPEC001", at..at, "this byte is not UTF-8"));
                None
            }
            Ok(text) => match text.find('\0') {
                Some(at) => {
                    faults.push(lossy().error("SPEC001", at..at + 1, "a NUL byte"));
                    None
                }
                None => Some(File { path: self.path.clone(), text: Arc::from(text.trim_start_matches('\u{feff}')) }),
            },
        }
    }
}
