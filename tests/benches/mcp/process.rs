//! The servers as processes: this program again, with other words.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

#[derive(Clone, Copy)]
pub enum Kind {
    Bare,
    Ours,
}

/// A process with its standard output.
fn spawn(kind: Kind, http: bool, upstream: &str, folder: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    match kind {
        Kind::Bare => command.args(["bare", if http { "http" } else { "stdio" }]),
        Kind::Ours => {
            let audit = folder.join("audit");
            command
                .args(["ours", "--profile", "full", "--audit"])
                .arg(audit);
            command.args(if http {
                &["--listen", "127.0.0.1:0"][..]
            } else {
                &[]
            })
        }
    };
    command
        .env("PLANHAT_BASE_URL", upstream)
        .env("PLANHAT_API_TOKEN", "bench-token")
        .env("PLANHAT_PACING", "off")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, output)
}

/// The time from the start of a process until it has answered the first list, as an older client asks
/// for it: it waits for the answer to its greeting first.
pub async fn start_to_list(kind: Kind, upstream: &str, folder: &Path) -> Duration {
    let begun = Instant::now();
    let (mut child, mut output) = spawn(kind, false, upstream, folder);
    let mut input = child.stdin.take().unwrap();
    let hello = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": {"name": "bench", "version": "1.0.0"},
    }});
    input
        .write_all(format!("{hello}\n").as_bytes())
        .await
        .unwrap();
    line(&mut output).await;
    let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    input
        .write_all(format!("{ready}\n{list}\n").as_bytes())
        .await
        .unwrap();
    let answer = line(&mut output).await;
    let time = begun.elapsed();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["result"]["tools"].as_array().map(Vec::len), Some(97));
    drop(input);
    child.wait().await.unwrap();
    time
}

async fn line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).await.unwrap();
    assert!(!line.is_empty(), "the server ended");
    line
}

/// A server that listens, until it is dropped.
pub struct Listening {
    /// Host and port.
    pub address: String,
    child: Child,
    _output: BufReader<ChildStdout>,
}

impl Listening {
    pub async fn start(kind: Kind, upstream: &str, folder: &Path) -> Self {
        let (child, mut output) = spawn(kind, true, upstream, folder);
        let url = line(&mut output).await;
        let address = url.trim().strip_prefix("http://").unwrap();
        Self {
            address: address.strip_suffix("/mcp").unwrap().to_owned(),
            child,
            _output: output,
        }
    }

    /// The memory that it has, in MB; nothing where the system does not tell.
    pub fn memory(&self) -> f64 {
        let id = self.child.id().unwrap();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        size.unwrap_or(0.0) / 1000.0
    }
}
