//! Examples of calls.

use planhat_spec::{Source, load};

use crate::cases::{base, found, sources, with};

/// A file of examples of assets with these operations.
#[track_caller]
fn examples(text: &str, rules: &[&str]) {
    with(&[("examples/asset", text)], rules);
}

#[test]
fn a_good_example() {
    let text = "resource: asset
operations:
  list:
    request: { path: /assets, query: { limit: \"2\" } }
    response: { body: [{ _id: a, name: Press }] }
  create:
    request: { path: /assets, body: { name: Press } }
    response: { status: 201, body: { _id: a } }
  archive: { request: { path: /assets/a/archive }, response: {} }
";
    examples(text, &[]);
    let mut files = base();
    files.push(("examples/asset", text.to_owned()));
    let loaded = load(&sources(&files)).expect("the example is good");
    assert_eq!(loaded.set.resources.len(), 2, "examples are no resource");
    let example = &loaded.set.examples["asset"].operations["create"];
    assert_eq!(example.response.status, Some(201));
    assert_eq!(
        example
            .request
            .body
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some(r#"{"name":"Press"}"#)
    );
}

#[test]
fn a_resource_that_is_gone() {
    let text = "resource: §gadget\noperations: {}\n";
    with(&[("examples/gadget", text)], &["SPEC080"]);
    let text = "§§operations: {}\n";
    with(&[("examples/gadget", text)], &["SPEC011", "SPEC080"]);
}

#[test]
fn a_hint_says_what_to_do_about_it() {
    let help = |name: &'static str| {
        let mut files = base();
        files.push((
            name,
            format!("resource: {}\noperations: {{}}\n", &name[9..]),
        ));
        found(&files).iter().next().and_then(|one| one.help.clone())
    };
    assert_eq!(
        help("examples/aset").as_deref(),
        Some("did you mean `asset`?")
    );
    assert_eq!(
        help("examples/invoice").as_deref(),
        Some("where the resource was removed, remove this file too")
    );
}

#[test]
fn a_file_is_called_as_its_resource() {
    examples("resource: §company\noperations: {}\n", &["SPEC020"]);
}

#[test]
fn an_operation_that_is_gone() {
    examples(
        "resource: asset\noperations:\n  §gte: { request: { path: /assets/a }, response: {} }\n",
        &["SPEC081"],
    );
}

#[test]
fn a_call_that_the_operation_does_not_make() {
    for path in [
        "/assets",
        "/assets/",
        "/users/a",
        "/assets/a/b",
        "\"/assets/a?b=c\"",
    ] {
        let text = format!(
            "resource: asset\noperations:\n  get: {{ request: {{ path: §{path} }}, response: {{}} }}\n"
        );
        examples(&text, &["SPEC082"]);
    }
    examples(
        "resource: asset\noperations:\n  get: { request: { path: /assets/a }, response: { status: §20 } }\n",
        &["SPEC082"],
    );
}

#[test]
fn the_form_of_an_example() {
    examples(
        "resource: asset\noperations:\n  get: { §reqest: {}, response: {} }\n",
        &["SPEC010"],
    );
    examples(
        "resource: asset\noperations:\n  get: { §request: {}, response: {} }\n",
        &["SPEC011"],
    );
    examples(
        "resource: asset\noperations:\n  §get: { request: { path: /assets/a } }\n",
        &["SPEC011"],
    );
    examples("§[]", &["SPEC012"]);
}

/// Nothing is known of a resource or an operation that could not be read.
#[test]
fn faults_of_the_resource_make_none_of_its_examples() {
    let example =
        "resource: asset\noperations:\n  get: { request: { path: /assets/a }, response: {} }\n";
    with(&[("asset", "§"), ("examples/asset", example)], &["SPEC002"]);
    let operations = "resource: asset\nsummary: A thing.\noperations:\n  get: §nonsense\n";
    with(
        &[("asset", operations), ("examples/asset", example)],
        &["SPEC012"],
    );
}

/// The API is not taken for examples in a folder of that name.
#[test]
fn a_specs_folder_called_examples() {
    let moved = |source: Source| Source {
        path: source.path.replace("specs/", "examples/"),
        ..source
    };
    let sources: Vec<Source> = sources(&base()).into_iter().map(moved).collect();
    assert_eq!(load(&sources).expect("all is good").set.resources.len(), 2);
}
