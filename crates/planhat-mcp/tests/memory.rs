//! Nothing is kept of clients that begin and go away.

#[allow(dead_code, reason = "this is one of two programs that call")]
#[path = "mcp/caller.rs"]
mod caller;
#[allow(dead_code, reason = "this is one of two programs that serve it")]
#[path = "mcp/fixture.rs"]
mod fixture;

use planhat_mcp::http::Options;

use caller::Call;
use fixture::Running;

/// Kilobytes of this process in memory.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Every second client goes away before it has read its answer.
async fn greet(server: &Running, times: usize) {
    for at in 0..times {
        if at % 2 == 0 {
            drop(Call::initialize().begin(server.address).await);
            continue;
        }
        let answer = Call::initialize().send(server.address).await;
        assert_eq!(answer.status, 200);
    }
}

#[tokio::test]
async fn abandoned_handshakes_take_no_memory() {
    let server = Running::start(Options::default()).await;
    greet(&server, 300).await;
    let Some(before) = resident() else {
        eprintln!("SKIPPED: this system does not tell how much memory a process takes");
        return;
    };
    greet(&server, 3000).await;
    let grown = resident().expect("as before").saturating_sub(before);
    assert!(grown < 4 * 1024, "3,000 handshakes took {grown} kB");
    server.stop().await.expect("its end");
}
