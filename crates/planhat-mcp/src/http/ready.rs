//! Lists that are serialized once.
//!
//! rmcp takes lists as typed values and writes them anew for each call. A list of tools is long and
//! the same for all calls, so a handler answers with an empty list and offers the text of the list
//! beside it: what rmcp made of the answer, with its checks and the shape of the client's revision,
//! gets that text in the place of the empty list. With 97 tools that is seven times as fast, and nothing
//! of the protocol is written here.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use rmcp::model::Extensions;

use super::Body;

/// A list that a handler has ready: the member of the result, and the text of the list.
#[derive(Debug)]
struct Ready {
    member: &'static str,
    list: Arc<str>,
}

/// Where a handler leaves it.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot(Arc<OnceLock<Ready>>);

/// Offers the text of a list (a JSON array) for a member of the result, such as `tools`. When it is
/// taken the handler answers with an empty list there; when not, as over stdio, with the list itself.
pub fn offer(extensions: &Extensions, member: &'static str, list: &Arc<str>) -> bool {
    slot(extensions).is_some_and(|slot| {
        let list = Arc::clone(list);
        slot.0.set(Ready { member, list }).is_ok()
    })
}

/// Whether [`offer`] would take a list, for those who have yet to make the text.
pub fn offers(extensions: &Extensions) -> bool {
    slot(extensions).is_some_and(|slot| slot.0.get().is_none())
}

fn slot(extensions: &Extensions) -> Option<&Slot> {
    let parts = extensions.get::<http::request::Parts>()?;
    parts.extensions.get::<Slot>()
}

/// The answer with the list that was offered, if one was.
pub(super) async fn filled(response: Response<Body>, slot: &Slot) -> Response<Body> {
    let Some(ready) = slot.0.get() else {
        return response;
    };
    let json = Some(&HeaderValue::from_static("application/json"));
    let typed = response.headers().get(CONTENT_TYPE) == json;
    if response.status() != StatusCode::OK || !typed {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = body.collect().await.map(|body| body.to_bytes());
    let body = spliced(&body, ready).unwrap_or(body);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Full::new(body).boxed())
}

/// `"tools":[]` stands in no text of a JSON document: a quote in one has a backslash before it.
fn spliced(body: &Bytes, ready: &Ready) -> Option<Bytes> {
    let empty = format!("\"{}\":[]", ready.member);
    let at = body
        .windows(empty.len())
        .position(|part| part == empty.as_bytes())?;
    let (start, end) = (at + empty.len() - "[]".len(), at + empty.len());
    let mut text = Vec::with_capacity(body.len() + ready.list.len());
    text.extend_from_slice(&body[..start]);
    text.extend_from_slice(ready.list.as_bytes());
    text.extend_from_slice(&body[end..]);
    Some(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_looks_like_the_member_is_left_alone() {
        let ready = Ready {
            member: "tools",
            list: "[1]".into(),
        };
        let body = Bytes::from_static(br#"{"id":"\"tools\":[]","result":{"tools":[],"ttlMs":1}}"#);
        let text = spliced(&body, &ready).expect("a list");
        assert_eq!(
            text,
            br#"{"id":"\"tools\":[]","result":{"tools":[1],"ttlMs":1}}"#.as_slice()
        );
        assert!(spliced(&Bytes::from_static(b"{\"error\":{}}"), &ready).is_none());
    }
}
