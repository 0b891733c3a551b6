//! Names that must stand somewhere else.

use crate::cases::{base, check, edits, found, with};

#[test]
fn resources() {
    check(
        "asset",
        "companyId: { type: ref<company>",
        "companyId: { type: §ref<compnay>",
        &["SPEC030"],
    );
    check(
        "asset",
        "companyId: { type: list<ref<company>>",
        "companyId: { type: §list<ref<user>>",
        &["SPEC030"],
    );
    check("asset", "or: integer", "or: §ref<nobody>", &["SPEC030"]);
    check(
        "asset",
        "label: { type: string",
        "label: { type: §map<ref<part>>",
        &["SPEC030"],
    );
    check(
        "asset",
        "reason: { type: string",
        "reason: { type: §ref<reason>",
        &["SPEC030"],
    );
    check(
        "planhat",
        "created: { type: integer",
        "created: { type: §list<ref<x>>",
        &["SPEC030"],
    );
    check(
        "planhat",
        "prefixed_refs: [company]",
        "prefixed_refs: [company, §compny]",
        &["SPEC030"],
    );
}

#[test]
fn a_hint_names_the_nearest() {
    let mut files = base();
    files[1].1 = files[1]
        .1
        .replace("{ type: ref<company>", "{ type: ref<compnay>");
    let help = found(&files).iter().next().and_then(|one| one.help.clone());
    assert_eq!(help.as_deref(), Some("did you mean `company`?"));
}

#[test]
fn views() {
    let view = |parent: &str| {
        format!("resource: gadget\nsummary: A.\nview_of: {parent}\noperations:\n  list: {{}}\n")
    };
    with(&[("gadget", &view("asset"))], &[]);
    with(&[("gadget", &view("§aset"))], &["SPEC030"]);
    with(&[("gadget", &view("§gadget"))], &["SPEC030"]);
    let chain = view("§widget").replace("{}", "{ path: /gadgets }");
    with(
        &[
            ("gadget", &chain),
            ("widget", &view("asset").replace("gadget", "widget")),
        ],
        &["SPEC030"],
    );
    let inherits = view("asset").replace("{}", "{ returns: [size, §sizes] }");
    with(&[("gadget", &inherits)], &["SPEC031"]);
}

#[test]
fn fields() {
    check(
        "asset",
        "get: { returns: [_id, name]",
        "get: { returns: [_id, §nmae]",
        &["SPEC031"],
    );
    check(
        "asset",
        "bulk_upsert: { required: [name]",
        "bulk_upsert: { required: [§nam]",
        &["SPEC031"],
    );
    check(
        "asset",
        "bulk_upsert: { required: [name]",
        "bulk_upsert: { drops_without: [§nam]",
        &["SPEC031"],
    );
    check(
        "asset",
        "bulk_upsert: { required: [name]",
        "bulk_upsert: { one_of: [§nam]",
        &["SPEC031"],
    );
    check(
        "asset",
        "bulk_upsert: { required: [name]",
        "bulk_upsert: { advised: [§nam]",
        &["SPEC031"],
    );
    check(
        "asset",
        "one_of: [companyId]",
        "one_of: [companyId, §x]",
        &["SPEC031"],
    );
    check(
        "asset",
        "when: { state: sold }",
        "when: { §stat: sold }",
        &["SPEC031"],
    );
    check(
        "asset",
        "reads_as: subject",
        "reads_as: §subjct",
        &["SPEC031"],
    );
    check(
        "asset",
        "reads_as: subject",
        "reads_as: §title",
        &["SPEC031"],
    );
    check(
        "asset",
        "size: { type",
        "size: { access: read, reads_as: §name, type",
        &["SPEC031"],
    );
    let written = [
        ("asset", "reads_as: subject", "reads_as: §subject"),
        (
            "asset",
            "subject: { type: string, access: read",
            "subject: { type: string, access: write",
        ),
    ];
    edits(&written, &["SPEC031"]);
    check(
        "asset",
        "tags: [crm]",
        "fixed: { §stat: sold }",
        &["SPEC031"],
    );
    check(
        "asset",
        "update: {}",
        "update: { fixed: { §stat: sold } }",
        &["SPEC031"],
    );
    check(
        "planhat",
        "doc: Id in the caller's own system. }",
        "reads_as: §extId, doc: A. }",
        &["SPEC031"],
    );
}

