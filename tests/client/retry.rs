//! Which calls are sent again, after what, how long they wait, and when they give up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::Method;
use planhat_client::company::{CompanyPatch, CompanyRow};
use planhat_client::user_activity::UserActivityEmailOrExternalId;
use planhat_client::{Backoff, Client, Error, ErrorKind, FailedAttempt, RetryPolicy};
use serde_json::json;

use crate::server::{Does, Faulty, ID, Server, answer, builder, client, nobody};

/// A way to call, with its name and the answer that it takes.
struct Way {
    name: &'static str,
    call: fn(Client) -> BoxFuture<'static, Result<(), Error>>,
    good: &'static str,
}

/// Sends something and forgets what came.
macro_rules! way {
    ($name:literal, $good:literal, $client:ident => $call:expr) => {
        Way {
            name: $name,
            good: $good,
            call: |$client| Box::pin(async move { $call.await.map(drop) }),
        }
    };
}

const READS: [Way; 4] = [
    way!("list", "[]", client => client.companies().list()),
    way!("get", "{}", client => client.companies().get(ID)),
    way!("pages", "[]", client => client.companies().list().items().collect()),
    way!("raw get", "{}", client => client.request(Method::GET, "/companies").send()),
];
const REPEATABLE: [Way; 6] = [
    way!("update", "{}", client => client.companies().update(ID, CompanyPatch::new().phase("Live"))),
    way!("delete", "{}", client => client.companies().delete(ID)),
    way!("bulk with keys", "{}", client => client.companies().bulk_upsert([
        CompanyRow::by_external_id("a"),
        CompanyRow::new("B").source_id("b"),
    ])),
    way!("raw put of a record", "{}", client => client
        .request(Method::PUT, "/companies/1")
        .json(&json!({"phase": "Live"}))
        .send()),
    way!("raw put of rows with keys", "{}", client => client
        .request(Method::PUT, "/companies?a=1")
        .json(&json!([{"externalId": "a"}, {"sourceId": "b"}]))
        .send()),
    way!("raw delete", "{}", client => client.request(Method::DELETE, "/companies/1").send()),
];
const NOT_REPEATABLE: [Way; 6] = [
    way!("create", "{}", client => client.companies().create("Acme")),
    way!("bulk with a row without key", "{}", client => client.companies().bulk_upsert([
        CompanyRow::by_external_id("a"),
        CompanyRow::new("B"),
    ])),
    way!("push", "{}", client => client
        .user_activities()
        .create(UserActivityEmailOrExternalId::email("ada@example.com"))),
    way!("raw post", "{}", client => client.request(Method::POST, "/companies").send()),
    way!("raw put of a row without key", "{}", client => client
        .request(Method::PUT, "/companies")
        .json(&json!([{"externalId": "a"}, {"name": "B"}]))
        .send()),
    way!("raw put of a path that no operation has", "{}", client => client
        .request(Method::PUT, "/unheard")
        .send()),
];

const STATUSES: [u16; 11] = [400, 401, 403, 408, 409, 422, 429, 500, 502, 503, 504];

/// Answers each way to call with each status once, and sees which were sent again.
async fn repeated_on(way: &Way) -> Vec<u16> {
    let mut repeated = Vec::new();
    for status in STATUSES {
        let server = Server::with([answer(status, "no"), answer(200, way.good)]).await;
        let result = (way.call)(server.client()).await;
        match server.count().await {
            1 => {
                let error = result.expect_err(way.name);
                assert_eq!(error.status(), Some(status), "{}", way.name);
                assert_eq!(error.attempts_made(), 1, "{} {status}", way.name);
            }
            2 => {
                result.unwrap_or_else(|error| panic!("{} {status}: {error}", way.name));
                repeated.push(status);
            }
            more => panic!("{} {status}: sent {more} times", way.name),
        }
    }
    repeated
}

