//! Start, use and end of a sandbox.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use planhat_sandbox::{Error, Sandbox};

use crate::raw::{Raw, sandbox, wait_until};

#[tokio::test]
async fn three_lines_give_a_client() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let client = sandbox.client();
    let companies = client.companies().list().await.expect("a list");
    assert!(companies.is_empty());
    let entry = sandbox.log().pop().expect("a call");
    assert_eq!(
        (entry.method.as_str(), entry.path.as_str()),
        ("GET", "/companies")
    );
    assert!(sandbox.url().starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn dropping_it_frees_the_port() {
    let sandbox = sandbox(&["* /** hang"]).await;
    let address = sandbox.address();
    let mut hanging = Raw::to(&sandbox);
    hanging.send("GET", "/a", "");
    drop(sandbox);
    assert!(TcpStream::connect(address).is_err());
    assert!(hanging.rest().0.is_empty());
    let again = Sandbox::builder().listen(address).start().await;
    assert_eq!(again.expect("the same port").address(), address);
}

#[tokio::test]
async fn stopping_waits_for_open_calls_and_not_for_idle_ones() {
    let sandbox = sandbox(&["* /slow delay=300ms"]).await;
    let mut idle = Raw::to(&sandbox);
    assert_eq!(idle.call("GET", "/a").status(), 200);
    let mut open = Raw::to(&sandbox);
    open.send("GET", "/slow", "");
    wait_until(|| sandbox.log().len() == 2);
    let address = sandbox.address();
    sandbox.stop().await.expect("stopped");
    assert_eq!(open.answer().status(), 200);
    assert_eq!(idle.rest(), (Vec::new(), None));
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn stopping_does_not_wait_for_what_hangs() {
    let sandbox = sandbox(&["* /** hang"]).await;
    let mut raw = Raw::to(&sandbox);
    raw.send("GET", "/a", "");
    wait_until(|| sandbox.log().len() == 1);
    sandbox.stop().await.expect("stopped");
    assert!(raw.rest().0.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_stopped_clock_does_not_stop_it() {
    let sandbox = sandbox(&["* /** delay=50ms"]).await;
    assert_eq!(Raw::to(&sandbox).call("GET", "/a").status(), 200);
    sandbox.stop().await.expect("stopped");
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let first = Sandbox::start().await.expect("a sandbox");
    let second = Sandbox::builder().listen(first.address()).start().await;
    let told = second.expect_err("it is taken").to_string();
    let start = format!("cannot listen on {}: ", first.address());
    assert!(told.starts_with(&start), "{told}");
}

#[tokio::test]
async fn other_machines_are_kept_out() {
    let all = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let refused = Sandbox::builder().listen(all).start().await;
    let error = refused.expect_err("not allowed");
    assert!(matches!(error, Error::Remote { .. }));
    assert!(error.to_string().contains("--allow-remote"), "{error}");
}

#[tokio::test]
async fn many_live_side_by_side() {
    let mut all = Vec::new();
    for _ in 0..20 {
        all.push(sandbox(&[]).await);
    }
    for sandbox in &all {
        assert_eq!(Raw::to(sandbox).call("GET", "/a").status(), 200);
        assert_eq!(sandbox.log().len(), 1);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_stops_the_start_and_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data");
    std::fs::write(&path, "no records\n").expect("written");
    let refused = Sandbox::builder().data(&path).start().await;
    let told = refused.expect_err("no records").to_string();
    assert!(told.contains("data:1: "), "{told}");
    assert_eq!(
        std::fs::read_to_string(&path).expect("read"),
        "no records\n"
    );
}
