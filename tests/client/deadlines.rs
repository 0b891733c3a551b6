//! Calls that take too long: one attempt, and all of them together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use planhat_client::company::CompanyPatch;
use planhat_client::{Client, ErrorKind};
use tokio::time::Instant;

use crate::server::{
    Does, Faulty, ID, Memory, Server, answer, at_once, builder, client, in_memory,
};

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    for asks in [
        "301",
        "18446744073709551615",
        "Fri, 31 Dec 2100 23:59:59 GMT",
    ] {
        let slow = answer(429, "slow").insert_header("Retry-After", asks);
        let server = Server::with([slow, answer(200, "{}")]).await;
        let error = server.client().companies().get(ID).await;
        let error = error.expect_err("the deadline is five minutes");
        assert!(error.is_rate_limited(), "{error}");
        assert_eq!(server.count().await, 1);
    }
}

/// A client whose calls take five seconds and get a 503, and how often it was asked.
fn slow_client(deadline: Duration) -> (Client, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let transport = Memory(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            in_memory(503, "no")
        }
    });
    let client = builder("http://localhost")
        .retry(at_once(9))
        .deadline(deadline)
        .transport(Arc::new(transport));
    (client.build().expect("the settings are valid"), sent)
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_after_the_deadline() {
    let (client, sent) = slow_client(Duration::ZERO);
    let error = client.companies().create("Acme").await;
    let error = error.expect_err("it is late before it begins");
    assert_eq!(
        (error.kind(), error.attempts_made()),
        (ErrorKind::Deadline, 0)
    );
    assert!(!error.may_have_arrived(), "{error}");
    assert_eq!(sent.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn one_deadline_holds_over_all_attempts() {
    let (client, sent) = slow_client(Duration::from_secs(12));
    let begun = Instant::now();
    let error = client.companies().get(ID).await.expect_err("it is late");
    assert_eq!(error.kind(), ErrorKind::Deadline, "{error}");
    assert_eq!((begun.elapsed().as_secs(), error.attempts_made()), (12, 3));
    assert_eq!(sent.load(Ordering::SeqCst), 3);
    assert!(!error.may_have_arrived(), "a read takes no effect: {error}");

    let begun = Instant::now();
    let patch = CompanyPatch::new().phase("Live");
    let update = client.companies().update(ID, patch);
    let error = update
        .with_deadline(Duration::from_secs(7))
        .await
        .expect_err("it is late");
    assert_eq!(error.kind(), ErrorKind::Deadline, "{error}");
    assert_eq!((begun.elapsed().as_secs(), error.attempts_made()), (7, 2));
    assert!(error.may_have_arrived(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_takes_too_long_is_given_up_and_repeated() {
    let (client, sent) = slow_client(Duration::MAX);
    let get = client
        .companies()
        .get(ID)
        .with_timeout(Duration::from_secs(2));
    let error = get
        .with_retry(at_once(4))
        .await
        .expect_err("each takes five seconds");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(sent.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for() {
    let server = Faulty::that([Does::Hold; 3]).await;
    let client = client(&server.url);
    let soon = Duration::from_millis(20);
    let get = client.companies().get(ID).with_timeout(soon);
    let error = get.with_retry(at_once(2)).await.expect_err("nothing comes");
    assert_eq!(
        (error.kind(), error.attempts_made()),
        (ErrorKind::Timeout, 2)
    );
    assert!(!error.may_have_arrived(), "{error}");
    let create = client.companies().create("Acme").into_call();
    let error = create.with_timeout(soon).await.expect_err("nothing comes");
    assert_eq!(
        (error.kind(), error.attempts_made()),
        (ErrorKind::Timeout, 1)
    );
    assert!(error.may_have_arrived(), "{error}");
}
