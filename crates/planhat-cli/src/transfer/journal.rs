//! What an import has sent, written down before and after each chunk, so that one that was cut off
//! goes on without writing a row twice.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::exit;
use crate::failure::Failure;

/// One line of the journal. Rows are counted from 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// What is imported: object, and a digest of the file.
    Of(String),
    /// Rows from and up to are about to be sent.
    Begin(u64, u64),
    /// They were answered.
    Done(u64, u64),
}

/// The journal of an import.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

/// What an earlier run left.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Left {
    /// Rows before this one were answered.
    pub(super) done: u64,
    /// Rows that were sent, and of which it is not known whether they were taken.
    pub(super) unknown: Option<(u64, u64)>,
}

fn path(input: &str) -> PathBuf {
    PathBuf::from(format!("{input}.import"))
}

/// Whether an earlier import of a file was cut off.
pub(super) fn exists(input: &str) -> bool {
    path(input).exists()
}

/// Reads what an earlier run left; nothing where there is no journal.
pub(super) fn left(input: &str, what: &str) -> Result<Left, Failure> {
    let path = path(input);
    let shown = path.display().to_string();
    let Ok(text) = fs::read_to_string(&path) else {
        return Ok(Left::default());
    };
    let mut left = Left::default();
    for (at, line) in text.lines().enumerate() {
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            // A line may be half written: the chunk that it was to announce was not sent.
            continue;
        };
        match line {
            Line::Of(known) if at == 0 && known != what => {
                return Err(Failure::usage(format!(
                    "{shown} is of another import, or the file was changed since"
                ))
                .hint(format!("remove {shown} to begin anew")));
            }
            Line::Of(_) => {}
            Line::Begin(from, to) => left.unknown = Some((from, to)),
            Line::Done(_, to) => {
                left.done = to;
                left.unknown = None;
            }
        }
    }
    Ok(left)
}

impl Journal {
    /// Begins a journal, or goes on with the one that is there.
    pub(super) fn open(input: &str, what: &str, resume: bool) -> Result<Self, Failure> {
        let path = path(input);
        let failed = |error: std::io::Error| Failure::output(&path.display().to_string(), &error);
        let goes_on = resume && path.exists();
        let mut options = OpenOptions::new();
        let file = match goes_on {
            true => options.append(true).open(&path),
            false => options.create(true).write(true).truncate(true).open(&path),
        };
        let mut journal = Journal {
            file: file.map_err(failed)?,
            path: path.clone(),
        };
        if goes_on {
            // The last line may be half written.
            journal.raw(b"\n")?;
        } else {
            journal.write(&Line::Of(what.to_owned()))?;
        }
        Ok(journal)
    }

    /// Rows are about to be sent.
    pub(super) fn begin(&mut self, from: u64, to: u64) -> Result<(), Failure> {
        self.write(&Line::Begin(from, to))
    }

    /// Rows were answered.
    pub(super) fn done(&mut self, from: u64, to: u64) -> Result<(), Failure> {
        self.write(&Line::Done(from, to))
    }

    /// All is done: the journal goes.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let removed = fs::remove_file(&self.path);
        removed.map_err(|error| Failure::output(&self.path.display().to_string(), &error))
    }

    fn write(&mut self, line: &Line) -> Result<(), Failure> {
        let mut text = serde_json::to_vec(line).unwrap_or_default();
        text.push(b'\n');
        self.raw(&text)
    }

    fn raw(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self
            .file
            .write_all(bytes)
            .and_then(|()| self.file.sync_data());
        written.map_err(|error| {
            let shown = self.path.display();
            Failure::new(
                exit::CANNOT_WRITE,
                format!("{shown} cannot be written: {error}"),
            )
        })
    }
}
