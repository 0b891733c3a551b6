//! Enums, bounds, defaults, examples, constants and keys that belong to a type.

use crate::cases::check;

const SIZE: &str = "size: { type: integer, min: 1, max: 9,";

#[test]
fn enums() {
    check(
        "asset",
        "state: { type: enum, values: [on sale, sold],",
        "state: { type: §enum,",
        &["SPEC040"],
    );
    check("asset", "[on sale, sold]", "§[]", &["SPEC040"]);
    check(
        "asset",
        "[on sale, sold]",
        "[on sale, sold], open: true",
        &[],
    );
    check(
        "asset",
        SIZE,
        "size: { type: integer, §values: [a], §open: true,",
        &["SPEC040", "SPEC040"],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: { §values: [a], §open: true }",
        &["SPEC040", "SPEC040"],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "kind: { type: §list<enum>, doc: A. }",
        &["SPEC040"],
    );
    check(
        "asset",
        "label: { type: string",
        "label: { type: §enum",
        &["SPEC040"],
    );
}

#[test]
fn bounds() {
    check(
        "asset",
        SIZE,
        "size: { type: integer, min: 9, max: §1,",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: string, §min: 1, §max: 9,",
        &["SPEC041", "SPEC041"],
    );
    check("asset", SIZE, "size: { type: day, min: 1, max: 1,", &[]);
    check(
        "asset",
        SIZE,
        "size: { type: list<number>, min: 1, max: 1,",
        &[],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: { max: §3000, min: 4000, default: 4000 }",
        &["SPEC041"],
    );
}

#[test]
fn defaults_and_examples() {
    check(
        "asset",
        SIZE,
        "size: { type: integer, default: §text,",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: integer, default: §1.5,",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: integer, min: 1, example: §0,",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: boolean, default: §\"true\",",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: string, example: §1,",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: list<integer>, example: §[1, x],",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: list<integer>, example: §1,",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: map<number>, example: { a: 1 },",
        &[],
    );
    check(
        "asset",
        SIZE,
        "size: { type: date, example: §today,",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: date, example: 2024-01-31,",
        &[],
    );
    check(
        "asset",
        SIZE,
        "size: { type: date, example: §2024-01-31T10:00:00Z,",
        &["SPEC041"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: datetime, example: 2024-01-31T10:00:00Z,",
        &[],
    );
    check(
        "asset",
        SIZE,
        "size: { type: json, example: [1, { a: null }],",
        &[],
    );
    check(
        "asset",
        "[on sale, sold]",
        "[on sale, sold], default: §gone",
        &["SPEC041"],
    );
    check(
        "asset",
        "[on sale, sold]",
        "[on sale, sold], open: true, default: gone",
        &[],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: { default: 3000, max: 5000 }",
        &[],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: { default: §3000 }",
        &["SPEC041"],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "§limit: { max: 50 }",
        &["SPEC041"],
    );
    check("planhat", "default: 100", "default: §many", &["SPEC041"]);
    check("planhat", "\"_id,name\"", "§5", &["SPEC041"]);
}

#[test]
fn constants() {
    check(
        "asset",
        "tags: [crm]",
        "fixed: { state: §gone }",
        &["SPEC041"],
    );
    check("asset", "tags: [crm]", "fixed: { state: sold }", &[]);
    check(
        "asset",
        "update: {}",
        "update: { fixed: { size: §big } }",
        &["SPEC041"],
    );
    check(
        "asset",
        "when: { state: sold }",
        "when: { state: §gone }",
        &["SPEC041"],
    );
    check(
        "asset",
        "when: { state: sold }",
        "when: { state: null }",
        &[],
    );
}

#[test]
fn keys_that_belong_to_a_type() {
    check(
        "asset",
        SIZE,
        "size: { type: integer, §fields: {},",
        &["SPEC042"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: map<object>, §fields: {},",
        &["SPEC042"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: integer, §format: url,",
        &["SPEC042"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: list<string>, format: url,",
        &[],
    );
    check(
        "asset",
        SIZE,
        "size: { type: integer, or: §integer,",
        &["SPEC042"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: list<integer>, or: §integer,",
        &["SPEC042"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: integer, or: §enum,",
        &["SPEC042"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: json, §or: integer,",
        &["SPEC042"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: integer, access: write, §or: string,",
        &["SPEC042"],
    );
    check(
        "asset",
        SIZE,
        "size: { type: integer, only: §[],",
        &["SPEC042"],
    );
    check(
        "asset",
        "label: { type",
        "label: { §only: [list], §reads_as: x, type",
        &["SPEC042"; 2],
    );
    check(
        "asset",
        "reason: { type",
        "reason: { §only: [archive], type",
        &["SPEC042"],
    );
}

#[test]
fn days_of_the_calendar() {
    for day in [
        "2024-99-99",
        "2025-02-29",
        "2100-02-29",
        "2025-04-31",
        "2025-00-10",
        "2025-1-1",
        "2025x01-01",
    ] {
        let new = format!("size: {{ type: date, default: §\"{day}\"");
        check(
            "asset",
            "size: { type: integer, min: 1, max: 9",
            &new,
            &["SPEC041"],
        );
    }
    for day in ["2024-02-29", "2000-02-29", "2025-12-31"] {
        let new = format!("size: {{ type: date, default: \"{day}\"");
        check("asset", "size: { type: integer, min: 1, max: 9", &new, &[]);
    }
}

#[test]
fn a_text_that_says_nothing() {
    check(
        "asset",
        "doc: Size.",
        "doc: Size., note: §\"\"",
        &["SPEC011"],
    );
    check(
        "asset",
        "update: {}",
        "update: { deprecated: §\" \" }",
        &["SPEC011"],
    );
}

#[test]
fn a_map_whose_first_key_is_not_ascii() {
    check(
        "asset",
        "size: { type: integer, min: 1, max: 9",
        "size: { type: integer, default: §{ ä: 1 }",
        &["SPEC041"],
    );
    check(
        "asset",
        "  size: { type: integer, min: 1, max: 9, doc: Size. }",
        "  size:\n    type: integer\n    doc: Size.\n    default:\n      §ä: 1",
        &["SPEC041"],
    );
}
