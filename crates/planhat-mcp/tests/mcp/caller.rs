//! A client of HTTP that sends what it is told, right or wrong.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The newest revision, which has no handshake.
pub const NEW: &str = "2026-07-28";
/// The one before, which has one.
pub const OLD: &str = "2025-11-25";

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

/// A request in the making.
#[derive(Clone)]
pub struct Call {
    pub method: &'static str,
    pub path: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Call {
    /// A request of the newest revision, complete.
    pub fn new(method: &str, mut params: Value) -> Self {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": NEW,
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let mut call = Call::old(method, params.clone()).set("MCP-Protocol-Version", NEW);
        call.headers.push(("Mcp-Method", method.to_owned()));
        let name = params.get("name").or(params.get("uri"));
        if let Some(name) = name.and_then(Value::as_str) {
            call.headers.push(("Mcp-Name", name.to_owned()));
        }
        call
    }

    /// A request of an older revision.
    pub fn old(method: &str, params: Value) -> Self {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        Call {
            method: "POST",
            path: "/mcp",
            headers: vec![
                ("Content-Type", "application/json".to_owned()),
                ("Accept", "application/json, text/event-stream".to_owned()),
                ("MCP-Protocol-Version", OLD.to_owned()),
            ],
            body: body.to_string(),
        }
    }

    pub fn initialize() -> Self {
        let params = json!({
            "protocolVersion": OLD,
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        });
        Call::old("initialize", params)
    }

    /// Sets a header, in the place of one of this name.
    pub fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.into()));
        self
    }

    pub fn by(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    pub async fn send(&self, address: SocketAddr) -> Answer {
        let mut stream = self.begin(address).await;
        let mut answer = Vec::new();
        // A server that refuses a body early may close before all of it is read.
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8(answer).expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        Answer {
            status: status.expect("a status"),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Sends it and leaves the answer to be read.
    pub async fn begin(&self, address: SocketAddr) -> TcpStream {
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        if !self.headers.iter().any(|(name, _)| *name == "Host") {
            text.push_str(&format!("Host: {address}\r\n"));
        }
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = self.body.len();
        text.push_str(&format!(
            "Connection: close\r\nContent-Length: {length}\r\n\r\n{}",
            self.body
        ));
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let _ = stream.write_all(text.as_bytes()).await;
        stream
    }
}
