//! What stays of a sandbox: alone in its process, so that all threads are its own.

#![cfg(target_os = "linux")]

use planhat_sandbox::Sandbox;

fn threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("the threads");
    let names =
        tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.starts_with("planhat")).count()
}

#[tokio::test]
async fn no_thread_stays() {
    for graceful in [false, true] {
        let sandbox = Sandbox::start().await.expect("a sandbox");
        assert!(threads() > 0);
        if graceful {
            sandbox.stop().await.expect("stopped");
        } else {
            drop(sandbox);
        }
        assert_eq!(threads(), 0);
    }
}
