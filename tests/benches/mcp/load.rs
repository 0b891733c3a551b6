//! The client: so many connections kept open, each with one request after the other, whose bytes are
//! the same each time, so that it takes little of the two cores.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const GET: &str = "get_single_planhat_company_by_id";
pub const LIST: &str = "list_all_planhat_companies";

const CONNECTIONS: usize = 16;
const REVISION: &str = "2026-07-28";

/// What is asked over and over.
#[derive(Clone, Copy)]
pub enum Load {
    /// A call of the tool that gets one company.
    Get,
    /// A call of the tool that lists companies.
    Page,
    /// The list of tools.
    List,
}

impl Load {
    pub const ALL: [Load; 3] = [Load::Get, Load::Page, Load::List];

    pub fn name(self) -> &'static str {
        match self {
            Load::Get => "calls a second, one company",
            Load::Page => "calls a second, a page of 20",
            Load::List => "lists of the tools a second",
        }
    }

    /// The bytes of the request.
    fn request(self, host: &str) -> Vec<u8> {
        let (method, name, params) = match self {
            Load::Get => ("tools/call", GET, json!({"id": "6693c731f1c3a84ef05cd54d"})),
            Load::Page => ("tools/call", LIST, json!({"limit": 20})),
            Load::List => ("tools/list", "", Value::Null),
        };
        let mut body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": {"_meta": {
            "io.modelcontextprotocol/protocolVersion": REVISION,
            "io.modelcontextprotocol/clientInfo": {"name": "load", "version": "1.0.0"},
            "io.modelcontextprotocol/clientCapabilities": {},
        }}});
        let mut named = String::new();
        if !params.is_null() {
            body["params"]["name"] = name.into();
            body["params"]["arguments"] = params;
            named = format!("mcp-name: {name}\r\n");
        }
        let body = body.to_string();
        format!(
            "POST /mcp HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
             accept: application/json, text/event-stream\r\nmcp-protocol-version: {REVISION}\r\n\
             mcp-method: {method}\r\n{named}content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }
}

/// How many were answered in the time.
pub async fn run(address: &str, load: Load, time: Duration) -> usize {
    let end = Instant::now() + time;
    let one = |_| {
        let address = address.to_owned();
        tokio::spawn(async move {
            let mut connection = Connection::open(&address, load).await;
            let mut count = 0;
            while Instant::now() < end {
                connection.ask().await;
                count += 1;
            }
            count
        })
    };
    let all: Vec<_> = (0..CONNECTIONS).map(one).collect();
    let mut sum = 0;
    for one in all {
        sum += one.await.unwrap();
    }
    sum
}

/// One request, on a connection of its own.
pub async fn once(address: &str, load: Load) {
    Connection::open(address, load).await.ask().await;
}

struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    read: Vec<u8>,
}

impl Connection {
    async fn open(address: &str, load: Load) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            request: load.request(address),
            read: Vec::with_capacity(256 * 1024),
        }
    }

    /// One request and its answer, which is a result and no error.
    async fn ask(&mut self) {
        self.stream.write_all(&self.request).await.unwrap();
        self.read.clear();
        let whole = loop {
            let more = self.stream.read_buf(&mut self.read).await.unwrap();
            assert!(more > 0, "the connection was closed: {}", self.said());
            let Some(end) = memchr::memmem::find(&self.read, b"\r\n\r\n") else {
                continue;
            };
            break end + 4 + self.length(end);
        };
        while self.read.len() < whole {
            let more = self.stream.read_buf(&mut self.read).await.unwrap();
            assert!(more > 0, "the connection was closed: {}", self.said());
        }
        let good = self.read.starts_with(b"HTTP/1.1 200")
            && memchr::memmem::find(&self.read, b"\"result\":").is_some()
            && memchr::memmem::find(&self.read, b"\"isError\":true").is_none();
        assert!(good, "an answer that is no result: {}", self.said());
    }

    /// The length of the body, from the head that ends there.
    fn length(&self, end: usize) -> usize {
        let head = String::from_utf8_lossy(&self.read[..end]).to_ascii_lowercase();
        let line = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let length = line.and_then(|length| length.trim().parse().ok());
        length.unwrap_or_else(|| panic!("an answer without a length: {head}"))
    }

    fn said(&self) -> String {
        String::from_utf8_lossy(&self.read)
            .chars()
            .take(800)
            .collect()
    }
}
