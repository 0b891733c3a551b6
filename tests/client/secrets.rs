//! Tokens show nowhere: not in errors, not in debug output, not in traces.

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use planhat_client::user_activity::UserActivityEmailOrExternalId;
use planhat_client::{Client, Error};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use wiremock::Request;

use crate::server::{Does, Faulty, ID, Server, TENANT, TOKEN, answer, builder, nobody};

/// Fails if a text holds a token, as it is or as Basic sends it.
fn bare(what: &str, text: &str) {
    let sent = [TOKEN, TENANT].map(|token| STANDARD.encode(format!("{token}:")));
    for secret in [TOKEN, TENANT, &sent[0], &sent[1]] {
        assert!(!text.contains(secret), "{what} shows {secret}: {text}");
    }
}

fn bare_error(what: &str, error: &Error) {
    let json = serde_json::to_string(error).expect("errors serialize");
    bare(what, &format!("{error} {error:?} {error:#?} {json}"));
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        bare(what, &format!("{one} {one:?}"));
        cause = one.source();
    }
}

/// Sends by every way to authenticate, and gives the failures.
async fn failures(client: &Client) -> Vec<Error> {
    let activity = UserActivityEmailOrExternalId::email("ada@example.com");
    let all = [
        client.companies().get(ID).await.err(),
        client.companies().create("Acme").await.err(),
        client.companies().list().items().collect().await.err(),
        client.user_activities().create(activity).await.err(),
        client.segment().send("identify").await.err(),
        client.request(Method::GET, "/any").send().await.err(),
    ];
    all.into_iter().flatten().collect()
}

/// A server that repeats what it was sent: address, headers and all.
async fn echo(status: u16) -> Server {
    Server::by(move |request: &Request| {
        let mut text = format!("cannot {} {}", request.method, request.url);
        for (name, value) in &request.headers {
            let value = value.to_str().expect("only text is sent");
            write!(text, "\n{name}: {value}").expect("it can be written");
        }
        answer(status, text)
    })
    .await
}

