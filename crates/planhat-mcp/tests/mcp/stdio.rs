//! The server at the ends of a pipe.

use std::time::Duration;

use planhat_mcp::stdio::{Error, serve_on};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf};
use tokio::io::{WriteHalf, split};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::caller::{NEW, OLD};
use crate::fixture::Fixture;

const SOON: Duration = Duration::from_secs(5);

/// A client at the other ends.
struct Client {
    write: Option<WriteHalf<DuplexStream>>,
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    fixture: Fixture,
    ended: JoinHandle<Result<(), Error>>,
    stop: tokio::sync::oneshot::Sender<()>,
}

impl Client {
    fn start() -> Self {
        let (near, far) = tokio::io::duplex(1 << 16);
        let (read, write) = split(far);
        let fixture = Fixture::default();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let shutdown = async move {
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let ended = tokio::spawn(serve_on(fixture.clone(), read, write, shutdown));
        let (read, write) = split(near);
        Client {
            write: Some(write),
            lines: BufReader::new(read).lines(),
            fixture,
            ended,
            stop,
        }
    }

    async fn say(&mut self, message: Value) {
        let write = self.write.as_mut().expect("an open end");
        write
            .write_all(format!("{message}\n").as_bytes())
            .await
            .expect("it is read");
    }

    async fn ask(&mut self, id: u32, method: &str, params: Value) {
        let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.say(message).await;
    }

    async fn hear(&mut self) -> Value {
        let line = timeout(SOON, self.lines.next_line()).await.expect("soon");
        let line = line.expect("text").expect("a line");
        serde_json::from_str(&line).expect("JSON")
    }

    async fn greet(&mut self) {
        let params = json!({"protocolVersion": OLD, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
        self.ask(0, "initialize", params).await;
        assert_eq!(self.hear().await["result"]["protocolVersion"], OLD);
        self.say(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
            .await;
    }

    /// Ends the input.
    async fn hang_up(&mut self) {
        let mut write = self.write.take().expect("an open end");
        write.shutdown().await.expect("it ends");
    }

    async fn end(self) -> Result<(), Error> {
        timeout(SOON, self.ended)
            .await
            .expect("soon")
            .expect("no panic")
    }
}

#[tokio::test]
async fn both_ways_of_speaking_are_served() {
    let mut old = Client::start();
    old.greet().await;
    old.ask(1, "tools/list", json!({})).await;
    assert_eq!(old.hear().await["result"]["tools"][0]["name"], "typed");
    old.hang_up().await;
    old.end().await.expect("a good end");

    let mut new = Client::start();
    let meta = json!({"_meta": {
        "io.modelcontextprotocol/protocolVersion": NEW,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }});
    new.ask(1, "server/discover", meta.clone()).await;
    assert_eq!(new.hear().await["result"]["resultType"], "complete");
    new.ask(2, "tools/list", meta).await;
    assert_eq!(new.hear().await["result"]["resultType"], "complete");
    new.hang_up().await;
    new.end().await.expect("a good end");
}

#[tokio::test]
async fn answers_in_flight_are_finished_when_the_input_ends() {
    let mut client = Client::start();
    client.greet().await;
    client.ask(7, "tools/call", json!({"name": "wait"})).await;
    let begun = timeout(SOON, client.fixture.begun.notified()).await;
    begun.expect("it begins");
    client.hang_up().await;
    // Longer than rmcp waits of its own.
    tokio::time::sleep(Duration::from_millis(5_500)).await;
    client.fixture.go.notify_one();
    assert_eq!(client.hear().await["id"], 7);
    client.end().await.expect("a good end");
}

#[tokio::test]
async fn a_cancelled_call_is_told_and_does_not_keep_it() {
    let mut client = Client::start();
    client.greet().await;
    client.ask(7, "tools/call", json!({"name": "wait"})).await;
    let begun = timeout(SOON, client.fixture.begun.notified()).await;
    begun.expect("it begins");
    let params = json!({"requestId": 7});
    client
        .say(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params}))
        .await;
    let told = timeout(SOON, client.fixture.cancelled.notified()).await;
    told.expect("the handler is told");
    client.hang_up().await;
    client.end().await.expect("a good end");
}

#[tokio::test]
async fn it_stops_when_it_is_told_to() {
    let mut client = Client::start();
    client.greet().await;
    client.ask(7, "tools/call", json!({"name": "wait"})).await;
    let begun = timeout(SOON, client.fixture.begun.notified()).await;
    begun.expect("it begins");
    let Client {
        stop,
        ended,
        fixture,
        ..
    } = client;
    stop.send(()).expect("it listens");
    let told = timeout(SOON, fixture.cancelled.notified()).await;
    told.expect("the handler is told");
    timeout(SOON, ended)
        .await
        .expect("soon")
        .expect("no panic")
        .expect("a good end");
}

#[tokio::test]
async fn a_client_that_says_nothing_is_no_fault() {
    let mut client = Client::start();
    client.hang_up().await;
    client.end().await.expect("a good end");
}
