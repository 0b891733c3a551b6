//! Names of files, resources, operations, fields, parameters and values.

use planhat_spec::Severity;

use crate::cases::{base, check, edits, found, with};

/// A small resource.
fn small(resource: &str, more: &str) -> String {
    format!("resource: {resource}\nsummary: One.\n{more}operations:\n  list: {{ tool: false }}\n")
}

#[test]
fn a_file_is_called_as_its_resource() {
    check("asset", "resource: asset", "resource: §assat", &["SPEC020"]);
    with(&[("Deal", &small("§deal", ""))], &["SPEC020"]);
}

#[test]
fn snake_case() {
    with(&[("timeNote", &small("§timeNote", ""))], &["SPEC021"]);
    with(&[("time-note", &small("§time-note", ""))], &["SPEC021"]);
    with(&[("_x", &small("§_x", ""))], &["SPEC021"]);
    with(&[("x1", &small("x1", "plural: §X1s\n"))], &["SPEC021"]);
    check("asset", "archive: {", "§reArchive: {", &["SPEC021"]);
    check(
        "planhat",
        "  bulk_result:",
        "  §Extra: {}\n  bulk_result:",
        &["SPEC021"],
    );
    check(
        "asset",
        "size: { type: integer",
        "size: { name: §Size, type: integer",
        &["SPEC021"],
    );
}

#[test]
fn words_that_are_taken() {
    with(&[("type", &small("§type", ""))], &["SPEC021"]);
    with(&[("request", &small("§request", ""))], &["SPEC021"]);
    with(&[("result", &small("§result", ""))], &["SPEC021"]);
    with(&[("tool", &small("§tool", ""))], &["SPEC021"]);
    with(
        &[("thing", &small("thing", "plural: §config\n"))],
        &["SPEC021"],
    );
    check("asset", "archive: {", "§move: {", &["SPEC021"]);
    check("asset", "archive: {", "§client: {", &["SPEC021"]);
    check("asset", "size: {", "side: {", &[]);
    check("asset", "size: {", "§size: { name: side,", &["SPEC021"]);
    check("asset", "size: {", "type: {", &[]);
    check("asset", "label: {", "self: {", &[]);
    check("asset", "size: {", "§größe: {", &["SPEC021"]);
    check("asset", "size: {", "größe: { name: size,", &[]);
    check("asset", "size: {", "§\"+\": {", &["SPEC021"]);
    check(
        "asset",
        "limit: { max: 5000 }",
        "send: { type: string, doc: A. }",
        &[],
    );
    check(
        "planhat",
        "  custom: {",
        "  side: { type: json, doc: A. }\n  custom: {",
        &[],
    );
    check("planhat", "n: { type", "items: { type", &[]);
}

#[test]
fn resources_that_meet() {
    with(
        &[("assets", &small("§assets", "plural: assetses\n"))],
        &["SPEC022"],
    );
    with(
        &[("thing", &small("thing", "plural: §company\n"))],
        &["SPEC022"],
    );
    with(&[("nps", &small("nps", "plural: nps\n"))], &[]);
}

#[test]
fn fields_that_meet() {
    check(
        "asset",
        "size: {",
        "§company_id: { type: string, doc: A. }\n  size: {",
        &["SPEC022"],
    );
    check(
        "asset",
        "size: {",
        "company_id: { type: string, name: other, doc: A. }\n  size: {",
        &[],
    );
    check(
        "asset",
        "size: {",
        "§_custom: { type: string, doc: A. }\n  size: {",
        &["SPEC022"],
    );
    check(
        "asset",
        "label: {",
        "Label: { type: string, doc: A. }, §label: {",
        &["SPEC022"],
    );
    let twice = "§company_id: { type: id, doc: A. } }\n    returns: [_id, name]\n  get";
    check(
        "asset",
        " }\n    returns: [_id, name]\n  get",
        &format!(", {twice}"),
        &["SPEC022"],
    );
}

#[test]
fn types_that_meet() {
    check(
        "asset",
        "state: {",
        "§body: { type: enum, values: [a], doc: A. }\n  state: {",
        &["SPEC022"],
    );
    check(
        "asset",
        "state: {",
        "§archive: { type: object, fields: {}, doc: A. }\n  state: {",
        &["SPEC022"],
    );
    check(
        "asset",
        "state: {",
        "body: { type: string, doc: A. }\n  state: {",
        &[],
    );
}

#[test]
fn values_that_meet() {
    check("asset", "[on sale, sold]", "[on sale, sold, On Sale]", &[]);
    check(
        "asset",
        "[on sale, sold]",
        "[on sale, sold, §sold]",
        &["SPEC040"],
    );
    let parameter = "limit: { max: 5000 }, state: { type: enum, values: [a, A], doc: A. }";
    check("asset", "limit: { max: 5000 }", parameter, &[]);
}

#[test]
fn aliases_that_meet() {
    check(
        "asset",
        "size: { type",
        "size: { aliases: [§name], type",
        &["SPEC023"],
    );
    check(
        "asset",
        "size: { type",
        "size: { aliases: [§size], type",
        &["SPEC023"],
    );
    check(
        "asset",
        "size: { type",
        "size: { aliases: [§custom, length], type",
        &["SPEC023"],
    );
    let two = [
        ("asset", "size: { type", "size: { aliases: [§x], type"),
        ("asset", "name: { type", "name: { aliases: [x], type"),
    ];
    edits(&two, &["SPEC023"]);
}

#[test]
fn plurals_warn() {
    for (name, warned) in [("city", true), ("glass", true), ("deal", false)] {
        let mut files = base();
        files.push((name, small(name, "")));
        let found = found(&files);
        let warnings: Vec<_> = found.iter().map(|one| (one.rule, one.severity)).collect();
        let expected = if warned {
            vec![("SPEC070", Severity::Warning)]
        } else {
            vec![]
        };
        assert_eq!(warnings, expected, "{name}\n{found}");
    }
    with(&[("city", &small("city", "plural: citys\n"))], &[]);
}

#[test]
fn names_that_generated_code_would_have_twice() {
    check(
        "asset",
        "limit: { max: 5000 }, companyId:",
        "limit: { max: 5000 }, §Select: { type: integer, doc: Other. }, companyId:",
        &["SPEC022"],
    );
    check(
        "planhat",
        "  select: {",
        "  §Limit: { type: integer, doc: Rows. }\n  select: {",
        &["SPEC022"],
    );
    check(
        "asset",
        "archive: { path: \"/assets/{id}/archive\", body: { reason:",
        "archive: { path: \"/assets/{id}/archive\", query: { §Reason: { type: string, doc: Why. } }, body: { reason:",
        &["SPEC022"],
    );
    check("asset", "archive: {", "§fields: {", &["SPEC021"]);
    with(
        &[("thing", &small("thing", "plural: §option\n"))],
        &["SPEC021"],
    );
    with(
        &[("planhat_core", &small("§planhat_core", ""))],
        &["SPEC021"],
    );
    check(
        "planhat",
        "  bulk_result:",
        "  §json: {}\n  bulk_result:",
        &["SPEC021"],
    );
    check(
        "planhat",
        "  bulk_result:",
        "  §option: {}\n  bulk_result:",
        &["SPEC021"],
    );
}
