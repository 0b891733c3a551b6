//! What the server does by itself: forms that are whole, names that stand somewhere, types that fit.

use crate::cases::{check, edits};

/// Adds keys to a field of the good asset that has this documentation.
#[track_caller]
fn field(doc: &str, keys: &str, rules: &[&str]) {
    let old = format!("doc: {doc} }}");
    check("asset", &old, &format!("doc: {doc}, {keys} }}"), rules);
}

/// Of the field `name`, a text.
#[track_caller]
fn name(keys: &str, rules: &[&str]) {
    field("Name.", keys, rules);
}

/// Of the field `size`, a whole number.
#[track_caller]
fn size(keys: &str, rules: &[&str]) {
    field("Size.", keys, rules);
}

/// Adds a field to the good asset.
#[track_caller]
fn more(line: &str, rules: &[&str]) {
    check("asset", "fields:\n", &format!("fields:\n  {line}\n"), rules);
}

#[test]
fn what_is_copied_is_named_in_the_body() {
    let with = |copies: &str, rules: &[&str]| {
        let to = format!("required: [reason], copies: {copies} }}");
        check("asset", "required: [reason] }", &to, rules);
    };
    with("reason", &[]);
    with("§raeson", &["SPEC031"]);
}

#[test]
fn moments_and_counts() {
    field("When it was seen.", "fill: created", &[]);
    field("When it was seen.", "fill: updated", &[]);
    field("When it was seen.", "fill: §crated", &["SPEC012"]);
    size("fill: §created", &["SPEC090"]);
    size("fill: version", &[]);
    name("fill: §version", &["SPEC090"]);
}

#[test]
fn a_fill_has_one_form_and_it_is_whole() {
    name("fill: §{}", &["SPEC090"]);
    name("fill: §{ same: state, text: state }", &["SPEC090"]);
    name("fill: { §form: state }", &["SPEC010"]);
    name("fill: { of: companyId, §feild: name }", &["SPEC010"]);
    name("fill: §{ of: companyId }", &["SPEC090"]);
    name("fill: §§{ having: company }", &["SPEC090", "SPEC090"]);
    name("fill: { same: state, §once: true }", &["SPEC090"]);
    name("fill: { same: state, §by: name }", &["SPEC090"]);
    name("fill: { same: §name }", &["SPEC090"]);
}

#[test]
fn from_other_fields() {
    name("fill: { same: state }", &[]);
    name("fill: { same: §nmae }", &["SPEC031"]);
    name("fill: { same: §size }", &["SPEC090"]);
    more(
        "copy: { type: id, doc: A., fill: { same: companyId } }",
        &[],
    );
    name("fill: { text: title }", &[]);
    name("fill: { text: §size }", &["SPEC090"]);
    size("fill: §{ text: name }", &["SPEC090"]);
    more("on: { type: day, doc: A., fill: { day: seen } }", &[]);
    more(
        "on: { type: day, doc: A., fill: { day: §name } }",
        &["SPEC090"],
    );
    name("fill: §{ day: seen }", &["SPEC090"]);
    name("fill: { join: [state, title] }", &[]);
    name("fill: { join: [state, §titel] }", &["SPEC031"]);
    name("fill: { join: [state, §size] }", &["SPEC090"]);
    name("fill: { join: §[] }", &["SPEC090"]);
}

#[test]
fn from_other_records() {
    name("fill: { of: companyId, field: name }", &[]);
    name("fill: { of: companyId, field: §nmae }", &["SPEC031"]);
    name("fill: { of: §state, field: name }", &["SPEC090"]);
    name("fill: { of: §compnayId, field: name }", &["SPEC031"]);
    size("fill: { of: companyId, field: §name }", &["SPEC090"]);
    field("Company.", "fill: { matching: name, key: externalId }", &[]);
    field(
        "Company.",
        "fill: { matching: §nmae, key: §extId }",
        &["SPEC031", "SPEC031"],
    );
    name("fill: §{ matching: state, key: externalId }", &["SPEC090"]);
    more(
        "found: { type: id, doc: A., fill: { model: name, key: title, field: _id } }",
        &[],
    );
    more(
        "found: { type: id, doc: A., fill: { model: §size, key: §titel, field: §nowhere } }",
        &["SPEC090", "SPEC031", "SPEC031"],
    );
}

