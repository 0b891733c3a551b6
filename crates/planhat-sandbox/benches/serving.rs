//! How much a sandbox serves, with the driver on the same machine: `cargo bench -p planhat-sandbox`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use planhat_sandbox::Sandbox;
use serde_json::json;

const RECORDS: usize = 10_000;

/// How long each is measured; with `cargo test` just once through.
fn span() -> Duration {
    let bench = std::env::args().any(|argument| argument == "--bench");
    Duration::from_millis(if bench { 3000 } else { 10 })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (name, quiet) in [("as in a test", false), ("without a log", true)] {
        let sandbox = Sandbox::builder().log(!quiet).start().await?;
        fill(&sandbox);
        let address = sandbox.address();
        for connections in [1, 4, 16] {
            let (calls, _) = drive(address, "/companies/extid-77", connections);
            println!("{name}: {calls:.0} single gets a second over {connections} connections");
        }
        for connections in [1, 4] {
            let (pages, bytes) = drive(address, "/companies?limit=2000&offset=4000", connections);
            let megabytes = bytes / 1e6;
            println!(
                "{name}: {pages:.0} pages of 2,000 records, {megabytes:.0} MB a second over \
                 {connections} connections"
            );
        }
        sandbox.stop().await?;
    }
    Ok(())
}

fn fill(sandbox: &Sandbox) {
    for number in 0..RECORDS {
        let record = json!({
            "name": format!("Company {number}"),
            "externalId": number.to_string(),
            "description": "x".repeat(400),
            "tags": ["one", "two", "three"],
            "custom": {"Plan": "Large", "Seats": number, "Renewal": "2026-05-30"},
        });
        if let serde_json::Value::Object(record) = record {
            sandbox.tenant().insert("company", record);
        }
    }
}

/// Calls and bytes a second.
fn drive(address: SocketAddr, path: &str, connections: usize) -> (f64, f64) {
    let began = Instant::now();
    let drivers: Vec<_> = (0..connections)
        .map(|_| {
            let path = path.to_owned();
            thread::spawn(move || calls(address, &path, began + span()))
        })
        .collect();
    let mut total = (0, 0);
    for driver in drivers {
        let (calls, bytes) = driver.join().expect("a driver");
        total = (total.0 + calls, total.1 + bytes);
    }
    let seconds = began.elapsed().as_secs_f64();
    (total.0 as f64 / seconds, total.1 as f64 / seconds)
}

/// Calls one after the other over one connection; gives their count and that of their bytes.
fn calls(address: SocketAddr, path: &str, until: Instant) -> (usize, usize) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("an option");
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sandbox-token\r\n\r\n");
    let mut buffer = vec![0; 1 << 18];
    let (mut count, mut bytes) = (0, 0);
    while Instant::now() < until {
        stream.write_all(request.as_bytes()).expect("sent");
        let mut have = 0;
        let whole = loop {
            have += stream.read(&mut buffer[have..]).expect("an answer");
            if let Some(whole) = whole(&buffer[..have]) {
                break whole;
            }
        };
        let mut left = whole - have;
        while left > 0 {
            left -= stream.read(&mut buffer).expect("the rest");
        }
        count += 1;
        bytes += whole;
    }
    (count, bytes)
}

/// The length of the whole answer, once its head is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).expect("text");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.expect("a length").parse().expect("a number");
    Some(end + length)
}
