//! What records read as.

use planhat_spec::unified::mapping::{Convert, Kind, Read, Write};
use planhat_unified_runtime::read::{Projection, holds, selects};
use planhat_unified_runtime::value::Raw;
use serde_json::{Value, json};

use crate::support::{
    condition, first, list, mapping, object, one_of, path, plain, read, read_one, read_only, reads,
    reference, rule, shaped, words,
};

#[test]
fn the_first_source_that_has_a_value_counts() {
    let name = || {
        read_only(
            "name",
            Kind::String,
            &[
                ("name", Convert::Keep),
                ("firstName + lastName", Convert::Keep),
            ],
        )
    };
    reads(
        name(),
        json!({ "name": "Whole", "firstName": "A" }),
        json!("Whole"),
    );
    reads(
        name(),
        json!({ "name": null, "firstName": " A", "lastName": "B " }),
        json!("A B"),
    );
    reads(
        name(),
        json!({ "firstName": "", "lastName": "B" }),
        json!("B"),
    );
    reads(
        name(),
        json!({ "firstName": "", "lastName": " " }),
        Value::Null,
    );
    let made = || {
        read_only(
            "at",
            Kind::DateTime,
            &[("createdAt", Convert::DateTime), ("_id", Convert::IdTime)],
        )
    };
    reads(
        made(),
        json!({ "_id": "61dd5bf1d8ecd4a9a5b0c0a1" }),
        json!("2022-01-11T10:29:05Z"),
    );
    reads(
        made(),
        json!({ "_id": "7", "createdAt": "2024-01-01" }),
        json!("2024-01-01T00:00:00Z"),
    );
    let (value, codes) = read_one(
        made(),
        json!({ "createdAt": "soon", "_id": "61dd5bf1d8ecd4a9a5b0c0a1" }),
    );
    assert_eq!(
        (value, codes),
        (
            json!("2022-01-11T10:29:05Z"),
            vec!["unexpected_value".to_owned()]
        )
    );
}

#[test]
fn a_source_may_count_under_a_condition() {
    let close = |status: &str| {
        let mut rule = read_only(
            "close",
            Kind::DateTime,
            &[
                ("closed", Convert::DateTime),
                ("landing", Convert::DateTime),
            ],
        );
        if let Read::First(sources) = &mut rule.read {
            sources[1].when = vec![condition("deal.status", &[json!("active")])];
        }
        let record = json!({ "landing": "2025-01-01T00:00:00Z", "deal": { "status": status } });
        read_one(rule, record).0
    };
    assert_eq!(close("active"), "2025-01-01T00:00:00Z");
    assert_eq!(close("won"), Value::Null);
}

#[test]
fn conditions_look_at_values_lists_and_what_is_missing() {
    let record = r#"{"type":"ticket","tags":["a","b"],"flag":true,"none":null,"n":1.0}"#;
    let record = Raw::parse(record).unwrap();
    let mut one = condition("type", &[json!("note"), json!("ticket")]);
    assert!(holds(std::slice::from_ref(&one), record));
    one.not = true;
    assert!(!holds(&[one], record));
    for (field, value, wanted) in [
        ("tags", json!("b"), true),
        ("tags", json!("c"), false),
        ("flag", json!(true), true),
        ("none", Value::Null, true),
        ("missing", Value::Null, true),
        ("n", json!(1), true),
        ("type", json!("TICKET"), false),
    ] {
        assert_eq!(
            holds(&[condition(field, &[value])], record),
            wanted,
            "{field}"
        );
    }
    assert!(holds(&[], record));
}

#[test]
fn words_map_or_survive() {
    let state = || {
        plain(
            "state",
            one_of(&["open", "won"]),
            "status",
            Convert::Enum(words(&[("open", &["active"]), ("won", &["won"])])),
        )
    };
    reads(state(), json!({ "status": "active" }), json!("open"));
    reads(state(), json!({ "status": null }), Value::Null);
    reads(state(), json!({ "status": "" }), Value::Null);
    assert_eq!(
        read_one(state(), json!({ "status": "Active" })),
        (Value::Null, vec!["enum_unmapped".into()])
    );
    assert_eq!(
        read_one(state(), json!({ "status": 7 })),
        (Value::Null, vec!["enum_unmapped".into()])
    );

    let mut table = words(&[("open", &["open", "new"]), ("closed", &["done"])]);
    table.fold_case = true;
    let status = || {
        plain(
            "status",
            shaped("TypeRef"),
            "status",
            Convert::TypeRef(table.clone()),
        )
    };
    reads(
        status(),
        json!({ "status": "NEW" }),
        json!({ "id": "NEW", "name": "open" }),
    );
    assert_eq!(
        read_one(status(), json!({ "status": "On hold" })),
        (
            json!({ "id": "On hold", "name": null }),
            vec!["enum_unmapped".into()]
        )
    );
    table.rest = Some("other".into());
    let sort = || {
        plain(
            "sort",
            one_of(&["open", "other"]),
            "type",
            Convert::Enum(table.clone()),
        )
    };
    reads(sort(), json!({ "type": "👋 QBR" }), json!("other"));
    reads(sort(), json!({ "type": "Done" }), json!("closed"));
    reads(sort(), json!({ "type": "" }), Value::Null);
}

