//! Made-up values.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

pub fn text() -> BoxedStrategy<String> {
    prop_oneof![any::<String>(), "[a-z \"\\\\/]{0,12}", Just(String::new())].boxed()
}

/// A text that is not empty and says something.
pub fn name() -> BoxedStrategy<String> {
    prop_oneof!["[a-z]{1,10}", "[A-Za-z0-9 äöü☃\"\\\\]{0,8}x"].boxed()
}

pub fn id() -> BoxedStrategy<String> {
    prop_oneof!["[0-9a-f]{24}", "[0-9a-f]{24}", "[a-z]{1,6}"].boxed()
}

pub fn date() -> BoxedStrategy<String> {
    (1_i32..=9999, 1_u32..=12, 1_u32..=28)
        .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
        .boxed()
}

/// RFC 3339 in UTC, in any precision.
pub fn moment() -> BoxedStrategy<String> {
    let clock = (0_u32..24, 0_u32..60, 0_u32..60);
    let fraction = prop_oneof![Just(String::new()), "\\.[0-9]{1,9}"];
    (date(), clock, fraction)
        .prop_map(|(date, (hour, minute, second), fraction)| {
            format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
        })
        .boxed()
}

/// Anything but null, at the top at least.
pub fn any_json() -> BoxedStrategy<Value> {
    json_tree()
        .prop_filter("null is nothing", |value| !value.is_null())
        .boxed()
}

fn json_tree() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-20_000_i64..20_000).prop_map(Value::from),
        any::<f64>().prop_map(|one| json!(one)),
        text().prop_map(Value::from),
        id().prop_map(Value::from),
        moment().prop_map(Value::from),
        date().prop_map(Value::from),
        any::<i64>().prop_map(|one| Value::from(one.to_string())),
        prop::sample::select(vec![
            "email",
            "Done",
            "active",
            "Open",
            "NEW",
            "true",
            "1e999",
            "team members"
        ])
        .prop_map(Value::from),
    ];
    let keys = prop_oneof![
        prop::sample::select(vec!["_id", "id", "name", "email", "isOwner", "type"])
            .prop_map(str::to_owned),
        text(),
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

/// An object whose members mostly have these names.
pub fn record(names: Vec<String>) -> BoxedStrategy<Map<String, Value>> {
    let known = prop::sample::select(names);
    let key = prop_oneof![8 => known, 1 => text()];
    prop::collection::vec((key, json_tree()), 0..24)
        .prop_map(|members| members.into_iter().collect())
        .boxed()
}
