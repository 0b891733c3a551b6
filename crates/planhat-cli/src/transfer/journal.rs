//! What an import has sent, written down before and after each request, so that one that was cut
//! off goes on without writing a row twice.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::exit;
use crate::failure::Failure;

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// What is imported: object, and a digest of the file.
    Of(String),
    /// These rows are about to be sent.
    Begin(Runs),
    /// They were answered, or the call failed.
    End(End),
    /// Rows that are not sent at all.
    Aside(End),
}

/// What became of the rows of a request. Those that are in no list were not sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) taken: Runs,
    pub(super) rejected: Runs,
    pub(super) unknown: Runs,
    /// Rows that were taken, by what was done with them.
    pub(super) counts: BTreeMap<String, u64>,
    /// Of the unknown rows, those that are in for certain, though not which.
    #[serde(default)]
    pub(super) taken_too: u64,
}

/// Numbers of rows, from 0, as first and last of each run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Runs(Vec<(u64, u64)>);

impl Runs {
    pub(super) fn push(&mut self, row: u64) {
        match self.0.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.0.push((row, row)),
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }
}

impl FromIterator<u64> for Runs {
    fn from_iter<I: IntoIterator<Item = u64>>(rows: I) -> Self {
        let mut runs = Runs::default();
        rows.into_iter().for_each(|row| runs.push(row));
        runs
    }
}

/// What is known of a row from an earlier run.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Before {
    /// It was not sent.
    #[default]
    Open,
    /// It was answered, or is known to be in doubt: it is not sent again.
    Done,
    /// It was being sent when the run was cut off.
    Sent,
}

/// What an earlier run left.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Left {
    rows: Vec<Before>,
    /// The account so far.
    pub(super) end: End,
}

impl Left {
    pub(super) fn of(&self, row: u64) -> Before {
        let at = usize::try_from(row).unwrap_or(usize::MAX);
        self.rows.get(at).copied().unwrap_or_default()
    }

    fn set(&mut self, rows: &Runs, before: Before) {
        for row in rows.iter() {
            let Ok(at) = usize::try_from(row) else {
                continue;
            };
            if self.rows.len() <= at {
                self.rows.resize(at + 1, Before::Open);
            }
            self.rows[at] = before;
        }
    }

    fn add(&mut self, line: Line, begun: &mut Runs) {
        match line {
            Line::Of(_) => {}
            Line::Begin(rows) => {
                self.set(&rows, Before::Sent);
                *begun = rows;
            }
            Line::End(end) => {
                self.set(&std::mem::take(begun), Before::Open);
                self.add(Line::Aside(end), begun);
            }
            Line::Aside(end) => {
                for rows in [&end.taken, &end.rejected, &end.unknown] {
                    self.set(rows, Before::Done);
                }
                let all = &mut self.end;
                all.taken.0.extend(end.taken.0);
                all.rejected.0.extend(end.rejected.0);
                all.unknown.0.extend(end.unknown.0);
                all.taken_too += end.taken_too;
                for (name, count) in end.counts {
                    *all.counts.entry(name).or_default() += count;
                }
            }
        }
    }
}

/// The journal of an import.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

pub(super) fn path(input: &str) -> PathBuf {
    PathBuf::from(format!("{input}.import"))
}

/// Whether an earlier import of a file was cut off, or left rows in doubt.
pub(super) fn exists(input: &str) -> bool {
    path(input).exists()
}

/// Reads what an earlier run left; nothing where there is no journal.
pub(super) fn left(input: &str, what: &str) -> Result<Left, Failure> {
    let path = path(input);
    let shown = path.display().to_string();
    let mut left = Left::default();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(left),
        Err(error) => return Err(Failure::input(&shown, &error)),
    };
    let mut begun = Runs::default();
    for (at, text) in text.lines().enumerate() {
        // The last line may be half written: what it was to tell had not come about, or is in doubt.
        let line = serde_json::from_str::<Line>(text).ok();
        if at == 0 && line != Some(Line::Of(what.to_owned())) {
            return Err(Failure::usage(format!(
                "{shown} is of another import, or the file was changed since"
            ))
            .hint("put the file back as it was; --restart sends all rows again"));
        }
        if let Some(line) = line {
            left.add(line, &mut begun);
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
            journal.name_kept();
        }
        Ok(journal)
    }

    /// Sees to it that the file's name outlives a loss of power too, where folders can be synced.
    fn name_kept(&self) {
        let folder = self
            .path
            .parent()
            .filter(|path| !path.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| std::path::Path::new("."));
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
    }

    /// Rows are about to be sent.
    pub(super) fn begin(&mut self, rows: Runs) -> Result<(), Failure> {
        self.write(&Line::Begin(rows))
    }

    /// Rows that are not sent: bad ones, and those in doubt since an earlier run.
    pub(super) fn aside(&mut self, end: End) -> Result<(), Failure> {
        self.write(&Line::Aside(end))
    }

    /// They were answered, or the call failed.
    pub(super) fn end(&mut self, end: End) -> Result<(), Failure> {
        self.write(&Line::End(end))
    }

    /// All is done: the journal goes, unless rows are in doubt.
    pub(super) fn finish(self, in_doubt: bool) -> Result<(), Failure> {
        if in_doubt {
            return Ok(());
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(rows: impl IntoIterator<Item = u64>) -> Runs {
        rows.into_iter().collect()
    }

    #[test]
    fn numbers_are_kept_as_runs() {
        let rows = runs([0, 1, 2, 5, 6, 9]);
        assert_eq!(rows.0, [(0, 2), (5, 6), (9, 9)]);
        assert_eq!((rows.len(), rows.iter().count()), (6, 6));
    }

    #[test]
    fn what_was_cut_off_is_told_from_what_was_answered() {
        let place = tempfile::tempdir().unwrap();
        let input = place.path().join("rows").display().to_string();
        let mut journal = Journal::open(&input, "it", false).unwrap();
        journal.begin(runs(0..4)).unwrap();
        let end = End {
            taken: runs([0, 1]),
            rejected: runs([2]),
            counts: [("created".to_owned(), 2)].into(),
            ..End::default()
        };
        journal.end(end).unwrap();
        journal.begin(runs([4, 6])).unwrap();
        // Killed while the next line was written.
        journal.raw(b"{\"end\":{\"tak").unwrap();
        drop(journal);
        let left = left(&input, "it").unwrap();
        let before: Vec<Before> = (0..8).map(|row| left.of(row)).collect();
        use Before::{Done, Open, Sent};
        assert_eq!(before, [Done, Done, Done, Open, Sent, Open, Sent, Open]);
        assert_eq!(left.end.counts["created"], 2);
        // Going on, the half line is closed.
        let mut journal = Journal::open(&input, "it", true).unwrap();
        let unknown = End {
            unknown: runs([4]),
            ..End::default()
        };
        journal.aside(unknown).unwrap();
        let left = super::left(&input, "it").unwrap();
        // The other one is still in doubt.
        assert_eq!((left.of(4), left.of(6)), (Done, Sent));
        assert!(super::left(&input, "another").is_err());
    }
}