#[tokio::test]
async fn an_error_shows_no_token_even_if_the_server_does() {
    for status in [401, 404, 429, 503] {
        let server = echo(status).await;
        for builder in [builder(&server.url()), builder(&server.url()).basic()] {
            let client = builder.build().expect("the settings are valid");
            let failures = failures(&client).await;
            assert_eq!(failures.len(), 6);
            for error in failures {
                assert_eq!(error.status(), Some(status), "{error}");
                assert!(error.to_string().contains("cannot"), "{error}");
                bare_error("an error", &error);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_shows_no_token() {
    let server = echo(200).await;
    let client = server.client();
    for error in [
        client.companies().get(ID).await.err(),
        client.companies().list().await.err(),
    ] {
        let error = error.expect("it is no JSON");
        assert!(error.body().is_some_and(|body| body.contains("{apiToken}")));
        bare_error("an unreadable answer", &error);
    }
    let quoted = Server::with([answer(200, format!("\"{TOKEN}\""))]).await;
    let error = quoted.client().companies().get(ID).await;
    bare_error("a text for a record", &error.expect_err("it is no record"));
}

#[tokio::test]
async fn a_secret_in_a_path_is_shown_nowhere() {
    let path = format!("/analytics/{TENANT}?again={TENANT}");
    let server = echo(404).await;
    let client = server.client();
    let request = client.request(Method::POST, &path);
    bare("a raw request", &format!("{request:?}"));
    let run = request.dry_run().expect("it can be sent");
    bare("a dry run", &format!("{run:?}"));
    let error = request.send().await.expect_err("there is no such path");
    assert_eq!(
        error.operation_name(),
        Some("POST /analytics/{tenantToken}")
    );
    bare_error("a raw request", &error);
}

#[tokio::test]
async fn a_secret_shows_in_no_encoding() {
    let token = "a+token/with=signs";
    let server = Server::with([answer(404, "no a%2Btoken%2Fwith%3Dsigns here")]).await;
    let client = builder(&server.url()).token(token).build();
    let error = client
        .expect("the settings are valid")
        .companies()
        .get(ID)
        .await;
    let body = error
        .expect_err("it is not there")
        .body()
        .map(str::to_owned);
    assert_eq!(body.as_deref(), Some("no {apiToken} here"));
}

#[tokio::test]
async fn a_failed_connection_shows_no_token() {
    let (url, _socket) = nobody();
    let closing = Faulty::that([Does::Close; 40]).await;
    for url in [&url, &closing.url] {
        let client = builder(url).build().expect("the settings are valid");
        let failures = failures(&client).await;
        assert_eq!(failures.len(), 6);
        for error in &failures {
            bare_error("a failed connection", error);
        }
    }
}

#[tokio::test]
async fn debug_output_shows_no_token() {
    let builder = builder("http://localhost").basic().region("eu3");
    bare("a builder", &format!("{builder:?} {builder:#?}"));
    let personal = format!(
        "{:?} {:?}",
        planhat_client::enduser::EnduserPatch::new().email("ada@example.com"),
        planhat_client::Fields::from(serde_json::Map::from_iter([(
            "a".to_owned(),
            "ada@example.com".into()
        )])),
    );
    assert!(!personal.contains("ada@"), "{personal}");
    let client = crate::server::client("http://localhost");
    bare("a client", &format!("{client:?} {client:#?}"));
    let call = client.companies().get(ID);
    bare("a call", &format!("{call:?}"));
    bare(
        "a dry run",
        &format!("{:?}", call.dry_run().expect("it can be sent")),
    );
    let activity = UserActivityEmailOrExternalId::email("ada@example.com");
    let push = client.user_activities().create(activity);
    let run = push.dry_run().expect("it can be sent");
    bare("a dry run", &format!("{run:?}"));
    assert_eq!(run.url, "http://localhost/analytics/{tenantToken}");
}

/// Keeps the text of all spans and events.
#[derive(Clone, Default)]
struct Log {
    text: Arc<Mutex<String>>,
    spans: Arc<AtomicU64>,
}

/// Writes values one after the other.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("it can be written");
    }
}

impl Log {
    fn add(&self, head: &str, record: impl FnOnce(&mut Line)) {
        let mut line = Line(head.to_owned());
        record(&mut line);
        let mut text = self.text.lock().expect("no test panics here");
        writeln!(text, "{}", line.0).expect("it can be written");
    }

    fn text(&self) -> String {
        self.text.lock().expect("no test panics here").clone()
    }
}

impl Subscriber for Log {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let head = format!("{} {}", span.metadata().target(), span.metadata().name());
        self.add(&head, |line| span.record(line));
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }
    fn record(&self, _span: &Id, values: &Record<'_>) {
        self.add("recorded", |line| values.record(line));
    }
    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata().target(), |line| event.record(line));
    }
    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}

#[tokio::test]
async fn traces_tell_of_each_call_and_show_no_token() {
    let server = echo(503).await;
    // What is traced is settled per place and process, by the threads that come by first: pass
    // every place once, then let all of them be settled anew, by two subscribers, as with one alone
    // each thread would settle by its own.
    let client = crate::server::client(&server.url());
    assert_eq!(failures(&client).await.len(), 6);
    let log = Log::default();
    let _on = tracing::subscriber::set_default(log.clone());
    let _second = tracing::Dispatch::new(Log::default());
    for builder in [builder(&server.url()), builder(&server.url()).basic()] {
        let client = builder.build().expect("the settings are valid");
        assert_eq!(failures(&client).await.len(), 6);
    }
    let text = log.text();
    bare("a trace", &text);
    for expected in [
        "planhat operation=company.get",
        "planhat operation=user_activity.create",
        "planhat operation=GET /any",
        "recorded status=503",
        "recorded attempts=3",
        "recorded milliseconds=",
        "attempt=3",
    ] {
        assert!(text.contains(expected), "no `{expected}` in: {text}");
    }
}
