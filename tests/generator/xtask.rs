//! The command line over the generator: what it says and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use planhat_tests::root;
use serde_json::Value;

use crate::small::sources;

/// Exit code, standard output and standard error of a run.
fn xtask(arguments: &[&str]) -> (i32, String, String) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask", "--"])
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// The program itself: through cargo, its process id would be that of another.
pub fn binary() -> &'static Path {
    static PATH: LazyLock<PathBuf> = LazyLock::new(build);
    &PATH
}

fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--package", "xtask"])
        .args(["--message-format", "json"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let messages = said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let built = |message: Value| message["executable"].as_str().map(PathBuf::from);
    messages
        .filter(|message: &Value| message["target"]["name"] == "xtask")
        .find_map(built)
        .expect("cargo names the program")
}

/// A folder with the small specs, one of them changed.
pub fn folder(change: fn(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(folder.path().join("specs/resources")).expect("a new folder");
    for source in sources(&[]) {
        let mut text = String::from_utf8(source.bytes).expect("specs are UTF-8");
        if source.path.ends_with("company.yaml") {
            text = change(text);
        }
        fs::write(folder.path().join(&source.path), text).expect("a new file");
    }
    folder
}

fn generate(folder: &Path, more: &[&str]) -> (i32, String, String) {
    let (specs, out) = (folder.join("specs"), folder.join("generated"));
    let mut arguments = vec!["generate"];
    let paths = [
        specs.to_string_lossy().into_owned(),
        out.to_string_lossy().into_owned(),
    ];
    arguments.extend(["--specs", &paths[0], "--out", &paths[1]]);
    arguments.extend(more);
    xtask(&arguments)
}

#[test]
fn a_run_ends_with_counts_and_a_check_names_stale_files() {
    let folder = folder(|text| text);
    let (code, said, _) = generate(folder.path(), &[]);
    assert_eq!(code, 0);
    assert!(said.starts_with("1 resource, 1 operation, "), "{said}");
    let (code, said, _) = generate(folder.path(), &["--check"]);
    assert_eq!(code, 0);
    assert!(said.contains(", 0 stale, "), "{said}");

    let module = folder
        .path()
        .join("generated/planhat-client/src/company.rs");
    let text = fs::read_to_string(&module).expect("the module is there");
    fs::write(&module, text.replace("A customer.", "Edited.")).expect("the module is ours");
    let (code, _, complaint) = generate(folder.path(), &["--check"]);
    assert_eq!(code, 1);
    assert!(
        complaint.contains("company.rs") && complaint.contains("cargo xtask generate"),
        "{complaint}"
    );
    let (code, diff, _) = generate(folder.path(), &["--diff"]);
    assert_eq!(code, 0);
    assert!(diff.contains("+//! A customer."), "{diff}");
}

#[test]
fn bad_specs_are_reported_and_nothing_is_written() {
    let folder = folder(|text| text.replace("string", "strin"));
    let (code, _, complaint) = generate(folder.path(), &[]);
    assert_eq!(code, 2);
    assert!(complaint.contains("company.yaml:6:17"), "{complaint}");
    assert!(complaint.contains("nothing was written"), "{complaint}");
    assert!(!folder.path().join("generated").exists());
}

#[test]
fn json_stands_alone_on_standard_output() {
    for (change, faults) in [
        (folder(|text| text), 0),
        (folder(|text| text.replace("string", "strin")), 1),
    ] {
        let (_, said, _) = generate(change.path(), &["--json"]);
        let found: Value = serde_json::from_str(&said).expect("it is JSON alone");
        assert_eq!(found.as_array().map(Vec::len), Some(faults));
    }
}

#[test]
fn a_check_reads_specs_and_writes_nothing() {
    for (change, code, counts) in [
        (
            folder(|text| text),
            0,
            "1 resource, 1 operation, 0 faults, ",
        ),
        (
            folder(|text| text.replace("string", "strin")),
            2,
            "1 fault, ",
        ),
    ] {
        let specs = change.path().join("specs").to_string_lossy().into_owned();
        let (found, said, complaint) = xtask(&["check", "--specs", &specs]);
        assert_eq!(found, code);
        assert!(
            said.starts_with(counts) && said.lines().count() == 1,
            "{said}"
        );
        assert_eq!(
            complaint.contains("company.yaml:6:17"),
            code == 2,
            "{complaint}"
        );
        let (found, said, counted) = xtask(&["check", "--json", "--specs", &specs]);
        assert_eq!(found, code);
        assert!(serde_json::from_str::<Value>(&said).is_ok(), "{said}");
        assert!(counted.starts_with(counts), "{counted}");
        let left = fs::read_dir(change.path()).expect("the folder is there");
        assert_eq!(left.count(), 1, "specs alone");
    }
    let (code, said, complaint) = xtask(&["check"]);
    assert_eq!(code, 0, "the specs of the project are good: {complaint}");
    assert!(said.contains(" operations, 0 faults, "), "{said}");
}

#[test]
fn a_foreign_file_in_the_way_ends_with_74() {
    let folder = folder(|text| text);
    let module = folder.path().join("generated/planhat-client/src");
    fs::create_dir_all(&module).expect("a new folder");
    fs::write(module.join("lib.rs"), "by hand").expect("a new file");
    let (code, _, complaint) = generate(folder.path(), &[]);
    assert_eq!(code, 74);
    assert!(
        complaint.contains("lib.rs was not generated"),
        "{complaint}"
    );
}

#[test]
fn wrong_usage_ends_with_64() {
    assert_eq!(xtask(&["generate", "--nonsense"]).0, 64);
    assert_eq!(xtask(&["generate", "--watch", "--check"]).0, 64);
    assert_eq!(xtask(&["check", "--out", "."]).0, 64);
    assert_eq!(xtask(&["generate", "--help"]).0, 0);
}

#[test]
fn objects_are_listed() {
    let folder = folder(|text| text);
    let specs = folder.path().join("specs");
    let specs = specs.to_string_lossy();
    let (_, said, _) = xtask(&["list", "--specs", &specs]);
    let mut lines = said.lines();
    assert!(lines.any(|line| line.starts_with("company ")), "{said}");
    let (_, said, _) = xtask(&["list", "company", "--specs", &specs]);
    for part in ["GET /companies/{id}", "Name."] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(xtask(&["list", "nothing", "--specs", &specs]).0, 64);
}

/// Runs git in a folder, as somebody.
fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn changes_since_a_revision_are_told() {
    let folder = folder(|text| text);
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "--all"]);
    git(folder.path(), &["commit", "--quiet", "--message", "Specs"]);
    let specs = folder.path().join("specs");
    let path = specs.join("resources/company.yaml");
    let specs = specs.to_string_lossy();
    let diff = |revision: &str| xtask(&["diff", revision, "--specs", &specs]);
    assert_eq!(diff("HEAD").1, "no change of the API surface\n");

    let before = fs::read_to_string(&path).expect("it is there");
    fs::write(&path, before.replace("string", "integer")).expect("it can be written");
    let (_, said, _) = diff("HEAD");
    let change = "company.name became `integer`, it was `string`";
    assert!(said.contains(change), "{said}");
    let (code, _, complaint) = diff("no-such-revision");
    assert_eq!(code, 64);
    assert!(complaint.contains("no-such-revision"), "{complaint}");
}

