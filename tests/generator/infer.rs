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

fn text(content: &Value) -> String {
    asset(content.to_string()).expect("it is proposed").text
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
        // Nothing was to be seen.
        (Type::Json, _) => true,
        _ => false,
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
        self.written += other.written;
        self.beyond += other.beyond;
    }

    fn line(&self, object: &str) -> String {
        let share = |part: usize| 100.0 * part as f64 / self.shown.max(1) as f64;
        format!(
            "{object:16} {:4} of {:4} fields shown; names {:5.1} %, types {:5.1} %, near ones too {:5.1} %; {} not in the spec",
            self.shown,
            self.written,
            share(self.named),
            share(self.typed),
            share(self.typed + self.near),
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
        shares.near += usize::from(is_near(&own.kind, &field.kind));
        differences.push(format!(
            "{object}.{name}: {} instead of {}",
            own.kind, field.kind
        ));
    }
    shares
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
    assert!(100 * all.typed >= 90 * all.shown, "{}", all.line("all"));
}
