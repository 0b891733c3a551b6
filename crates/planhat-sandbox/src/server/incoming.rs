//! Reading a request in full.

use bytes::{Bytes, BytesMut};
use http::header::EXPECT;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

use crate::exchange::Request;

/// A larger body is read on and thrown away up to this many times the limit, so that a client that
/// sends first and reads then gets its answer.
const PATIENCE: u64 = 8;

/// A request that was read.
pub(crate) struct Read {
    pub(crate) request: Request,
    /// Bytes of the body; above the limit the request has none of them.
    pub(crate) length: usize,
    pub(crate) too_large: bool,
}

/// Reads a request; an error where the client leaves before its end.
pub(crate) async fn read(
    request: http::Request<Incoming>,
    limit: usize,
) -> Result<Read, hyper::Error> {
    let (head, body) = request.into_parts();
    let announced = body.size_hint().lower();
    let limit_bytes = limit as u64;
    let (bytes, length) = if announced > limit_bytes && head.headers.contains_key(EXPECT) {
        // It waits for leave to send.
        (Bytes::new(), announced)
    } else {
        collect(body, limit_bytes).await?
    };
    let path = head.uri.path();
    Ok(Read {
        request: Request {
            method: head.method,
            path: if path.is_empty() { "/" } else { path }.to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: head.headers,
            body: bytes,
        },
        length: usize::try_from(length).unwrap_or(usize::MAX),
        too_large: length > limit_bytes,
    })
}

/// The body up to the limit, and its length as far as it was read.
async fn collect(mut body: Incoming, limit: u64) -> Result<(Bytes, u64), hyper::Error> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let mut length = 0_u64;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        length += data.len() as u64;
        if length > limit {
            (first, all) = (Bytes::new(), BytesMut::new());
            if length > limit.saturating_mul(PATIENCE) {
                break;
            }
        } else if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                let announced = usize::try_from(body.size_hint().lower()).unwrap_or(0);
                all.reserve(first.len() + data.len() + announced.min(1 << 20));
                all.extend_from_slice(&first);
                first = Bytes::new();
            }
            all.extend_from_slice(&data);
        }
    }
    let whole = if all.is_empty() { first } else { all.freeze() };
    Ok((whole, length))
}
