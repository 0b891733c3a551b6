//! How much of the written specs is found again in the recorded calls: run with `--nocapture` to
//! see the shares of each object, and every difference.

use std::collections::BTreeSet;

use planhat_spec::infer::{Sample, infer};
use planhat_spec::model::Type;
use planhat_spec::{Source, SpecSet};
use planhat_tests::samples;

use crate::infer::{fields, sample, sources, with};

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
fn compare(
    object: &str,
    sources: &[Source],
    written: &SpecSet,
    differences: &mut Vec<String>,
) -> Shares {
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
    let mut others = sources.to_vec();
    others.retain(|source| !source.path.ends_with(&format!("/{object}.yaml")));
    let proposal = infer(object, &files, &others).unwrap_or_else(|why| panic!("{object}: {why}"));
    let inferred = with(&proposal, sources.to_vec());
    planhat_codegen::generate(&inferred).unwrap_or_else(|fault| panic!("{object}: {fault}"));
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

/// Each object that has samples, inferred without its own spec.
#[test]
fn what_is_inferred_agrees_with_what_is_written() {
    let objects: BTreeSet<String> = samples().into_iter().map(|sample| sample.object).collect();
    // Others have no say, so that a new object changes no figure.
    let recorded = |source: &Source| {
        let name = source.path.rsplit('/').next().unwrap_or_default();
        let stem = name.trim_end_matches(".yaml");
        let unified = source.path.contains("/unified/");
        !unified && (stem == "planhat" || objects.contains(stem))
    };
    let sources: Vec<Source> = sources().into_iter().filter(recorded).collect();
    let written = planhat_spec::load(&sources)
        .expect("the specs are good")
        .set;
    let mut all = Shares::default();
    let mut differences = Vec::new();
    for object in &objects {
        let shares = compare(object, &sources, &written, &mut differences);
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
