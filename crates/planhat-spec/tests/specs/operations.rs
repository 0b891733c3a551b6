//! Bodies, requirements, paths, calls and tools.

use crate::cases::{check, edits, with};

#[test]
fn bodies() {
    check(
        "asset",
        "get: { returns",
        "get: { §body: one, returns",
        &["SPEC042"],
    );
    check(
        "asset",
        "delete: {}",
        "delete: { §body: one }",
        &["SPEC042"],
    );
    check(
        "asset",
        "delete: {}",
        "delete: { method: POST, body: one }",
        &[],
    );
    check(
        "asset",
        "update: {}",
        "update: { §method: GET, path: \"/asset/{id}\" }",
        &["SPEC042"],
    );
    check(
        "asset",
        "update: {}",
        "update: {}\n  look: { method: GET }",
        &[],
    );
    check(
        "asset",
        "update: {}",
        "update: {}\n  look: { method: GET, §body: csv }",
        &["SPEC042"],
    );
    check(
        "asset",
        "bulk_upsert: {",
        "bulk_upsert: { body: §csv } \n  add: {",
        &["SPEC042"],
    );
    check(
        "asset",
        "bulk_upsert: {",
        "bulk_upsert: { body: one_or_many,",
        &[],
    );
}

#[test]
fn required_fields_can_be_sent() {
    check(
        "asset",
        "create: { required: [name,",
        "create: { required: [name, §seen,",
        &["SPEC043"],
    );
    check(
        "asset",
        "create: { required: [name,",
        "create: { required: [name, §subject,",
        &["SPEC043"],
    );
    check("asset", "size: { type", "size: { only: [update], type", &[]);
    edits(
        &[
            ("asset", "size: { type", "size: { only: [update], type"),
            (
                "asset",
                "create: { required: [name,",
                "create: { required: [name, §size,",
            ),
        ],
        &["SPEC043"],
    );
    check(
        "asset",
        "delete: {}",
        "delete: { required: [§name] }",
        &["SPEC043"],
    );
    check(
        "asset",
        "delete: {}",
        "delete: { fixed: { §name: x } }",
        &["SPEC043"],
    );
    check(
        "asset",
        "delete: {}",
        "delete: { required: [hard], query: { hard: { type: boolean, doc: A. } } }",
        &[],
    );
    check(
        "asset",
        "{ one_of: [companyId], when: { state: sold } }",
        "§{ one_of: [] }",
        &["SPEC043"],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: false, select: false",
        &[],
    );
    check(
        "asset",
        "    returns: [_id, name]\n  get",
        "    required: [limit, §size]\n  get",
        &["SPEC043"],
    );
}

#[test]
fn paths() {
    for bad in [
        "assets", "/assets/", "/a//b", "/a/../b", "/a/./b", "/a?b", "/a#b", "/a b", "/{a", "/a}",
        "/a/{}", "/{a/b}", "/", "/%2e%2e",
    ] {
        check(
            "asset",
            "tags: [crm]",
            &format!("path: §\"{bad}\""),
            &["SPEC050"],
        );
        check(
            "asset",
            "\"/assets/{id}/archive\"",
            &format!("§\"{bad}\""),
            &["SPEC050"],
        );
    }
    check(
        "asset",
        "tags: [crm]",
        "path: §\"/assets/{nothing}\"",
        &["SPEC050"],
    );
    check(
        "asset",
        "tags: [crm]",
        "path: §\"/assets/{id}\"",
        &["SPEC050"],
    );
    check(
        "asset",
        "tags: [crm]",
        "path: \"/assets/{tenantToken}\"",
        &[],
    );
    check(
        "asset",
        "\"/assets/{id}/archive\"",
        "§\"/assets/{id}/{id}\"",
        &["SPEC050"],
    );
    check(
        "asset",
        "\"/assets/{id}/archive\"",
        "§\"/assets/{idd}/archive\"",
        &["SPEC050"],
    );
    check(
        "asset",
        "\"/assets/{id}/archive\"",
        "\"/assets/{externalId}/archive\"",
        &[],
    );
    check(
        "asset",
        "update: {}",
        "update: { path: §/asset }",
        &["SPEC050"],
    );
    check(
        "asset",
        "update: {}",
        "update: { path: \"/assets/{externalId}\" }",
        &[],
    );
}

