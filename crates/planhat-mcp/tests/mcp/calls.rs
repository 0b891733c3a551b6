//! What is told of calls, however they end.

use std::sync::Arc;
use std::time::Duration;

use planhat_client::Client;
use planhat_mcp::audit::Lines;
use planhat_mcp::service::{Service, Session};
use planhat_mcp::stdio;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::caller::Call;
use crate::tenant::{Heard, Tenant, companies, serve, told, tools};

const LIST: &str = "list_all_planhat_companies";
const GET: &str = "get_single_planhat_company_by_id";
const CREATE: &str = "create_a_planhat_company";
const DELETE: &str = "delete_a_planhat_company_by_id";
const ID: &str = "5f8a1c2e9b3d4a0012c4e7f1";
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn every_call_is_told_once() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let id = tenant.insert("Acme");
    tenant.call(GET, json!({"id": id})).await;
    tenant.call(GET, json!({})).await;
    tenant.call(DELETE, json!({"id": id})).await;
    tenant
        .call(DELETE, json!({"id": id, "confirm": true}))
        .await;
    tenant.call(GET, json!({"id": id})).await;
    tenant.call(GET, json!({"id": "x".repeat(10_000)})).await;
    let last = tenant.heard.lines().pop().unwrap_or_default();
    assert!(last.len() < 300, "{last}");
    let expected = [
        format!("ada {GET} company.get done [{id}]"),
        format!("ada {GET} company.get invalid []"),
        format!("ada {DELETE} company.delete unconfirmed [{id}]"),
        format!("ada {DELETE} company.delete done [{id}]"),
        format!("ada {GET} company.get refused [{id}]"),
    ];
    assert_eq!(tenant.heard.lines()[..5], expected);
}

#[tokio::test]
async fn the_audit_can_refuse_a_call() {
    let heard = Heard {
        refuses: true,
        ..Heard::default()
    };
    let tenant = Tenant::start(&companies(), heard).await;
    let (failed, text) = tenant.call(CREATE, json!({"name": "Acme"})).await;
    assert!(failed);
    assert_eq!(text, "the audit says no");
    assert!(tenant.sandbox.log().is_empty(), "nothing was sent");
    let (failed, text) = tenant.call(LIST, json!({})).await;
    assert!(!failed, "{text}");
}

#[tokio::test]
async fn nothing_is_written_at_planhat_while_the_audit_cannot_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("gone").join("audit.jsonl");
    let sandbox = planhat_sandbox::Sandbox::start().await.expect("a sandbox");
    let client = (*sandbox.client()).clone();
    let lines = Arc::new(Lines::file(&path, false));
    let connect = move || Ok(client.clone());
    let session = Session::new(tools(&companies()), connect, lines, "ada");
    let address = serve(Arc::new(session)).await;
    let call = async |tool: &str, arguments| {
        let params = json!({"name": tool, "arguments": arguments});
        told(&Call::new("tools/call", params).send(address).await.json())
    };
    let (failed, text) = call(CREATE, json!({"name": "Acme"})).await;
    assert!(failed && text.contains("audit.jsonl"), "{text}");
    assert!(sandbox.log().is_empty(), "nothing was sent");
    assert!(!call(LIST, json!({})).await.0, "reading goes on");
    std::fs::create_dir(folder.path().join("gone")).expect("made");
    assert!(!call(CREATE, json!({"name": "Acme"})).await.0);
    let written = std::fs::read_to_string(&path).expect("a file");
    assert_eq!(written.lines().count(), 2, "{written}");
    assert!(!written.contains("Acme"), "{written}");
}

/// A Planhat that takes a request and never answers.
async fn silent() -> (TcpListener, Client) {
    let upstream = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}", upstream.local_addr().expect("an address"));
    let client = Client::builder().token("secret").base_url(url).build();
    (upstream, client.expect("a client"))
}

async fn asked(upstream: &TcpListener) -> TcpStream {
    let (mut stream, _) = timeout(SOON, upstream.accept())
        .await
        .expect("soon")
        .expect("a call");
    let mut head = [0; 512];
    let length = stream.read(&mut head).await.expect("a request");
    let head = String::from_utf8_lossy(&head[..length]).into_owned();
    assert!(head.starts_with("GET /companies"), "{head}");
    stream
}

