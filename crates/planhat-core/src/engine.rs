//! One call with all its attempts.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, debug, debug_span, field};

use crate::error::ErrorKind;
use crate::request::Prepared;
use crate::retry::{FailedAttempt, RetryPolicy, parse_retry_after};
use crate::transport::TransportError;
use crate::{Client, Decode, DecodeError, Error};

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Raw {
    operation: String,
    status: u16,
    headers: http::HeaderMap,
    body: Bytes,
    attempts: u32,
    repeated_delete: bool,
}

impl Raw {
    /// The operation, as `resource.operation`.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &http::HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// How often the call was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether a delete was answered 404 when it was repeated: an earlier attempt had done it.
    pub fn was_deleted_before(&self) -> bool {
        self.repeated_delete
    }

    /// The body as text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.body).map_err(|error| {
            let what = DecodeError {
                message: format!("not UTF-8: {error}"),
                line: 0,
                column: 0,
            };
            Error::decode(what, self.status, &String::from_utf8_lossy(&self.body))
                .operation(&self.operation)
        })
    }

    /// The body as a value.
    ///
    /// # Errors
    /// When it cannot be read as one.
    pub fn decode<T: Decode>(&self) -> Result<T, Error> {
        let text = self.text()?;
        let empty = text.trim().is_empty() || self.repeated_delete;
        if let (true, Some(value)) = (empty, T::empty()) {
            return Ok(value);
        }
        T::decode(text)
            .map_err(|error| Error::decode(error, self.status, text).operation(&self.operation))
    }
}

/// Stands for a deadline that no clock can hold.
const NEVER: Duration = Duration::from_secs(86_400 * 365 * 30);
/// A transport that does not keep its time is ended so much later.
const GRACE: Duration = Duration::from_millis(250);

/// What came of one attempt.
enum Outcome {
    Answer(http::Response<Bytes>),
    NoAnswer(TransportError),
}

/// Sends a request, again and again where that is safe and promising, until the deadline.
pub(crate) async fn run(
    client: &Client,
    prepared: &Prepared,
    policy: &dyn RetryPolicy,
) -> Result<Raw, Error> {
    let span = debug_span!(
        "planhat",
        operation = %prepared.name,
        status = field::Empty,
        attempts = field::Empty,
        milliseconds = field::Empty,
    );
    let begun = Instant::now();
    let deadline = begun.checked_add(prepared.deadline);
    let result = attempts(client, prepared, policy, deadline.unwrap_or(begun + NEVER))
        .instrument(span.clone())
        .await;
    let (status, attempts) = match &result {
        Ok(raw) => (Some(raw.status), raw.attempts),
        Err(error) => (error.status(), error.attempts_made()),
    };
    if let Some(status) = status {
        span.record("status", status);
    }
    span.record("attempts", attempts);
    span.record(
        "milliseconds",
        u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    );
    result.map_err(|error| error.operation(&prepared.name))
}

async fn attempts(
    client: &Client,
    prepared: &Prepared,
    policy: &dyn RetryPolicy,
    deadline: Instant,
) -> Result<Raw, Error> {
    let mut arrived = false;
    let mut attempt = 0;
    loop {
        let begun = Instant::now();
        let Ok(place) = timeout_at(deadline, client.place(prepared.paced)).await else {
            return Err(late(attempt, arrived && !prepared.reads));
        };
        let outcome = once(client, prepared, deadline).await?;
        drop(place);
        attempt += 1;
        debug!(
            attempt,
            milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "attempt"
        );
        let (error, retry_after) = match outcome {
            Outcome::Answer(answer) => match read(client, prepared, answer, attempt, arrived) {
                Ok(raw) => return Ok(raw),
                Err(failed) => failed,
            },
            Outcome::NoAnswer(error) if error.timed_out && Instant::now() >= deadline => {
                (late(attempt, error.may_have_arrived), None)
            }
            Outcome::NoAnswer(error) => (no_answer(error), None),
        };
        let now_arrived = error.may_have_arrived();
        let failed = FailedAttempt {
            attempt,
            status: error.status(),
            retry_after,
        };
        let error = error.attempts(attempt).arrived(arrived && !prepared.reads);
        let wait = if may_repeat(client, prepared, &error, now_arrived) {
            policy.wait(&failed)
        } else {
            None
        };
        arrived |= now_arrived;
        let error = if prepared.reads {
            error.unarrived()
        } else {
            error
        };
        let Some(wait) = wait else { return Err(error) };
        if wait >= deadline.saturating_duration_since(Instant::now()) {
            return Err(error);
        }
        debug!(attempt, wait = ?wait, "trying again");
        tokio::time::sleep(wait).await;
    }
}

