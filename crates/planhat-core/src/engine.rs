//! One call with all its attempts.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Method;
use reqwest::Url;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tracing::instrument::WithSubscriber;
use tracing::{Instrument, Span, debug, debug_span, field};

use crate::call::Options;
use crate::error::ErrorKind;
use crate::request::Prepared;
use crate::retry::{FailedAttempt, RetryPolicy, parse_retry_after};
use crate::transport::TransportError;
use crate::{Client, Error, Raw};

/// Stands for a deadline that no clock can hold.
const NEVER: Duration = Duration::from_secs(86_400 * 365 * 30);
/// A transport that does not keep its time is ended so much later.
const GRACE: Duration = Duration::from_millis(250);
/// Redirects that one attempt follows.
const REDIRECTS: u32 = 5;

/// What came of one attempt.
enum Outcome {
    Answer(http::Response<Bytes>),
    NoAnswer(TransportError),
}

/// A call under way. It goes on though nobody polls it, so that it never keeps a place from the
/// calls behind it; dropping it gives it up.
pub(crate) struct Started(Result<JoinHandle<Result<Raw, Error>>, Option<Error>>);

impl Future for Started {
    type Output = Result<Raw, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Ok(task) => Pin::new(task).poll(context).map(|ended| match ended {
                Ok(result) => result,
                Err(failed) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
                Err(_) => Err(Error::config("the Tokio runtime is shutting down")),
            }),
            Err(error) => Poll::Ready(Err(error
                .take()
                .unwrap_or_else(|| Error::config("the call is over")))),
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Ok(task) = &self.0 {
            task.abort();
        }
    }
}

/// Starts to send a request, again and again where that is safe and promising, until the deadline.
pub(crate) fn start(client: &Client, prepared: Prepared, options: &Options) -> Started {
    let Ok(runtime) = Handle::try_current() else {
        let error = Error::config("calls need a Tokio runtime: await them inside one");
        return Started(Err(Some(error.operation(&prepared.name))));
    };
    let (client, policy) = (client.clone(), options.policy(client));
    let prepared = options.apply(prepared);
    let span = debug_span!(
        "planhat",
        operation = %prepared.name,
        status = field::Empty,
        attempts = field::Empty,
        milliseconds = field::Empty,
    );
    let call = run(client, prepared, policy, span.clone());
    Started(Ok(
        runtime.spawn(call.instrument(span).with_current_subscriber())
    ))
}

async fn run(
    client: Client,
    prepared: Prepared,
    policy: Arc<dyn RetryPolicy>,
    span: Span,
) -> Result<Raw, Error> {
    let begun = Instant::now();
    let deadline = begun.checked_add(prepared.deadline);
    let deadline = deadline.unwrap_or(begun + NEVER);
    let result = attempts(&client, &prepared, &*policy, deadline).await;
    let (status, attempts) = match &result {
        Ok(raw) => (Some(raw.status), raw.attempts),
        Err(error) => (error.status(), error.attempts_made()),
    };
    if let Some(status) = status {
        span.record("status", status);
    }
    span.record("attempts", attempts);
    span.record("milliseconds", milliseconds(begun));
    result.map_err(|error| error.operation(&prepared.name))
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
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
        attempt += 1;
        let outcome = match followed(client, prepared, deadline, attempt).await? {
            Some(outcome) => outcome,
            None => return Err(late(attempt - 1, arrived && !prepared.reads)),
        };
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
        let error = error
            .attempts(attempt)
            .retry_after_of(failed.retry_after)
            .arrived(arrived && !prepared.reads);
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

/// One attempt with the redirects it meets, each in a place of its own; nothing when the deadline
/// came before it was sent.
async fn followed(
    client: &Client,
    prepared: &Prepared,
    deadline: Instant,
    attempt: u32,
) -> Result<Option<Outcome>, Error> {
    let mut url = Cow::Borrowed(prepared.url.as_str());
    let mut redirects = 0;
    loop {
        let place = match timeout_at(deadline, client.place(prepared.paced)).await {
            Ok(place) if Instant::now() < deadline => place,
            _ => return Ok(None),
        };
        let begun = Instant::now();
        let outcome = once(client, prepared, &url, deadline).await?;
        drop(place);
        let (status, failure) = match &outcome {
            Outcome::Answer(answer) => (Some(answer.status().as_u16()), None),
            Outcome::NoAnswer(error) => (None, Some(&*error.message)),
        };
        let milliseconds = milliseconds(begun);
        debug!(attempt, status, failure, milliseconds, "attempt");
        let next = match &outcome {
            Outcome::Answer(answer) if redirects < REDIRECTS => {
                redirect(&prepared.method, &url, answer)
            }
            _ => None,
        };
        let Some(next) = next else {
            return Ok(Some(outcome));
        };
        redirects += 1;
        url = Cow::Owned(next);
    }
}

/// Where a redirect leads, if it stays on the host and leaves the call what it is: most clients
/// would turn a redirected POST into a GET.
fn redirect(method: &Method, url: &str, answer: &http::Response<Bytes>) -> Option<String> {
    let keeps = match answer.status().as_u16() {
        307 | 308 => true,
        301..=303 => matches!(*method, Method::GET | Method::HEAD),
        _ => false,
    };
    let location = answer.headers().get(http::header::LOCATION)?;
    let from = Url::parse(url).ok()?;
    let next = from.join(location.to_str().ok()?).ok()?;
    (keeps && next.origin() == from.origin()).then(|| next.into())
}

/// One attempt.
async fn once(
    client: &Client,
    prepared: &Prepared,
    url: &str,
    deadline: Instant,
) -> Result<Outcome, Error> {
    let left = deadline.saturating_duration_since(Instant::now());
    let timeout = prepared.timeout.min(left).max(Duration::from_millis(1));
    let sent = client
        .settings()
        .transport
        .send(request(client, prepared, url)?, timeout);
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

fn request(client: &Client, prepared: &Prepared, url: &str) -> Result<http::Request<Bytes>, Error> {
    let mut request = http::Request::builder()
        .method(prepared.method.clone())
        .uri(url)
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
        return Ok(Raw {
            client: client.clone(),
            operation: prepared.name.clone(),
            status,
            headers: parts.headers,
            body,
            attempts,
            repeated_delete,
            reads: prepared.reads,
            arrived,
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
