//! What a specs folder looks like from outside, to notice a change without reading a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Specs stand no deeper than this below their folder.
const DEPTH: usize = 3;

/// Names, sizes and times of the files that are specs or may be meant to be some. Two of them differ
/// when a file is new, gone, renamed or saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp(BTreeMap<PathBuf, Look>);

/// A file or a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Look {
    Folder,
    /// Size, and when it was last written as far as the file system tells.
    File(u64, Option<SystemTime>),
    /// Its name is there, such as that of a link that leads nowhere.
    Name,
}

impl Stamp {
    /// What the folder looks like now; what cannot be read counts as not there.
    pub fn of(folder: &Path) -> Self {
        let mut stamp = Stamp::default();
        stamp.add(folder, DEPTH);
        stamp
    }

    /// Whether all is there that every specs folder has. A folder that is being replaced lacks it for
    /// a moment.
    pub fn is_whole(&self, folder: &Path) -> bool {
        ["planhat.yaml", "resources"]
            .iter()
            .all(|name| self.0.contains_key(&folder.join(name)))
    }

    fn add(&mut self, folder: &Path, depth: usize) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            if name.starts_with('.') {
                continue;
            }
            let path = entry.path();
            let look = match fs::metadata(&path) {
                Ok(data) if data.is_dir() => Look::Folder,
                Ok(data) => Look::File(data.len(), data.modified().ok()),
                Err(_) => Look::Name,
            };
            if look == Look::Folder && depth > 1 {
                self.add(&path, depth - 1);
            }
            if look == Look::Folder || name.contains(".yaml") || name.contains(".yml") {
                self.0.insert(path, look);
            }
        }
    }
}
