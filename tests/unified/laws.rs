//! The laws of the mappings, over the real specs: 10,000 made-up records for every model.
//!
//! - Whatever a record holds, it reads: every value is of its kind, and with `remote_data` all of the
//!   record is there.
//! - What was read and is written again reads back equal, for every field that claims so, and what a
//!   caller makes up does too: each record tries one field, in turn.
//! - Nothing written changes nothing.

use std::collections::BTreeMap;
use std::sync::Mutex;

use planhat_spec::unified::mapping::{
    Convert, Kind, Mapping, MethodKind, Model, Read, Reversible, Rule, Variant, Write,
};
use planhat_unified_runtime::error::Error;
use planhat_unified_runtime::path;
use planhat_unified_runtime::read::{self, Projection, Reader};
use planhat_unified_runtime::value::Raw;
use planhat_unified_runtime::warning::WarningCode;
use planhat_unified_runtime::write::{self, Options};
use serde_json::{Map, Value, json};

use crate::fits::fits;
use crate::kinds::{named, parted};
use crate::made::Made;

const RECORDS: usize = 10_000;

type Doc = Map<String, Value>;

/// What is wrong, by field, with the first case of it; and how often a made-up value was taken.
#[derive(Default)]
struct Found {
    wrong: BTreeMap<String, String>,
    taken: BTreeMap<String, usize>,
}

/// A model over one resource.
struct Case<'a> {
    mapping: &'a Mapping,
    model: &'a Model,
    variant: &'a Variant,
    /// Reads all fields and the record itself.
    whole: Reader<'a>,
    /// Fields that claim that what is written reads back, with readers of them alone.
    claims: Vec<(&'a Rule, Reader<'a>)>,
    /// Names of members that rules look at.
    wires: Vec<String>,
    /// Words of the server that some rule knows, with their wire fields.
    words: Vec<(String, Value)>,
    found: Found,
}

fn mappings() -> Vec<Mapping> {
    let set = planhat_spec::load_folder(&planhat_tests::root().join("specs")).unwrap();
    planhat_spec::unified::resolve(&set.set)
}

fn cases(mappings: &[Mapping]) -> Vec<Case<'_>> {
    let models = mappings
        .iter()
        .flat_map(|mapping| mapping.models.iter().map(move |model| (mapping, model)));
    let variants = models.flat_map(|(mapping, model)| {
        let variants = model.variants.iter();
        variants.map(move |variant| Case::new(mapping, model, variant))
    });
    variants.filter(|case| !case.wires.is_empty()).collect()
}

