//! Keys, values and types that the format does not know.

use crate::cases::{check, edits, found, with};

#[test]
fn unknown_keys() {
    check("asset", "tags: [crm]", "§tag: [crm]", &["SPEC010"]);
    check(
        "asset",
        "doc: Size.",
        "doc: Size., §docs: Size.",
        &["SPEC010"],
    );
    check(
        "asset",
        "label: { type: string,",
        "label: { type: string, §typ: x,",
        &["SPEC010"],
    );
    check(
        "asset",
        "when: { state: sold }",
        "when: { state: sold }, §wen: 1",
        &["SPEC010"],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: { max: 5000, §maxx: 1 }",
        &["SPEC010"],
    );
    check(
        "asset",
        "body: { reason: {",
        "body: { reason: { §dok: x,",
        &["SPEC010"],
    );
    check(
        "planhat",
        "paced: false",
        "paced: false, §pace: 1",
        &["SPEC010"],
    );
    check(
        "planhat",
        "title: Planhat",
        "§titel: x\ntitle: Planhat",
        &["SPEC010"],
    );
}

#[test]
fn unknown_keys_have_a_hint() {
    let mut files = crate::cases::base();
    files[1].1 = files[1].1.replace("access: read, or", "acces: read, or");
    let help = found(&files).iter().next().and_then(|one| one.help.clone());
    assert_eq!(help.as_deref(), Some("did you mean `access`?"));
}

#[test]
fn missing_keys() {
    check(
        "asset",
        "name: { type: string, doc: Name. }",
        "§name: { type: string }",
        &["SPEC011"],
    );
    check(
        "asset",
        "name: { type: string, doc: Name. }",
        "§name: { doc: Name. }",
        &["SPEC011"],
    );
    check(
        "asset",
        "name: { type: string, doc: Name. }",
        "§§name: {}",
        &["SPEC011", "SPEC011"],
    );
    check(
        "asset",
        "label: { type: string, doc: Label. }",
        "§label: { type: string }",
        &["SPEC011"],
    );
    check(
        "asset",
        "{ one_of: [companyId], when: { state: sold } }",
        "§{ when: { state: sold } }",
        &["SPEC011"],
    );
    check(
        "planhat",
        "analytics: { url: https://analytics.planhat.com, auth: none,",
        "§§analytics: {",
        &["SPEC011", "SPEC011"],
    );
    check(
        "planhat",
        "limits: { per_minute: 200, per_second: 150,",
        "§§limits: {",
        &["SPEC011", "SPEC011"],
    );
    check(
        "planhat",
        "retry: { statuses: [429, 500], header: Retry-After }",
        "§§retry: {}",
        &["SPEC011", "SPEC011"],
    );
    edits(
        &[
            ("asset", "summary: A thing under a company.\n", ""),
            ("asset", "resource: asset", "§resource: asset"),
        ],
        &["SPEC011"],
    );
    with(
        &[("asset", "§§§fields: {}\n")],
        &["SPEC011", "SPEC011", "SPEC011"],
    );
}

#[test]
fn empty_texts() {
    check("asset", "doc: Name.", "doc: §\"\"", &["SPEC011"]);
    check("asset", "doc: Label.", "doc: §\" \"", &["SPEC011"]);
    check("asset", "doc: Only of these.", "doc: §\"\"", &["SPEC011"]);
    check("asset", "A thing under a company.", "§\"\"", &["SPEC011"]);
    check(
        "asset",
        "doc: Size.",
        "doc: Size., hint: §\" \"",
        &["SPEC011"],
    );
    check("asset", "doc: Size.", "doc: Size., hint: false", &[]);
    check(
        "asset",
        "doc: Only of these.",
        "doc: Only., hint: §''",
        &["SPEC011"],
    );
    check("asset", "delete: {}", "delete: { hint: §'' }", &["SPEC011"]);
    check(
        "asset",
        "delete: {}",
        "delete: { doc: §\"\" }",
        &["SPEC011"],
    );
    check("planhat", "doc: Access token.", "doc: §''", &["SPEC011"]);
    check(
        "planhat",
        "doc: Companies and people.",
        "doc: §''",
        &["SPEC011"],
    );
    check("planhat", "doc: Rows inserted.", "doc: §''", &["SPEC011"]);
}

#[test]
fn no_operations() {
    with(
        &[(
            "asset",
            "resource: asset\nsummary: A thing.\n§operations: {}\n",
        )],
        &["SPEC011"],
    );
}