/// Runs a command that writes a spec into the folder.
fn begin(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let specs = folder.join("specs").to_string_lossy().into_owned();
    xtask(&[arguments, &["--specs", &specs]].concat())
}

#[test]
fn a_new_spec_is_never_written_over_another() {
    let folder = folder(|text| text);
    let spec = folder.path().join("specs/resources/parking_space.yaml");
    let (code, said, heard) = begin(folder.path(), &["new", "ParkingSpace"]);
    assert_eq!(code, 0, "{heard}");
    assert!(said.contains("cargo xtask generate"), "{said}");
    assert!(heard.contains("taken as `parking_space`"), "{heard}");
    let (code, said, _) = generate(folder.path(), &[]);
    assert_eq!(code, 0);
    assert!(said.starts_with("2 resources, 7 operations"), "{said}");

    fs::write(&spec, "by hand").expect("it is ours");
    let (code, _, heard) = begin(folder.path(), &["new", "parking_space"]);
    assert_eq!(code, 1);
    assert!(heard.contains("--force"), "{heard}");
    assert_eq!(fs::read_to_string(&spec).expect("it is there"), "by hand");
    let (code, said, _) = begin(folder.path(), &["new", "parking_space", "--force"]);
    assert_eq!(code, 0);
    assert!(said.starts_with("replaced "), "{said}");

    let (code, _, heard) = begin(folder.path(), &["new", "type"]);
    assert_eq!(code, 2);
    assert!(
        heard.contains("SPEC021") && heard.contains("nothing was written"),
        "{heard}"
    );
    assert_eq!(begin(folder.path(), &["new"]).0, 64);
    let entries = fs::read_dir(folder.path().join("specs/resources")).expect("it is there");
    assert_eq!(entries.count(), 2, "nothing is left over");
}

#[test]
fn a_spec_is_inferred_from_several_files() {
    let folder = folder(|text| text);
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (one, many, bad) = (path("one.json"), path("many.ndjson"), path("bad.json"));
    fs::write(&one, r#"{ "_id": "x", "size": 1 }"#).expect("a new file");
    fs::write(&many, "{\"size\": 1.5}\n{\"size\": null}\n").expect("a new file");
    fs::write(&bad, "{\n\"size\": }").expect("a new file");
    let (code, said, _) = begin(
        folder.path(),
        &["infer", "lamp", "--print", "--from", &one, &many],
    );
    assert_eq!(code, 0);
    assert!(said.contains("size: { type: number, "), "{said}");
    assert!(!folder.path().join("specs/resources/lamp.yaml").exists());

    let (code, _, heard) = begin(folder.path(), &["infer", "lamp", "--from", &bad]);
    assert_eq!(code, 2);
    assert!(heard.contains("bad.json:2:9: this is no JSON"), "{heard}");
    let none = path("none.json");
    assert_eq!(
        begin(folder.path(), &["infer", "lamp", "--from", &none]).0,
        74
    );
    assert_eq!(begin(folder.path(), &["infer", "lamp"]).0, 64);

    assert_eq!(
        begin(folder.path(), &["infer", "lamp", "--from", &one]).0,
        0
    );
    assert_eq!(
        begin(folder.path(), &["infer", "lamp", "--from", &one]).0,
        1
    );
    assert_eq!(generate(folder.path(), &[]).0, 0);
}