#[tokio::test]
async fn reads_are_repeated_on_what_may_pass() {
    for way in &READS {
        assert_eq!(
            repeated_on(way).await,
            [429, 500, 502, 503, 504],
            "{}",
            way.name
        );
    }
}

#[tokio::test]
async fn writes_that_may_be_done_twice_are_not_repeated_on_500() {
    for way in &REPEATABLE {
        assert_eq!(repeated_on(way).await, [429, 502, 503, 504], "{}", way.name);
    }
}

#[tokio::test]
async fn creates_are_repeated_only_when_they_were_turned_away() {
    for way in &NOT_REPEATABLE {
        assert_eq!(repeated_on(way).await, [429], "{}", way.name);
    }
}

#[tokio::test]
async fn a_broken_connection_repeats_what_may_be_done_twice() {
    for fault in [Does::Close, Does::BreakOff] {
        for way in READS.iter().chain(&REPEATABLE) {
            let server = Faulty::that([fault, fault, Does::Answer(200, way.good)]).await;
            let result = (way.call)(client(&server.url)).await;
            result.unwrap_or_else(|error| panic!("{}: {error}", way.name));
            assert_eq!(server.served(), 3, "{}", way.name);
        }
        for way in &NOT_REPEATABLE {
            let server = Faulty::that([fault, Does::Answer(200, way.good)]).await;
            let error = (way.call)(client(&server.url)).await.expect_err(way.name);
            assert_eq!(error.kind(), ErrorKind::Broken, "{}: {error}", way.name);
            assert!(error.may_have_arrived(), "{}: {error}", way.name);
            assert_eq!(server.served(), 1, "{}", way.name);
        }
    }
}

#[tokio::test]
async fn a_call_that_never_left_is_repeated_whatever_it_is() {
    let (url, _socket) = nobody();
    for way in READS.iter().chain(&REPEATABLE).chain(&NOT_REPEATABLE) {
        let error = (way.call)(client(&url)).await.expect_err(way.name);
        assert_eq!(error.kind(), ErrorKind::Connect, "{}: {error}", way.name);
        assert_eq!(error.attempts_made(), 3, "{}: {error}", way.name);
        assert!(!error.may_have_arrived(), "{}: {error}", way.name);
        assert!(error.is_transient(), "{}: {error}", way.name);
    }
}