#[test]
fn what_leaves_is_of_its_kind() {
    let keep =
        |kind, value: Value| read_one(plain("x", kind, "x", Convert::Keep), json!({ "x": value }));
    let taken = |value: Value| (value, vec!["value_cast".to_owned()]);
    let lost = || (Value::Null, vec!["unexpected_value".to_owned()]);
    assert_eq!(keep(Kind::String, json!(12)), taken(json!("12")));
    assert_eq!(keep(Kind::String, json!({})), lost());
    assert_eq!(keep(Kind::Number, json!("12.5")), taken(json!(12.5)));
    assert_eq!(keep(Kind::Integer, json!(12.5)), lost());
    assert_eq!(keep(Kind::Boolean, json!("true")), taken(json!(true)));
    assert_eq!(keep(Kind::Object, json!([])), lost());
    assert_eq!(
        keep(list(Kind::String), json!(["a", 1, null])),
        taken(json!(["a", "1"]))
    );
    assert_eq!(keep(list(Kind::String), json!("a")), taken(json!(["a"])));
    assert_eq!(
        keep(one_of(&["low"]), json!("LOW")),
        (json!("low"), Vec::new())
    );
    let not = plain("x", Kind::Boolean, "x", Convert::Not { missing: true });
    reads(not.clone(), json!({}), json!(true));
    reads(not, json!({ "x": true }), json!(false));
}

#[test]
fn warnings_tell_the_record() {
    let rules = vec![
        read_only("id", Kind::String, &[("_id", Convert::Keep)]),
        plain("n", Kind::Number, "n", Convert::Number),
    ];
    let read = read(
        &mapping(rules),
        &object(json!({ "_id": "a1", "n": "2" })),
        &Projection::default(),
    );
    assert_eq!(
        serde_json::to_value(&read.warnings).unwrap(),
        json!([{ "code": "value_cast", "field": "n", "id": "a1", "message": "`\"2\"` was read as the number that it holds" }])
    );
}

#[test]
fn a_projection_takes_fields_and_parts_of_them() {
    let mapping = mapping(vec![
        plain("name", Kind::String, "name", Convert::Keep),
        plain(
            "owner",
            shaped("Ref"),
            "ownerId",
            Convert::Ref(reference(None, Some("ownerName"))),
        ),
        plain("custom_fields", Kind::Object, "custom", Convert::Custom),
        rule("remote_data", Kind::Object, Read::Whole, Write::Ignored),
    ]);
    let record = object(
        json!({ "name": "n", "ownerId": "u", "ownerName": "Eva", "custom": { "a": { "b": 1, "c": 2 }, "d": 3 } }),
    );
    let with = |fields: &[&str], exclude: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let want = Projection {
            fields: owned(fields),
            exclude: owned(exclude),
            ..Projection::default()
        };
        let value = read(&mapping, &record, &want).value;
        let select = selects(&mapping.models[0].variants[0], &want).map(|names| names.join(" "));
        (serde_json::to_value(value).unwrap(), select)
    };
    assert_eq!(
        with(&["owner.id"], &[]),
        (
            json!({ "owner": { "id": "u" } }),
            Some("ownerId ownerName".into())
        )
    );
    assert_eq!(
        with(&["custom_fields.a.b", "name"], &[]),
        (
            json!({ "name": "n", "custom_fields": { "a": { "b": 1 } } }),
            Some("custom name".into())
        )
    );
    assert_eq!(
        with(&[], &["owner", "custom_fields.a.c"]).0,
        json!({ "name": "n", "custom_fields": { "a": { "b": 1 }, "d": 3 } })
    );
    assert_eq!(
        with(&["remote_data"], &[]),
        (json!({ "remote_data": record }), None)
    );
    let typo = Projection {
        fields: vec!["onwer.id".into()],
        ..Projection::default()
    };
    let error = typo.check(&mapping.models[0]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid_request: `onwer.id`: `thing` has no such field; did you mean `owner`?"
    );
}

#[test]
fn a_value_that_is_no_record_has_nothing() {
    let mapping = mapping(vec![
        rule(
            "a",
            Kind::String,
            first(&[("a.b[0]", Convert::Keep)]),
            Write::Ignored,
        ),
        rule("b", Kind::String, Read::Const(json!("x")), Write::Ignored),
    ]);
    let model = &mapping.models[0];
    for text in ["[]", "7", "null", "\"a\"", "[{\"a\":1}]"] {
        let raw = Raw::parse(text).unwrap();
        let read = planhat_unified_runtime::read::record(
            &mapping,
            model,
            &model.variants[0],
            raw,
            &Projection::default(),
        );
        assert_eq!(
            serde_json::to_value(&read.value).unwrap(),
            json!({ "a": null, "b": "x" })
        );
    }
    assert_eq!(
        planhat_unified_runtime::path::text(&path("a.b[0][1:][c]")),
        "a.b[0][1:][c]"
    );
}
