//! Clients that go away, and a server that does.

use std::time::Duration;

use planhat_mcp::http::Options;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::caller::Call;
use crate::fixture::Running;

const SOON: Duration = Duration::from_secs(5);

fn waits() -> [Call; 2] {
    let params = json!({"name": "wait", "arguments": {}});
    [
        Call::new("tools/call", params.clone()),
        Call::old("tools/call", params),
    ]
}

#[tokio::test]
async fn a_client_that_goes_away_cancels_its_call() {
    let server = Running::start(Options::default()).await;
    for call in waits() {
        let stream = call.begin(server.address).await;
        timeout(SOON, server.fixture.begun.notified())
            .await
            .expect("it begins");
        drop(stream);
        let cancelled = timeout(SOON, server.fixture.cancelled.notified()).await;
        cancelled.expect("the handler is told");
    }
}

#[tokio::test]
async fn calls_that_are_open_are_answered_before_it_stops() {
    let server = Running::start(Options::default()).await;
    let (address, fixture) = (server.address, server.fixture.clone());
    let [call, _] = waits();
    let mut stream = call.begin(address).await;
    timeout(SOON, fixture.begun.notified())
        .await
        .expect("it begins");
    let ended = server.stop();
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, refused).await.expect("no new ones are taken");
    assert!(!ended.is_finished());
    fixture.go.notify_one();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    timeout(SOON, ended).await.expect("soon").expect("its end");
}

#[tokio::test]
async fn it_does_not_wait_for_ever_for_open_calls() {
    let options = Options {
        grace: Duration::from_millis(100),
        ..Options::default()
    };
    let server = Running::start(options).await;
    let fixture = server.fixture.clone();
    let [call, _] = waits();
    let _stream = call.begin(server.address).await;
    timeout(SOON, fixture.begun.notified())
        .await
        .expect("it begins");
    timeout(SOON, server.stop())
        .await
        .expect("soon")
        .expect("its end");
    let cancelled = timeout(SOON, fixture.cancelled.notified()).await;
    cancelled.expect("the handler is told");
}

#[tokio::test]
async fn idle_connections_do_not_keep_it() {
    let server = Running::start(Options::default()).await;
    let _idle = TcpStream::connect(server.address)
        .await
        .expect("a connection");
    timeout(SOON, server.stop())
        .await
        .expect("soon")
        .expect("its end");
}
