//! Demo data.

use crate::cases::{check, edits};

const FIELDS: &str = "fields:\n  name: { type: string, doc: Name. }\n  companyId";
const SIZE: &str = "max: 9, doc: Size. }";

/// The asset with demo data, its company too.
#[track_caller]
fn share(demo: &str, rules: &[&str]) {
    let company = (
        "company",
        "keys: [_id, externalId]",
        "demo: { count: 1 }\nkeys: [_id, externalId]",
    );
    let asset = format!("demo: {{ {demo} }}\n{FIELDS}");
    edits(&[("asset", FIELDS, &asset), company], rules);
}

#[track_caller]
fn size(demo: &str, rules: &[&str]) {
    check(
        "asset",
        SIZE,
        &format!("max: 9, doc: Size., demo: {demo} }}"),
        rules,
    );
}

#[test]
fn shares() {
    share("per: company, count: [1, 3]", &[]);
    share("count: 3", &[]);
    share("per: §compny", &["SPEC091"]);
    share("per: §asset", &["SPEC092"]);
    share("count: §-1", &["SPEC092"]);
    share("count: §1.5", &["SPEC092"]);
    share("count: §[3, 1]", &["SPEC012"]);
    share("per: company, when: { name: [A] }", &[]);
    share("when: §{ name: [A] }", &["SPEC092"]);
    share("defines: { name: name, of: §model }", &["SPEC091"]);
    check(
        "asset",
        FIELDS,
        &format!("demo: {{ per: company }}\n{FIELDS}"),
        &[],
    );
}

#[test]
fn cases() {
    share(
        "cases: { a: [{ name: A, $weight: 2, size: { range: [1, 3] } }, { name: \"{company.name}\" }] }",
        &[],
    );
    share("cases: { a: [{ §nmae: A }] }", &["SPEC091"]);
    share("cases: { a: [{ §$wight: 2 }] }", &["SPEC091"]);
    share("cases: { a: [{ $weight: §0 }] }", &["SPEC092"]);
    share("cases: { a: [{ size: §10 }] }", &["SPEC092"]);
    share("cases: { a: [{ state: §gone }] }", &["SPEC092"]);
    share("cases: { a: [{ name: §\"{compny.name}\" }] }", &["SPEC091"]);
    share("cases: { a: [{ name: §\"{name\" }] }", &["SPEC092"]);
    share(
        "cases: { a: [{ size: null, $holds: { values: [1] } }] }",
        &[],
    );
    share("cases: { a: §[] }", &["SPEC092"]);
}

#[test]
fn fields() {
    size("false", &[]);
    size("{ range: [1, 9] }", &[]);
    size("{ values: [1, 2, null] }", &[]);
    size("{ values: [1, §12] }", &["SPEC092"]);
    size("{ times: { company.name: [1, 2] } }", &[]);
    size("{ times: { §compny.name: 2 } }", &["SPEC091"]);
    size("{ after: { _id: [0, 3] } }", &[]);
    size("§{ after: { _id: [0, 1.5] } }", &["SPEC092"]);
    size("{ sum: company.name }", &[]);
    size("{ sum: §name }", &["SPEC092"]);
    size("{ text: \"{#} {city} {state}\" }", &[]);
    size("{ text: §\"{cty}\" }", &["SPEC091"]);
    size("{ words: §town }", &["SPEC091"]);
}

#[test]
fn shapes() {
    size("§true", &["SPEC012"]);
    size("§{}", &["SPEC012"]);
    size("§{ range: [1, 2], days: [1, 2] }", &["SPEC012"]);
    size("§{ times: { size: 1, state: 2 } }", &["SPEC012"]);
}
