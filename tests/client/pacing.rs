//! Pacing as callers meet it: what counts, who shares, who waits. Time stands still here.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use planhat_client::user_activity::UserActivityEmailOrExternalId;
use planhat_client::{Backoff, Client, ClientBuilder, ErrorKind, Pacing, Quota, TransportError};
use tokio::time::Instant;

use crate::server::{ID, Memory, at_once, builder, in_memory};

/// A server in memory: each call takes so long.
#[derive(Clone)]
struct Calls {
    length: Duration,
    began: Arc<Mutex<Vec<Instant>>>,
    at_once: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Calls {
    fn of(length: Duration) -> Self {
        Calls {
            length,
            began: Arc::default(),
            at_once: Arc::default(),
            most: Arc::default(),
        }
    }

    /// A builder of clients of this server, with a token that no other test paces by.
    fn builder(&self, token: &str, pacing: Pacing) -> ClientBuilder<Client> {
        let calls = self.clone();
        let transport = Memory(move |_| {
            let calls = calls.clone();
            async move {
                let now = calls.at_once.fetch_add(1, Ordering::SeqCst) + 1;
                calls.most.fetch_max(now, Ordering::SeqCst);
                calls.began().push(Instant::now());
                tokio::time::sleep(calls.length).await;
                calls.at_once.fetch_sub(1, Ordering::SeqCst);
                in_memory(200, "{}")
            }
        });
        let builder = builder("http://localhost").transport(Arc::new(transport));
        builder.token(token).pacing(pacing)
    }

    fn client(&self, token: &str, pacing: Pacing) -> Client {
        build(self.builder(token, pacing))
    }

    fn began(&self) -> std::sync::MutexGuard<'_, Vec<Instant>> {
        self.began.lock().expect("no test panics here")
    }

    /// When each call began, in seconds since then.
    fn seconds(&self, since: Instant) -> Vec<u64> {
        let began = self.began();
        began.iter().map(|at| (*at - since).as_secs()).collect()
    }
}

fn build(builder: ClientBuilder<Client>) -> Client {
    builder.build().expect("the settings are valid")
}

const USUAL: Pacing = Pacing {
    per_minute: 200,
    per_second: 150,
    parallel: 50,
};

/// Calls used, under way and waiting.
fn state(client: &Client) -> (u32, u32, u32) {
    let Quota {
        used_this_minute,
        in_flight,
        waiting,
        ..
    } = client.quota();
    (used_this_minute, in_flight, waiting)
}

/// Begins so many calls and lets them go as far as they can without time.
async fn begin(client: &Client, count: usize) -> Vec<tokio::task::JoinHandle<()>> {
    let one = || {
        let get = client.companies().get(ID);
        tokio::spawn(async move {
            get.await.expect("the server takes it");
        })
    };
    let tasks = (0..count).map(|_| one()).collect();
    for _ in 0..count + 10 {
        tokio::task::yield_now().await;
    }
    tasks
}

async fn all(tasks: Vec<tokio::task::JoinHandle<()>>) {
    for task in tasks {
        task.await.expect("the call succeeds");
    }
}

#[tokio::test(start_paused = true)]
async fn the_quota_tells_what_is_used_under_way_and_waiting() {
    let client = Calls::of(Duration::from_secs(2)).client("quota-told", USUAL);
    assert_eq!(client.quota().pacing, Some(USUAL));
    assert_eq!(state(&client), (0, 0, 0));
    let tasks = begin(&client, 53).await;
    assert_eq!(state(&client), (50, 50, 3));
    all(tasks).await;
    assert_eq!(state(&client), (53, 0, 0));
    tokio::time::advance(Duration::from_secs(57)).await;
    assert_eq!(
        state(&client).0,
        53,
        "a call counts for a minute after its answer"
    );
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(state(&client).0, 3);
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(state(&client), (0, 0, 0));
}

