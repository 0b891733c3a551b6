//! The same files for the same specs, and what is committed is what the specs give.

use planhat_codegen::tree::FileTree;
use planhat_spec::Source;
use planhat_tests::root;
use proptest::prelude::*;

fn sources() -> Vec<Source> {
    planhat_spec::read_folder(&root().join("specs")).expect("the specs can be read")
}

fn tree(sources: &[Source]) -> FileTree {
    let loaded =
        planhat_spec::load(sources).unwrap_or_else(|faults| panic!("{}", faults.render(false)));
    assert!(
        loaded.warnings.is_empty(),
        "{}",
        loaded.warnings.render(false)
    );
    planhat_codegen::generate(&loaded.set).expect("good specs give good Rust")
}

#[test]
fn what_is_committed_is_what_the_specs_give() {
    let changes = tree(&sources())
        .diff(&root().join("generated"))
        .expect("the output folder can be read");
    assert!(
        changes.is_empty(),
        "run `cargo xtask generate`: {changes:?}"
    );
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tree = tree(&sources());
    let first = tree.commit(folder.path()).expect("the first run writes");
    assert_eq!(first.added.len(), tree.files().len());
    let second = tree.commit(folder.path()).expect("the second run reads");
    assert!(second.is_empty(), "{second:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn the_order_of_files_does_not_matter(shuffled in Just(sources()).prop_shuffle()) {
        prop_assert!(tree(&shuffled) == tree(&sources()));
    }
}