#[test]
fn own_bodies() {
    check(
        "asset",
        "required: [reason]",
        "required: [§reasn]",
        &["SPEC031"],
    );
    check(
        "asset",
        "required: [reason]",
        "required: [§name]",
        &["SPEC031"],
    );
    check("asset", "required: [reason]", "required: [id]", &[]);
}

#[test]
fn names_of_planhat() {
    check("asset", "tags: [crm]", "host: §analytic", &["SPEC032"]);
    check("asset", "tags: [crm]", "auth: §bear", &["SPEC032"]);
    check(
        "asset",
        "update: {}",
        "update: { host: §mian, auth: §x }",
        &["SPEC032", "SPEC032"],
    );
    check(
        "asset",
        "keys: [_id, externalId]",
        "keys: [_id, §externlId]",
        &["SPEC032"],
    );
    check(
        "asset",
        "common: [externalId,",
        "common: [externalId, §nope,",
        &["SPEC032"],
    );
    check(
        "asset",
        "delete: {}",
        "delete: { returns: §delete_reslt }",
        &["SPEC032"],
    );
    check(
        "asset",
        "delete: {}",
        "delete: { returns: §recrod }",
        &["SPEC032"],
    );
    check(
        "asset",
        "only: [list, get]",
        "only: [list, §gte]",
        &["SPEC032"],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "§offset: false",
        &["SPEC032"],
    );
    check(
        "asset",
        "delete: {}",
        "delete: { query: { §limit: false } }",
        &["SPEC032"],
    );
    check(
        "planhat",
        "default_host: main",
        "default_host: §mian",
        &["SPEC032"],
    );
    check("planhat", "auth: bearer,", "auth: §barer,", &["SPEC032"]);
    check(
        "planhat",
        "secret: apiToken",
        "secret: §apitoken",
        &["SPEC032"],
    );
    check("planhat", "order: _id", "order: §id", &["SPEC032"]);
}

#[test]
fn results_that_kinds_answer() {
    let edit = [
        ("planhat", "  delete_result:\n", "  deleted:\n"),
        ("asset", "  delete:", "  §delete:"),
    ];
    edits(&edit, &["SPEC032"]);
}

#[test]
fn keys_are_fields() {
    check(
        "asset",
        "keys: [_id, externalId]",
        "keys: [_id, §sourceId]",
        &["SPEC031"],
    );
    check(
        "asset",
        "keys: [_id, externalId]",
        "keys: [_id, externalId, §email]",
        &["SPEC031"],
    );
}

#[test]
fn ids_fill_the_path() {
    check(
        "asset",
        "get: { returns",
        "get: { ids: [_id, §email], returns",
        &["SPEC033"],
    );
    check(
        "asset",
        "get: { returns",
        "get: { ids: [_id, §nope], returns",
        &["SPEC032"],
    );
    check(
        "asset",
        "get: { returns",
        "get: { ids: §[], returns",
        &["SPEC033"],
    );
    check(
        "asset",
        "update: {}",
        "update: { path: \"/assets/{externalId}\", §ids: [_id] }",
        &["SPEC033"],
    );
    edits(
        &[
            (
                "asset",
                "keys: [_id, externalId]\ncommon: [",
                "keys: []\ncommon: [_id, ",
            ),
            ("asset", "  get:", "  §get:"),
            ("asset", "  update:", "  §update:"),
        ],
        &["SPEC033", "SPEC033"],
    );
}

#[test]
fn promised_fields_are_returned() {
    check(
        "asset",
        "create: {",
        "replace: { method: PUT, returns: [§title, §subject] }\n  create: {",
        &["SPEC034"; 2],
    );
}

#[test]
fn what_fills_a_placeholder() {
    for (path, faults) in [
        ("\"/assets/{size}/archive\"", &[][..]),
        ("§\"/assets/{parts}/archive\"", &["SPEC050"]),
        ("§\"/assets/{custom}/archive\"", &["SPEC050"]),
        ("§\"/assets/{reason}/archive\"", &["SPEC050"]),
    ] {
        check("asset", "\"/assets/{id}/archive\"", path, faults);
    }
}
