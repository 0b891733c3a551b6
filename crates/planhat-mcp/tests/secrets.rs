//! Tokens show nowhere: not in what is traced, not in what is answered, not in the audit.

#[allow(dead_code, reason = "this is one of two programs that call")]
#[path = "mcp/caller.rs"]
mod caller;

use std::fmt::{Debug, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use caller::Call;
use planhat_client::Client;
use planhat_mcp::audit::Lines;
use planhat_mcp::http::{Options, Server};
use planhat_mcp::service::{Service, Session};
use planhat_tools::CATALOGUE;
use planhat_tools_runtime::{Selection, ToolSet};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const TOKEN: &str = "planhat-secret-8417";
const BEARER: &str = "bearer-secret-5290";
const GUESS: &str = "guessed-secret-3361";

/// Keeps all that is traced, at every level.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<String>>, Arc<AtomicU64>);

impl Visit for Kept {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = self.0.lock().expect("no panic");
        writeln!(text, "{field}={value:?}").expect("it can be written");
    }
}

impl Subscriber for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(self.1.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A Planhat that refuses every call and repeats what it was sent, headers and all.
async fn echo() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap_or_default();
            let body = json!({"error": String::from_utf8_lossy(&request[..length])}).to_string();
            let head = format!(
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes()).await;
        }
    });
    url
}

async fn serve(audit: Lines) -> SocketAddr {
    let client = Client::builder()
        .token(TOKEN)
        .base_url(echo().await)
        .build();
    let client = (*client.expect("a client")).clone();
    let selection = Selection {
        tools: vec![
            "*_planhat_company*".to_owned(),
            "*_planhat_companies".to_owned(),
        ],
        ..Selection::default()
    };
    let tools = ToolSet::select(&CATALOGUE, &selection).expect("tools");
    let connect = move || Ok(client.clone());
    let session = Session::new(tools, connect, Arc::new(audit), "ada");
    let options = Options {
        bearer: Some(BEARER.into()),
        ..Options::default()
    };
    let local = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(local, options).await.expect("a server");
    let address = server.address();
    let service = Service::new(Arc::new(session));
    tokio::spawn(server.serve(move || service.clone(), std::future::pending()));
    address
}

#[tokio::test]
async fn no_secret_is_traced_answered_or_audited() {
    let kept = Kept::default();
    tracing::subscriber::set_global_default(kept.clone()).expect("the only one");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    let address = serve(Lines::file(&path, true)).await;
    let company = json!({"name": "get_single_planhat_company_by_id", "arguments": {"id": "1a"}});
    let create = json!({"name": "create_a_planhat_company", "arguments": {"name": "Acme"}});
    let broken = Call {
        body: "{".to_owned(),
        ..Call::initialize()
    };
    let calls = [
        Call::initialize(),
        Call::new("server/discover", json!({})),
        Call::new("tools/list", json!({})),
        Call::new("tools/call", company.clone()),
        Call::old("tools/call", company),
        Call::old("tools/call", create),
        Call::new("tools/call", json!({"name": "no_such_tool"})),
        Call::new("no/such", json!({})),
        broken,
    ];
    let mut told = String::new();
    for call in calls {
        let right = call
            .clone()
            .set("Authorization", format!("Bearer {BEARER}"));
        let wrong = call.clone().set("Authorization", format!("Bearer {GUESS}"));
        let foreign = right.clone().set("Origin", "https://evil.example");
        for call in [right, wrong, foreign] {
            let answer = call.send(address).await;
            writeln!(told, "{} {} {}", answer.status, answer.head, answer.body).expect("written");
        }
    }
    assert!(told.contains("401") && told.contains("isError"), "{told}");
    let traced = kept.0.lock().expect("no panic").clone();
    assert!(traced.contains("received request"), "rmcp traces: {traced}");
    let audited = std::fs::read_to_string(&path).expect("a file");
    assert_eq!(audited.lines().count(), 3, "{audited}");
    for (what, text) in [
        ("the trace", traced),
        ("an answer", told),
        ("the audit", audited),
    ] {
        for secret in [TOKEN, BEARER, GUESS] {
            assert!(!text.contains(secret), "{what} shows {secret}:\n{text}");
        }
    }
}
