//! A corpus of bad specs as people see what is said of them: one for each rule, and some with
//! several faults at once.

use planhat_spec::rules;

use crate::cases::{base, found, places, unified};

/// A rule, the file, and what is replaced by what.
type Case = (&'static str, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    ("SPEC001", "asset", "doc: Size.", "doc: Si\0ze."),
    (
        "SPEC002",
        "asset",
        "doc: Size.",
        "doc: Size: large or small.",
    ),
    ("SPEC003", "asset", "  size: {", "  name: {"),
    ("SPEC004", "asset", "doc: Size.", "doc: &size Size."),
    (
        "SPEC005",
        "asset",
        "tags: [crm]",
        "tags: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[crm]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ),
    ("SPEC010", "asset", "doc: Size.", "docs: Size."),
    (
        "SPEC011",
        "asset",
        "summary: A thing under a company.\n",
        "",
    ),
    ("SPEC012", "asset", "min: 1, max: 9", "min: one, max: 9"),
    (
        "SPEC013",
        "asset",
        "type: integer, min: 1, max: 9",
        "type: int",
    ),
    (
        "SPEC014",
        "asset",
        "keys: [_id, externalId]",
        "keys: [_id, externalId, _id]",
    ),
    ("SPEC020", "asset", "resource: asset", "resource: assat"),
    ("SPEC021", "asset", "archive: {", "move: {"),
    ("SPEC022", "asset", "  size: {", "  Name: {"),
    (
        "SPEC023",
        "asset",
        "doc: Size.",
        "aliases: [name], doc: Size.",
    ),
    (
        "SPEC030",
        "asset",
        "type: ref<company>, doc: Company.",
        "type: ref<compnay>, doc: Company.",
    ),
    (
        "SPEC031",
        "asset",
        "{ required: [name] }",
        "{ required: [nmae] }",
    ),
    (
        "SPEC032",
        "planhat",
        "default_host: main",
        "default_host: mian",
    ),
    ("SPEC033", "asset", "update: {}", "update: { ids: [email] }"),
    (
        "SPEC034",
        "asset",
        "get: { returns: [_id, name] }",
        "get: { returns: [_id, title] }",
    ),
    (
        "SPEC040",
        "asset",
        "type: enum, values: [on sale, sold]",
        "type: string, values: [on sale, sold]",
    ),
    ("SPEC041", "asset", "min: 1, max: 9", "min: 9, max: 1"),
    (
        "SPEC042",
        "asset",
        "doc: Size.",
        "format: email, doc: Size.",
    ),
    (
        "SPEC043",
        "asset",
        "{ required: [name] }",
        "{ required: [seen] }",
    ),
    ("SPEC044", "planhat", "email: { path: false }", "email: {}"),
    ("SPEC045", "planhat", "per_minute: 200", "per_minute: 0"),
    (
        "SPEC050",
        "asset",
        "\"/assets/{id}/archive\"",
        "\"/assets/../{id}/archive\"",
    ),
    (
        "SPEC051",
        "asset",
        "update: {}",
        "update: {}\n  change: { kind: update }",
    ),
    (
        "SPEC052",
        "planhat",
        "https://analytics.planhat.com",
        "http://analytics.planhat.com",
    ),
    (
        "SPEC060",
        "asset",
        "update: {}",
        "update: { tool: change an asset }",
    ),
    (
        "SPEC061",
        "asset",
        "update: {}",
        "update: { tool: list_assets }",
    ),
    (
        "SPEC062",
        "planhat",
        "list: \"list_{many}\"",
        "list: \"list_{all}\"",
    ),
    ("SPEC070", "company", "plural: companies\n", ""),
    (
        "SPEC080",
        "examples/gadget",
        "resource: gadget",
        "resource: gadget",
    ),
    ("SPEC081", "examples/asset", "get: {", "gte: {"),
    (
        "SPEC082",
        "examples/asset",
        "path: /assets/1",
        "path: /assets",
    ),
    (
        "SPEC090",
        "asset",
        "doc: Size.",
        "doc: Size., fill: { of: companyId }",
    ),
    (
        "SPEC091",
        "asset",
        "max: 9, doc: Size. }",
        "max: 9, doc: Size., demo: { times: { companyId.size: 2 } } }",
    ),
    (
        "SPEC092",
        "asset",
        "max: 9, doc: Size. }",
        "max: 9, doc: Size., demo: { values: [3, 12] } }",
    ),
    ("SPEC100", "prompts/tidy", "{shelf}", "{shelve}"),
    ("SPEC101", "prompts/tidy", "now {day}:", "now:"),
    (
        "SPEC102",
        "prompts/tidy",
        "tools: [list_assets]",
        "tools: [list_asets]",
    ),
    (
        "SPEC103",
        "prompts/tidy",
        "anything is moved",
        "`get_asset` is called",
    ),
    ("SPEC110", THING, "resource: asset", "resource: asst"),
    ("SPEC111", THING, "source: size", "source: sise"),
    ("SPEC112", THING, "\"parts[0].label\"", "parts.label"),
    (
        "SPEC113",
        THING,
        "doc: Size.",
        "rule: any_value, doc: Size.",
    ),
    ("SPEC114", THING, "doc: Size.", "type: boolean, doc: Size."),
    (
        "SPEC115",
        THING,
        "offered: on sale, gone: sold",
        "gone: sold",
    ),
    ("SPEC116", THING, "source: title", "source: name"),
    ("SPEC117", THING, "doc: First", "access: both, doc: First"),
    (
        "SPEC118",
        THING,
        "source: seen,",
        "source: seen, write: seen,",
    ),
    ("SPEC119", THING, "[account.id,", "[acount.id,"),
    (
        "SPEC120",
        THING,
        "[list, get, create, update]",
        "{ list: { operation: lst }, create: {} }",
    ),
    ("SPEC121", THING, "rule: any_value", "rule: any_values"),
    ("SPEC122", THING, "option: basis", "option: bases"),
    (
        "SPEC123",
        "unified/crm/thing.more",
        "value: more",
        "value: main",
    ),
    ("SPEC124", "unified/common", "max: 500", "max: 5"),
];

/// A good unified model.
const THING: &str = "unified/crm/thing";

/// A good file of examples.
const EXAMPLES: &str = "resource: asset
operations:
  get: { request: { path: /assets/1 }, response: { body: { _id: a } } }
";

/// A good prompt.
const PROMPT: &str = "prompt: tidy
title: Tidy up
description: Puts things away.
arguments:
  shelf: { doc: Where things go., required: true }
  day: { doc: When to begin. }
tools: [list_assets]
text: |
  Put things on {shelf}, beginning now {day}:

  1. Call `list_assets`.
  2. Ask before anything is moved.
";

/// The good specs with some parts replaced.
fn bad(edits: &[Case]) -> Vec<(&'static str, String)> {
    let mut files = base();
    if edits
        .iter()
        .any(|(_, file, ..)| file.starts_with("unified/"))
    {
        files.extend(unified());
    }
    for (_, file, ..) in edits {
        if let Some(name) = file.strip_prefix("examples/") {
            files.push((file, EXAMPLES.replace("asset", name)));
        }
        if file.starts_with("prompts/") {
            files.push((file, PROMPT.to_owned()));
        }
    }
    for (rule, file, old, new) in edits {
        let named = files.iter_mut().find(|(name, _)| name == file);
        let (_, text) = named.expect("a base file");
        assert_eq!(text.matches(old).count(), 1, "{rule}: `{old}` stands once");
        *text = text.replace(old, new);
    }
    files
}

#[test]
fn one_for_each_rule() {
    let rules: Vec<&str> = rules::ALL.iter().map(|rule| rule.code).collect();
    let cases: Vec<&str> = CASES.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(cases, rules, "each rule has its case");
    for case in CASES {
        let found = found(&bad(&[*case]));
        let rules: Vec<&str> = found.iter().map(|one| one.rule).collect();
        assert_eq!(rules, [case.0], "{found}");
        insta::assert_snapshot!(case.0, found.to_string());
    }
}

#[test]
fn a_field_a_rule_and_a_path_of_one_object() {
    let faults = found(&bad(&[
        ("type", "asset", "type: integer, min", "type: integr, min"),
        (
            "required",
            "asset",
            "{ required: [name] }",
            "{ required: [nmae] }",
        ),
        (
            "path",
            "asset",
            "\"/assets/{id}/archive\"",
            "\"/assets/{reason}/archive/\"",
        ),
    ]));
    insta::assert_snapshot!(faults.to_string());
}

#[test]
fn three_files_that_speak_of_each_other() {
    let faults = found(&bad(&[
        (
            "host",
            "planhat",
            "default_host: main",
            "default_host: maine",
        ),
        (
            "returns",
            "company",
            "returns: [_id, name]",
            "returns: [_id, nmae]",
        ),
        ("ref", "asset", "list<ref<company>>", "list<ref<companies>>"),
    ]));
    assert_eq!(faults.len(), 3, "{:?}", places(&faults));
    insta::assert_snapshot!(faults.to_string());
}

#[test]
fn unreadable_missing_and_double() {
    let faults = found(&bad(&[
        (
            "syntax",
            "company",
            "summary: A customer.",
            "summary: A customer: of ours.",
        ),
        (
            "missing",
            "asset",
            "name: { type: string, doc: Name. }",
            "name: { doc: Name. }",
        ),
        (
            "double",
            "planhat",
            "default_host: main",
            "default_host: main\ndefault_host: analytics",
        ),
    ]));
    assert_eq!(faults.len(), 3, "{:?}", places(&faults));
    insta::assert_snapshot!(faults.to_string());
}
