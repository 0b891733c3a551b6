//! What holds of every mapping.

use std::sync::LazyLock;

use indexmap::IndexMap;
use planhat_spec::unified::mapping::{Kind, Mapping, MethodKind, Write};
use planhat_unified_runtime::path;
use planhat_unified_runtime::read::{self, Projection, Reader};
use planhat_unified_runtime::value::Raw;
use planhat_unified_runtime::write::{OnUnsupported, Options};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::fits::fits;
use crate::model::{fields, whole};
use crate::support::{applied, mapping, read, write};
use crate::values::record;

/// Some values for some of the fields.
fn values() -> BoxedStrategy<Map<String, Value>> {
    let each = fields().into_iter().map(|field| {
        let name = field.rule.field.clone();
        let value = match field.nullable {
            true => prop_oneof![5 => field.values, 1 => Just(Value::Null)].boxed(),
            false => field.values,
        };
        prop::option::of(value).prop_map(move |value| value.map(|value| (name.clone(), value)))
    });
    let each: Vec<_> = each.collect();
    each.prop_map(|pairs| pairs.into_iter().flatten().collect())
        .boxed()
}

/// All fields.
static WHOLE: LazyLock<Mapping> = LazyLock::new(whole);

/// Only the fields that can be written.
static WRITABLE: LazyLock<Mapping> =
    LazyLock::new(|| mapping(fields().into_iter().map(|field| field.rule).collect()));

/// All members that a rule looks at.
fn wires(mapping: &Mapping) -> Vec<String> {
    let rules = mapping.models[0].variants[0].rules.iter();
    let paths = rules.filter_map(read::sources).flatten();
    paths.map(|path| path::field(path).to_owned()).collect()
}

