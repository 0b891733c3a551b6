//! Failures of commands: a line each, a hint, and details on request.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io;

use planhat_core::{Error, ErrorKind, Outcome};

use crate::{exit, names};

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: i32,
    /// What happened, one line each.
    pub messages: Vec<String>,
    /// What to do, in one line.
    pub hint: Option<String>,
    /// The error of the client, for `-v` and for JSON.
    pub error: Option<Box<Error>>,
    /// The error of a unified call, for the same.
    pub unified: Option<Box<planhat_unified::Error>>,
    closed_pipe: bool,
}

/// No more faults are told one by one.
const TOLD: usize = 20;

impl Failure {
    /// A failure without a hint.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Failure::many(code, vec![message.into()])
    }

    /// Several faults of one input.
    pub fn many(code: i32, messages: Vec<String>) -> Self {
        Failure {
            code,
            messages,
            hint: None,
            error: None,
            unified: None,
            closed_pipe: false,
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
    pub fn input(path: &str, error: &io::Error) -> Self {
        Failure::new(exit::NO_INPUT, format!("{path} cannot be read: {error}"))
    }

    /// Output that cannot be written.
    pub fn output(path: &str, error: &io::Error) -> Self {
        let message = format!("{path} cannot be written: {error}");
        Failure {
            closed_pipe: error.kind() == io::ErrorKind::BrokenPipe,
            ..Failure::new(exit::CANNOT_WRITE, message)
        }
    }

    /// Whether the reader of the output is gone, which ends a command well.
    pub fn is_closed_pipe(&self) -> bool {
        self.closed_pipe
    }

    /// The failure as it is told: lines, a hint, and with `verbose` all that is known.
    pub fn told(&self, verbose: bool, styled: bool) -> String {
        let (red, plain) = if styled {
            ("\u{1b}[1;31m", "\u{1b}[0m")
        } else {
            ("", "")
        };
        let mut text = String::new();
        for message in self.messages.iter().take(TOLD) {
            let _ = writeln!(text, "{red}error:{plain} {}", harmless(message));
        }
        if self.messages.len() > TOLD {
            let _ = writeln!(text, "and {} more", self.messages.len() - TOLD);
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(text, "hint: {hint}");
        }
        if let (true, Some(error)) = (verbose, &self.error) {
            details(error, &mut text);
        }
        if let (true, Some(error)) = (verbose, &self.unified) {
            unified_details(error, &mut text);
        }
        text
    }

    /// The failure as JSON.
    pub fn json(&self) -> serde_json::Value {
        let error = match (&self.error, &self.unified) {
            (Some(error), _) => serde_json::json!(error),
            (None, Some(error)) => serde_json::json!(error),
            (None, None) => serde_json::json!({ "message": self.messages.join("; ") }),
        };
        serde_json::json!({
            "error": error,
            "messages": self.messages,
            "hint": self.hint,
            "exit": self.code,
        })
    }
}

/// A text of somebody else, which gives no orders to a terminal.
fn harmless(text: &str) -> String {
    let plain = |sign: char| match sign.is_control() && !matches!(sign, '\n' | '\t') {
        true => ' ',
        false => sign,
    };
    text.chars().map(plain).collect()
}

fn details(error: &Error, text: &mut String) {
    let mut add = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(text, "  {name:<10} {value}");
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
        false => "none",
    };
    add("effect", &effect);
    if let Some((line, column)) = error.place() {
        add(
            "place",
            &format!("line {line}, column {column} of the answer"),
        );
    }
    if let Some(body) = error.body() {
        add("answer", &harmless(body));
    }
    let mut source = error.source();
    while let Some(cause) = source {
        add("because", &cause);
        source = cause.source();
    }
}

fn unified_details(error: &planhat_unified::Error, text: &mut String) {
    let mut add = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(text, "  {name:<10} {value}");
    };
    add("code", &error.code);
    add("status", &error.status_code);
    if let Some(remote) = &error.remote {
        if let Some(status) = remote.status {
            add("answered", &status);
        }
        if let Some(request) = &remote.request_id {
            add("request", &harmless(request));
        }
        if !remote.body.is_null() {
            add("answer", &harmless(&remote.body.to_string()));
        }
    }
}

/// What became of the rows of a bulk write that failed, in words; rows count from 1.
pub fn account(error: &Error) -> Option<String> {
    let last = error.chunks().last()?;
    let chunks = error.chunks().iter().map(|chunk| {
        let outcome = match chunk.outcome {
            Outcome::Written => "are in",
            Outcome::Partial => "are in, but for the failed ones",
            Outcome::Refused => "were refused",
            Outcome::NotSent => "were not sent",
            _ => "may be in or not",
        };
        format!("rows {}-{} {outcome}", chunk.rows.start + 1, chunk.rows.end)
    });
    let chunks: Vec<String> = chunks.collect();
    Some(format!(
        "{}; rows behind {} were not sent",
        chunks.join(", "),
        last.rows.end
    ))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let hint = hint(&error);
        let messages = match error.faults() {
            [] => vec![error.to_string()],
            faults => faults
                .iter()
                .map(|fault| format!("{} {}", names::argument(&fault.argument), fault.message))
                .collect(),
        };
        let mut failure = Failure::many(code(error.kind()), messages).hint(hint);
        failure.messages.extend(account(&error));
        failure.error = Some(Box::new(error));
        failure
    }
}

fn code(kind: ErrorKind) -> i32 {
    match kind {
        ErrorKind::Invalid => exit::INVALID,
        ErrorKind::Config | ErrorKind::Unauthorized | ErrorKind::Forbidden => exit::CREDENTIALS,
        ErrorKind::Connect
        | ErrorKind::Timeout
        | ErrorKind::Broken
        | ErrorKind::Deadline
        | ErrorKind::RateLimited
        | ErrorKind::Server => exit::TRY_LATER,
        _ => exit::FAILED,
    }
}

fn hint(error: &Error) -> String {
    let hint = match error.kind() {
        ErrorKind::Invalid => match error.operation_name().and_then(names::call) {
            Some(call) => {
                return format!("nothing was sent; `planhat {call} --help` shows what it takes");
            }
            None => "nothing was sent",
        },
        ErrorKind::Config => {
            "`planhat login` keeps a token for you; `planhat doctor` tells what is set"
        }
        ErrorKind::Unauthorized => "`planhat doctor` finds out whether token or region is wrong",
        ErrorKind::Forbidden => {
            "the private app of the token lacks a permission, see Planhat's settings"
        }
        ErrorKind::NotFound => "`-v` shows the whole answer",
        ErrorKind::RateLimited => "wait a minute, or end other programs that use this token",
        ErrorKind::Connect | ErrorKind::Timeout => {
            "`planhat doctor` looks at address, token and network; `-v` shows the cause"
        }
        _ => "`-v` shows the whole answer",
    };
    hint.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_in_lines_and_gives_no_orders_to_a_terminal() {
        let failure =
            Failure::many(exit::INVALID, vec!["a \u{1b}[31m".into(), "b".into()]).hint("c");
        assert_eq!(
            failure.told(true, false),
            "error: a  [31m\nerror: b\nhint: c\n"
        );
        let many = Failure::many(exit::INVALID, vec!["x".into(); TOLD + 3]);
        assert!(many.told(false, false).ends_with("error: x\nand 3 more\n"));
    }

    #[test]
    fn a_reader_that_left_is_told_apart() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(Failure::output("x", &closed).is_closed_pipe());
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert!(!Failure::output("x", &full).is_closed_pipe());
    }
}
