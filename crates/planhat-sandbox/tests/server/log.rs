//! The log of requests.

use serde_json::json;

use planhat_sandbox::Sandbox;

use crate::raw::{Raw, sandbox};

#[tokio::test]
async fn a_request_is_noted_as_it_came() {
    let sandbox = sandbox(&["POST /a%20b 503-after once"]).await;
    let mut raw = Raw::to(&sandbox);
    raw.send("POST", "/a%20b?x=1+2&y", "{\"a\": [1]}");
    assert_eq!(raw.answer().status(), 503);
    assert_eq!(raw.call("GET", "/c").status(), 200);
    let entries = sandbox.log();
    let first = &entries[0];
    assert_eq!(first.method, "POST");
    assert_eq!(
        (first.path.as_str(), first.raw_path.as_str()),
        ("/a b", "/a%20b")
    );
    let parameters = [("x", "1 2"), ("y", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(first.query(), parameters);
    assert_eq!(first.json(), Some(json!({"a": [1]})));
    assert_eq!(first.fault.as_deref(), Some("POST /a%20b 503-after once"));
    assert_eq!((first.status, first.handled), (Some(503), true));
    assert!(first.duration.is_some());
    assert!(!format!("{entries:?}").contains("sandbox-token"));
    let second = &entries[1];
    assert_eq!((second.number, second.status), (2, Some(200)));
    assert_eq!((second.fault.as_deref(), second.body_length), (None, 0));
    sandbox.clear_log();
    assert!(sandbox.log().is_empty());
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let sandbox = Sandbox::builder().log(false).start().await;
    let sandbox = sandbox.expect("a sandbox");
    Raw::to(&sandbox).call("GET", "/a");
    assert!(sandbox.log().is_empty());
}
