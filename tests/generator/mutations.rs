//! Damaged specs are survived: reading them neither panics nor hangs, what is found has a place in
//! the files, and only specs without faults are generated from.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use planhat_spec::{Diagnostics, Loaded, Source};
use planhat_tests::root;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::mutation::{Mutation, mutation};
use crate::xtask::binary;

/// Longer than reading takes in a debug build on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// The specs of the project, under names that are the same on every machine.
static SPECS: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let root = root();
    let sources = planhat_spec::read_folder(&root.join("specs")).expect("the specs can be read");
    let head = format!("{}/", root.to_string_lossy());
    let named = |source: Source| Source {
        path: source
            .path
            .strip_prefix(&head)
            .unwrap_or(&source.path)
            .to_owned(),
        ..source
    };
    sources.into_iter().map(named).collect()
});

/// Some changes of one file.
fn damage(most: usize) -> impl Strategy<Value = (Index, Vec<Mutation>)> {
    (
        any::<Index>(),
        proptest::collection::vec(mutation(), 1..=most),
    )
}

/// The specs with one file damaged.
fn damaged((file, changes): &(Index, Vec<Mutation>)) -> Vec<Source> {
    let mut all = SPECS.clone();
    // Every third time the file that the others rest on.
    let at = file.index(3 * all.len() / 2).checked_sub(all.len() / 2);
    let source = &mut all[at.unwrap_or(0)];
    for change in changes {
        source.bytes = change.of(&source.bytes);
    }
    all
}

/// Reads specs, looks at all that is found, and does not wait long.
fn read(sources: &[Source]) -> Result<Loaded, Diagnostics> {
    let begun = Instant::now();
    let read = planhat_spec::load(sources);
    let found = match &read {
        Ok(loaded) => &loaded.warnings,
        Err(faults) => faults,
    };
    assert_eq!(read.is_err(), found.errors() > 0, "{found}");
    let _ = (found.render(true), found.to_json());
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    for one in found {
        inside(sources, &one.file, one.line, one.column);
        if let Some(second) = &one.second {
            inside(sources, &second.file, second.line, second.column);
        }
        assert!(!one.message.is_empty());
    }
    read
}

/// Whether a place is one of the file that it names.
fn inside(sources: &[Source], file: &str, line: usize, column: usize) {
    let source = sources.iter().find(|source| source.path == file);
    let bytes = source.map_or(&[][..], |source| &source.bytes);
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let found = line.checked_sub(1).and_then(|at| text.split('\n').nth(at));
    let letters = found.map_or(0, |line| line.chars().count());
    let within = found.is_some() && (1..=letters + 1).contains(&column);
    assert!(within, "{file}:{line}:{column} is no place");
}

fn cases(number: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: asked.and_then(|cases| cases.parse().ok()).unwrap_or(number),
        // A case prints itself in full; what it finds becomes a test of its own.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn damaged_files_are_read_or_refused(damage in damage(4)) {
        let _ = read(&damaged(&damage));
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn what_has_no_faults_gives_good_rust(damage in damage(1)) {
        if let Ok(loaded) = read(&damaged(&damage)) {
            let made = planhat_codegen::generate(&loaded.set);
            prop_assert!(made.is_ok(), "{}", made.err().map(|fault| fault.to_string()).unwrap_or_default());
        }
    }
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn with_faults_nothing_is_written(damage in damage(1)) {
        let sources = damaged(&damage);
        let good = read(&sources).is_ok();
        let folder = tempfile::tempdir().expect("a temporary folder");
        for source in &sources {
            let path = folder.path().join(&source.path);
            fs::create_dir_all(path.parent().expect("it is below a folder")).expect("a new folder");
            fs::write(path, &source.bytes).expect("a new file");
        }
        let out = folder.path().join("generated");
        let status = Command::new(binary())
            .arg("generate")
            .args(["--specs".as_ref(), folder.path().join("specs").as_os_str()])
            .args(["--out".as_ref(), out.as_os_str()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("the program runs");
        prop_assert_eq!(status.code(), Some(if good { 0 } else { 2 }));
        prop_assert_eq!(out.exists(), good);
    }
}