/// Names that came along with an id are not written.
fn unnamed(kind: &Kind, mut value: Value) -> Value {
    match (kind, &mut value) {
        (Kind::List(inner), Value::Array(items)) => items
            .iter()
            .map(|item| unnamed(inner, item.clone()))
            .collect(),
        (Kind::Shape(name), Value::Object(members)) if name == "Ref" => {
            members.remove("name");
            value
        }
        _ => value,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(before in values(), change in values()) {
        let mapping = &*WRITABLE;
        let all = Projection::default();
        let create = write(mapping, before.clone().into(), MethodKind::Create, &Options::default()).unwrap();
        let made = applied(&Map::new(), &create.fields);
        let first = read(mapping, &made, &all);
        for (name, value) in &before {
            prop_assert_eq!(&first.value[name], value, "{} of {:?}", name, made);
        }
        let options = Options { current: Some(made.clone()), ..Options::default() };
        let update = write(mapping, change.clone().into(), MethodKind::Update, &options).unwrap();
        let changed = applied(&made, &update.fields);
        let second = read(mapping, &changed, &all);
        for (name, value) in &second.value {
            let expected = change.get(name).unwrap_or(&first.value[name]);
            // Who had it before stays in these lists, and what was due at the start stays there.
            let moves = expected.is_null() && ["company", "leader", "due"].contains(&name.as_str());
            prop_assert!(moves || value == expected, "{}: {} is not {} in {:?}", name, value, expected, changed);
        }
        for (unified, _) in &update.changed {
            prop_assert!(change.contains_key(unified));
        }
    }

    #[test]
    fn nothing_written_changes_nothing(record in record(wires(&WHOLE))) {
        let mapping = &*WHOLE;
        let options = Options { current: Some(record.clone()), ..Options::default() };
        let body = write(mapping, json!({}), MethodKind::Update, &options).unwrap();
        prop_assert_eq!(&body.fields, &Map::new());
        prop_assert!(body.changed.is_empty() && body.lookups.is_empty() && body.warnings.is_empty());
    }

    #[test]
    fn what_was_read_can_be_written_and_changes_nothing(record in record(wires(&WRITABLE))) {
        let mapping = &*WRITABLE;
        let all = Projection::default();
        let first = read(mapping, &record, &all).value;
        for rule in &mapping.models[0].variants[0].rules {
            let value = &first[&rule.field];
            if value.is_null() {
                continue;
            }
            let options = Options { current: Some(record.clone()), ..Options::default() };
            let input = json!({ rule.field.clone(): value });
            let body = write(mapping, input, MethodKind::Update, &options);
            prop_assert!(body.is_ok(), "{}: {} for {}", rule.field, body.unwrap_err(), value);
            let alone = Projection { fields: vec![rule.field.clone()], ..Projection::default() };
            let after = read(mapping, &applied(&record, &body.unwrap().fields), &alone).value;
            prop_assert_eq!(
                unnamed(&rule.kind, after[&rule.field].clone()),
                unnamed(&rule.kind, value.clone()),
                "{} of {:?}", rule.field, record
            );
        }
    }

    #[test]
    fn any_record_reads(record in record(wires(&WHOLE))) {
        let mapping = &*WHOLE;
        let model = &mapping.models[0];
        let want = Projection { remote_data: true, ..Projection::default() };
        let compact = serde_json::to_string(&record).unwrap();
        let reader = Reader::new(mapping, model, &model.variants[0], &want);
        let view = reader.view(Raw::parse(&compact).unwrap());
        let mut json = Vec::new();
        view.write_json(&mut json);
        let owned = view.clone().into_read();
        prop_assert_eq!(&serde_json::from_slice::<IndexMap<String, Value>>(&json).unwrap(), &owned.value);
        prop_assert_eq!(&serde_json::to_value(&view).unwrap(), &serde_json::to_value(&owned.value).unwrap());
        let rules = &model.variants[0].rules;
        let names: Vec<&String> = rules.iter().map(|rule| &rule.field).collect();
        prop_assert_eq!(owned.value.keys().collect::<Vec<_>>(), names);
        for rule in rules {
            let value = &owned.value[&rule.field];
            prop_assert!(fits(mapping, &rule.kind, value), "{}: {} of {}", rule.field, value, compact);
        }
        prop_assert_eq!(&owned.value["remote_data"], &Value::Object(record.clone()));
        // White space says nothing.
        let pretty = serde_json::to_string_pretty(&record).unwrap();
        let same = reader.view(Raw::parse(&pretty).unwrap()).into_read();
        prop_assert_eq!(same.value, owned.value);
    }

    #[test]
    fn any_input_is_written_or_refused(
        input in record(WHOLE.models[0].variants[0].rules.iter().map(|rule| rule.field.clone()).collect()),
        current in record(wires(&WHOLE)),
        remote_data in record(wires(&WHOLE)),
        drops in any::<bool>(),
    ) {
        let mapping = &*WHOLE;
        let options = Options {
            current: Some(current),
            remote_data,
            on_unsupported: if drops { OnUnsupported::Drop } else { OnUnsupported::Refuse },
            ..Options::default()
        };
        for method in [MethodKind::Create, MethodKind::Update, MethodKind::Upsert] {
            match write(mapping, input.clone().into(), method, &options) {
                Ok(body) => {
                    for (unified, wire) in &body.changed {
                        let wire = wire.split('.').next().unwrap();
                        prop_assert!(input.contains_key(unified) && body.fields.contains_key(wire));
                    }
                }
                Err(error) => prop_assert!(!error.failures.is_empty()),
            }
        }
    }

    #[test]
    fn any_text_is_taken(text in any::<String>()) {
        let mapping = &*WHOLE;
        let model = &mapping.models[0];
        let reader = Reader::new(mapping, model, &model.variants[0], &Projection::default());
        if let Ok(raw) = Raw::parse(&text) {
            reader.view(raw).into_read();
        }
    }
}

#[test]
fn every_way_of_writing_is_among_the_fields() {
    let mapping = &*WHOLE;
    let rules = &mapping.models[0].variants[0].rules;
    let has = |test: fn(&Write) -> bool| assert!(rules.iter().any(|rule| test(&rule.write)));
    has(|write| matches!(write, Write::To { .. }));
    has(|write| matches!(write, Write::SplitName { .. }));
    has(|write| matches!(write, Write::Parts(_)));
    has(|write| matches!(write, Write::Merge));
    has(|write| matches!(write, Write::Computed { .. }));
    has(|write| matches!(write, Write::Ignored));
    has(|write| matches!(write, Write::Refused(_)));
}