/// The other side has closed it.
async fn closed(mut stream: TcpStream) {
    let mut rest = Vec::new();
    let read = timeout(SOON, stream.read_to_end(&mut rest)).await;
    read.expect("the call to Planhat is given up").ok();
}

#[tokio::test]
async fn a_client_that_goes_away_ends_the_call_to_planhat() {
    for old in [false, true] {
        let (upstream, client) = silent().await;
        let heard = Heard::default();
        let connect = move || Ok((*client).clone());
        let audit = Arc::new(heard.clone());
        let session = Session::new(tools(&companies()), connect, audit, "ada");
        let address = serve(Arc::new(session)).await;
        let params = json!({"name": GET, "arguments": {"id": ID}});
        let call = match old {
            true => Call::old("tools/call", params),
            false => Call::new("tools/call", params),
        };
        let stream = call.begin(address).await;
        let at_planhat = asked(&upstream).await;
        drop(stream);
        closed(at_planhat).await;
        let line = timeout(SOON, heard.line()).await.expect("it is told");
        assert_eq!(line, format!("ada {GET} company.get cancelled [{ID}]"));
    }
}

#[tokio::test]
async fn a_call_that_is_cancelled_on_stdio_ends_at_planhat_too() {
    let (upstream, client) = silent().await;
    let heard = Heard::default();
    let connect = move || Ok((*client).clone());
    let session = Session::new(tools(&companies()), connect, Arc::new(heard.clone()), "ada");
    let service = Service::new(Arc::new(session));
    let (near, far) = tokio::io::duplex(1 << 16);
    let (read, write) = tokio::io::split(far);
    let served = tokio::spawn(stdio::serve_on(
        service.clone(),
        read,
        write,
        std::future::pending(),
    ));
    let (mut answers, mut say) = tokio::io::split(near);
    let initialize = Call::initialize().body;
    let call = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": LIST}});
    let cancel =
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7}});
    let begun = format!(
        "{initialize}\n{}\n{call}\n",
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"})
    );
    say.write_all(begun.as_bytes()).await.expect("said");
    let at_planhat = asked(&upstream).await;
    say.write_all(format!("{cancel}\n").as_bytes())
        .await
        .expect("said");
    closed(at_planhat).await;
    timeout(SOON, service.idle())
        .await
        .expect("nothing is open");
    assert_eq!(
        heard.lines(),
        [format!("ada {LIST} company.list cancelled []")]
    );
    say.shutdown().await.expect("hung up");
    timeout(SOON, served)
        .await
        .expect("soon")
        .expect("no panic")
        .expect("a good end");
    let mut all = String::new();
    answers.read_to_string(&mut all).await.expect("text");
    assert_eq!(all.lines().count(), 1, "{all}");
}

#[tokio::test]
async fn a_client_that_cannot_be_made_is_a_result_and_is_tried_again() {
    let sandbox = planhat_sandbox::Sandbox::start().await.expect("a sandbox");
    let client = (*sandbox.client()).clone();
    let tries = std::sync::atomic::AtomicU32::new(0);
    let connect = move || match tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => Err("PLANHAT_API_TOKEN is not set".to_owned()),
        1 => panic!("this is a test of panics"),
        _ => Ok(client.clone()),
    };
    let heard = Heard::default();
    let session = Session::new(tools(&companies()), connect, Arc::new(heard.clone()), "ada");
    let address = serve(Arc::new(session)).await;
    let call = async || {
        let params = json!({"name": LIST, "arguments": {}});
        told(&Call::new("tools/call", params).send(address).await.json())
    };
    assert_eq!(
        call().await,
        (true, "PLANHAT_API_TOKEN is not set".to_owned())
    );
    let (failed, text) = call().await;
    assert!(failed && text.contains("at fault"), "{text}");
    assert!(!call().await.0);
    let outcomes = ["failed", "failed", "done"];
    let expected = outcomes.map(|one| format!("ada {LIST} company.list {one} []"));
    assert_eq!(heard.lines(), expected);
}
