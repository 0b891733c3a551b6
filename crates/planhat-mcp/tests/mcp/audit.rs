//! Lines of audit, and what happens where they cannot be written.

use std::time::Duration;

use planhat_mcp::audit::{Audit, Call, End, Lines};
use serde_json::{Map, Value, json};

fn arguments() -> Map<String, Value> {
    let arguments = json!({"companyId": "5f", "note": "private"});
    serde_json::from_value(arguments).expect("an object")
}

fn call<'c>(writes: bool, arguments: &'c Map<String, Value>) -> Call<'c> {
    Call {
        caller: "local",
        tool: "a_tool",
        writes,
        arguments,
    }
}

const END: End<'static> = End {
    outcome: "done",
    operation: Some("thing.delete"),
    ids: &[],
    latency: Duration::from_micros(1_234),
};

fn read(path: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("a file");
    let lines = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    lines.collect()
}

#[test]
fn a_call_is_a_line_without_its_arguments() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    let arguments = arguments();
    for payloads in [false, true] {
        let audit = Lines::file(&path, payloads);
        let finish = audit.begin(&call(true, &arguments)).expect("no refusal");
        finish(&End {
            ids: &["5f".to_owned()],
            ..END
        });
    }
    let lines = read(&path);
    assert_eq!(lines.len(), 2);
    let first = &lines[0];
    for (name, value) in [
        ("caller", json!("local")),
        ("tool", json!("a_tool")),
        ("operation", json!("thing.delete")),
        ("ids", json!(["5f"])),
        ("outcome", json!("done")),
        ("ms", json!(1.23)),
    ] {
        assert_eq!(first[name], value);
    }
    assert!(
        first["time"]
            .as_str()
            .is_some_and(|time| time.ends_with('Z'))
    );
    assert_eq!(first.get("arguments"), None);
    assert_eq!(lines[1]["arguments"]["note"], "private");
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    let mode = || {
        std::fs::metadata(&path)
            .expect("a file")
            .permissions()
            .mode()
            & 0o777
    };
    drop(Lines::file(&path, false));
    assert_eq!(mode(), 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
    drop(Lines::file(&path, false));
    assert_eq!(mode(), 0o600);
}

#[test]
fn nothing_is_changed_while_it_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("not-yet").join("audit.jsonl");
    let arguments = arguments();
    let audit = Lines::file(&path, false);
    assert!(
        audit
            .fault()
            .is_some_and(|fault| fault.contains("audit.jsonl"))
    );
    let refused = audit
        .begin(&call(true, &arguments))
        .err()
        .expect("a refusal");
    assert!(refused.to_string().contains("audit.jsonl"), "{refused}");
    let reading = audit
        .begin(&call(false, &arguments))
        .expect("reading goes on");
    reading(&END);

    std::fs::create_dir(path.parent().expect("a folder")).expect("made");
    let writing = audit
        .begin(&call(true, &arguments))
        .expect("it can be written again");
    writing(&END);
    assert_eq!(audit.fault(), None);
    assert_eq!(read(&path).len(), 2, "the line of the reading is not lost");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_stops_changes_too() {
    let arguments = arguments();
    let audit = Lines::file("/dev/full", false);
    let reading = audit
        .begin(&call(false, &arguments))
        .expect("reading goes on");
    reading(&END);
    let refused = audit
        .begin(&call(true, &arguments))
        .err()
        .expect("a refusal");
    assert!(refused.to_string().contains("/dev/full"), "{refused}");
}

#[test]
fn a_file_that_was_moved_away_is_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    let arguments = arguments();
    let audit = Lines::file(&path, false);
    let told = || audit.begin(&call(true, &arguments)).expect("no refusal")(&END);
    told();
    std::fs::rename(&path, folder.path().join("old.jsonl")).expect("moved");
    told();
    assert_eq!(read(&path).len(), 1);
    assert_eq!(read(&folder.path().join("old.jsonl")).len(), 1);
}
