//! Specs begun from nothing and proposed from samples, those that are odd or broken too.

use std::collections::BTreeMap;

use planhat_spec::infer::{Proposal, Refused, Sample, infer};
use planhat_spec::model::Field;
use planhat_spec::scaffold::scaffold;
use planhat_spec::{Source, SpecSet, resolve};
use planhat_tests::root;
use serde_json::{Value, json};

use crate::small::sources as small;

pub fn sources() -> Vec<Source> {
    planhat_spec::read_folder(&root().join("specs")).expect("the specs can be read")
}

/// A file of samples.
pub fn sample(path: &str, bytes: impl Into<Vec<u8>>) -> Sample {
    let (path, bytes) = (path.to_owned(), bytes.into());
    Sample { path, bytes }
}

/// What is proposed for an asset beside the small specs.
fn asset(content: impl Into<Vec<u8>>) -> Result<Proposal, String> {
    infer("asset", &[sample("asset.json", content)], &small(&[])).map_err(|why| why.to_string())
}

/// The small specs with a proposal beside them.
pub fn with(proposal: &Proposal, mut sources: Vec<Source>) -> SpecSet {
    let path = format!("specs/resources/{}.yaml", proposal.name.resource);
    sources.retain(|source| {
        !source
            .path
            .ends_with(&format!("/{}.yaml", proposal.name.resource))
    });
    let bytes = proposal.text.clone().into_bytes();
    sources.push(Source { path, bytes });
    let loaded = planhat_spec::load(&sources);
    let loaded = loaded.unwrap_or_else(|faults| panic!("{}", faults.render(false)));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    loaded.set
}

/// The fields of a resource by name.
pub fn fields<'s>(set: &'s SpecSet, name: &str) -> BTreeMap<String, &'s Field> {
    resolve::fields(set, &set.resources[name])
        .into_iter()
        .collect()
}

#[test]
fn reasons_stand_beside_guesses() {
    // As text: the fields of a spec keep the order of the records.
    let row = |number: u32| {
        let zone = if number.is_multiple_of(2) {
            "north"
        } else {
            "south"
        };
        format!(
            r#"{{ "_id": "6693c731f1c3a84ef05cd54{number}", "companyId": "6693c731f1c3a84ef05cd54d",
            "label": "P{number}", "zone": "{zone}", "size": {number}, "price": 12.5,
            "openDay": 2000{number}, "since": "2025-06-01T07:00:00.000Z", "mail": "a@b.example",
            "gone": null, "spots": [{{ "no": 1, "free": true }}],
            "usage": {{ "6693c731f1c3a84ef05cd54d": 3 }} }}"#
        )
    };
    let rows: Vec<String> = (0..8).map(row).collect();
    let wrapped = format!(r#"{{ "data": [{}], "total": 8 }}"#, rows.join(", "));
    insta::assert_snapshot!(asset(wrapped).expect("it is proposed").text);
}

#[test]
fn a_starting_spec_teaches() {
    let spec = scaffold("GiftBox", &small(&[])).expect("the name is free");
    assert!(spec.warnings.is_empty() && spec.name.adapted);
    insta::assert_snapshot!(spec.text);
}

#[test]
fn a_starting_spec_is_valid_with_small_specs_and_with_all() {
    for (object, sources) in [
        ("gift_box", small(&[])),
        ("parking_space", sources()),
        ("key", sources()),
    ] {
        let spec = scaffold(object, &sources).unwrap_or_else(|faults| panic!("{faults}"));
        assert!(spec.warnings.is_empty(), "{}", spec.warnings);
    }
}

#[test]
fn names_that_cannot_be_are_reported_like_other_faults() {
    let long = "x".repeat(80);
    for (object, rule) in [
        ("type", "SPEC021"),
        ("", "SPEC021"),
        ("../x", "SPEC021"),
        ("größe", "SPEC021"),
        ("a\nb: c", "SPEC021"),
        ("companie", "SPEC022"),
        ("companies", "SPEC022"),
        (&long, "SPEC060"),
    ] {
        let faults = scaffold(object, &sources()).expect_err(object);
        assert!(
            faults.iter().any(|one| one.rule == rule),
            "{object}: {faults}"
        );
        let record = sample("a.json", "{\"_id\": \"x\"}");
        assert!(infer(object, &[record], &sources()).is_err(), "{object}");
    }
}

