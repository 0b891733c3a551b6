//! An object that nobody has seen: its YAML beside the others gives a client that compiles, with
//! examples that compile, and nothing else changes by hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use planhat_spec::Source;
use planhat_tests::root;

/// A workspace around generated crates that stand elsewhere.
fn workspace(folder: &Path) {
    let core = root().join("crates/planhat-core");
    let manifest = format!(
        "[workspace]
resolver = \"3\"
members = [\"planhat-client\"]
[workspace.package]
version = \"0.1.0\"
edition = \"2024\"
rust-version = \"1.85\"
license = \"MIT\"
repository = \"https://example.com\"
[workspace.dependencies]
planhat-core = {{ path = {core:?} }}
tokio = \"1\"
"
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the versions we use");
}

/// Runs cargo there, with what is built already; gives what it says.
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let output = Command::new(cargo)
        .args(arguments)
        .env(
            "CARGO_TARGET_DIR",
            built.expect("it is below the target folder"),
        )
        .env("CARGO_TERM_COLOR", "never")
        .current_dir(folder)
        .output()
        .expect("cargo runs");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

#[test]
fn a_new_object_compiles_without_warnings_and_so_do_its_examples() {
    let mut sources =
        planhat_spec::read_folder(&root().join("specs")).expect("the specs can be read");
    let path = "specs/resources/series.yaml".to_owned();
    let bytes =
        fs::read(root().join("tests/fixtures/unseen/series.yaml")).expect("the fixture is there");
    sources.push(Source { path, bytes });
    let loaded =
        planhat_spec::load(&sources).unwrap_or_else(|faults| panic!("{}", faults.render(false)));
    let tree = planhat_codegen::generate(&loaded.set).expect("good specs give good Rust");

    let folder = tempfile::tempdir().expect("a temporary folder");
    tree.commit(folder.path()).expect("the crates are written");
    workspace(folder.path());
    let alone = ["--no-default-features", "--features", "series"];
    for features in [&alone[..], &[]] {
        let said = cargo(
            folder.path(),
            &[&["check", "--all-targets"], features].concat(),
        );
        assert!(!said.contains("warning:"), "{said}");
    }
    let said = cargo(folder.path(), &[&["test", "--doc"], &alone[..]].concat());
    assert!(!said.contains("warning:"), "{said}");
    assert!(said.contains("series::SeriesCalls<'c>::close"), "{said}");
}
