//! Specs proposed from samples: how much of the written specs they find, and what they make of
//! samples that are odd or broken.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use planhat_spec::infer::{Proposal, Refused, Sample, infer};
use planhat_spec::model::{Field, Type};
use planhat_spec::scaffold::scaffold;
use planhat_spec::{Source, SpecSet, resolve};
use planhat_tests::{root, samples};
use serde_json::{Value, json};

use crate::small::sources as small;

fn sources() -> Vec<Source> {
    planhat_spec::read_folder(&root().join("specs")).expect("the specs can be read")
}

/// A file of samples.
fn sample(path: &str, bytes: impl Into<Vec<u8>>) -> Sample {
    let (path, bytes) = (path.to_owned(), bytes.into());
    Sample { path, bytes }
}

/// What is proposed for an asset beside the small specs.
fn asset(content: impl Into<Vec<u8>>) -> Result<Proposal, String> {
    infer("asset", &[sample("asset.json", content)], &small(&[])).map_err(|why| why.to_string())
}

/// The small specs with a proposal beside them.
fn with(proposal: &Proposal, mut sources: Vec<Source>) -> SpecSet {
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
fn fields<'s>(set: &'s SpecSet, name: &str) -> BTreeMap<String, &'s Field> {
    resolve::fields(set, &set.resources[name])
        .into_iter()
        .collect()
}

/// Whether two types are near each other: to mend one is to write another word, not to look again
/// at what the API does.
fn is_near(inferred: &Type, written: &Type) -> bool {
    match (inferred, written) {
        (Type::List(one), Type::List(other)) => one == other || is_near(one, other),
        (Type::Integer, Type::Number | Type::Day) | (Type::Number, Type::Integer) => true,
        (Type::String, Type::Enum | Type::Id | Type::Ref(_)) | (Type::Id, Type::String) => true,
        (Type::Id | Type::Ref(_), Type::Ref(_) | Type::Id) => true,
        (Type::Object, Type::Map(_) | Type::Custom) | (Type::Map(_), Type::Object) => true,
        _ => false,
    }
}

/// Whether nothing was to be seen, and the proposal says so.
fn is_unknown(inferred: &Type) -> bool {
    match inferred {
        Type::List(item) => is_unknown(item),
        kind => *kind == Type::Json,
    }
}

/// How far the proposals agree with what is written.
#[derive(Default)]
struct Shares {
    /// Fields that the spec has and a sample shows.
    shown: usize,
    named: usize,
    typed: usize,
    near: usize,
    /// Of which the samples show no value.
    unknown: usize,
    /// Fields of the spec in all.
    written: usize,
    /// Fields that only the samples have.
    beyond: usize,
}

impl Shares {
    fn add(&mut self, other: &Shares) {
        self.shown += other.shown;
        self.named += other.named;
        self.typed += other.typed;
        self.near += other.near;
        self.unknown += other.unknown;
        self.written += other.written;
        self.beyond += other.beyond;
    }

    fn line(&self, object: &str) -> String {
        let share = |part: usize| 100.0 * part as f64 / self.shown.max(1) as f64;
        format!(
            "{object:16} {:4} of {:4} fields shown; names {:5.1} %, types {:5.1} %, near ones too {:5.1} %, marked unknown {:4.1} %; {} not in the spec",
            self.shown,
            self.written,
            share(self.named),
            share(self.typed),
            share(self.typed + self.near),
            share(self.unknown),
            self.beyond,
        )
    }
}

/// Names that the records of the samples show: members of what creates, reads or lists them.
fn shown(object: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for sample in samples().iter().filter(|sample| sample.object == object) {
        let whole = &sample.content;
        let failed = whole["response"]["status"].as_u64().unwrap_or(200) >= 300;
        let bulk = sample.operation.starts_with("bulk");
        for part in ["request", "response"] {
            if failed || (bulk && part == "response") {
                continue;
            }
            let body = &whole[part]["body"];
            let one = std::slice::from_ref(body);
            for record in body.as_array().map_or(one, Vec::as_slice) {
                names.extend(
                    record
                        .as_object()
                        .into_iter()
                        .flatten()
                        .map(|(name, _)| name.clone()),
                );
            }
        }
    }
    names
}

/// Compares one proposal with the spec; differences go to the list.
fn compare(object: &str, written: &SpecSet, differences: &mut Vec<String>) -> Shares {
    let recorded = samples();
    let files: Vec<Sample> = recorded
        .iter()
        .filter(|sample| sample.object == object)
        .map(|one| {
            sample(
                &format!("{object}.{}.json", one.operation),
                one.content.to_string(),
            )
        })
        .collect();
    let mut others = sources();
    others.retain(|source| !source.path.ends_with(&format!("/{object}.yaml")));
    let proposal = infer(object, &files, &others).unwrap_or_else(|why| panic!("{object}: {why}"));
    let inferred = with(&proposal, sources());
    let (ours, theirs) = (fields(&inferred, object), fields(written, object));
    let shown = shown(object);
    let mut shares = Shares {
        written: theirs.len(),
        beyond: ours
            .keys()
            .filter(|name| !theirs.contains_key(*name))
            .count(),
        ..Shares::default()
    };
    for (name, field) in theirs.iter().filter(|(name, _)| shown.contains(*name)) {
        shares.shown += 1;
        let Some(own) = ours.get(name) else {
            differences.push(format!("{object}.{name}: not found"));
            continue;
        };
        shares.named += 1;
        if own.kind == field.kind {
            shares.typed += 1;
            continue;
        }
        shares.unknown += usize::from(is_unknown(&own.kind));
        shares.near += usize::from(is_near(&own.kind, &field.kind));
        differences.push(format!(
            "{object}.{name}: {} instead of {}",
            own.kind, field.kind
        ));
    }
    shares
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
    let spec = scaffold("GiftBox", &sources()).expect("the name is free");
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

/// Each object that has samples, inferred without its own spec.
#[test]
fn what_is_inferred_agrees_with_what_is_written() {
    let written = planhat_spec::load(&sources())
        .expect("the specs are good")
        .set;
    let objects: BTreeSet<String> = samples().into_iter().map(|sample| sample.object).collect();
    let mut all = Shares::default();
    let mut differences = Vec::new();
    for object in &objects {
        let shares = compare(object, &written, &mut differences);
        println!("{}", shares.line(object));
        all.add(&shares);
    }
    println!("{}", all.line("all"));
    println!("\n{}", differences.join("\n"));
    assert!(
        objects.len() >= 29 && all.shown > 400,
        "{}",
        all.line("all")
    );
    assert_eq!(all.named, all.shown, "{}", all.line("all"));
    assert!(100 * all.typed >= 88 * all.shown, "{}", all.line("all"));
    let near = all.typed + all.near;
    assert!(100 * near >= 95 * all.shown, "{}", all.line("all"));
}
