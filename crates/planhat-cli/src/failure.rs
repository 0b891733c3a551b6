//! Failures of commands: one line, a hint, and details on request.

use std::error::Error as _;
use std::fmt::Write as _;

use planhat_core::{Error, ErrorKind};

use crate::exit;

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: i32,
    /// What happened, in one line.
    pub message: String,
    /// What to do, in one line.
    pub hint: Option<String>,
    /// The error of the client, for `-v` and for JSON.
    pub error: Option<Box<Error>>,
}

impl Failure {
    /// A failure without a hint.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Failure {
            code,
            message: message.into(),
            hint: None,
            error: None,
        }
    }

    /// The same with a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A wrong command line.
    pub fn usage(message: impl Into<String>) -> Self {
        Failure::new(exit::USAGE, message)
    }

    /// An input file that cannot be read.
    pub fn input(path: &str, error: &std::io::Error) -> Self {
        Failure::new(exit::NO_INPUT, format!("{path} cannot be read: {error}"))
    }

    /// Output that cannot be written.
    pub fn output(path: &str, error: &std::io::Error) -> Self {
        Failure::new(
            exit::CANNOT_WRITE,
            format!("{path} cannot be written: {error}"),
        )
    }

    /// Whether the reader of the output is gone, which is no failure.
    pub fn is_closed_pipe(error: &std::io::Error) -> bool {
        error.kind() == std::io::ErrorKind::BrokenPipe
    }

    /// The failure as it is told: a line, a hint, and with `verbose` all that is known.
    pub fn told(&self, verbose: bool) -> String {
        let mut text = format!("error: {}\n", self.message);
        if let Some(hint) = &self.hint {
            let _ = writeln!(text, "hint: {hint}");
        }
        if let (true, Some(error)) = (verbose, &self.error) {
            details(error, &mut text);
        }
        text
    }

    /// The failure as JSON.
    pub fn json(&self) -> serde_json::Value {
        match &self.error {
            Some(error) => {
                serde_json::json!({ "error": error, "hint": self.hint, "exit": self.code })
            }
            None => serde_json::json!({
                "error": { "message": self.message },
                "hint": self.hint,
                "exit": self.code,
            }),
        }
    }
}

fn details(error: &Error, text: &mut String) {
    let mut add = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(text, "  {name:<12} {value}");
    };
    add("kind", &error.kind().as_str());
    if let Some(operation) = error.operation_name() {
        add("operation", &operation);
    }
    if let Some(status) = error.status() {
        add("status", &status);
    }
    add("attempts", &error.attempts_made());
    let effect = match error.may_have_arrived() {
        true => "it may have taken effect",
        false => "it took no effect",
    };
    add("effect", &effect);
    for chunk in error.chunks() {
        let rows = &chunk.rows;
        add(
            "rows",
            &format!("{}-{}: {:?}", rows.start, rows.end, chunk.outcome),
        );
    }
    if let Some(body) = error.body() {
        add("answer", &body);
    }
    let mut source = error.source();
    while let Some(cause) = source {
        add("because", &cause);
        source = cause.source();
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error.kind() {
            ErrorKind::Invalid => exit::INVALID,
            ErrorKind::Config | ErrorKind::Unauthorized => exit::CREDENTIALS,
            ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Broken
            | ErrorKind::Deadline
            | ErrorKind::RateLimited
            | ErrorKind::Server => exit::TRY_LATER,
            _ => exit::FAILED,
        };
        let hint = match error.kind() {
            ErrorKind::Invalid => {
                "`--help` lists what the command takes; `--dry-run` shows a request without sending it"
            }
            ErrorKind::Config => {
                "`planhat login` keeps a token for you; or set the variables that `planhat doctor` names"
            }
            ErrorKind::Unauthorized => {
                "`planhat doctor` finds out whether token or region is wrong"
            }
            ErrorKind::Forbidden => {
                "the token's private app lacks a permission in Planhat's settings"
            }
            ErrorKind::NotFound => {
                "ids are Planhat's _id; a key of yours travels as extid-... or srcid-..."
            }
            ErrorKind::RateLimited => "wait a minute, or end other programs that use this token",
            ErrorKind::Connect | ErrorKind::Timeout => {
                "`planhat doctor` looks at address, token and quota; `-v` shows more"
            }
            _ => "`-v` shows the whole answer",
        };
        Failure {
            code,
            message: error.to_string(),
            hint: Some(hint.to_owned()),
            error: Some(Box::new(error)),
        }
    }
}
