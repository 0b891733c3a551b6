//! Servers that answer as a test says, and clients of them that never wait.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use planhat_client::{Backoff, Client, ClientBuilder, Transport, TransportError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

pub const TOKEN: &str = "api-token-3f9c";
pub const TENANT: &str = "tenant-token-71ad";
/// An id as Planhat gives them.
pub const ID: &str = "61dd5bf1d8ecd4a9a5b0c0a1";

/// A builder of clients that do not wait. A timeout of its own gives each client connections of
/// its own: shared ones would end with the runtime of the test that opened them.
pub fn builder(url: &str) -> ClientBuilder<Client> {
    Client::builder()
        .token(TOKEN)
        .tenant_token(TENANT)
        .base_url(url)
        .no_pacing()
        .retry(at_once(3))
        .connect_timeout(Duration::from_secs(5))
}

pub fn client(url: &str) -> Client {
    builder(url).build().expect("the settings are valid")
}

/// So many attempts, without a wait between them.
pub fn at_once(attempts: u32) -> Backoff {
    Backoff {
        attempts,
        first: Duration::ZERO,
        longest: Duration::ZERO,
    }
}

/// An answer of this status and body.
pub fn answer(status: u16, body: impl Into<String>) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.into(), "application/json")
}

/// A parameter of a query, as it stands there.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(known, _)| *known == name);
    found.map(|(_, value)| value.to_owned())
}

/// Answers in a row, each given once; then 418, which no call takes for success and none repeats.
struct Script(Mutex<VecDeque<ResponseTemplate>>);

impl Respond for Script {
    fn respond(&self, _request: &Request) -> ResponseTemplate {
        let next = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        next.unwrap_or_else(|| answer(418, "the script of the test is at its end"))
    }
}

/// A server that remembers what it was sent.
pub struct Server(MockServer);

impl Server {
    /// Gives these answers, one after the other.
    pub async fn with(answers: impl IntoIterator<Item = ResponseTemplate>) -> Self {
        Server::by(Script(Mutex::new(answers.into_iter().collect()))).await
    }

    /// Answers by a rule.
    pub async fn by(rule: impl Respond + 'static) -> Self {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(rule).mount(&server).await;
        Server(server)
    }

    pub fn url(&self) -> String {
        self.0.uri()
    }

    pub fn client(&self) -> Client {
        client(&self.0.uri())
    }

    /// What it was sent so far.
    pub async fn requests(&self) -> Vec<Request> {
        let requests = self.0.received_requests().await;
        requests.expect("recording is on unless switched off")
    }

    pub async fn count(&self) -> usize {
        self.requests().await.len()
    }

    /// The one request that it was sent.
    pub async fn request(&self) -> Request {
        let mut requests = self.requests().await;
        assert_eq!(requests.len(), 1, "one request was expected");
        requests.remove(0)
    }
}

/// What a faulty server does with a connection once it has read a request.
#[derive(Clone, Copy)]
pub enum Does {
    /// Closes it.
    Close,
    /// Begins an answer and closes it.
    BreakOff,
    /// Says nothing, and keeps it open.
    Hold,
    /// Answers with this status and body.
    Answer(u16, &'static str),
}

/// A server whose connections fail, one after the other as told.
pub struct Faulty {
    pub url: String,
    served: Arc<AtomicUsize>,
}

impl Faulty {
    pub async fn that(does: impl IntoIterator<Item = Does>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let url = format!(
            "http://{}",
            listener.local_addr().expect("it has an address")
        );
        let (served, does) = (Arc::new(AtomicUsize::new(0)), Vec::from_iter(does));
        let count = Arc::clone(&served);
        tokio::spawn(async move {
            for what in does {
                let (stream, _) = listener.accept().await.expect("a client connects");
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, what));
            }
        });
        Faulty { url, served }
    }

    /// How many requests it has read.
    pub fn served(&self) -> usize {
        self.served.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, does: Does) {
    read_request(&mut stream).await;
    let text = match does {
        Does::Close => return,
        Does::Hold => std::future::pending().await,
        Does::BreakOff => "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"_id\":".to_owned(),
        Does::Answer(status, body) => format!(
            "HTTP/1.1 {status} Told\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    };
    stream
        .write_all(text.as_bytes())
        .await
        .expect("the client still listens");
}

/// Reads head and body: a connection closed on unread bytes would be reset.
async fn read_request(stream: &mut TcpStream) {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length = length.map_or(0, |text| text.parse().expect("a length is a number"));
            if body.len() >= length {
                return;
            }
        }
        let count = stream
            .read_buf(&mut read)
            .await
            .expect("the client is on this machine");
        assert!(count > 0, "the client closed before it had sent a request");
    }
}

/// An address where nobody listens, as long as the socket lives: its port is taken.
pub fn nobody() -> (String, TcpSocket) {
    let socket = TcpSocket::new_v4().expect("a socket can be had");
    let any = "127.0.0.1:0".parse().expect("an address");
    socket.bind(any).expect("a port is free");
    let address = socket.local_addr().expect("it has an address");
    (format!("http://{address}"), socket)
}

/// A transport that answers in memory, so that time can stand still.
pub struct Memory<F>(pub F);

/// What a transport gives.
pub type Sent = Result<http::Response<Bytes>, TransportError>;

impl<F, A> Transport for Memory<F>
where
    F: Fn(http::Request<Bytes>) -> A + Send + Sync + 'static,
    A: Future<Output = Sent> + Send + 'static,
{
    fn send(&self, request: http::Request<Bytes>, _timeout: Duration) -> BoxFuture<'_, Sent> {
        Box::pin(self.0(request))
    }
}

/// An answer in memory.
pub fn in_memory(status: u16, body: &str) -> Sent {
    let answer = http::Response::builder().status(status);
    Ok(answer
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .expect("a valid status"))
}
