//! YAML that is none, and what the format does not take of it.

use crate::cases::{base, check, found, places, with};

#[test]
fn the_base_is_good() {
    let found = found(&base());
    assert!(found.is_empty(), "{found}");
}

#[test]
fn no_yaml() {
    check("asset", "doc: Name.", "doc: Name, x: [ §}", &["SPEC002"]);
    check(
        "asset",
        "A thing under a company.",
        "Things§: assets.",
        &["SPEC002"],
    );
    check("asset", "  get: {", "\t§get: {", &["SPEC002"]);
}

#[test]
fn a_text_instead_of_a_spec() {
    with(&[("asset", "§just text")], &["SPEC012"]);
    with(&[("asset", "§- a list")], &["SPEC012"]);
    with(&[("asset", "§")], &["SPEC002"]);
    with(&[("asset", "§# a comment alone")], &["SPEC002"]);
}

#[test]
fn keys_that_stand_twice() {
    check(
        "asset",
        "  size:",
        "  §name: { type: nonsense }\n  size:",
        &["SPEC003"],
    );
    check(
        "asset",
        "type: string, doc: Label.",
        "type: string, doc: Label., §\"type\": string",
        &["SPEC003"],
    );
    check(
        "asset",
        "tags: [crm]",
        "tags: [crm]\n§tags: []\n§tags: []",
        &["SPEC003", "SPEC003"],
    );
}

#[test]
fn the_second_place_is_the_first_key() {
    let mut files = base();
    files[1].1.push_str("tags: []\n");
    let found = found(&files);
    let second = found
        .iter()
        .next()
        .and_then(|one| one.second.clone())
        .expect("a second place");
    assert_eq!((second.line, second.column), (3, 1));
}

#[test]
fn anchors_aliases_tags_and_merge_keys() {
    check(
        "asset",
        "{ type: string, doc: Name. }",
        "§&text { type: string, doc: Name. }",
        &["SPEC004"],
    );
    check(
        "asset",
        "name: { type: string, doc: Name. }",
        "name: §*text",
        &["SPEC004"],
    );
    check(
        "asset",
        "summary: A thing",
        "summary: §!!str A thing",
        &["SPEC004"],
    );
    check(
        "asset",
        "operations:",
        "operations:\n  §<<: { get: {} }",
        &["SPEC004"],
    );
    check(
        "asset",
        "keys: [",
        "keys: §&a [§*a, ",
        &["SPEC004", "SPEC004"],
    );
}

#[test]
fn further_documents() {
    check(
        "company",
        "  get: {}\n",
        "  get: {}\n§---\nb: 2\n",
        &["SPEC004"],
    );
    check(
        "company",
        "resource: company",
        "--- # the first\nresource: company",
        &[],
    );
}

#[test]
fn keys_that_are_no_text() {
    check("asset", "tags: [crm]", "§[a]: crm", &["SPEC002"]);
    check("asset", "tags: [crm]", "§: crm", &["SPEC002"]);
    check("asset", "tags: [crm]", "§\"\": crm", &["SPEC002"]);
}

#[test]
fn windows_lines_and_other_letters_keep_their_places() {
    let mut files = base();
    files[1].1 = files[1]
        .1
        .replace("A thing", "Ein Gerät 😀")
        .replace("doc: Size.", "docs: Größe.")
        .replace('\n', "\r\n");
    assert_eq!(places(&found(&files)), ["SPEC010 asset:10:42"]);
}
