//! `generate --watch`: again whenever a spec is saved.
//!
//! The folder is looked at many times a second instead of asking the system for events. For some
//! dozens of files that costs next to nothing, and it holds where events do not: on network and
//! shared folders, and when the folder itself is moved away and comes back.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use planhat_spec::Stamp;

use crate::args::Generate;
use crate::{generate, project};

/// Between two looks at the folder. A change counts once it is the same in two of them, so what an
/// editor does in several steps is one change.
const PAUSE: Duration = Duration::from_millis(50);
/// So many looks long a folder may be gone before that is a fault.
const GONE: usize = 6;

pub fn run(options: &Generate) -> ExitCode {
    let ended = match signals() {
        Ok(ended) => ended,
        Err(error) => return generate::failed(&error.to_string()),
    };
    let specs = project::folder(options.specs.as_deref(), "specs");
    let (mut done, mut before, mut looks) = (None, None, 0);
    loop {
        let now = Stamp::of(&specs);
        looks = if before.as_ref() == Some(&now) {
            looks + 1
        } else {
            0
        };
        let needed = if now.is_whole(&specs) { 1 } else { GONE };
        if looks >= needed && done.as_ref() != Some(&now) {
            clear();
            // What it ends with is said already; only Ctrl-C ends this.
            let _ = generate::run(options);
            eprintln!("watching {}; Ctrl-C ends", specs.display());
            done = Some(now.clone());
        }
        before = Some(now);
        match ended.recv_timeout(PAUSE) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return ExitCode::SUCCESS,
        }
    }
}

/// Says when Ctrl-C is pressed, or the terminal or the system asks to end. It is asked between two
/// runs, so that none is cut off.
fn signals() -> Result<Receiver<()>, ctrlc::Error> {
    let (end, ended) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = end.send(());
    })?;
    Ok(ended)
}

/// A terminal shows the last run alone; in a file or a pipe, one follows the other.
fn clear() {
    let mut screen = std::io::stderr().lock();
    if screen.is_terminal() {
        let _ = screen.write_all(b"\x1b[2J\x1b[H");
    }
}