/// One attempt.
async fn once(client: &Client, prepared: &Prepared, deadline: Instant) -> Result<Outcome, Error> {
    let left = deadline.saturating_duration_since(Instant::now());
    let timeout = prepared.timeout.min(left).max(Duration::from_millis(1));
    let sent = client
        .settings()
        .transport
        .send(request(client, prepared)?, timeout);
    let end = deadline.min(Instant::now() + timeout + GRACE);
    Ok(match timeout_at(end, sent).await {
        Ok(Ok(answer)) => Outcome::Answer(answer),
        Ok(Err(error)) => Outcome::NoAnswer(error),
        Err(_) => Outcome::NoAnswer(TransportError {
            may_have_arrived: true,
            timed_out: true,
            message: "no answer in time".into(),
        }),
    })
}

fn request(client: &Client, prepared: &Prepared) -> Result<http::Request<Bytes>, Error> {
    let mut request = http::Request::builder()
        .method(prepared.method.clone())
        .uri(&prepared.url)
        .header(http::header::USER_AGENT, &client.settings().user_agent)
        .header(http::header::ACCEPT, "application/json");
    if let Some(authorization) = &prepared.authorization {
        request = request.header(http::header::AUTHORIZATION, authorization);
    }
    if let (Some(kind), false) = (prepared.content_type, prepared.body.is_empty()) {
        request = request.header(http::header::CONTENT_TYPE, kind);
    }
    request
        .body(prepared.body.clone())
        .map_err(|_| Error::config(format!("cannot make a request of {}", prepared.shown_url)))
}

/// An answer that counts as one, or the failure that it is and how long to wait.
fn read(
    client: &Client,
    prepared: &Prepared,
    answer: http::Response<Bytes>,
    attempts: u32,
    arrived: bool,
) -> Result<Raw, (Error, Option<Duration>)> {
    let status = answer.status().as_u16();
    let repeated_delete = prepared.deletes && arrived && status == 404;
    let accepted = prepared.accepted.contains(&status) && answer.body().first() == Some(&b'{');
    if answer.status().is_success() || repeated_delete || accepted {
        let (parts, body) = answer.into_parts();
        let operation = prepared.name.clone();
        return Ok(Raw {
            operation,
            status,
            headers: parts.headers,
            body,
            attempts,
            repeated_delete,
        });
    }
    let header = answer
        .headers()
        .get(client.api().retry_header)
        .and_then(|value| value.to_str().ok());
    let retry_after = header.and_then(|text| parse_retry_after(text, SystemTime::now()));
    let body = client.without_secrets(&String::from_utf8_lossy(answer.body()));
    // A server that failed, or a gateway before it, may have done the work all the same.
    Err((
        Error::status_error(status, &body).arrived(status >= 500),
        retry_after,
    ))
}

fn no_answer(error: TransportError) -> Error {
    let (kind, what) = match (error.timed_out, error.may_have_arrived) {
        (true, _) => (ErrorKind::Timeout, "no answer in time"),
        (false, true) => (ErrorKind::Broken, "the connection broke"),
        (false, false) => (
            ErrorKind::Connect,
            "no connection; check the address, the network and the proxy",
        ),
    };
    let made = Error::new(kind, format!("{what} ({error})")).arrived(error.may_have_arrived);
    made.source_error(error)
}

fn late(attempts: u32, arrived: bool) -> Error {
    let message = if attempts == 0 {
        "the deadline came before the call was sent; is the token shared by many calls?".to_owned()
    } else {
        format!("the deadline came; attempts so far: {attempts}")
    };
    Error::new(ErrorKind::Deadline, message)
        .attempts(attempts)
        .arrived(arrived)
}

/// Whether the same call may be sent again: always when it cannot have been handled, else when
/// repeating it is harmless.
fn may_repeat(client: &Client, prepared: &Prepared, error: &Error, arrived: bool) -> bool {
    match error.status() {
        Some(429) => true,
        // Only reads: an internal error of a write is more often a fault of its data.
        Some(500) => prepared.reads && client.api().retry_statuses.contains(&500),
        Some(status) => client.api().retry_statuses.contains(&status) && prepared.repeatable,
        None => {
            matches!(
                error.kind(),
                ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Broken
            ) && (!arrived || prepared.repeatable)
        }
    }
}