#[test]
fn wrong_forms() {
    check("asset", "tags: [crm]", "tags: §crm", &["SPEC012"]);
    check(
        "asset",
        "tags: [crm]",
        "tags: [§1, crm, §[a], §{ a: b }, §null]",
        &["SPEC012"; 4],
    );
    check("asset", "min: 1,", "min: §one,", &["SPEC012"]);
    check("asset", "doc: Name.", "doc: §[Name.]", &["SPEC012"]);
    check("asset", "doc: Name.", "doc: §12", &["SPEC012"]);
    check(
        "asset",
        "values: [on sale, sold]",
        "values: [on sale, sold, §1, §true]",
        &["SPEC012", "SPEC012"],
    );
    check(
        "asset",
        "access: read, or",
        "access: §reed, or",
        &["SPEC012"],
    );
    check(
        "asset",
        "access: read, or",
        "access: §{ a: b }, or",
        &["SPEC012"],
    );
    check("asset", "delete: {}", "delete: §nothing", &["SPEC012"]);
    check(
        "asset",
        "delete: {}",
        "delete: { method: §delete, body: §two, kind: §remove }",
        &["SPEC012"; 3],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: §true",
        &["SPEC012"],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: §5000",
        &["SPEC012"],
    );
    check("planhat", "scheme: none", "scheme: §digest", &["SPEC012"]);
    check(
        "planhat",
        "per_minute: 200",
        "per_minute: §-1",
        &["SPEC012"],
    );
    check(
        "planhat",
        "per_minute: 200",
        "per_minute: §many",
        &["SPEC012"],
    );
    check("planhat", "end: short_page", "end: §total", &["SPEC012"]);
    check("planhat", "auth: bearer,", "auth: §[bearer],", &["SPEC012"]);
}

#[test]
fn a_number_wants_quotes() {
    let mut files = crate::cases::base();
    files[1].1 = files[1]
        .1
        .replace("[on sale, sold]", "[on sale, 1]")
        .replace("state: sold", "state: on sale");
    let help = found(&files).iter().next().and_then(|one| one.help.clone());
    assert_eq!(help.as_deref(), Some("in quotes it is text: \"1\""));
}

#[test]
fn unknown_types() {
    check(
        "asset",
        "size: { type: integer",
        "size: { type: §int",
        &["SPEC013"],
    );
    check(
        "asset",
        "size: { type: integer",
        "size: { type: §list<int>",
        &["SPEC013"],
    );
    check(
        "asset",
        "size: { type: integer",
        "size: { type: §list<integer",
        &["SPEC013"],
    );
    check(
        "asset",
        "type: ref<company>,",
        "type: §ref<>,",
        &["SPEC013"],
    );
    check("asset", "or: integer", "or: §intger", &["SPEC013"]);
    let deep = format!(
        "size: {{ type: §{}integer{}",
        "list<".repeat(9),
        ">".repeat(9)
    );
    check("asset", "size: { type: integer", &deep, &["SPEC013"]);
}

#[test]
fn names_that_stand_twice_in_a_list() {
    check("asset", "tags: [crm]", "tags: [crm, §crm]", &["SPEC014"]);
    check("asset", "keys: [_id,", "keys: [_id, §_id,", &["SPEC014"]);
    check(
        "asset",
        "common: [externalId,",
        "common: [externalId, §externalId,",
        &["SPEC014"],
    );
    check(
        "asset",
        "get: { returns: [_id,",
        "get: { returns: [_id, §_id,",
        &["SPEC014"],
    );
    check(
        "asset",
        "bulk_upsert: { required: [name]",
        "bulk_upsert: { required: [name, §name]",
        &["SPEC014"],
    );
    check(
        "asset",
        "one_of: [companyId]",
        "one_of: [companyId, §companyId]",
        &["SPEC014"],
    );
    check(
        "asset",
        "only: [list, get]",
        "only: [list, get, §list]",
        &["SPEC014"],
    );
    check("planhat", "[company]", "[company, §company]", &["SPEC014"]);
}

#[test]
fn a_misspelt_key_is_not_missing_too() {
    check("asset", "doc: Size.", "§dok: Size.", &["SPEC010"]);
    check(
        "asset",
        "summary: A thing",
        "§sumary: A thing",
        &["SPEC010"],
    );
    check(
        "planhat",
        "default_host: main",
        "§default_hots: main",
        &["SPEC010"],
    );
}
