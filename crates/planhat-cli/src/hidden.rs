//! Asking for a secret in a terminal.
//!
//! Nothing is asked before the echo is off: what is typed or pasted at once would be seen.

use std::io;

use crate::exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

/// Asks a question and reads a line that is not shown. Ctrl-C leaves the terminal as it was.
///
/// # Errors
/// When the terminal cannot be read, or the person gives up.
pub(crate) async fn ask(question: String) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::input("the terminal", &error);
    // Before the echo is off: a process that ended then would leave it so.
    let mut interrupt = Interrupt::new().map_err(failed)?;
    let (quiet, read) = started(question).map_err(failed)?;
    let answer = tokio::select! {
        answer = read => answer.map_err(io::Error::other).and_then(|answer| answer).map_err(failed),
        () = interrupt.came() => Err(Failure::new(exit::INTERRUPTED, "nothing was kept")),
    };
    drop(quiet);
    // The line break that was typed was not shown either.
    eprintln!();
    answer
}

type Reading = tokio::task::JoinHandle<io::Result<String>>;

#[cfg(unix)]
fn started(question: String) -> io::Result<(Quiet, Reading)> {
    let quiet = Quiet::new()?;
    eprint!("{question}");
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| line)
    });
    Ok((quiet, read))
}

#[cfg(not(unix))]
fn started(question: String) -> io::Result<((), Reading)> {
    let read = tokio::task::spawn_blocking(move || rpassword::prompt_password(question));
    Ok(((), read))
}

/// A terminal without an echo; what it was before comes back in the end.
#[cfg(unix)]
struct Quiet(rustix::termios::Termios);

#[cfg(unix)]
impl Quiet {
    fn new() -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Now, &silent)?;
        Ok(Quiet(before))
    }
}

#[cfg(unix)]
impl Drop for Quiet {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // There is nothing to do about a terminal that is gone.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
