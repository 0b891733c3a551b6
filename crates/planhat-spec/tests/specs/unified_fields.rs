//! Fields of unified models: what is refused of sources, transforms, words and claims.

use crate::cases::edits;
use crate::unified::{THING, field, thing};

#[test]
fn names_that_lead_nowhere() {
    thing("resource: asset", "resource: §asst", &["SPEC110"]);
    thing("[external_id, id,", "[external_id, §idd,", &["SPEC110"]);
    field("more: { type: §Refs, doc: More. }", &["SPEC110"]);
    field(
        "more: { type: Ref, target: §thong, doc: More. }",
        &["SPEC110"],
    );
    field(
        "more: { source: [name, §nam], access: read, doc: More. }",
        &["SPEC111"],
    );
    field(
        "more: { type: string, source: §\"parts[0].labl\", doc: More. }",
        &["SPEC111"],
    );
    field(
        "more: { source: companyId, name: §nam, same_as: account, doc: More. }",
        &["SPEC111"],
    );
    field(
        "more: { source: name, same_as: §nam, doc: More. }",
        &["SPEC111"],
    );
    thing(
        "fields:\n",
        "scope: { §stat: sold }\nfields:\n",
        &["SPEC111"],
    );
    thing(
        "[list, get, create, update]",
        "{ list: {}, get: { expect: { §stat: sold } }, create: { key: §nam } }",
        &["SPEC111", "SPEC111"],
    );
    thing(
        "[account.id, status, external_id, size]",
        "{ q: { query: §serch, ops: [contains] } }",
        &["SPEC111"],
    );
    field(
        "more: { source: name, when: { §size: { state: sold } }, access: read, doc: More. }",
        &["SPEC111"],
    );
}

#[test]
fn paths_that_do_not_fit() {
    for path in [
        "parts.label",
        "\"name[0]\"",
        "\"parts[label].label\"",
        "name.first",
        "\"a b\"",
        "custom.",
    ] {
        field(
            &format!("more: {{ type: string, source: §{path}, doc: More. }}"),
            &["SPEC112"],
        );
    }
    for path in ["\"parts[1:]\"", "custom.Whatever it is", "custom"] {
        field(
            &format!("more: {{ type: json, source: {path}, access: read, doc: More. }}"),
            &[],
        );
    }
}

#[test]
fn arguments_of_transforms() {
    field("§more: { source: custom.More, doc: More. }", &["SPEC113"]);
    field("more: { type: §enum, doc: More. }", &["SPEC113"]);
    field(
        "more: { type: string, transform: §const, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { type: Ref, transform: §object_map, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { type: string, §item: { a: b }, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { source: seen, §fold_case: true, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { type: list<Link>, transform: array_merge, parts: { subject: §name }, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { type: list<Link>, transform: array_merge, parts: { subject: { §typ: main } }, doc: More. }",
        &["SPEC111"],
    );
    field(
        "more: { source: name, write: §split_name, same_as: name, doc: More. }",
        &["SPEC113"],
    );
}

#[test]
fn transforms_that_do_not_fit() {
    field(
        "more: { type: boolean, source: §subject, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { source: §subject, transform: not, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { source: subject, transform: §ref, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { type: list<Link>, source: §seen, transform: array_wrap, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { type: boolean, transform: const, value: §1, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { source: subject, transform: rename, doc: More. }",
        &[],
    );
}

#[test]
fn tables_of_words() {
    thing(
        "{ offered: on sale, gone: sold }",
        "{ offered: on sale, gone: §lost, more: sold }",
        &["SPEC115"],
    );
    thing(
        "{ source: state, values: { offered: on sale, gone: sold }",
        "{ source: state, §values: { offered: On Sale }, fold_case: true",
        &["SPEC115"],
    );
    thing(
        "{ offered: on sale, gone: sold }",
        "{ offered: on sale, gone: [] }, rest: gone",
        &[],
    );
    field(
        "more: { source: subject, values: [a, b], rest: §c, doc: More. }",
        &["SPEC115"],
    );
    field(
        "more: { source: subject, values: §[a, a], doc: More. }",
        &["SPEC115"],
    );
    // A text is open: it needs no word for each.
    field(
        "more: { source: subject, values: { a: [x, y], b: z }, doc: More. }",
        &[],
    );
}

#[test]
fn two_that_write_one() {
    field(
        "§more: { type: string, source: companyId, doc: More. }",
        &["SPEC116"],
    );
    field(
        "more: { type: string, source: companyId, same_as: account, doc: More. }",
        &[],
    );
    field(
        "more: { type: string, source: companyId, yields_to: account, doc: More. }",
        &[],
    );
    field(
        "more: { type: string, source: companyId, access: read, doc: More. }",
        &[],
    );
}

#[test]
fn claims_that_cannot_be_kept() {
    field(
        "more: { type: string, access: §both, doc: More. }",
        &["SPEC117"],
    );
    field(
        "more: { source: seen, reversible: §partial, doc: More. }",
        &["SPEC117"],
    );
    field(
        "more: { source: companyId, same_as: account, reversible: §no, doc: More. }",
        &["SPEC117"],
    );
    let wrap =
        "more: { type: list<Link>, source: name, same_as: name, transform: array_wrap, doc: More.";
    field(&format!("{wrap}, reversible: §yes }}"), &["SPEC117"]);
    field(&format!("{wrap}, reversible: partial }}"), &[]);
    field(
        "more: { source: subject, access: read, §write: title, doc: More. }",
        &["SPEC117"],
    );
    let computed =
        "more: { type: boolean, transform: computed, rule: any_value, source: subject, doc: More.";
    field(&format!("{computed}, §write: name }}"), &["SPEC117"]);
}

#[test]
fn writes_that_nothing_takes() {
    field(
        "more: { source: subject, write: §seen, doc: More. }",
        &["SPEC118"],
    );
    thing(
        "methods: [list, get, create, update]\nfilters: [account.id, status, external_id, size]",
        "methods: [list, get]",
        &[],
    );
    thing(
        "methods: [list, get, create, update]",
        "methods: { list: {}, update: { operation: archive } }",
        &[],
    );
    edits(
        &[
            (
                THING,
                "methods: [list, get, create, update]",
                "methods: [list, get]",
            ),
            (THING, "source: size,", "source: size, write: §size,"),
        ],
        &["SPEC118"],
    );
}
