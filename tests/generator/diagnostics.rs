//! Bad specs: what a person reads.

use crate::small::load;

fn faults(resources: &[&str]) -> String {
    load(resources)
        .expect_err("these specs are bad")
        .render(false)
}

#[test]
fn an_unknown_type_names_the_nearest() {
    let bad = "
resource: asset
summary: A thing.
fields:
  name: { type: strin, doc: Name. }
operations:
  list: {}
";
    insta::assert_snapshot!(faults(&[bad]));
}

#[test]
fn all_faults_of_all_files_come_at_once() {
    let asset = "
resource: asset
summary: A thing.
fields:
  companyId: { type: ref<compani>, doc: Company. }
  CompanyID: { type: string, doc: The same once cased. }
operations:
  create: { required: [nmae] }
";
    let loop_ = "
resource: loop
summary: A word of Rust.
colour: red
fields:
  name: { type: string, doc: Name. }
operations:
  list: {}
";
    insta::assert_snapshot!(faults(&[asset, loop_]));
}

#[test]
fn a_syntax_error_shows_its_line() {
    insta::assert_snapshot!(faults(&["resource: asset\nfields: [1, 2\n"]));
}

#[test]
fn a_duplicate_key_shows_both_places() {
    let bad = "
resource: asset
summary: A thing.
summary: Another thing.
operations: { list: {} }
";
    insta::assert_snapshot!(faults(&[bad]));
}
