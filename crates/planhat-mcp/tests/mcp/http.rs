//! What is served, and what is refused before a handler sees it.

use std::net::SocketAddr;
use std::time::Duration;

use planhat_mcp::http::{Error, Options, Server};
use serde_json::{Value, json};

use crate::caller::{Call, NEW, OLD};
use crate::fixture::Running;

fn list() -> Call {
    Call::new("tools/list", json!({}))
}

#[tokio::test]
async fn both_ways_of_speaking_are_served_at_one_address() {
    let server = Running::start(Options::default()).await;
    let discovered = Call::new("server/discover", json!({}))
        .send(server.address)
        .await;
    let versions = discovered.json()["result"]["supportedVersions"].clone();
    for version in [NEW, OLD, "2025-03-26"] {
        let known = versions.as_array().expect("versions");
        assert!(known.contains(&version.into()), "{versions}");
    }
    let begun = Call::initialize().send(server.address).await;
    assert_eq!(begun.json()["result"]["protocolVersion"], OLD);
    assert!(!begun.head.contains("mcp-session-id"), "{}", begun.head);
    for call in [list(), Call::old("tools/list", json!({}))] {
        let listed = call.send(server.address).await;
        assert_eq!(listed.status, 200);
        assert!(listed.head.contains("content-type: application/json"));
    }
    let ping = Call::old("ping", json!({})).send(server.address).await;
    assert_eq!(ping.json()["result"], json!({}));
}

#[tokio::test]
async fn a_list_that_is_ready_takes_the_shape_of_the_revision() {
    let server = Running::start(Options::default()).await;
    let new = list().send(server.address).await.json();
    let old = Call::old("tools/list", json!({}))
        .send(server.address)
        .await
        .json();
    for answer in [&new, &old] {
        assert_eq!(answer["result"]["tools"][0]["name"], "ready", "{answer}");
    }
    assert_eq!(new["result"]["resultType"], "complete");
    assert_eq!(old["result"]["resultType"], Value::Null);
}

#[tokio::test]
async fn only_post_is_served_and_only_there() {
    let server = Running::start(Options::default()).await;
    for method in ["GET", "DELETE", "PUT", "OPTIONS"] {
        let answer = list().by(method).send(server.address).await;
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.head.contains("allow: post"), "{answer:?}");
    }
    for path in ["/", "/mcp/", "/mcp/x"] {
        let answer = Call { path, ..list() }.send(server.address).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let healthy = Call {
        path: "/healthz",
        ..list().by("GET")
    };
    assert_eq!(healthy.send(server.address).await.status, 200);
}

