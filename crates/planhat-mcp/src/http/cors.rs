//! Pages in browsers: an origin that is allowed is told so, or its page cannot read the answer.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
    VARY,
};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};

use super::Body;

/// What a page asks for.
pub(super) struct Asked {
    origin: HeaderValue,
    /// The headers that the page wants to send, where it only asks whether it may.
    before: Option<HeaderValue>,
}

/// Whether a browser asks if a page may send what it wants to; it shows no bearer then.
pub(super) fn only_asks<B>(request: &Request<B>) -> bool {
    request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

impl Asked {
    pub(super) fn of<B>(request: &Request<B>) -> Option<Self> {
        let headers = request.headers();
        let before = only_asks(request).then(|| {
            let wanted = headers.get(ACCESS_CONTROL_REQUEST_HEADERS);
            wanted
                .cloned()
                .unwrap_or(HeaderValue::from_static("content-type"))
        });
        Some(Asked {
            origin: headers.get(ORIGIN)?.clone(),
            before,
        })
    }

    /// The answer with what the browser needs; a host or an origin that is not allowed was refused
    /// before, and stays so.
    pub(super) fn told(self, mut response: Response<Body>) -> Response<Body> {
        if response.status() == StatusCode::FORBIDDEN {
            return response;
        }
        if let Some(wanted) = self.before {
            response = Response::new(Empty::new().boxed());
            *response.status_mut() = StatusCode::NO_CONTENT;
            let headers = response.headers_mut();
            headers.insert(
                ACCESS_CONTROL_ALLOW_METHODS,
                HeaderValue::from_static("POST"),
            );
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted);
            headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        }
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.origin);
        headers.append(VARY, HeaderValue::from_static("Origin"));
        response
    }
}
