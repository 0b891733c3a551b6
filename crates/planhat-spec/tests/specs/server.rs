//! What the server does by itself: forms that are whole, names that stand somewhere.

use crate::cases::check;

const SIZE: &str = "doc: Size. }";
const SEEN: &str = "doc: When it was seen. }";

fn size(keys: &str, rules: &[&str]) {
    check("asset", SIZE, &format!("doc: Size., {keys} }}"), rules);
}

#[test]
fn fills() {
    check(
        "asset",
        SEEN,
        "doc: When it was seen., fill: created }",
        &[],
    );
    size("fill: §created", &["SPEC090"]);
    size("fill: §{}", &["SPEC090"]);
    size("fill: §{ same: name, text: name }", &["SPEC090"]);
    size("fill: { of: companyId, field: name }", &[]);
    size("fill: §{ of: companyId }", &["SPEC090"]);
    size("fill: { of: companyId, field: §nmae }", &["SPEC031"]);
    size("fill: { of: §name, field: name }", &["SPEC090"]);
    size("fill: { of: §compnayId, field: name }", &["SPEC031"]);
    size("fill: { having: §compnay, by: name }", &["SPEC030"]);
    size("fill: { join: [name, §nmae] }", &["SPEC031"]);
    size("fill: { band: size, steps: { big: 5, small: 0 } }", &[]);
    size("fill: §crated", &["SPEC012"]);
}

#[test]
fn other_values() {
    size("fallback: { known: [a, b], to: a }", &[]);
    size("fallback: { known: [a, b], to: §c }", &["SPEC090"]);
}

#[test]
fn filters() {
    let with = |filter: &str, rules: &[&str]| {
        let to = format!("doc: Only of these., filter: {filter} }}");
        check("asset", "doc: Only of these. }", &to, rules);
    };
    with("false", &[]);
    with("{ equals: companyId }", &[]);
    with("{ equals: §compnayId }", &["SPEC031"]);
    with("§{ equals: name, to: name }", &["SPEC090"]);
}

#[test]
fn effects() {
    let with = |text: &str, rules: &[&str]| {
        check(
            "asset",
            "operations:\n  list:",
            &format!("{text}\noperations:\n  list:"),
            rules,
        );
    };
    with(
        "effects: [{ when: { state: sold }, sets: { seen: now } }]",
        &[],
    );
    with(
        "effects: [{ when: §{ state: sold, size: 1 } }]",
        &["SPEC090"],
    );
    with(
        "effects: [{ when: { state: sold }, sets: { name: §{} } }]",
        &["SPEC090"],
    );
    with(
        "effects: [{ when: { state: sold }, sets: { §naem: now } }]",
        &["SPEC031"],
    );
    let made = |fields: &str| {
        format!(
            "effects: [{{ when: {{ state: sold }}, makes: {{ resource: company, fields: {fields} }} }}]"
        )
    };
    with(&made("{ name: { from: name } }"), &[]);
    with(&made("{ name: { from: §nmae } }"), &["SPEC031"]);
    with(&made("{ §nmae: now }"), &["SPEC031"]);
}
