//! Every recorded record, mapped: it never fails, and what comes out is read by people.

use planhat_spec::unified::mapping::{Model, Variant};
use planhat_tests::root;
use planhat_unified_runtime::read::{Projection, Reader};
use planhat_unified_runtime::value::Raw;
use serde_json::Value;

/// Records of a resource in what was recorded, the richest first.
fn records(resource: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(root().join("tests/fixtures/samples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.split('.').next() != Some(resource) {
            continue;
        }
        let sample: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        match &sample["response"]["body"] {
            Value::Array(rows) => all.extend(rows.iter().cloned()),
            row => all.push(row.clone()),
        }
    }
    all.retain(|row| row.get("_id").is_some());
    all.sort_by_key(|row| {
        std::cmp::Reverse((row.as_object().map_or(0, |it| it.len()), row.to_string()))
    });
    all
}

fn models(mut each: impl FnMut(&str, &Model, &Variant, Reader<'_>)) {
    for mapping in [
        planhat_unified::crm::mapping(),
        planhat_unified::ticketing::mapping(),
    ] {
        for model in mapping.models.iter().filter(|model| model.facet.is_none()) {
            for variant in &model.variants {
                let place = match variant.name.as_str() {
                    "" => format!("{}.{}", mapping.api, model.name),
                    name => format!("{}.{}.{name}", mapping.api, model.name),
                };
                let want = Projection {
                    remote_data: true,
                    ..Projection::default()
                };
                each(
                    &place,
                    model,
                    variant,
                    Reader::new(&mapping, model, variant, &want),
                );
            }
        }
    }
}

#[test]
fn every_sample_maps_and_nothing_of_it_is_unreachable() {
    let mut seen = 0;
    models(|place, _, variant, reader| {
        for record in records(&variant.resource) {
            let text = record.to_string();
            let read = reader.view(Raw::parse(&text).unwrap()).into_read();
            assert_eq!(read.value["remote_data"], record, "{place}");
            assert_eq!(read.value["id"], record["_id"], "{place}");
            seen += 1;
        }
    });
    assert!(seen > 40, "{seen} records");
}

#[test]
fn the_richest_sample_of_every_model_is_what_it_was() {
    models(|place, _, variant, reader| {
        let record = records(&variant.resource).into_iter().next();
        let record = record.unwrap_or_else(|| panic!("no record of {} was kept", variant.resource));
        let text = record.to_string();
        let read = reader.view(Raw::parse(&text).unwrap()).into_read();
        let known = read.value.iter();
        let known = known.filter(|(name, value)| *name != "remote_data" && !value.is_null());
        let mut lines: Vec<String> = known
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        lines.extend(
            read.warnings
                .iter()
                .map(|one| format!("! {}: {}", one.field, one.message)),
        );
        insta::assert_snapshot!(place, lines.join("\n"));
    });
}