#[test]
fn lists_of_records() {
    let of_company = |fill: &str, kind: &str, rules: &[&str]| {
        let line = format!("things: {{ type: {kind}, doc: A., fill: {fill} }}");
        check(
            "company",
            "fields:\n",
            &format!("fields:\n  {line}\n"),
            rules,
        );
    };
    let many = "list<object>";
    of_company("{ having: asset, by: companyId }", many, &[]);
    of_company("{ having: asset, by: §name }", many, &["SPEC090"]);
    of_company("{ having: asset, by: §compnayId }", many, &["SPEC031"]);
    of_company("{ having: §aset, by: companyId }", many, &["SPEC030"]);
    of_company(
        "§{ having: asset, by: companyId }",
        "list<string>",
        &["SPEC090"],
    );
    let resolved = |fields: &str, of: &str, rules: &[&str]| {
        let ids = "ids: { type: list<ref<company>>, doc: A. }";
        let line = format!("{ids}\n  all: {{ type: list<object>, {fields}doc: A., fill: {of} }}");
        more(&line, rules);
    };
    let members = "fields: { name: { type: string, doc: A. } }, ";
    resolved(members, "{ resolve: ids }", &[]);
    resolved(members, "{ resolve: §companyId }", &["SPEC090"]);
    resolved("", "§{ resolve: ids }", &["SPEC090"]);
}

#[test]
fn bands() {
    name("fill: { band: size, steps: { big: 5, small: 0 } }", &[]);
    name("fill: { band: §state, steps: { big: 5 } }", &["SPEC090"]);
    name("fill: { band: size, steps: §{} }", &["SPEC090"]);
    let state = "fill: { band: size, steps: { sold: 5, §slod: 0 } }";
    check(
        "asset",
        "values: [on sale, sold], doc: State. }",
        &format!("values: [on sale, sold], doc: State., {state} }}"),
        &["SPEC090"],
    );
}

#[test]
fn shared_fields() {
    let shared = |fill: &str, rules: &[&str]| {
        let to = format!(
            "doc: The tenant's own fields. }}\n  also: {{ type: string, doc: A., fill: {fill} }}"
        );
        check("planhat", "doc: The tenant's own fields. }", &to, rules);
    };
    shared("{ same: externalId }", &[]);
    shared("{ same: §extrnalId }", &["SPEC031"]);
    shared("{ same: §custom }", &["SPEC090"]);
    shared("§created", &["SPEC090"]);
}

#[test]
fn fields_of_records_alone() {
    let part = |keys: &str, rules: &[&str]| {
        check(
            "asset",
            "doc: Label. }",
            &format!("doc: Label., {keys} }}"),
            rules,
        );
    };
    part("§fill: { same: name }", &["SPEC042"]);
    part("§refuses: { a: No. }", &["SPEC042"]);
    let reason = |keys: &str, rules: &[&str]| {
        check(
            "asset",
            "doc: Why. }",
            &format!("doc: Why., {keys} }}"),
            rules,
        );
    };
    reason("§fill: { same: name }", &["SPEC042"]);
    reason("refuses: { a: No. }, fallback: { known: [b], to: b }", &[]);
    reason("fallback: { known: [b], to: §c }", &["SPEC090"]);
}

#[test]
fn values_that_are_not_known_or_refused() {
    name("fallback: { known: [a, b], to: a }", &[]);
    name("fallback: { known: [a, b], to: §c }", &["SPEC090"]);
    name("fallback: { known: [a, §a], to: a }", &["SPEC014"]);
    name("§fallback: { known: [a] }", &["SPEC011"]);
    size("§fallback: { known: [a], to: a }", &["SPEC090"]);
    check(
        "asset",
        "values: [on sale, sold], doc: State. }",
        "values: [on sale, sold], doc: State., fallback: { known: [sold, §slod], to: sold } }",
        &["SPEC090"],
    );
    name("refuses: { done: It says no. }", &[]);
    name("refuses: { done: §' ' }", &["SPEC011"]);
    size("§refuses: { one: It says no. }", &["SPEC090"]);
    more(
        "on: { type: string, access: read, doc: A., §refuses: { a: No. } }",
        &["SPEC090"],
    );
}

