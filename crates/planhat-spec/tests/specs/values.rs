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
