//! Whatever a server sends as a record is read, and written back equal.

use planhat_client::api;
use planhat_client::record::serialize;
use planhat_client::table::Resource;
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Any JSON, not too deep.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no such number", |number| number.is_finite())
            .prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(Value::from("2025-05-30T09:15:00.000Z")),
        Just(Value::from("61dd5bf1d8ecd4a9a5b0c0a1")),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("\\PC{0,8}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A record of some resource: known names with any values, and unknown names.
fn record() -> impl Strategy<Value = (&'static Resource, Value)> {
    (0..api::API.resources.len()).prop_flat_map(|at| {
        let resource = api::API.resources[at];
        let names: Vec<&'static str> = resource.fields.iter().map(|field| field.name).collect();
        let name = prop_oneof![
            8 => prop::sample::select(names).prop_map(str::to_owned),
            2 => "\\PC{0,10}",
        ];
        prop::collection::vec((name, json()), 0..12).prop_map(move |members| {
            let members: Map<String, Value> = members.into_iter().collect();
            (resource, Value::Object(members))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_record_is_read_and_written_back_equal((resource, value) in record()) {
        let decoded = (resource.decode)(&value.to_string());
        let decoded = decoded.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let back = serialize(&*decoded, serde_json::value::Serializer);
        prop_assert_eq!(back.ok(), Some(value));
    }

    #[test]
    fn text_that_is_no_json_is_an_error_and_no_panic(text in "\\PC{0,60}") {
        for resource in api::API.resources {
            let _ = (resource.decode)(&text);
        }
    }
}
