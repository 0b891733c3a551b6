//! The records of a tenant in a file: NDJSON, a line `{"resource": …, "record": …}` for each.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::tenant::Tenant;

/// Why records are not read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The file is not as it should be.
    #[error(
        "{path}:{line}: {reason}; each line is `{{\"resource\": …, \"record\": {{…}}}}`: mend it, \
         or give the path of a new file (this one is left as it is)"
    )]
    Line {
        /// The file.
        path: String,
        /// The line, from one.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// The file cannot be read or written.
    #[error("cannot {doing} {path}: {source}")]
    File {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: String,
        /// Why not.
        source: io::Error,
    },
    /// Another sandbox has it.
    #[error("{path} is in use by another sandbox; stop that one, or give another path")]
    InUse {
        /// The file.
        path: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(borrow)]
    resource: std::borrow::Cow<'a, str>,
    record: Map<String, Value>,
}

/// The file of a running sandbox, that no other sandbox may have at the same time.
#[derive(Debug)]
pub(crate) struct Data {
    path: PathBuf,
    lock_path: PathBuf,
    _lock: File,
    /// The count of writes that the file has.
    saved: AtomicU64,
}

/// No count of writes.
const NEVER: u64 = u64::MAX;

impl Data {
    /// Takes the file, that need not exist yet, but can be written.
    pub(crate) fn open(path: &Path) -> Result<Self, DataError> {
        // Through a link to the file itself, since writing replaces what is named.
        let path = match path.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
            other => other,
        };
        let path = path.map_err(fault("read", Path::new("the file of the records")))?;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let lock_path = path.with_file_name(name);
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(fault("write", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(DataError::InUse {
                    path: path.display().to_string(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(fault("lock", &lock_path)(source)),
        }
        Ok(Data {
            path,
            lock_path,
            _lock: lock,
            saved: AtomicU64::new(NEVER),
        })
    }

    /// Puts the records of the file into a tenant; tells whether there were any.
    pub(crate) fn load(&self, tenant: &Tenant) -> Result<bool, DataError> {
        let count = read(&self.path, |resource, record| {
            let id = tenant.insert(resource, record);
            id.map(drop)
                .ok_or_else(|| format!("there is no resource `{resource}`"))
        })?;
        Ok(count > 0)
    }

    /// Writes all records of a tenant, if it has changed since.
    pub(crate) fn save(&self, tenant: &Tenant) -> Result<(), DataError> {
        // Counted first: what comes in between is written again, and never lost.
        let writes = tenant.writes();
        if self.saved.load(Ordering::Relaxed) != writes {
            write(&self.path, tenant.everything().into_iter())?;
            self.saved.store(writes, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        // What stays behind is in nobody's way.
        let _ = std::fs::remove_file(&self.lock_path);
    }
}

fn fault<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> DataError + 'a {
    move |source| DataError::File {
        doing,
        path: path.display().to_string(),
        source,
    }
}

/// Reads each record; gives their count. A file that is not there has none.
fn read(
    path: &Path,
    mut insert: impl FnMut(&str, Map<String, Value>) -> Result<(), String>,
) -> Result<usize, DataError> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        other => other.map_err(fault("read", path))?,
    };
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut text = Vec::new();
    let mut count = 0;
    for number in 1.. {
        text.clear();
        let length = file.read_until(b'\n', &mut text);
        if length.map_err(fault("read", path))? == 0 {
            break;
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        let wrong = |reason| DataError::Line {
            path: path.display().to_string(),
            line: number,
            reason,
        };
        let line: Line<'_> = serde_json::from_slice(&text).map_err(|error| wrong(told(&error)))?;
        insert(&line.resource, line.record).map_err(wrong)?;
        count += 1;
    }
    Ok(count)
}

/// The words of the error without its place in the line, which reads like a line of the file.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or_default();
    format!("{words} at column {}", error.column())
}

/// Writes records beside the file and puts them in its place, so that a crash leaves the old or the
/// new file whole.
fn write<'a>(
    path: &Path,
    records: impl Iterator<Item = (&'a str, Map<String, Value>)>,
) -> Result<(), DataError> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    let new = tempfile::Builder::new()
        .prefix(".planhat-sandbox-")
        .tempfile_in(folder)
        .map_err(fault("write into", folder))?;
    let mut file = BufWriter::with_capacity(1 << 16, new.as_file());
    let put = || -> io::Result<()> {
        for (resource, record) in records {
            let resource = resource.into();
            serde_json::to_writer(&mut file, &Line { resource, record })?;
            file.write_all(b"\n")?;
        }
        file.flush()?;
        file.get_ref().sync_all()
    };
    put().map_err(fault("write", path))?;
    drop(file);
    let put = new.persist(path).map_err(|error| error.error);
    put.map(drop).map_err(fault("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn record(value: Value) -> Map<String, Value> {
        value.as_object().expect("an object").clone()
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = folder();
        let path = folder.path().join("data");
        let records = [
            ("company", record(json!({"_id": "1", "name": "é \n \"x\""}))),
            (
                "task",
                record(json!({"n": 1.0, "big": 12345678901234567_u64})),
            ),
        ];
        for _ in 0..2 {
            write(&path, records.clone().into_iter()).expect("written");
        }
        let mut seen = Vec::new();
        let count = read(&path, |resource, record| {
            seen.push((resource.to_owned(), record));
            Ok(())
        });
        assert_eq!(count.expect("read"), 2);
        let as_text = |(name, map): (&str, _)| (name.to_owned(), map);
        assert_eq!(seen, records.map(as_text));
        let left = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 1, "a temporary file stayed behind");
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_line() {
        let folder = folder();
        let path = folder.path().join("data");
        let refused = |text: &str| {
            std::fs::write(&path, text).expect("written");
            let error = read(&path, |name, _| match name {
                "company" => Ok(()),
                _ => Err(format!("there is no resource `{name}`")),
            });
            assert_eq!(std::fs::read_to_string(&path).expect("read"), text);
            let told = error.expect_err(text).to_string();
            let start = path.display().to_string();
            told.strip_prefix(&start).expect("its path").to_owned()
        };
        let good = "{\"resource\":\"company\",\"record\":{}}\n\n";
        assert!(refused("oops").starts_with(":1: expected value at column 1; each"));
        assert!(refused(&format!("{good}{good}[]")).starts_with(":5: "));
        let other = refused(&format!("{good}{{\"resource\":\"x\",\"record\":{{}}}}"));
        assert!(
            other.starts_with(":3: there is no resource `x`; "),
            "{other}"
        );
        assert!(refused("{\"resource\":\"company\"}").contains("missing field `record`"));
        assert!(refused("\u{fffd}").starts_with(":1: "));
    }

    #[test]
    fn a_missing_file_is_empty_and_a_missing_folder_is_told() {
        let folder = folder();
        let path = folder.path().join("no/data");
        assert_eq!(read(&path, |_, _| Ok(())).expect("empty"), 0);
        let told = Data::open(&path).expect_err("no folder").to_string();
        assert!(told.starts_with("cannot write "), "{told}");
    }

    #[test]
    fn two_sandboxes_do_not_share_a_file() {
        let folder = folder();
        let path = folder.path().join("data");
        let first = Data::open(&path).expect("the first");
        let told = Data::open(&path).expect_err("the second").to_string();
        assert!(told.contains("in use by another sandbox"), "{told}");
        drop(first);
        Data::open(&path).expect("free again");
        let left = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 0, "the lock stayed behind");
    }
}
