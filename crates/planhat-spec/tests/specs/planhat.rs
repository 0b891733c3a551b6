//! `planhat.yaml`.

use crate::cases::{check, edits};

const MAIN: &str = "https://api.planhat.com, auth";

#[test]
fn addresses() {
    let main = |url: &str| format!("§{url}, auth");
    for url in [
        "http://api.planhat.com",
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "ftp://x",
        "api.planhat.com",
        "https://",
        "https:///x",
        "https://api.planhat.com/",
        "https://user@host",
        "\"https://a b\"",
        "https://a?b",
        "\"\"",
    ] {
        check("planhat", MAIN, &main(url), &["SPEC052"]);
    }
    for url in [
        "http://127.0.0.1:8080",
        "http://localhost",
        "\"http://[::1]:80\"",
        "https://a.b/base",
    ] {
        check("planhat", MAIN, &main(url).replace('§', ""), &[]);
    }
    check(
        "planhat",
        "\"https://api-{cluster}.planhat.com\"",
        "§https://api.planhat.com",
        &["SPEC052"],
    );
    check(
        "planhat",
        "\"https://api-{cluster}.planhat.com\"",
        "§\"http://api-{cluster}.planhat.com\"",
        &["SPEC052"],
    );
    check(
        "planhat",
        "regional: \"https://api-{cluster}.planhat.com\", clusters",
        "§clusters",
        &["SPEC052"],
    );
    check("planhat", "[eu3]", "[eu3, §\"eu.evil.com/\"]", &["SPEC052"]);
}

#[test]
fn keys() {
    check(
        "planhat",
        "email: { path: false }",
        "email: { path: false, §prefix: e- }",
        &["SPEC044"],
    );
    check(
        "planhat",
        "email: { path: false }",
        "§email: {}",
        &["SPEC044"],
    );
    check(
        "planhat",
        "email: { path: false }",
        "email: { prefix: §extid-mail- }",
        &["SPEC044"],
    );
    check(
        "planhat",
        "email: { path: false }",
        "email: { prefix: extid- }",
        &[],
    );
    check(
        "planhat",
        "email: { path: false }",
        "email: { prefix: §e/ }",
        &["SPEC044"],
    );
}

#[test]
fn numbers_and_words() {
    check("planhat", "per_second: 150", "per_second: §0", &["SPEC045"]);
    check("planhat", "[429, 500]", "[429, §5000]", &["SPEC045"]);
    check(
        "planhat",
        "env: PLANHAT_API_TOKEN",
        "env: §token",
        &["SPEC045"],
    );
    edits(&[("planhat", "  tenantToken:", "  §id:")], &["SPEC045"]);
    check(
        "planhat",
        "bearer: { scheme: bearer, secret: apiToken }",
        "§bearer: { scheme: bearer }",
        &["SPEC011"],
    );
}

#[test]
fn shared_parameters_are_complete() {
    check(
        "planhat",
        "select: { type: list<string>, example: \"_id,name\", doc: Fields to return. }",
        "§§select: {}",
        &["SPEC011"; 2],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "§§limits: { max: 5000 }",
        &["SPEC011"; 2],
    );
}

#[test]
fn shared_fields_are_held_to_the_same_rules() {
    check(
        "planhat",
        "created: { type: integer",
        "created: { type: integer, §values: [a]",
        &["SPEC040"],
    );
    check(
        "planhat",
        "  custom: {",
        "  §ID: { type: id, doc: A. }\n  custom: {",
        &["SPEC022"],
    );
}
