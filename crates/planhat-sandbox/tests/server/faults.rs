//! Each fault as it arrives.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use planhat_sandbox::{Answer, Entry, Sandbox};

use crate::raw::{self, Raw, sandbox, wait_until, whole};

/// Splits what arrived before the connection ended.
fn split(bytes: &[u8]) -> (String, &[u8]) {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.expect("the end of the head") + 4;
    (
        String::from_utf8(bytes[..end].to_vec()).expect("text"),
        &bytes[end..],
    )
}

fn handled(sandbox: &Sandbox) -> bool {
    sandbox.log().pop().expect("an entry").handled
}

#[tokio::test]
async fn a_status_in_place_of_the_answer() {
    let sandbox = sandbox(&[
        "GET /a 503 body=\"try later\" retry-after=2 first 1",
        "GET /a 400 body={\"error\":1} at 2",
        "GET /a 502-after at 3",
    ])
    .await;
    let mut raw = Raw::to(&sandbox);
    let first = raw.call("GET", "/a");
    assert_eq!((first.status(), first.text()), (503, "try later"));
    assert_eq!(first.header("retry-after"), Some("2"));
    assert!(!handled(&sandbox));
    let second = raw.call("GET", "/a");
    assert_eq!((second.status(), second.text()), (400, "{\"error\":1}"));
    let json = "application/json; charset=utf-8";
    assert_eq!(second.header("content-type"), Some(json));
    assert_eq!(second.header("retry-after"), None);
    let third = raw.call("GET", "/a");
    assert_eq!((third.status(), third.text()), (502, "Bad Gateway"));
    assert!(handled(&sandbox));
    let fourth = raw.call("GET", "/a");
    assert_eq!((fourth.status(), fourth.body), (200, whole()));
    assert_eq!(raw.call("POST", "/a").status(), 200);
}

#[tokio::test]
async fn a_reset_is_one() {
    for (fault, reached) in [("* /** reset", false), ("* /** reset-after", true)] {
        let sandbox = sandbox(&[fault]).await;
        let mut raw = Raw::to(&sandbox);
        raw.send("POST", "/a", "{}");
        let end = raw.rest();
        assert_eq!(end, (Vec::new(), Some(ErrorKind::ConnectionReset)));
        assert_eq!(handled(&sandbox), reached);
        assert_eq!(sandbox.log()[0].status, None);
    }
}

#[tokio::test]
async fn a_close_is_none() {
    for (fault, reached) in [("* /** close", false), ("* /** close-after", true)] {
        let sandbox = sandbox(&[fault]).await;
        let mut raw = Raw::to(&sandbox);
        raw.send("POST", "/a", "{}");
        assert_eq!(raw.rest(), (Vec::new(), None));
        assert_eq!(handled(&sandbox), reached);
    }
}

#[tokio::test]
async fn a_truncated_body_is_short() {
    let whole = whole();
    let cases = [
        ("* /** truncate", whole.len() / 2),
        ("* /** truncate=0", 0),
        ("* /** truncate=3000", 3000),
        ("* /** truncate=99999999", whole.len() - 1),
    ];
    for (fault, length) in cases {
        let sandbox = sandbox(&[fault]).await;
        let mut raw = Raw::to(&sandbox);
        raw.send("GET", "/a", "");
        let (bytes, error) = raw.rest();
        let (head, body) = split(&bytes);
        assert_eq!(raw::length(&head), whole.len());
        assert_eq!(body, &whole[..length], "{fault}");
        assert_eq!(error, None);
    }
}

#[tokio::test]
async fn a_long_body_is_truncated_where_it_should_be() {
    let piece = bytes::Bytes::from(vec![b'x'; 1 << 20]);
    let builder = Sandbox::builder().handler(move |_| Answer {
        body: vec![piece.clone(); 32],
        ..Answer::text(200, "")
    });
    let builder = builder.fault("* /** truncate=20000001").expect("a fault");
    let sandbox = builder.start().await.expect("a sandbox");
    let mut raw = Raw::to(&sandbox);
    raw.send("GET", "/a", "");
    // Until then all buffers between are full.
    std::thread::sleep(Duration::from_millis(200));
    let (bytes, error) = raw.rest();
    let (head, body) = split(&bytes);
    assert_eq!((raw::length(&head), body.len()), (32 << 20, 20_000_001));
    assert_eq!(error, None);
}