#[test]
fn filters() {
    let with = |filter: &str, rules: &[&str]| {
        let to = format!("doc: Only of these., filter: {filter} }}");
        check("asset", "doc: Only of these. }", &to, rules);
    };
    with("false", &[]);
    with("§true", &["SPEC012"]);
    with("{ equals: companyId }", &[]);
    with("{ equals: §compnayId }", &["SPEC031"]);
    with("§{ equals: name, to: name }", &["SPEC090"]);
    with("{ equals: §title }", &["SPEC090"]);
    with("{ contains: name }", &[]);
    with("{ contains: §size }", &["SPEC090"]);
    with("{ from: seen }", &[]);
    with("{ to: §name }", &["SPEC090"]);
    with("{ reveals: §name }", &["SPEC090"]);
    with("{ selects: §size }", &["SPEC090"]);
}

#[test]
fn filters_are_about_lists() {
    check(
        "asset",
        "update: {}",
        "update: { query: { name: { type: string, doc: A., §filter: { equals: name } } } }",
        &["SPEC090"],
    );
    check(
        "asset",
        "limit: { max: 5000 }",
        "limit: { max: 5000, §filter: { equals: size } }",
        &["SPEC090"],
    );
    check(
        "planhat",
        "doc: Rows a page. }",
        "doc: Rows a page., §filter: { equals: size } }",
        &["SPEC090"],
    );
}

/// Gives the good asset effects.
#[track_caller]
fn effect(text: &str, rules: &[&str]) {
    let to = format!("effects: [{text}]\noperations:\n  list:");
    check("asset", "operations:\n  list:", &to, rules);
}

#[test]
fn effects() {
    effect("{ when: { state: sold }, sets: { seen: now } }", &[]);
    effect(
        "{ when: §{ state: sold, size: 1 }, sets: { seen: now } }",
        &["SPEC090"],
    );
    effect("{ when: §{}, sets: { seen: now } }", &["SPEC090"]);
    effect(
        "{ when: { §stat: sold }, sets: { seen: now } }",
        &["SPEC031"],
    );
    effect(
        "{ when: { state: §slod }, sets: { seen: now } }",
        &["SPEC090"],
    );
    effect("§{ when: { state: sold } }", &["SPEC090"]);
    effect(
        "{ when: { state: sold }, sets: { name: §{} } }",
        &["SPEC090"],
    );
    effect(
        "{ when: { state: sold }, sets: { name: §size } }",
        &["SPEC012"],
    );
    effect(
        "{ when: { state: sold }, sets: { §naem: now } }",
        &["SPEC031"],
    );
    effect(
        "{ when: { state: sold }, sets: { size: §now } }",
        &["SPEC090"],
    );
    effect(
        "{ when: { state: sold }, sets: { size: { value: 3 } } }",
        &[],
    );
    effect(
        "{ when: { state: sold }, sets: { size: { value: null } } }",
        &[],
    );
    effect(
        "{ when: { state: sold }, sets: { size: { value: §big } } }",
        &["SPEC090"],
    );
    effect(
        "{ when: { state: sold }, sets: { name: { from: title } } }",
        &[],
    );
    effect(
        "{ when: { state: sold }, sets: { size: §{ from: name } } }",
        &["SPEC090"],
    );
}

#[test]
fn records_that_effects_make() {
    let made = |fields: &str, rules: &[&str]| {
        let makes = format!("{{ resource: company, fields: {fields} }}");
        effect(
            &format!("{{ when: {{ state: sold }}, makes: {makes} }}"),
            rules,
        );
    };
    made("{ _id: { from: _id }, name: { from: name } }", &[]);
    made("{ name: { from: §nmae } }", &["SPEC031"]);
    made("{ §nmae: now }", &["SPEC031"]);
    made("{ name: { value: §3 } }", &["SPEC090"]);
    effect(
        "{ when: { state: sold }, makes: { resource: §compnay, fields: { name: now } } }",
        &["SPEC030"],
    );
}

#[test]
fn a_faulty_field_is_reported_once() {
    edits(
        &[
            (
                "asset",
                "size: { type: integer, min: 1, max: 9",
                "size: { type: §integr",
            ),
            (
                "asset",
                "doc: Name. }",
                "doc: Name., fill: { same: size } }",
            ),
        ],
        &["SPEC013"],
    );
}
