//! The file that an export grows in, and where it stands: cut off, it goes on from the last page.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::exit;
use crate::failure::Failure;

/// Bytes that are written at once.
const BUFFER: usize = 256 * 1024;

/// Where an export stands after a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    /// What is exported: object, parameters, columns.
    pub(super) what: String,
    /// Where the next page begins.
    pub(super) cursor: Option<String>,
    /// Where the last page began in the list.
    #[serde(default)]
    pub(super) last: Option<String>,
    /// Where it begins in the file.
    #[serde(default)]
    pub(super) page: u64,
    /// Bytes of the file that are whole records.
    pub(super) bytes: u64,
    /// Those records.
    pub(super) records: u64,
}

/// The file under way.
pub(super) struct Part {
    out: BufWriter<Target>,
    path: Option<Paths>,
    pub(super) place: Place,
}

enum Target {
    File(File),
    Output(io::Stdout),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::File(file) => file.write(bytes),
            Target::Output(out) => out.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::File(file) => file.flush(),
            Target::Output(out) => out.flush(),
        }
    }
}

struct Paths {
    whole: PathBuf,
    part: PathBuf,
    state: PathBuf,
}

impl Paths {
    fn of(path: &str) -> Self {
        let with = |ending: &str| PathBuf::from(format!("{path}{ending}"));
        Paths {
            whole: path.into(),
            part: with(".part"),
            state: with(".part.state"),
        }
    }

    fn failed(path: &Path) -> impl Fn(io::Error) -> Failure + use<> {
        let shown = path.display().to_string();
        move |error| Failure::output(&shown, &error)
    }
}

impl Part {
    /// Standard output: it cannot be gone on with.
    pub(super) fn output(what: String) -> Self {
        Part {
            out: BufWriter::with_capacity(BUFFER, Target::Output(io::stdout())),
            path: None,
            place: Place {
                what,
                ..Place::default()
            },
        }
    }

    /// A file: a new one, or with `resume` the one that an export of the same left.
    pub(super) fn open(
        path: &str,
        what: String,
        resume: bool,
        force: bool,
    ) -> Result<Self, Failure> {
        let paths = Paths::of(path);
        if paths.whole.exists() && !force {
            return Err(Failure::new(exit::CANNOT_WRITE, format!("{path} exists"))
                .hint("--force writes over it"));
        }
        let left = fs::read(&paths.state).ok();
        let place: Option<Place> = left.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let place = match (place, resume) {
            (Some(place), true) if place.what != what => {
                return Err(Failure::usage(format!(
                    "{} is of another export: {}",
                    paths.part.display(),
                    place.what
                ))
                .hint("repeat that command with --resume, or leave --resume out to begin anew with --force"));
            }
            (Some(place), true) => place,
            (Some(_), false) if paths.part.exists() && !force => {
                let message = format!("an export to {path} was cut off");
                return Err(Failure::new(exit::CANNOT_WRITE, message)
                    .hint("--resume goes on with it, --force begins anew"));
            }
            _ => Place {
                what,
                ..Place::default()
            },
        };
        let failed = Paths::failed(&paths.part);
        let there = fs::metadata(&paths.part).map_or(0, |found| found.len());
        if there < place.bytes {
            let message = format!(
                "{} has {there} bytes, and {} were written",
                paths.part.display(),
                place.bytes
            );
            return Err(Failure::new(exit::NO_INPUT, message)
                .hint("it cannot be gone on with: leave --resume out to begin anew with --force"));
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .create(true)
            .write(true)
            .truncate(false)
            .open(&paths.part)
            .map_err(&failed)?;
        // What stands behind the last whole page is written again.
        file.set_len(place.bytes).map_err(&failed)?;
        file.seek(SeekFrom::Start(place.bytes)).map_err(&failed)?;
        Ok(Part {
            out: BufWriter::with_capacity(BUFFER, Target::File(file)),
            path: Some(paths),
            place,
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.place.bytes += bytes.len() as u64;
        let written = self.out.write_all(bytes);
        written.map_err(|error| self.failed(error))
    }

    /// What the last page left in the file.
    pub(super) fn tail(&self) -> Result<Vec<u8>, Failure> {
        let Some(paths) = &self.path else {
            return Ok(Vec::new());
        };
        let failed = |error| Failure::input(&paths.part.display().to_string(), &error);
        let mut file = File::open(&paths.part).map_err(failed)?;
        let mut tail = Vec::new();
        file.seek(SeekFrom::Start(self.place.page))
            .map_err(failed)?;
        let length = self.place.bytes.saturating_sub(self.place.page);
        file.take(length).read_to_end(&mut tail).map_err(failed)?;
        Ok(tail)
    }

    /// A page begins.
    pub(super) fn begin(&mut self, cursor: Option<String>) {
        self.place.page = self.place.bytes;
        self.place.last = cursor;
    }

    /// A page is whole: notes where the next one begins.
    pub(super) fn page(&mut self, records: u64, cursor: Option<String>) -> Result<(), Failure> {
        self.place.records += records;
        self.place.cursor = cursor;
        let flushed = self.out.flush();
        flushed.map_err(|error| self.failed(error))?;
        let Some(paths) = &self.path else {
            return Ok(());
        };
        let text = serde_json::to_vec(&self.place).unwrap_or_default();
        let next = paths.state.with_extension("next");
        let saved = fs::write(&next, text).and_then(|()| fs::rename(&next, &paths.state));
        saved.map_err(Paths::failed(&paths.state))
    }

    /// Everything is there: the file takes its name.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.out.flush();
        flushed.map_err(|error| self.failed(error))?;
        let Some(paths) = &self.path else {
            return Ok(());
        };
        if let Target::File(file) = self.out.get_ref() {
            file.sync_all().map_err(Paths::failed(&paths.part))?;
        }
        fs::rename(&paths.part, &paths.whole).map_err(Paths::failed(&paths.whole))?;
        // Without the part it says nothing.
        let _ = fs::remove_file(&paths.state);
        Ok(())
    }

    fn failed(&self, error: io::Error) -> Failure {
        match &self.path {
            Some(paths) => Paths::failed(&paths.part)(error),
            None => Failure::output("standard output", &error),
        }
    }
}
