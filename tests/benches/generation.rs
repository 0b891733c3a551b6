//! Generating: from the folder of specs to the output folder.

mod measure;

use std::path::Path;

use measure::{compare, way};
use planhat_codegen::tree::FileTree;
use planhat_spec::Source;
use planhat_tests::root;

const ROUNDS: usize = 21;

fn tree(sources: &[Source]) -> FileTree {
    let loaded =
        planhat_spec::load(sources).unwrap_or_else(|faults| panic!("{}", faults.render(false)));
    planhat_codegen::generate(&loaded.set).expect("good specs give good Rust")
}

fn read(specs: &Path) -> Vec<Source> {
    planhat_spec::read_folder(specs).expect("the specs can be read")
}

/// The specs with each resource ten times, under names of its own.
fn tenfold(sources: &[Source]) -> Vec<Source> {
    let mut all = sources.to_vec();
    for source in sources {
        let Some(name) = source
            .path
            .split_once("/resources/")
            .and_then(|(_, file)| file.strip_suffix(".yaml"))
        else {
            continue;
        };
        all.extend((2..=10).map(|copy| copied(source, name, copy)));
    }
    all
}

/// A resource under another name, plural and path, without tool nouns and views, which are one.
fn copied(source: &Source, name: &str, copy: u32) -> Source {
    let text = String::from_utf8_lossy(&source.bytes);
    let mut lines: Vec<String> = vec![
        format!("plural: {name}_copies_{copy}_of"),
        format!("path: /{name}copies{copy}"),
    ];
    let ours = ["plural:", "path:", "tool:"];
    let kept = |line: &&str| !ours.iter().any(|key| line.starts_with(key));
    let renamed = |line: &str| match line.strip_prefix("resource: ") {
        Some(name) => format!("resource: {name}_copy_{copy}_of"),
        None => line.to_owned(),
    };
    lines.extend(text.lines().filter(kept).map(renamed));
    Source {
        path: format!("specs/resources/{name}_copy_{copy}_of.yaml"),
        bytes: lines.join("\n").into_bytes(),
    }
}

fn main() {
    let specs = root().join("specs");
    let sources = read(&specs);
    let many = tenfold(&sources);
    let fresh = tempfile::tempdir().expect("a temporary folder");
    let same = tempfile::tempdir().expect("a temporary folder");
    let whole = tree(&sources);
    whole
        .commit(same.path())
        .expect("the folder can be written");
    let mut run = 0;
    let ways = &mut [
        way("full, into an empty folder", || {
            run += 1;
            let out = fresh.path().join(run.to_string());
            tree(&read(&specs))
                .commit(&out)
                .expect("the folder can be written")
        }),
        way("unchanged", || {
            tree(&read(&specs))
                .commit(same.path())
                .expect("the folder can be written")
        }),
        way("reading and checking alone", || {
            planhat_spec::load(&read(&specs)).expect("the specs are good")
        }),
        way("specs x 10, in memory", || tree(&many)),
    ];
    compare("Generating all objects", ROUNDS, ways);
}
