//! What the server, or the client before it, says of a call that failed.

use planhat_core::table::Operation;
use planhat_core::{Arguments, Client, ErrorKind, Fault, Raw, RecordId};
use planhat_spec::unified::mapping::Variant;
use serde_json::Value;

use crate::error::{Code, Error, Failure, Insight, Remote};
use crate::{said, table};

/// An error of the client in the one shape of errors.
pub(crate) fn error(error: planhat_core::Error) -> Error {
    if error.kind() == ErrorKind::Invalid && !error.faults().is_empty() {
        let failures = error.faults().iter().map(plain).collect();
        return of(&error, Error::of_failures(failures, Insight::default()));
    }
    of(&error, Error::new(code(&error), error.to_string()))
}

/// An error of a write, with the unified names of the fields that it is about.
pub(crate) fn written(error: planhat_core::Error, variant: &Variant) -> Error {
    let body = error.body().map(str::to_owned);
    let body = body.filter(|_| error.kind() == ErrorKind::Rejected);
    let mut made = self::error(error);
    made.failures
        .iter_mut()
        .for_each(|failure| named(variant, failure));
    if let Some(first) = made.failures.first() {
        let more = made.failures.len() - 1;
        let first = first.to_string();
        made.message = match more {
            0 => first,
            _ => format!("{first} (and {more} more)"),
        };
    } else if let Some(body) = body {
        made.failures = said::failures(variant, &body, made.code);
    }
    made
}

/// The unified name of a wire field, by the rule that writes it; of several joined by `or`, each.
pub(crate) fn unified(variant: &Variant, wire: &str) -> Option<String> {
    let one = |wire: &str| {
        let (top, rest) = wire
            .split_once('.')
            .map_or((wire, None), |(top, rest)| (top, Some(rest)));
        let writes = |name: &str| {
            variant
                .rules
                .iter()
                .find(|rule| table::targets(rule).contains(&name))
        };
        match (writes(wire), rest) {
            (Some(rule), _) => Some(rule.field.clone()),
            (None, Some(rest)) => writes(top).map(|rule| format!("{}.{rest}", rule.field)),
            (None, None) => None,
        }
    };
    let mut parts = wire
        .split(" or ")
        .map(|wire| one(wire).unwrap_or_else(|| wire.to_owned()));
    let known = wire.split(" or ").any(|wire| one(wire).is_some());
    known.then(|| {
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |all, part| format!("{all} or {part}"))
    })
}

/// A fault of an argument, with its unified name.
pub(crate) fn failure(variant: &Variant, fault: &Fault) -> Failure {
    let mut failure = plain(fault);
    named(variant, &mut failure);
    failure
}

fn plain(fault: &Fault) -> Failure {
    let code = match fault.message.starts_with("is missing") {
        true => Code::MissingRequired,
        false => Code::InvalidRequest,
    };
    Failure {
        path: fault.argument.clone(),
        code,
        message: fault.message.clone(),
        remote_field: Some(fault.argument.clone()),
    }
}

/// Puts the unified name of a wire field before the server's.
fn named(variant: &Variant, failure: &mut Failure) {
    let Some(remote) = failure.remote_field.clone() else {
        return;
    };
    let row = remote
        .split_once("].")
        .filter(|(row, _)| row.starts_with("rows["));
    let wire = row.map_or(remote.as_str(), |(_, wire)| wire);
    if let Some(unified) = unified(variant, wire) {
        failure.path = unified;
    }
    failure.remote_field = Some(wire.to_owned());
}

/// What the server said besides, and whose fault it is.
fn of(error: &planhat_core::Error, mut made: Error) -> Error {
    made.retryable = error.is_transient() && !error.may_have_arrived();
    let wait = error.retry_after().map(|wait| wait.as_millis());
    made.retry_after_ms = wait.map(|ms| u64::try_from(ms).unwrap_or(u64::MAX));
    let here = matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Config);
    made.is_remote_error = !here;
    if !here {
        made.remote = Some(Remote {
            status: error.status(),
            body: body(error),
            request_id: None,
        });
    }
    if error.kind() == ErrorKind::Rejected
        && let Some(status) = error.status()
    {
        return made.with_status(status);
    }
    made
}

fn body(error: &planhat_core::Error) -> Value {
    match error.body() {
        None => Value::Null,
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
    }
}

fn code(error: &planhat_core::Error) -> Code {
    match error.kind() {
        ErrorKind::Invalid => Code::InvalidRequest,
        ErrorKind::Config => configured(error),
        ErrorKind::Unauthorized => Code::Unauthorized,
        ErrorKind::Timeout | ErrorKind::Deadline => Code::UpstreamTimeout,
        ErrorKind::Forbidden => Code::Forbidden,
        ErrorKind::NotFound => Code::NotFound,
        ErrorKind::RateLimited => Code::RateLimited,
        ErrorKind::Rejected => rejected(error),
        _ => Code::UpstreamError,
    }
}

/// What is wrong before a call: a secret that is not there or cannot be one, or something else.
fn configured(error: &planhat_core::Error) -> Code {
    let said = error.to_string();
    let of_secret = ["is needed and not set", "the token holds signs"];
    match of_secret.iter().any(|text| said.contains(text)) {
        true => Code::Unauthorized,
        false => Code::InvalidRequest,
    }
}

/// An answer that refuses a call: what it is about, as far as it can be told.
fn rejected(error: &planhat_core::Error) -> Code {
    match (of_text(error.body().unwrap_or_default()), error.status()) {
        (Code::Duplicate, _) => Code::Duplicate,
        (_, Some(409)) => Code::Conflict,
        (code, Some(400 | 422)) => code,
        _ => Code::UpstreamError,
    }
}

/// What a refusal is about, by what the server says.
pub(crate) fn of_text(said: &str) -> Code {
    let said = said.to_lowercase();
    match said.contains("duplicate") || said.contains("already exist") {
        true => Code::Duplicate,
        false => Code::InvalidRequest,
    }
}

/// Reads one record by its id or prefixed key; nothing where there is none.
///
/// # Errors
/// When the call fails.
pub(crate) async fn get(
    client: &Client,
    operation: &'static Operation,
    id: &str,
) -> Result<Option<Raw>, Error> {
    let arguments = Arguments {
        id: Some(record_id(id)),
        ..Arguments::default()
    };
    match client.call_raw(operation, arguments).await {
        Ok(raw) => Ok(Some(raw)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(self::error(error)),
    }
}

/// An id, or a key with its prefix, as a path takes it.
pub(crate) fn record_id(id: &str) -> RecordId {
    RecordId::new("", "", id)
}