#[tokio::test]
async fn a_failed_read_takes_no_effect_and_a_failed_write_may() {
    for (way, effect) in [(&READS[1], false), (&REPEATABLE[0], true)] {
        let server = Faulty::that([Does::Close; 3]).await;
        let error = (way.call)(client(&server.url)).await.expect_err(way.name);
        assert_eq!(error.may_have_arrived(), effect, "{}: {error}", way.name);
        assert_eq!(
            error.to_string().contains("may have taken effect"),
            effect,
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_write_turned_away_after_a_broken_connection_may_have_arrived() {
    let server = Faulty::that([Does::Close, Does::Answer(422, "no")]).await;
    let patch = CompanyPatch::new().phase("Live");
    let error = client(&server.url)
        .companies()
        .update(ID, patch)
        .await
        .expect_err("422");
    assert_eq!(error.status(), Some(422));
    assert!(error.may_have_arrived(), "{error}");
}

#[tokio::test]
async fn a_repeated_delete_that_finds_nothing_has_deleted() {
    let server = Server::with([answer(503, "no"), answer(404, "Not found")]).await;
    let deleted = server.client().companies().delete(ID).send_raw().await;
    let raw = deleted.expect("the first attempt may have deleted it");
    assert!(raw.was_deleted_before());
    assert_eq!((raw.status(), raw.attempts()), (404, 2));

    // An answer that would be the deleted record is empty then.
    let server = Faulty::that([Does::BreakOff, Does::Answer(404, "Not found")]).await;
    let note = client(&server.url).notes().delete(ID).await;
    assert_eq!(note.expect("deleted").subject, None);
}

#[tokio::test]
async fn a_delete_that_finds_nothing_at_once_fails() {
    let server = Server::with([answer(404, "Not found")]).await;
    let error = server.client().companies().delete(ID).await;
    assert!(error.expect_err("404").is_not_found());

    // The attempt that was turned away has deleted nothing.
    let server = Server::with([answer(429, "slow"), answer(404, "Not found")]).await;
    let error = server.client().companies().delete(ID).await;
    assert!(error.expect_err("404").is_not_found());
}

#[tokio::test]
async fn attempts_end() {
    let server = Server::with((0..9).map(|_| answer(503, "no"))).await;
    let error = server
        .client()
        .companies()
        .get(ID)
        .await
        .expect_err("three times 503");
    assert_eq!((error.status(), error.attempts_made()), (Some(503), 3));
    let once = server
        .client()
        .companies()
        .get(ID)
        .with_retry(Backoff::never());
    assert_eq!(once.await.expect_err("503").attempts_made(), 1);
    assert_eq!(server.count().await, 4);
}

/// Keeps what it is asked, and says to try again at once, always.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<Failed>>>);

/// Attempt, status, and what the server asks.
type Failed = (u32, Option<u16>, Option<Duration>);

impl RetryPolicy for Asked {
    fn wait(&self, failed: &FailedAttempt) -> Option<Duration> {
        let asked = (failed.attempt, failed.status, failed.retry_after);
        self.0.lock().expect("no test panics here").push(asked);
        Some(Duration::ZERO)
    }
}

impl Asked {
    fn all(&self) -> Vec<Failed> {
        self.0.lock().expect("no test panics here").clone()
    }
}

#[tokio::test]
async fn a_policy_is_told_what_failed_and_what_the_server_asks() {
    let slow = |text: &str| answer(429, "slow").insert_header("Retry-After", text);
    let server = Server::with([
        slow("7"),
        slow("Wed, 01 Jan 2020 00:00:00 GMT"),
        slow("Fri, 31 Dec 2100 23:59:59 GMT"),
        slow("soon"),
        answer(503, "no").insert_header("retry-after", "0"),
        answer(200, "{}"),
    ])
    .await;
    let asked = Asked::default();
    let get = server.client().companies().get(ID);
    let raw = get
        .with_retry(asked.clone())
        .send_raw()
        .await
        .expect("the sixth is good");
    assert_eq!(raw.attempts(), 6);
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let mut all = asked.all();
    let far = all[2].2.take().expect("a date is understood");
    assert!(far > Duration::from_secs(86_400 * 365), "{far:?}");
    let expected = [
        (1, Some(429), seconds(7)),
        (2, Some(429), seconds(0)),
        (3, Some(429), None),
        (4, Some(429), None),
        (5, Some(503), seconds(0)),
    ];
    assert_eq!(all, expected);
}

#[tokio::test]
async fn a_policy_cannot_repeat_what_must_not_be_repeated() {
    let server = Server::with([answer(503, "no"), answer(200, "{}")]).await;
    let asked = Asked::default();
    let client = builder(&server.url()).retry(asked.clone()).build();
    let client = client.expect("the settings are valid");
    client
        .companies()
        .create("Acme")
        .await
        .expect_err("503, and it may be made");
    assert_eq!(asked.all(), []);
    assert_eq!(server.count().await, 1);
}

/// A wait of an hour, that only the server's own word shortens.
const SLOW: Backoff = Backoff {
    attempts: 2,
    first: Duration::from_secs(3600),
    longest: Duration::from_secs(3600),
};

#[tokio::test]
async fn what_the_server_asks_goes_before_the_backoff() {
    let slow = answer(429, "slow").insert_header("Retry-After", "0");
    let server = Server::with([slow, answer(200, "{}")]).await;
    let get = server.client().companies().get(ID).with_retry(SLOW);
    get.await.expect("sent again at once");
}