#[test]
fn ten_thousand_records_of_every_model_hold_the_laws() {
    let mappings = mappings();
    let cases = cases(&mappings);
    assert!(cases.len() >= 16, "{} models", cases.len());
    let queue = Mutex::new(cases.into_iter());
    let all = Mutex::new(Found::default());
    let next = || queue.lock().unwrap().next();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(mut case) = next() {
                    case.holds();
                    let mut all = all.lock().unwrap();
                    all.wrong.extend(case.found.wrong);
                    all.taken.extend(case.found.taken);
                }
            });
        }
    });
    let all = all.into_inner().unwrap();
    let wrong = all.wrong.iter();
    let wrong: Vec<String> = wrong
        .map(|(what, first)| format!("{what}: {first}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let refused = all.taken.iter().filter(|(_, taken)| **taken < 20);
    let refused: Vec<_> = refused.collect();
    assert!(refused.is_empty(), "hardly ever taken: {refused:?}");
}

/// Every value that the specs list for a field that words are made of.
#[test]
fn every_word_of_the_specs_maps_or_survives() {
    let mappings = mappings();
    let mut seen = 0;
    for case in cases(&mappings) {
        let resource = resource(case.variant);
        for rule in &case.variant.rules {
            let wires = worded(rule).map(|(wire, _)| wire);
            for field in wires.filter_map(|wire| resource.field(&wire)) {
                for (word, _) in field.values {
                    let record = Doc::from_iter([(field.name.to_owned(), json!(word))]);
                    let read = case.read(&case.whole, &record);
                    let unmapped = |warning: &&_| told(warning, &rule.field);
                    let value = &read.value[&rule.field];
                    let place = format!("{}.{}: {word}", case.model.name, rule.field);
                    let warned = read.warnings.iter().find(unmapped).is_some();
                    assert!(!value.is_null() || warned, "{place}");
                    assert_eq!(read.value["remote_data"], Value::Object(record), "{place}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen >= 40, "{seen} words");
}

fn told(warning: &planhat_unified_runtime::warning::Warning, field: &str) -> bool {
    warning.code == WarningCode::EnumUnmapped && warning.field == field
}

/// The words of a rule, by wire field.
fn worded(rule: &Rule) -> impl Iterator<Item = (String, &Vec<(String, Vec<Value>)>)> {
    let alternatives = match &rule.read {
        Read::First(alternatives) => alternatives.as_slice(),
        _ => &[],
    };
    alternatives.iter().flat_map(|one| {
        let table = match &one.convert {
            Convert::Enum(words) | Convert::TypeRef(words) => Some(&words.table),
            _ => None,
        };
        let paths = one.paths.iter().map(|path| path::field(path).to_owned());
        paths.filter_map(move |wire| Some((wire, table?)))
    })
}

fn resource(variant: &Variant) -> &'static planhat_client::table::Resource {
    let mut all = planhat_client::api::API.resources.iter();
    all.find(|one| one.name == variant.resource).unwrap()
}

impl<'a> Case<'a> {
    fn new(mapping: &'a Mapping, model: &'a Model, variant: &'a Variant) -> Self {
        let reader = |fields: Vec<String>, remote_data| {
            let projection = Projection {
                fields,
                remote_data,
                ..Projection::default()
            };
            Reader::new(mapping, model, variant, &projection)
        };
        let claims = variant.rules.iter().filter(|rule| claims(rule));
        let sources = variant.rules.iter().filter_map(read::sources).flatten();
        let words = variant.rules.iter().flat_map(worded);
        let words = words.flat_map(|(wire, table)| {
            let values = table.iter().flat_map(|(_, values)| values);
            values.map(move |value| (wire.clone(), value.clone()))
        });
        Case {
            mapping,
            model,
            variant,
            whole: reader(Vec::new(), true),
            claims: claims
                .map(|rule| (rule, reader(vec![rule.field.clone()], false)))
                .collect(),
            wires: sources.map(|path| path::field(path).to_owned()).collect(),
            words: words.collect(),
            found: Found::default(),
        }
    }

    fn holds(&mut self) {
        let mut made = Made::new(self.variant.rules.len() as u64);
        for at in 0..RECORDS {
            let mut record = made.record(&self.wires);
            // Every word comes up, which made-up texts would not do.
            if at % 2 == 0
                && let Some((field, word)) = made.one(&self.words)
            {
                record.insert(field.clone(), word.clone());
            }
            self.reads(&record);
            self.writes_nothing(&record);
            if !self.claims.is_empty() {
                self.comes_back(&record, at % self.claims.len(), &mut made);
            }
        }
    }

    fn reads(&mut self, record: &Doc) {
        let all = self.read(&self.whole, record).value;
        for rule in &self.variant.rules {
            let value = &all[&rule.field];
            if !fits(self.mapping, &rule.kind, value) {
                self.note(rule, "is of another kind", value);
            }
        }
        let there = all.get("remote_data").and_then(Value::as_object);
        assert_eq!(there, Some(record), "{}", self.model.name);
    }

    fn writes_nothing(&mut self, record: &Doc) {
        let sends = self.body(&Doc::new(), record).map(|body| body.fields);
        let place = &self.model.name;
        assert_eq!(sends.unwrap_or_default(), Doc::new(), "{place}");
    }

    /// What was read comes back, and what somebody makes up.
    fn comes_back(&mut self, record: &Doc, at: usize, made: &mut Made) {
        let rule = self.claims[at].0;
        let read = self.read(&self.claims[at].1, record).value;
        if let Some(value) = read.get(&rule.field).filter(|value| !value.is_null())
            && let Err(error) = self.written(record, at, value)
        {
            self.note(rule, &format!("is refused ({error})"), value);
        }
        if parted(&rule.kind) {
            return;
        }
        let value = made.of(self.mapping, &rule.kind);
        let taken = self.written(record, at, &value).is_ok();
        let name = self.name(rule);
        *self.found.taken.entry(name).or_default() += usize::from(taken);
    }

    fn written(&mut self, record: &Doc, at: usize, value: &Value) -> Result<(), Error> {
        let rule = self.claims[at].0;
        let input = Doc::from_iter([(rule.field.clone(), value.clone())]);
        let body = match self.body(&input, record) {
            Ok(body) => body,
            // A record that is made up lacks what its resource needs.
            Err(error) if error.code.as_str() == "missing_required" => return Ok(()),
            Err(error) => return Err(error),
        };
        let after = sent(self.variant, record, body.fields);
        let again = self.read(&self.claims[at].1, &after).value;
        let again = again.get(&rule.field).unwrap_or(&Value::Null);
        if !same(rule, value, again) {
            self.note(rule, &format!("comes back as {again}"), value);
        }
        Ok(())
    }

    fn read(&self, reader: &Reader<'_>, record: &Doc) -> read::Read {
        let text = serde_json::to_string(record).unwrap();
        reader.view(Raw::parse(&text).unwrap()).into_read()
    }

    fn body(&self, input: &Doc, current: &Doc) -> Result<write::Body, Error> {
        let options = Options {
            current: Some(current.clone()),
            ..Options::default()
        };
        let method = MethodKind::Update;
        write::body(
            self.mapping,
            self.model,
            self.variant,
            input,
            method,
            &options,
        )
    }

    fn name(&self, rule: &Rule) -> String {
        let (api, model, variant) = (&self.mapping.api, &self.model.name, &self.variant.name);
        format!("{api}.{model}{variant}.{}", rule.field)
    }

    fn note(&mut self, rule: &Rule, what: &str, value: &Value) {
        let what: String = what.chars().take(200).collect();
        let name = format!("{} {what}", self.name(rule));
        let wrong = self.found.wrong.entry(name);
        wrong.or_insert_with(|| value.to_string());
    }
}

/// Whether a field claims that what is written reads back, and can be changed.
fn claims(rule: &Rule) -> bool {
    let writes = !matches!(rule.write, Write::Refused(_) | Write::Ignored);
    rule.reversible == Reversible::Yes && !rule.create_only && writes
}

/// Whether what was given came back: of own fields of the tenant those that were given.
fn same(rule: &Rule, given: &Value, again: &Value) -> bool {
    match (&rule.kind, given, again) {
        (Kind::Object, Value::Object(given), Value::Null) => given.is_empty(),
        (Kind::Object, Value::Object(given), Value::Object(again)) => given
            .iter()
            .all(|(name, value)| again.get(name) == Some(value)),
        _ => named(given) == named(again),
    }
}

/// The record as the server has it after a write: own fields of the tenant are merged, and a field
/// that comes back under another name is there.
fn sent(variant: &Variant, record: &Doc, fields: Doc) -> Doc {
    let mut after = record.clone();
    let resource = resource(variant);
    for (name, value) in fields {
        if let Some(reads_as) = resource.field(&name).and_then(|field| field.reads_as) {
            after.insert(reads_as.to_owned(), value.clone());
        }
        match (after.get_mut(&name), &value) {
            (Some(Value::Object(there)), Value::Object(new)) if name == "custom" => {
                there.extend(new.clone());
            }
            _ => drop(after.insert(name, value)),
        }
    }
    after
}
