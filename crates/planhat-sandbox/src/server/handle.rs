//! The way of one request: read, noted, perhaps refused or met by a fault, handled, answered.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use hyper::body::Incoming;

use super::Shared;
use super::incoming::{self, Read};
use super::outgoing::{Broken, Outgoing};
use super::wire::Ending;
use crate::exchange::{Answer, Request};
use crate::fault::What;
use crate::quota::Permit;
use crate::tenant::Tenant;

/// Begins like JSON, so that only who reads on finds out.
const GARBAGE: &str = "{\"_id\": \"5f8f8c44b54764421b7156c9\", \"name\": <html>";

/// Answers a request; an error ends the connection.
pub(crate) async fn handle(
    shared: Arc<Shared>,
    ending: Arc<Ending>,
    request: http::Request<Incoming>,
) -> Result<Response<Outgoing>, Broken> {
    let limit = shared.limits.body_bytes;
    let read = incoming::read(request, limit).await;
    let Read {
        request,
        length,
        too_large,
    } = read.map_err(|_| Broken)?;
    let fault = shared.faults.hit(&request);
    let mut entry = shared
        .log
        .open(&request, length, fault.as_deref(), &shared.paths);
    let (delay, what) = match fault.as_deref() {
        Some(fault) => (fault.delay, &fault.what),
        None => (None, &What::Nothing),
    };
    let admitted = match (what.handled(), too_large) {
        (true, true) => Err(too_large_answer(length, limit)),
        (true, false) => admit(&shared, &request),
        (false, _) => Ok(None),
    };
    let response = match admitted {
        Err(refusal) => response(refusal, None),
        Ok(permit) => {
            if let Some(delay) = delay {
                tokio::time::sleep(delay).await;
            }
            let answer = what.handled().then(|| {
                if let Some(entry) = &mut entry {
                    entry.handled();
                }
                (shared.handler)(&request)
            });
            meet(what, answer, permit, &ending).await?
        }
    };
    if let Some(entry) = entry {
        entry.answered(response.status().as_u16());
    }
    Ok(response)
}

/// A place in the quota, where the call counts; otherwise the refusal.
fn admit(shared: &Shared, request: &Request) -> Result<Option<Permit>, Answer> {
    match &shared.quota {
        Some(quota) if is_paced(&shared.tenant, request) => quota
            .admit(&request.headers, Instant::now())
            .map(Some)
            .map_err(|message| Answer::text(429, message)),
        _ => Ok(None),
    }
}

/// Whether the host that serves the request has a quota.
fn is_paced(tenant: &Tenant, request: &Request) -> bool {
    let operation = tenant.operation(request);
    let mut hosts = tenant.api().hosts.iter();
    let host = operation.and_then(|operation| hosts.find(|host| host.name == operation.host));
    host.is_none_or(|host| host.paced)
}

fn too_large_answer(length: usize, limit: usize) -> Answer {
    let message =
        format!("Payload Too Large: the body has {length} bytes, at most {limit} are taken");
    Answer::text(413, message)
}

/// What the client gets for a fault; `answer` is what the tenant said, if it was asked.
async fn meet(
    what: &What,
    answer: Option<Answer>,
    permit: Option<Permit>,
    ending: &Arc<Ending>,
) -> Result<Response<Outgoing>, Broken> {
    let answer = answer.unwrap_or_else(|| Answer::text(500, ""));
    match what {
        What::Nothing => Ok(response(answer, permit)),
        What::Status {
            status,
            body,
            retry_after,
            handled: _,
        } => Ok(status_response(
            *status,
            body.as_deref(),
            retry_after.as_deref(),
            permit,
        )),
        What::Reset { .. } => {
            ending.reset();
            Err(Broken)
        }
        What::Close { .. } => Err(Broken),
        What::Hang { .. } => {
            let _held = permit;
            std::future::pending().await
        }
        What::Truncate { bytes } => {
            Ok(response(answer, permit).map(|body| body.cut(*bytes, Arc::clone(ending))))
        }
        What::Garbage => {
            let body = Bytes::from_static(GARBAGE.as_bytes());
            let garbage = Answer {
                body: vec![body],
                ..Answer::json(200, &serde_json::Value::Null)
            };
            Ok(response(garbage, permit))
        }
        What::Slow { bytes_per_second } => {
            Ok(response(answer, permit).map(|body| body.slowly(*bytes_per_second)))
        }
    }
}

fn status_response(
    status: u16,
    body: Option<&str>,
    retry_after: Option<&str>,
    permit: Option<Permit>,
) -> Response<Outgoing> {
    let named = StatusCode::from_u16(status).ok();
    let reason = named.and_then(|status| status.canonical_reason());
    let body = body.or(reason).unwrap_or_default().to_owned();
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&body).is_ok();
    let mut answer = Answer::text(status, body);
    if is_json {
        answer.content_type = Answer::json(status, &serde_json::Value::Null).content_type;
    }
    let mut response = response(answer, permit);
    if let Some(Ok(wait)) = retry_after.map(HeaderValue::from_str) {
        response.headers_mut().insert(RETRY_AFTER, wait);
    }
    response
}

fn response(answer: Answer, permit: Option<Permit>) -> Response<Outgoing> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Outgoing::new(answer.body, permit));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(content_type) = HeaderValue::try_from(answer.content_type) {
        headers.insert(CONTENT_TYPE, content_type);
    }
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        // What is left of the body may still be on its way.
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
