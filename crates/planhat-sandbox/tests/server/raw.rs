//! A client that sees what really arrives.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use bytes::Bytes;
use planhat_sandbox::{Answer, Sandbox};

/// A connection that gives up after a while, so that no test hangs.
pub struct Raw(TcpStream);

/// What arrived before the connection ended.
#[derive(Debug)]
pub struct Arrived {
    pub head: String,
    pub body: Vec<u8>,
}

impl Raw {
    pub fn to(sandbox: &Sandbox) -> Self {
        let stream = TcpStream::connect(sandbox.address()).expect("a connection");
        let wait = Some(Duration::from_secs(20));
        stream.set_read_timeout(wait).expect("a timeout");
        Raw(stream)
    }

    pub fn send(&mut self, method: &str, path: &str, body: &str) {
        let length = body.len();
        let token = "Authorization: Bearer sandbox-token";
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\n{token}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.0.write_all(text.as_bytes()).expect("sent");
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// Reads up to the end of the connection or an error.
    pub fn rest(&mut self) -> (Vec<u8>, Option<io::ErrorKind>) {
        let mut bytes = Vec::new();
        let end = self.0.read_to_end(&mut bytes);
        (bytes, end.err().map(|error| error.kind()))
    }

    /// Reads one answer and leaves the connection open.
    pub fn answer(&mut self) -> Arrived {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut one = [0];
            self.0.read_exact(&mut one).expect("a head");
            head.push(one[0]);
        }
        let head = String::from_utf8(head).expect("text");
        let mut body = vec![0; length(&head)];
        self.0.read_exact(&mut body).expect("a body");
        Arrived { head, body }
    }

    /// One call that is answered.
    pub fn call(&mut self, method: &str, path: &str) -> Arrived {
        self.send(method, path, "");
        self.answer()
    }
}

impl Arrived {
    pub fn status(&self) -> u16 {
        let status = self.head.split(' ').nth(1).expect("a status");
        status.parse().expect("a number")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }
}

pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value)
}

pub fn length(head: &str) -> usize {
    let length = header(head, "content-length").expect("a length");
    length.parse().expect("a number")
}

/// A body of several pieces, small and large.
pub fn pieces() -> Vec<Bytes> {
    let mut pieces = vec![Bytes::from_static(b"[")];
    for number in 0..500 {
        pieces.push(Bytes::from(format!("{{\"n\": {number}}}, ")));
    }
    pieces.push(Bytes::from(format!("\"{}\", ", "x".repeat(100_000))));
    pieces.push(Bytes::from_static(b"1]"));
    pieces
}

pub fn whole() -> Vec<u8> {
    pieces().concat()
}

/// A sandbox whose every call is answered with the pieces.
pub async fn sandbox(faults: &[&str]) -> Sandbox {
    let mut builder = Sandbox::builder().handler(|_| Answer {
        body: pieces(),
        ..Answer::text(200, "")
    });
    for fault in faults {
        builder = builder.fault(*fault).expect("a fault");
    }
    builder.start().await.expect("a sandbox")
}

/// Waits for what another thread brings about.
pub fn wait_until(condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never came");
        std::thread::sleep(Duration::from_millis(2));
    }
}