#[tokio::test]
async fn even_an_empty_body_is_truncated() {
    let builder = Sandbox::builder().handler(|_| Answer::text(200, ""));
    let builder = builder.fault("* /** truncate").expect("a fault");
    let sandbox = builder.start().await.expect("a sandbox");
    let mut raw = Raw::to(&sandbox);
    raw.send("GET", "/a", "");
    let (bytes, _) = raw.rest();
    let (head, body) = split(&bytes);
    assert_eq!((raw::length(&head), body.len()), (1, 0));
}

#[tokio::test]
async fn garbage_is_no_json() {
    let sandbox = sandbox(&["* /** malformed"]).await;
    let arrived = Raw::to(&sandbox).call("GET", "/a");
    assert_eq!(arrived.status(), 200);
    assert!(serde_json::from_slice::<serde_json::Value>(&arrived.body).is_err());
    assert!(handled(&sandbox));
}

#[tokio::test]
async fn slow_is_slow_and_whole() {
    let rate = whole().len() * 2;
    let sandbox = sandbox(&[&format!("* /** slow={rate}B/s")]).await;
    let began = Instant::now();
    let arrived = Raw::to(&sandbox).call("GET", "/a");
    let took = began.elapsed();
    assert_eq!(arrived.body, whole());
    let half = Duration::from_millis(500);
    assert!(took >= half * 9 / 10 && took < half * 20, "{took:?}");
}

#[tokio::test]
async fn a_delay_waits_and_changes_nothing() {
    let sandbox = sandbox(&["* /a delay=200ms", "* /b delay=200ms 503"]).await;
    for (path, status) in [("/a", 200), ("/b", 503), ("/c", 200)] {
        let began = Instant::now();
        assert_eq!(Raw::to(&sandbox).call("GET", path).status(), status);
        let waited = began.elapsed() >= Duration::from_millis(200);
        assert_eq!(waited, path != "/c");
    }
}

#[tokio::test]
async fn a_hang_ends_when_the_client_leaves() {
    for (fault, reached) in [("* /** hang", false), ("* /** hang-after", true)] {
        let sandbox = sandbox(&[fault]).await;
        let mut raw = Raw::to(&sandbox);
        raw.send("GET", "/a", "");
        let open = |entry: &Entry| entry.duration.is_none() && entry.handled == reached;
        wait_until(|| sandbox.log().first().is_some_and(open));
        std::thread::sleep(Duration::from_millis(100));
        assert!(open(&sandbox.log()[0]));
        drop(raw);
        wait_until(|| sandbox.log()[0].duration.is_some());
        assert_eq!(sandbox.log()[0].status, None);
    }
}

#[tokio::test]
async fn faults_change_while_it_runs() {
    let sandbox = sandbox(&[]).await;
    let mut raw = Raw::to(&sandbox);
    assert_eq!(raw.call("GET", "/a").status(), 200);
    sandbox.add_fault("GET /a 500").expect("a fault");
    assert_eq!(raw.call("GET", "/a").status(), 500);
    let wrong = sandbox.set_faults(["GET /a 501", "GET /a never"]);
    assert!(wrong.is_err());
    assert_eq!(raw.call("GET", "/a").status(), 500);
    sandbox.set_faults(["GET /a 501"]).expect("faults");
    assert_eq!(raw.call("GET", "/a").status(), 501);
    let fault: planhat_sandbox::Fault = "GET /b 502".parse().expect("a fault");
    sandbox.add_fault(fault).expect("a fault");
    assert_eq!(raw.call("GET", "/b").status(), 502);
    sandbox.clear_faults();
    assert_eq!(raw.call("GET", "/b").status(), 200);
}

#[tokio::test]
async fn chance_repeats_with_the_seed() {
    let mut runs = Vec::new();
    for seed in [1, 1, 2] {
        let builder = Sandbox::builder().seed(seed);
        let builder = builder.fault("* /** 503 chance 0.5").expect("a fault");
        let sandbox = builder.start().await.expect("a sandbox");
        let mut raw = Raw::to(&sandbox);
        let run: Vec<bool> = (0..64)
            .map(|_| raw.call("GET", "/nowhere").status() == 503)
            .collect();
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
    assert!(runs[0].contains(&true) && runs[0].contains(&false));
}