#[tokio::test]
async fn foreign_origins_and_hosts_are_refused() {
    let options = Options {
        origins: vec!["https://app.example.com".to_owned()],
        hosts: vec!["mcp.example.com".to_owned()],
        ..Options::default()
    };
    let server = Running::start(options).await;
    for (name, value, status) in [
        ("Origin", "https://evil.example", 403),
        ("Origin", "null", 403),
        ("Origin", "https://app.example.com:444", 403),
        ("Origin", "http://app.example.com", 403),
        ("Origin", "https://app.example.com", 200),
        ("Origin", "http://localhost:6274", 200),
        ("Origin", "http://[::1]:6274", 200),
        ("Host", "evil.example", 403),
        ("Host", "mcp.example.com", 200),
        ("Host", "localhost:1", 200),
    ] {
        let answer = list().set(name, value).send(server.address).await;
        assert_eq!(answer.status, status, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_is_told_so() {
    let options = Options {
        bearer: Some("correct-horse".into()),
        ..Options::default()
    };
    let server = Running::start(options).await;
    let asks = |origin: &str| {
        let call = list().by("OPTIONS").set("Origin", origin);
        let call = call.set("Access-Control-Request-Method", "POST");
        call.set("Access-Control-Request-Headers", "content-type,mcp-method")
    };
    let may = asks("http://localhost:6274").send(server.address).await;
    assert_eq!(may.status, 204, "{may:?}");
    assert!(
        may.head
            .contains("access-control-allow-origin: http://localhost:6274"),
        "{may:?}"
    );
    assert!(
        may.head
            .contains("access-control-allow-headers: content-type,mcp-method"),
        "{may:?}"
    );
    let may_not = asks("https://evil.example").send(server.address).await;
    assert_eq!(may_not.status, 403);
    assert!(!may_not.head.contains("access-control"), "{may_not:?}");
    let call = list().set("Origin", "http://localhost:6274");
    let answer = call
        .set("Authorization", "Bearer correct-horse")
        .send(server.address)
        .await;
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .head
            .contains("access-control-allow-origin: http://localhost:6274"),
        "{answer:?}"
    );
    let elsewhere = list()
        .set("Authorization", "Bearer correct-horse")
        .send(server.address)
        .await;
    assert!(!elsewhere.head.contains("access-control"), "{elsewhere:?}");
}

#[tokio::test]
async fn a_bearer_is_asked_for_where_one_is_set() {
    let options = Options {
        bearer: Some("correct-horse".into()),
        ..Options::default()
    };
    let server = Running::start(options).await;
    let wrong = [
        "Bearer wrong",
        "Bearer correct-horse2",
        "Basic correct-horse",
    ];
    for call in wrong.map(|value| list().set("Authorization", value)) {
        let answer = call.send(server.address).await;
        assert_eq!(answer.status, 401);
        assert!(
            answer.head.contains("www-authenticate: bearer"),
            "{answer:?}"
        );
        assert!(!answer.body.contains("correct"), "{answer:?}");
    }
    assert_eq!(list().send(server.address).await.status, 401);
    let right = list().set("Authorization", "Bearer correct-horse");
    assert_eq!(right.send(server.address).await.status, 200);
}

#[tokio::test]
async fn an_address_for_others_is_refused_without_a_bearer() {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let refused = Server::bind(everywhere, Options::default()).await;
    let Err(error @ Error::Open(_)) = refused else {
        panic!("{refused:?}");
    };
    assert!(error.to_string().contains("PLANHAT_MCP_BEARER"), "{error}");
    let options = Options {
        bearer: Some("correct-horse".into()),
        ..Options::default()
    };
    assert!(Server::bind(everywhere, options).await.is_ok());
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let options = Options {
        body_limit: 10_000,
        ..Options::default()
    };
    let server = Running::start(options).await;
    let call = |length: usize| {
        let arguments = json!({"name": "echo", "arguments": {"text": "x".repeat(length)}});
        Call::new("tools/call", arguments)
    };
    assert_eq!(call(20_000).send(server.address).await.status, 413);
    assert_eq!(call(5_000).send(server.address).await.status, 200);
}

#[tokio::test]
async fn headers_say_what_the_body_says() {
    let server = Running::start(Options::default()).await;
    for call in [
        list().set("Mcp-Method", "tools/call"),
        list().set("MCP-Protocol-Version", "2025-06-18"),
        Call::new("tools/call", json!({"name": "echo"})).set("Mcp-Name", "other"),
    ] {
        let answer = call.send(server.address).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert_eq!(answer.json()["error"]["code"], -32020, "{answer:?}");
    }
    let mut later = list().set("MCP-Protocol-Version", "2099-01-01");
    later.body = later.body.replace(NEW, "2099-01-01");
    let later = later.send(server.address).await;
    assert_eq!(later.status, 400, "{later:?}");
    assert_eq!(later.json()["error"]["code"], -32022, "{later:?}");
    let unknown = Call::new("no/such", json!({})).send(server.address).await;
    assert_eq!(unknown.status, 404);
    assert_eq!(unknown.json()["error"]["code"], -32601);
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_ended() {
    let options = Options {
        time_limit: Duration::from_millis(200),
        ..Options::default()
    };
    let server = Running::start(options).await;
    for call in [
        Call::new("tools/call", json!({"name": "wait"})),
        Call::old("tools/call", json!({"name": "wait"})),
    ] {
        let answer = call.send(server.address).await;
        assert_eq!(answer.status, 504);
        assert!(answer.body.contains("0.2 s"), "{answer:?}");
        let cancelled = server.fixture.cancelled.notified();
        tokio::time::timeout(Duration::from_secs(5), cancelled)
            .await
            .expect("the handler is told");
    }
}
