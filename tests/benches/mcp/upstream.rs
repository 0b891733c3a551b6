//! What both servers ask: a company and a page of 20, always the same, as fast as it can be answered.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use planhat_tests::fixture;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Upstream {
    pub url: String,
    requests: Arc<AtomicUsize>,
}

struct Answers {
    one: Vec<u8>,
    page: Vec<u8>,
    none: Vec<u8>,
    requests: Arc<AtomicUsize>,
}

impl Upstream {
    pub async fn start() -> Self {
        let company = fixture("samples/company.get.json")["response"]["body"].take();
        let page = Value::Array(vec![company.clone(); 20]);
        let requests = Arc::new(AtomicUsize::new(0));
        let answers = Arc::new(Answers {
            one: answer(&company),
            page: answer(&page),
            none: answer(&Value::Array(Vec::new())),
            requests: Arc::clone(&requests),
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answers)));
            }
        });
        Self { url, requests }
    }

    /// How many there were.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}

fn answer(body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Answers GETs, which have no body, one after the other.
async fn serve(mut stream: TcpStream, answers: Arc<Answers>) {
    let _ = stream.set_nodelay(true);
    let mut read = Vec::with_capacity(4096);
    loop {
        while let Some(end) = memchr::memmem::find(&read, b"\r\n\r\n") {
            let answer = if read.starts_with(b"GET /companies/") {
                &answers.one
            } else if read.starts_with(b"GET /companies?") {
                &answers.page
            } else {
                &answers.none
            };
            answers.requests.fetch_add(1, Ordering::Relaxed);
            if stream.write_all(answer).await.is_err() {
                return;
            }
            read.drain(..end + 4);
        }
        if !matches!(stream.read_buf(&mut read).await, Ok(1..)) {
            return;
        }
    }
}
