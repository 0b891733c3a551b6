//! The quota, and large bodies.

use std::time::Duration;

use planhat_client::api::API;
use planhat_sandbox::Sandbox;

use crate::raw::{Raw, sandbox, wait_until};

async fn with_quota(fault: &str) -> Sandbox {
    let builder = Sandbox::builder().quota(true);
    let builder = builder.handler(|_| planhat_sandbox::Answer::text(200, "ok"));
    let builder = builder.fault(fault).expect("a fault");
    builder.start().await.expect("a sandbox")
}

#[tokio::test]
async fn calls_beyond_the_quota_are_refused() {
    let sandbox = with_quota("* /slow hang-after").await;
    let mut raw = Raw::to(&sandbox);
    let mut taken = 0;
    let refused = loop {
        let arrived = raw.call("GET", "/a");
        match arrived.status() {
            200 => taken += 1,
            _ if arrived.text().ends_with("a second") => {
                assert!(taken >= API.limits.per_second);
                std::thread::sleep(Duration::from_millis(50));
            }
            _ => break arrived,
        }
    };
    assert_eq!(taken, API.limits.per_minute);
    let message = format!("Too Many Requests: at most {taken} a minute");
    assert_eq!((refused.status(), refused.text()), (429, message.as_str()));
    assert_eq!(refused.header("retry-after"), None);
    let entry = sandbox.log().pop().expect("an entry");
    assert_eq!((entry.status, entry.handled), (Some(429), false));
    let (method, path) = unpaced();
    assert_eq!(raw.call(&method, &path).status(), 200);
}

/// A call of a host without a quota.
fn unpaced() -> (String, String) {
    let mut operations = API.resources.iter().flat_map(|one| one.operations);
    let operation = operations.find(|operation| {
        let mut hosts = API.hosts.iter();
        hosts.any(|host| host.name == operation.host && !host.paced)
    });
    let operation = operation.expect("a call of another host");
    let method = format!("{:?}", operation.method).to_uppercase();
    (method, operation.path.replace(['{', '}'], ""))
}

#[tokio::test]
async fn calls_at_once_are_counted() {
    let sandbox = with_quota("* /slow hang-after").await;
    let open: Vec<Raw> = (0..API.limits.parallel)
        .map(|_| {
            let mut raw = Raw::to(&sandbox);
            raw.send("GET", "/slow", "");
            raw
        })
        .collect();
    wait_until(|| sandbox.log().iter().filter(|entry| entry.handled).count() == open.len());
    let refused = Raw::to(&sandbox).call("GET", "/a");
    assert_eq!(refused.status(), 429);
    assert!(refused.text().ends_with("50 at once"), "{}", refused.text());
    drop(open);
    wait_until(|| sandbox.log().iter().all(|entry| entry.duration.is_some()));
    assert_eq!(Raw::to(&sandbox).call("GET", "/a").status(), 200);
}

#[tokio::test]
async fn without_a_quota_all_are_answered() {
    let sandbox = sandbox(&[]).await;
    let mut raw = Raw::to(&sandbox);
    for _ in 0..API.limits.per_minute * 2 {
        assert_eq!(raw.call("GET", "/a").status(), 200);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_words() {
    let sandbox = sandbox(&[]).await;
    let limit = API.limits.body_bytes;
    let mut raw = Raw::to(&sandbox);
    raw.send("POST", "/a", &" ".repeat(limit));
    assert_eq!(raw.answer().status(), 200);
    raw.send("POST", "/a", &" ".repeat(limit + 1));
    let refused = raw.answer();
    assert_eq!(refused.status(), 413);
    let message = refused.text();
    assert!(message.contains(&limit.to_string()), "{message}");
    let entries = sandbox.log();
    assert_eq!((entries[0].body_length, entries[0].handled), (limit, true));
    let entry = &entries[1];
    assert_eq!((entry.body_length, entry.handled), (limit + 1, false));
    assert!(entries[0].body.len() < limit);
}

#[tokio::test]
async fn who_asks_before_sending_too_much_is_told() {
    let sandbox = sandbox(&[]).await;
    let mut raw = Raw::to(&sandbox);
    let length = API.limits.body_bytes + 1;
    let head = format!(
        "POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n"
    );
    raw.write(head.as_bytes()).expect("sent");
    assert_eq!(raw.answer().status(), 413);
}

#[tokio::test]
async fn a_body_in_chunks_is_read() {
    let sandbox = sandbox(&[]).await;
    let mut raw = Raw::to(&sandbox);
    let text = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
                2\r\n[1\r\n3\r\n,2]\r\n0\r\n\r\n";
    raw.write(text.as_bytes()).expect("sent");
    assert_eq!(raw.answer().status(), 200);
    assert_eq!(sandbox.log()[0].text(), "[1,2]");
}
