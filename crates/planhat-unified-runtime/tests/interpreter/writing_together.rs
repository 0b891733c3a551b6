//! What is written beside other things: rows with a key, other spellings, fields by the server's names.

use planhat_spec::unified::mapping::{Convert, Kind, MethodKind, Refusal, Write};
use planhat_unified_runtime::write::Options;
use serde_json::{Value, json};

use crate::support::{
    fault, faults, first, list, mapping, object, parts, plain, refused, rule, sent, shaped, write,
};

#[test]
fn a_row_with_a_key_replaces_a_list_as_an_update_does() {
    let (read, way) = parts(true, &[("street", "address"), ("city", "city")]);
    let rules = vec![
        rule(
            "id",
            Kind::String,
            first(&[("_id", Convert::Keep)]),
            Write::Refused(Refusal::ReadOnly),
        ),
        rule("places", list(shaped("Address")), read, way),
    ];
    let mapping = mapping(rules);
    let row = |input: Value| {
        let body = write(&mapping, input, MethodKind::Upsert, &Options::default());
        Value::Object(body.unwrap().fields)
    };
    assert_eq!(
        row(json!({ "id": "a1", "places": [{ "city": "Kiel" }] })),
        json!({ "_id": "a1", "city": "Kiel", "address": null })
    );
    assert_eq!(
        row(json!({ "places": [{ "city": "Kiel" }] })),
        json!({ "city": "Kiel" })
    );
}

#[test]
fn two_spellings_are_two_values_unless_they_are_moments() {
    let twice = |kind: Kind, convert: Convert| {
        vec![
            plain("one", kind.clone(), "x", convert.clone()),
            plain("other", kind, "x", convert),
        ]
    };
    assert_eq!(
        refused(
            twice(Kind::String, Convert::Keep),
            json!({ "one": "42", "other": "0042" })
        ),
        fault("other", "invalid_request")
    );
    assert_eq!(
        sent(
            twice(Kind::DateTime, Convert::DateTime),
            json!({ "one": "2025-05-30T09:15:00Z", "other": "2025-05-30T11:15:00+02:00" })
        )
        .unwrap(),
        json!({ "x": "2025-05-30T09:15:00Z" })
    );
}

#[test]
fn remote_data_may_name_a_key_by_its_path() {
    let own = plain("custom_fields", Kind::Object, "custom", Convert::Custom);
    let mapping = mapping(vec![own]);
    let with = |remote: Value| {
        let options = Options {
            remote_data: object(remote),
            ..Options::default()
        };
        let input = json!({ "custom_fields": { "A": 2 } });
        write(&mapping, input, MethodKind::Update, &options)
    };
    assert_eq!(
        faults(&with(json!({ "custom.A": 1 })).unwrap_err()),
        fault("custom_fields", "invalid_request")
    );
    let body = with(json!({ "custom.A": 2, "custom.B": 3, "x": 4 })).unwrap();
    assert_eq!(
        Value::Object(body.fields),
        json!({ "custom": { "A": 2, "B": 3 }, "x": 4 })
    );
}
