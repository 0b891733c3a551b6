//! Small specs of a unified model, and what is emitted of them.

use planhat_codegen::tree::FileTree;
use planhat_spec::Source;

const API: &str = include_str!("../fixtures/small/planhat.yaml");

const COMPANY: &str = "
resource: company
plural: companies
summary: A customer.
keys: [_id, externalId]
common: [externalId]
fields:
  name: { type: string, doc: Name. }
  web: { type: string, doc: Website. }
  phase: { type: enum, values: [new, old], doc: Phase. }
operations:
  list: {}
  create: { required: [name] }
";

const COMMON: &str = "
limit: { default: 50, max: 500 }
scan_requests: 5
shapes:
  Url:
    main: url
    members:
      url: { type: string, doc: Where it leads. }
      type: { type: enum, values: [home, other], doc: What it leads to. }
common:
  id: { source: _id, doc: Identifier. }
";

const ORGANISATION: &str = "
model: organisation
resource: company
summary: A customer.
common: [id]
filters: [name]
fields:
  name: { source: name, doc: Name. }
  type: { source: phase, values: { fresh: new, seasoned: old }, note: Mind the words., doc: Phase. }
  urls: { type: list<Url>, source: web, transform: array_wrap, item: { type: home }, doc: Website. }
  size: { type: integer, doc: Size. }
";

fn tree(unified: bool) -> FileTree {
    let source = |path: &str, text: &str| Source {
        path: format!("here/{path}"),
        bytes: text.trim_start().as_bytes().to_vec(),
    };
    let mut sources = vec![
        source("planhat.yaml", API),
        source("resources/company.yaml", COMPANY),
    ];
    if unified {
        sources.push(source("unified/common.yaml", COMMON));
        sources.push(source("unified/erp/organisation.yaml", ORGANISATION));
    }
    let loaded = planhat_spec::load(&sources).unwrap_or_else(|faults| panic!("{faults}"));
    planhat_codegen::generate(&loaded.set).expect("good specs give good Rust")
}

fn file(path: &str) -> String {
    let tree = tree(true);
    let file = tree.files().get(path);
    file.unwrap_or_else(|| panic!("no {path}")).clone()
}

#[test]
fn a_model_is_a_struct_and_its_calls() {
    insta::assert_snapshot!(file("planhat-unified/src/erp/organisation.rs"));
}

#[test]
fn a_page_says_where_fields_come_from() {
    insta::assert_snapshot!(file("reference/unified/erp/organisation.md"));
}

#[test]
fn a_feature_brings_what_the_model_stands_on() {
    let manifest = file("planhat-unified/Cargo.toml");
    assert!(
        manifest.contains("\nerp_organisation = [\"planhat-client/company\"]\n"),
        "{manifest}"
    );
}

#[test]
fn nothing_is_emitted_where_there_is_no_unified_api() {
    let tree = tree(false);
    let any = tree
        .files()
        .keys()
        .find(|path| path.contains("unified/") || path.contains("planhat-unified"));
    assert_eq!(any, None);
}