#[test]
fn the_limits_are_those_of_the_api_unless_set() {
    let usual = build(Client::builder().token("usual-limits"));
    assert_eq!(usual.quota().pacing, Some(USUAL));
    let off = build(Client::builder().token("usual-limits").no_pacing());
    assert_eq!(off.quota().pacing, None);
}

#[tokio::test(start_paused = true)]
async fn fifty_calls_are_under_way_at_a_time() {
    let calls = Calls::of(Duration::from_secs(1));
    let client = calls.client("fifty-at-a-time", USUAL);
    let begun = Instant::now();
    all(begin(&client, 120).await).await;
    assert_eq!(calls.most.load(Ordering::SeqCst), 50);
    let seconds = calls.seconds(begun);
    assert_eq!((seconds[49], seconds[50]), (0, 1));
    assert_eq!((seconds[99], seconds[100], seconds[119]), (1, 2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_second_and_a_minute_hold_only_so_many() {
    let calls = Calls::of(Duration::ZERO);
    let client = calls.client("so-many", USUAL);
    let begun = Instant::now();
    all(begin(&client, 201).await).await;
    let seconds = calls.seconds(begun);
    assert_eq!((seconds[149], seconds[150]), (0, 1));
    assert_eq!((seconds[199], seconds[200]), (1, 60));
}

#[tokio::test(start_paused = true)]
async fn without_pacing_nothing_waits() {
    let calls = Calls::of(Duration::ZERO);
    let client = build(calls.builder("no-pacing", USUAL).no_pacing());
    let begun = Instant::now();
    all(begin(&client, 400).await).await;
    assert_eq!(begun.elapsed(), Duration::ZERO);
    assert_eq!(calls.began().len(), 400);
    assert_eq!(state(&client), (0, 0, 0));
}

const ONE: Pacing = Pacing {
    per_minute: 1,
    per_second: 1,
    parallel: 1,
};

#[tokio::test(start_paused = true)]
async fn clones_and_clients_of_a_token_and_host_share_their_pace() {
    let calls = Calls::of(Duration::ZERO);
    let client = calls.client("shared-pace", USUAL);
    let twin = calls.client("shared-pace", USUAL);
    let other_token = calls.client("another-pace", USUAL);
    let other_host = build(
        calls
            .builder("shared-pace", USUAL)
            .base_url("http://127.0.0.1"),
    );
    client.companies().get(ID).await.expect("the first");
    twin.companies().get(ID).await.expect("the second");
    client.clone().companies().get(ID).await.expect("the third");
    assert_eq!((state(&client).0, state(&twin).0), (3, 3));
    assert_eq!((state(&other_token).0, state(&other_host).0), (0, 0));
    let strict = calls.client("shared-pace", ONE);
    assert_eq!(strict.quota().pacing, Some(ONE));
    assert_eq!(
        client.quota().pacing,
        Some(ONE),
        "the strictest limits hold for all"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_given_up_leaves_the_queue() {
    let calls = Calls::of(Duration::from_secs(5));
    let three = Pacing {
        per_minute: 3,
        parallel: 1,
        ..USUAL
    };
    let client = calls.client("given-up", three);
    let begun = Instant::now();
    let tasks = begin(&client, 4).await;
    assert_eq!(state(&client), (1, 1, 3));
    tasks[1].abort();
    tasks[2].abort();
    tokio::task::yield_now().await;
    assert_eq!(state(&client), (1, 1, 1));
    // One under way that is given up is over, though it counts.
    tasks[0].abort();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(state(&client), (2, 1, 0));
    for task in tasks {
        let _ = task.await;
    }
    assert_eq!(calls.seconds(begun), [0, 0]);
}

#[tokio::test(start_paused = true)]
async fn every_attempt_counts_and_none_holds_a_place_while_it_waits() {
    let transport = Memory(|_| async {
        Err::<http::Response<_>, _>(TransportError {
            may_have_arrived: false,
            timed_out: false,
            message: "no way".to_owned(),
        })
    });
    let slow = Backoff {
        attempts: 3,
        first: Duration::from_secs(30),
        longest: Duration::from_secs(30),
    };
    let builder = Calls::of(Duration::ZERO).builder("attempts-count", USUAL);
    let client = build(builder.transport(Arc::new(transport)));
    let get = client.companies().get(ID).with_retry(slow);
    let call = tokio::spawn(get.send());
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(state(&client), (1, 0, 0), "it waits for its second attempt");
    let error = call.await.expect("it ends").expect_err("it fails");
    assert_eq!(
        (error.kind(), error.attempts_made()),
        (ErrorKind::Connect, 3)
    );
    let get = client.companies().get(ID).with_retry(at_once(5));
    get.await.expect_err("it fails");
    assert_eq!(state(&client).0, 8);
}

#[tokio::test(start_paused = true)]
async fn every_sort_of_call_to_the_main_host_counts_and_pushes_do_not() {
    let client = Calls::of(Duration::ZERO).client("every-sort", USUAL);
    client
        .request(Method::GET, "/any")
        .send()
        .await
        .expect("a raw call");
    client.companies().create("Acme").await.expect("a create");
    let row = planhat_client::company::CompanyRow::by_id(ID);
    client
        .companies()
        .bulk_upsert([row])
        .await
        .expect("a bulk write");
    assert_eq!(state(&client).0, 3);
    client
        .companies()
        .get("")
        .await
        .expect_err("nothing is sent");
    assert_eq!(state(&client).0, 3);
    let email = UserActivityEmailOrExternalId::email("ada@example.com");
    client
        .user_activities()
        .create(email)
        .await
        .expect("a push");
    assert_eq!(state(&client).0, 3);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_deadline_comes_in_the_queue_is_not_sent() {
    let calls = Calls::of(Duration::ZERO);
    let client = calls.client("late-in-queue", ONE);
    client
        .companies()
        .get(ID)
        .await
        .expect("the first of this minute");
    let begun = Instant::now();
    let create = client.companies().create("Acme").into_call();
    let error = create.with_deadline(Duration::from_secs(7)).await;
    let error = error.expect_err("the next turn is in a minute");
    assert_eq!(begun.elapsed().as_secs(), 7);
    assert_eq!(
        (error.kind(), error.attempts_made()),
        (ErrorKind::Deadline, 0)
    );
    assert!(!error.may_have_arrived() && error.is_transient(), "{error}");
    assert_eq!((calls.began().len(), state(&client)), (1, (1, 0, 0)));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_nobody_polls_keeps_no_place_from_others() {
    let calls = Calls::of(Duration::from_secs(1));
    let client = calls.client("token-of-the-idle", pacing(1, 1, 1));
    client.companies().get(ID).await.expect("there is a place");
    // The next waits for its turn, is polled once, and then left alone.
    let mut idle = Box::pin(client.companies().get(ID).into_future());
    assert!(futures_util::poll!(&mut idle).is_pending());
    let begun = Instant::now();
    client.companies().get(ID).await.expect("its turn comes");
    assert!(
        begun.elapsed() < Duration::from_secs(130),
        "{:?}",
        begun.elapsed()
    );
    idle.await.expect("it was sent meanwhile");
    assert_eq!(calls.began().len(), 3);
}

#[tokio::test]
async fn each_redirect_takes_a_place_of_its_own() {
    let moved = crate::server::answer(307, "").insert_header("Location", "/moved");
    let good = crate::server::answer(200, "{}");
    let server = crate::server::Server::with([moved, good]).await;
    let client = builder(&server.url())
        .token("token-of-the-redirected")
        .pacing(pacing(100, 100, 10));
    let client = build(client);
    client.companies().get(ID).await.expect("it is followed");
    assert_eq!(client.quota().used_this_minute, 2);
}

fn pacing(per_minute: u32, per_second: u32, parallel: u32) -> Pacing {
    Pacing {
        per_minute,
        per_second,
        parallel,
    }
}
