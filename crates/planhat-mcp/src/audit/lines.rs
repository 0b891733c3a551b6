//! A line of JSON for each call.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Audit, Call, End, Finish, Refusal};

/// Lines that are kept for a file that cannot be written; what comes on top is counted.
const KEPT: usize = 1000;

/// Writes a line for each call, on standard error or into a file that only its owner can read.
///
/// While the file cannot be written, calls that may change something are refused and the others go
/// on; their lines are kept and written when the file takes them.
#[derive(Debug)]
pub struct Lines {
    place: Arc<Mutex<Place>>,
    payloads: bool,
}

#[derive(Debug)]
struct Place {
    /// Nothing: standard error.
    path: Option<PathBuf>,
    file: Option<File>,
    waiting: VecDeque<Vec<u8>>,
    /// How much of the first line that waits is written.
    written: usize,
    lost: u64,
    fault: Option<String>,
}

#[derive(Serialize)]
struct Line<'l> {
    time: &'l str,
    caller: &'l str,
    tool: &'l str,
    operation: Option<&'l str>,
    ids: &'l [String],
    outcome: &'l str,
    ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    arguments: Option<&'l Map<String, Value>>,
}

impl Lines {
    /// On standard error. `payloads` adds the arguments.
    pub fn stderr(payloads: bool) -> Self {
        Lines::on(None, payloads)
    }

    /// At the end of a file, which is made if there is none. That it cannot be written is no error
    /// here: [`fault`](Self::fault) tells.
    pub fn file(path: impl Into<PathBuf>, payloads: bool) -> Self {
        let lines = Lines::on(Some(path.into()), payloads);
        locked(&lines.place).flush();
        lines
    }

    fn on(path: Option<PathBuf>, payloads: bool) -> Self {
        let place = Place {
            path,
            file: None,
            waiting: VecDeque::new(),
            written: 0,
            lost: 0,
            fault: None,
        };
        Lines {
            place: Arc::new(Mutex::new(place)),
            payloads,
        }
    }

    /// Why the file cannot be written, when it was last tried.
    pub fn fault(&self) -> Option<String> {
        locked(&self.place).fault.clone()
    }
}

impl Audit for Lines {
    fn begin(&self, call: &Call<'_>) -> Result<Finish, Refusal> {
        if call.writes {
            locked(&self.place).ready()?;
        }
        let time = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
        let (time, caller, tool) = (
            time.to_string(),
            call.caller.to_owned(),
            call.tool.to_owned(),
        );
        let arguments = self.payloads.then(|| call.arguments.clone());
        let place = Arc::clone(&self.place);
        Ok(Box::new(move |end: &End<'_>| {
            let line = Line {
                time: &time,
                caller: &caller,
                tool: &tool,
                operation: end.operation,
                ids: end.ids,
                outcome: end.outcome,
                ms: milliseconds(end.latency),
                arguments: arguments.as_ref(),
            };
            if let Ok(mut text) = serde_json::to_vec(&line) {
                text.push(b'\n');
                locked(&place).write(text);
            }
        }))
    }
}

impl Place {
    /// Refuses when lines are waiting that cannot be written.
    fn ready(&mut self) -> Result<(), Refusal> {
        if self.fault.is_some() || !self.waiting.is_empty() || self.is_gone() {
            self.flush();
        }
        match &self.fault {
            None => Ok(()),
            Some(fault) => Err(Refusal(format!(
                "nothing is changed while the audit cannot be written ({fault}); reading goes on. \
                 Whoever runs this server has to make room or mend the file, then try again"
            ))),
        }
    }

    /// Whether the file was taken away, as by a rotation.
    fn is_gone(&self) -> bool {
        self.path.as_ref().is_some_and(|path| !path.exists())
    }

    fn write(&mut self, line: Vec<u8>) {
        match self.waiting.len() < KEPT {
            true => self.waiting.push_back(line),
            false => self.lost += 1,
        }
        self.flush();
    }

    fn flush(&mut self) {
        self.fault = self.flushed().err().map(|error| match &self.path {
            Some(path) => format!("{}: {error}", path.display()),
            None => format!("standard error: {error}"),
        });
    }

    fn flushed(&mut self) -> io::Result<()> {
        if let Some(path) = &self.path
            && (self.file.is_none() || self.is_gone())
        {
            self.file = Some(opened(path)?);
            self.written = 0;
        }
        while let Some(line) = self.waiting.front() {
            let rest = line.get(self.written..).unwrap_or_default();
            // One write a line, as long as it is taken whole: several processes may append.
            let taken = match &mut self.file {
                Some(file) => file.write(rest),
                None => io::stderr().lock().write(rest),
            };
            match taken {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(taken) if taken < rest.len() => self.written += taken,
                Ok(_) => self.next(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn next(&mut self) {
        self.waiting.pop_front();
        self.written = 0;
        if self.waiting.is_empty() && self.lost > 0 {
            let line = format!("{{\"lost\":{}}}\n", self.lost);
            self.lost = 0;
            self.waiting.push_back(line.into_bytes());
        }
    }
}

fn opened(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    only_mine(&file)?;
    Ok(file)
}

/// A file that was there before may be open to others.
#[cfg(unix)]
fn only_mine(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let found = file.metadata()?;
    if found.is_file() && found.permissions().mode() & 0o077 != 0 {
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

fn milliseconds(latency: Duration) -> f64 {
    (latency.as_secs_f64() * 1e5).round() / 100.0
}

fn locked(place: &Mutex<Place>) -> MutexGuard<'_, Place> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}