#[test]
fn calls_of_one_resource() {
    check(
        "asset",
        "archive: { path: \"/assets/{id}/archive\"",
        "§archive: { path: /assets",
        &["SPEC051"],
    );
    check(
        "asset",
        "archive: { path",
        "archive: { host: analytics, path",
        &[],
    );
    check(
        "asset",
        "delete: {}",
        "delete: {}\n  §rename: { kind: update, path: \"/assets/{externalId}\" }",
        &["SPEC051"],
    );
}

#[test]
fn calls_of_two_resources() {
    let thing = |more: &str, operations: &str| {
        format!("resource: thing\nsummary: A.\n{more}operations: {{ {operations} }}\n")
    };
    with(
        &[("thing", &thing("path: /assets\n", "§list: {}"))],
        &["SPEC051"],
    );
    with(&[("thing", &thing("path: /assets\n", "purge: {}"))], &[]);
    with(
        &[(
            "thing",
            &thing("path: /assets\nhost: analytics\n", "list: {}"),
        )],
        &[],
    );
    with(&[("thing", &thing("view_of: asset\n", "list: {}"))], &[]);
    with(&[("thing", &thing("", "list: { path: /assets }"))], &[]);
}

#[test]
fn tools() {
    check(
        "asset",
        "update: {}",
        "update: { §tool: Update it }",
        &["SPEC060"],
    );
    check(
        "asset",
        "update: {}",
        "update: { §tool: \"\" }",
        &["SPEC060"],
    );
    let long = "x".repeat(49);
    check(
        "asset",
        "update: {}",
        &format!("update: {{ §tool: {long} }}"),
        &["SPEC060"],
    );
    check(
        "asset",
        "update: {}",
        &format!("update: {{ tool: {} }}", &long[1..]),
        &[],
    );
    check(
        "asset",
        "  get: {",
        "  get: { §tool: list_assets, ",
        &["SPEC061"],
    );
    check(
        "company",
        "  get: {}",
        "  get: { §tool: list_assets }",
        &["SPEC061"],
    );
    check("asset", "archive: {", "archive: { tool: true,", &[]);
    edits(
        &[
            ("asset", "tags: [crm]", "tool: { one: Asset }"),
            ("asset", "  get:", "  §get:"),
            ("asset", "  create:", "  §create:"),
            ("asset", "  update:", "  §update:"),
            ("asset", "  delete:", "  §delete:"),
        ],
        &["SPEC060"; 4],
    );
    edits(
        &[
            ("planhat", ", other: \"{operation}_{many}\"", ""),
            ("planhat", "  names:", "  §names:"),
        ],
        &["SPEC011"],
    );
    check(
        "planhat",
        "list: \"list_{many}\"",
        "list: §\"list {all}\"",
        &["SPEC062"],
    );
    check(
        "planhat",
        "list: \"list_{many}\"",
        "list: §\"list_{many\"",
        &["SPEC062"],
    );
}

#[test]
fn a_rule_is_about_parameters_or_about_fields() {
    check(
        "asset",
        "archive: { path: \"/assets/{id}/archive\", body: { reason: { type: string, doc: Why. } }, required: [reason] }",
        "archive: { path: \"/assets/{id}/archive\", query: { by: { type: string, doc: Who. } }, body: { reason: { type: string, doc: Why. } }, required: [{ §one_of: [reason, by] }] }",
        &["SPEC043"],
    );
    check(
        "asset",
        "required: [name, { one_of: [companyId], when: { state: sold } }]",
        "query: { §Size: { type: string, doc: Other. } }, required: [name]",
        &["SPEC022"],
    );
}
