//! Two sets of specs, and what changed between them in words.

use planhat_codegen::changes::{self, Change, Sort};

use crate::small::ir;

const BEFORE: &str = "
resource: asset
summary: A thing.
keys: [_id]
fields:
  name: { type: string, doc: Name. }
  size: { type: integer, min: 1, max: 9, doc: Size. }
  state: { type: enum, values: [new, sold], doc: State. }
  parts: { type: object, fields: { label: { type: string, doc: Label. } }, doc: Parts. }
operations:
  list: { query: { near: { type: string, doc: Near. } }, returns: [_id, name] }
  create: { required: [name] }
  update: {}
";

/// What changes when one part of the spec is replaced.
fn after(old: &str, new: &str) -> Vec<Change> {
    assert_eq!(BEFORE.matches(old).count(), 1, "`{old}` stands once");
    let text = BEFORE.replace(old, new);
    changes::between(&ir(&[BEFORE]), &ir(&[&text]))
}

#[track_caller]
fn only(old: &str, new: &str, sort: Sort, breaking: bool, subject: &str, what: &str) {
    let expected = Change {
        sort,
        breaking,
        subject: subject.to_owned(),
        what: what.to_owned(),
    };
    assert_eq!(after(old, new), [expected]);
}

#[test]
fn what_is_the_same_is_no_change() {
    assert_eq!(after("A thing.", "Another text."), []);
    assert_eq!(changes::report(&[]), "no change of the API surface\n");
}

#[test]
fn fields_come_go_and_become_others() {
    let fresh = "name: { type: string, doc: Name. }\n  more: { type: string, doc: More. }";
    only(
        "name: { type: string, doc: Name. }",
        fresh,
        Sort::Added,
        false,
        "asset.more",
        "is a new field",
    );
    only(
        "type: integer, min: 1, max: 9",
        "type: number, min: 1, max: 9",
        Sort::Changed,
        true,
        "asset.size",
        "became `number`, it was `integer`",
    );
    only(
        "min: 1, max: 9",
        "min: 1, max: 8",
        Sort::Changed,
        true,
        "asset.size",
        "takes 1 to 8, it took 1 to 9",
    );
    only(
        "min: 1, max: 9",
        "min: 1",
        Sort::Changed,
        false,
        "asset.size",
        "takes 1 and more, it took 1 to 9",
    );
    only(
        "[new, sold]",
        "[new, sold, lost]",
        Sort::Changed,
        false,
        "asset.state",
        "also knows `lost`",
    );
    only(
        "[new, sold]",
        "[new]",
        Sort::Changed,
        true,
        "asset.state",
        "no longer knows `sold`",
    );
    only(
        "doc: Size.",
        "access: read, doc: Size.",
        Sort::Changed,
        true,
        "asset.size",
        "can only be read",
    );
    only(
        "{ label: { type: string",
        "{ label: { type: json",
        Sort::Changed,
        true,
        "asset.parts.label",
        "became `json`, it was `string`",
    );
    only(
        "size: { type",
        "size: { name: extent, type",
        Sort::Changed,
        true,
        "asset.size",
        "is called `extent` in Rust, no longer `size`",
    );
}

#[test]
fn operations_come_go_and_ask_for_more() {
    only(
        "update: {}",
        "update: {}\n  delete: {}",
        Sort::Added,
        false,
        "asset.delete",
        "is a new operation: Deletes one asset",
    );
    only(
        "  update: {}\n",
        "",
        Sort::Removed,
        true,
        "asset.update",
        "is gone",
    );
    only(
        "required: [name]",
        "required: [name, size]",
        Sort::Changed,
        true,
        "asset.create",
        "requires `size` now",
    );
    only(
        "required: [name]",
        "required: []",
        Sort::Changed,
        true,
        "asset.create",
        "no longer requires `name`",
    );
    only(
        "near: { type: string",
        "near: { type: string, required: true",
        Sort::Changed,
        true,
        "asset.list",
        "requires `near` now",
    );
    only(
        "near: { type: string, doc: Near. }",
        "",
        Sort::Removed,
        true,
        "asset.list.near",
        "is gone",
    );
    only(
        "returns: [_id, name]",
        "returns: [_id]",
        Sort::Changed,
        false,
        "asset.list",
        "is no longer said to return `name`",
    );
    only(
        "update: {}",
        "update: { path: \"/things/{id}\" }",
        Sort::Changed,
        false,
        "asset.update",
        "is now `PUT /things/{id}`, it was `PUT /assets/{id}`",
    );
}

#[test]
fn resources_come_and_go() {
    let sorts = |before: &[&str], after: &[&str]| {
        let changes = changes::between(&ir(before), &ir(after));
        let each = changes.into_iter();
        each.map(|one| (one.sort, one.breaking, one.subject))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        sorts(&[], &[BEFORE]),
        [(Sort::Added, false, "asset".to_owned())]
    );
    assert_eq!(
        sorts(&[BEFORE], &[]),
        [(Sort::Removed, true, "asset".to_owned())]
    );
}

#[test]
fn a_report_ends_with_an_entry_for_the_changelog() {
    let changes = after("  update: {}\n", "  delete: {}\n");
    insta::assert_snapshot!(changes::report(&changes));
}