#[test]
fn what_is_no_sample_is_refused_with_its_place() {
    for (content, said) in [
        ("", "asset.json: this file is empty"),
        (" \n", "asset.json: this file is empty"),
        (
            "{\n  \"a\": nope }",
            "asset.json:2:9: this is no JSON: expected ident",
        ),
        ("[{\"a\": 1},", "asset.json:1:10: this is no JSON"),
        ("{\"a\": 1}\n{\"a\" 2}", "asset.json:2:6: this is no JSON"),
        ("12", "asset.json:1:2: this is no JSON: invalid type"),
        ("[1, 2]", "hold no record"),
        ("[]", "hold no record"),
        ("{\"n\": 1}", "hold no record"),
        ("{\"a\": 1e999}", "number out of range"),
    ] {
        let why = asset(content).expect_err(content);
        assert!(why.contains(said), "{content}: {why}");
    }
    let deep = "[".repeat(100_000);
    assert!(
        asset(format!("{{\"a\":{deep}"))
            .expect_err("too deep")
            .contains("recursion limit")
    );
    let bytes = asset(b"{\"a\": \"\xff\"}".to_vec()).expect_err("no UTF-8");
    assert!(bytes.starts_with("asset.json:1:"), "{bytes}");
}

/// Whatever the names, the proposal passes the checks and gives Rust.
#[test]
fn odd_names_give_a_spec_that_generates() {
    let inner = json!({
        "type": "a", "self": 1, "": 2, " ": 3, "größe": 4, "a\"b": [], "a\nb\u{2028}": {}, "😀": null,
        "closeDate": true, "close_date": "x", "#c": 1, "on": 2, "null": 3, "a: b, {c}": 4, "items": [[{ "a": 1 }]],
    });
    let mut record = inner.clone();
    let members = record.as_object_mut().expect("it is an object");
    members.remove(" ");
    members.remove("");
    for (name, value) in [
        ("inner", members.clone().into()),
        ("list", json!({ "x": 1 })),
        ("body", json!({ "x": 1 })),
        ("_id", json!("x")),
        ("id", json!("y")),
        ("mixed", json!([1, "a", null, { "b": 1 }])),
        ("data", inner),
    ] {
        members.insert(name.to_owned(), value);
    }
    let proposal = asset(record.to_string()).unwrap_or_else(|why| panic!("{why}"));
    let set = with(&proposal, small(&[]));
    let ours = fields(&set, "asset");
    let names = record.as_object().expect("it is an object").keys();
    assert!(
        names.into_iter().all(|name| ours.contains_key(name)),
        "{}",
        proposal.text
    );
    planhat_codegen::generate(&set).expect("it gives Rust");
}

#[test]
fn nesting_and_numbers_of_fields_have_bounds() {
    let deep = (0..60).fold(json!(1), |inner, level| match level % 2 {
        0 => json!({ "a": inner }),
        _ => json!({ "a": [inner] }),
    });
    with(
        &asset(json!({ "_id": "x", "deep": deep }).to_string()).expect("it is cut"),
        small(&[]),
    );
    let wide: serde_json::Map<_, _> = (0..5000).map(|n| (format!("field{n}"), json!(n))).collect();
    let proposal = asset(json!({ "_id": "x", "wide": wide }).to_string()).expect("it is a map");
    assert!(
        proposal.text.contains("wide: { type: map<number>"),
        "{}",
        proposal.text
    );
    let proposal = asset(Value::Object(wide).to_string()).expect("it is cut");
    assert!(
        proposal.text.contains("left out: 4500 values"),
        "{}",
        proposal.text
    );
}

#[test]
fn many_records_take_little() {
    let line = "{\"_id\":\"6693c731f1c3a84ef05cd54d\",\"a\":1,\"b\":\"x y\",\"c\":[1,2],\"d\":{\"e\":null}}\n";
    let begun = std::time::Instant::now();
    let proposal = asset(line.repeat(100_000)).expect("lines of JSON are samples");
    assert_eq!(proposal.counts, (100_000, 0));
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[test]
fn a_spec_of_its_own_and_broken_specs_are_told_apart() {
    // That of the object itself is passed over, even if it is broken.
    let mut broken = small(&[]);
    let bytes = b"resource: [".to_vec();
    broken.push(Source {
        path: "specs/resources/asset.yaml".to_owned(),
        bytes: bytes.clone(),
    });
    let record = [sample("a.json", "{\"_id\": \"x\"}")];
    assert!(infer("asset", &record, &broken).is_ok());
    broken.push(Source {
        path: "specs/resources/lamp.yaml".to_owned(),
        bytes,
    });
    assert!(matches!(
        infer("asset", &record, &broken),
        Err(Refused::Specs(_))
    ));
}
