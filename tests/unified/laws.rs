//! The laws of the mappings, over the real specs: 10,000 made-up records for every model.
//!
//! - Whatever a record holds, it reads, and every value is of its kind.
//! - A value that was read and written again reads back equal, for every field that claims so: each
//!   record tries one field, in turn.
//! - Nothing written changes nothing.

use std::collections::BTreeMap;
use std::sync::Mutex;

use planhat_spec::unified::mapping::{
    Convert, Kind, Mapping, MethodKind, Model, Read, Reversible, Rule, Variant, Write,
};
use planhat_unified_runtime::path;
use planhat_unified_runtime::read::{self, Projection};
use planhat_unified_runtime::write::{self, Options};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value};

#[path = "../../crates/planhat-unified-runtime/tests/interpreter/values.rs"]
#[allow(dead_code, reason = "the tests of the interpreter use all of them")]
mod values;

const RECORDS: usize = 10_000;

type Doc = Map<String, Value>;

/// What is wrong, by field, with the first case of it.
type Found = Mutex<BTreeMap<String, String>>;

/// A model over one resource.
#[derive(Clone, Copy)]
struct Case<'a> {
    mapping: &'a Mapping,
    model: &'a Model,
    variant: &'a Variant,
}

#[test]
fn ten_thousand_records_of_every_model_hold_the_laws() {
    let set = planhat_spec::load_folder(&planhat_tests::root().join("specs")).unwrap();
    let mappings = planhat_spec::unified::resolve(&set.set);
    let models = mappings.iter().flat_map(|mapping| {
        mapping.models.iter().flat_map(move |model| {
            let variants = model.variants.iter();
            variants.map(move |variant| Case {
                mapping,
                model,
                variant,
            })
        })
    });
    let models: Vec<Case<'_>> = models.filter(|case| !case.wires().is_empty()).collect();
    assert!(models.len() >= 16, "{} models", models.len());
    let found = Found::default();
    let queue = Mutex::new(models.into_iter());
    let next = || queue.lock().unwrap().next();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = next() {
                    case.holds(&found);
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    let found: Vec<String> = found
        .into_iter()
        .map(|(what, first)| format!("{what}: {first}"))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

impl Case<'_> {
    /// Wire fields that the rules look at.
    fn wires(&self) -> Vec<String> {
        let rules = self.variant.rules.iter();
        let paths = rules.filter_map(read::sources).flatten();
        paths.map(|path| path::field(path).to_owned()).collect()
    }

    /// Words of the server that some rule knows, with their wire fields.
    fn words(&self) -> Vec<(String, Value)> {
        let alternatives = self
            .variant
            .rules
            .iter()
            .filter_map(|rule| match &rule.read {
                Read::First(alternatives) => Some(alternatives),
                _ => None,
            });
        let mut all = Vec::new();
        for one in alternatives.flatten() {
            let (Convert::Enum(words) | Convert::TypeRef(words)) = &one.convert else {
                continue;
            };
            let fields = one.paths.iter().map(|path| path::field(path).to_owned());
            for field in fields {
                let known = words.table.iter().flat_map(|(_, values)| values);
                all.extend(known.map(|value| (field.clone(), value.clone())));
            }
        }
        all
    }

    fn holds(&self, found: &Found) {
        let mut runner = TestRunner::deterministic();
        let strategy = values::record(self.wires());
        let words = self.words();
        let picks = (0..words.len().max(1) * 2).boxed();
        let claims = self.variant.rules.iter().filter(|rule| claims(rule));
        let claims: Vec<&Rule> = claims.collect();
        for at in 0..RECORDS {
            let mut record = strategy.new_tree(&mut runner).unwrap().current();
            // Every word comes up, which made-up texts would not do.
            let pick = picks.new_tree(&mut runner).unwrap().current();
            if let Some((field, word)) = words.get(pick) {
                record.insert(field.clone(), word.clone());
            }
            let tried = claims.get(at % claims.len().max(1)).copied();
            self.record(&record, tried, found);
        }
    }

    fn record(&self, record: &Doc, tried: Option<&Rule>, found: &Found) {
        let all = self.read(record, Vec::new());
        for rule in &self.variant.rules {
            let Some(value) = all.get(&rule.field) else {
                continue;
            };
            if !fits(self.mapping, &rule.kind, value) {
                self.note(found, rule, "is of another kind", value);
            }
        }
        if let Some(rule) = tried
            && let Some(value) = all.get(&rule.field).filter(|value| !value.is_null())
        {
            self.written(record, rule, value, found);
        }
        let options = Options {
            current: Some(record.clone()),
            ..Options::default()
        };
        let nothing = self.body(&Doc::new(), &options);
        let sends = nothing.map(|body| body.fields);
        if sends.as_ref().is_ok_and(|fields| !fields.is_empty()) {
            let mut found = found.lock().unwrap();
            found.insert(
                format!("{} writes of nothing", self.model.name),
                format!("{sends:?}"),
            );
        }
    }

    fn written(&self, record: &Doc, rule: &Rule, value: &Value, found: &Found) {
        let options = Options {
            current: Some(record.clone()),
            ..Options::default()
        };
        let input = Doc::from_iter([(rule.field.clone(), value.clone())]);
        let body = match self.body(&input, &options) {
            Ok(body) => body,
            // A record that is made up lacks what its resource needs.
            Err(error) if error.code.as_str() == "missing_required" => return,
            Err(error) => {
                return self.note(found, rule, &format!("is refused ({error})"), value);
            }
        };
        let after = sent(self, record, body.fields);
        let again = self.read(&after, vec![rule.field.clone()]);
        let again = again.get(&rule.field).unwrap_or(&Value::Null);
        if named(again) != named(value) {
            self.note(found, rule, &format!("comes back as {again}"), value);
        }
    }

    fn read(&self, record: &Doc, fields: Vec<String>) -> Doc {
        let projection = Projection {
            fields,
            ..Projection::default()
        };
        let read = read::parsed(self.mapping, self.model, self.variant, record, &projection);
        read.value.into_iter().collect()
    }

    fn body(
        &self,
        input: &Doc,
        options: &Options,
    ) -> Result<write::Body, planhat_unified_runtime::error::Error> {
        let method = MethodKind::Update;
        write::body(
            self.mapping,
            self.model,
            self.variant,
            input,
            method,
            options,
        )
    }

    fn note(&self, found: &Found, rule: &Rule, what: &str, value: &Value) {
        let (api, model, variant) = (&self.mapping.api, &self.model.name, &self.variant.name);
        let what: String = what.chars().take(200).collect();
        let name = format!("{api}.{model}{variant}.{} {what}", rule.field);
        let mut found = found.lock().unwrap();
        found.entry(name).or_insert_with(|| value.to_string());
    }
}

/// Whether a field claims that what is written reads back, and can be changed.
fn claims(rule: &Rule) -> bool {
    let writes = !matches!(rule.write, Write::Refused(_) | Write::Ignored);
    rule.reversible == Reversible::Yes && !rule.create_only && writes
}

/// The record as the server has it after a write: own fields of the tenant are merged, and a field
/// that comes back under another name is there.
fn sent(case: &Case<'_>, record: &Doc, fields: Doc) -> Doc {
    let mut after = record.clone();
    let api = &planhat_client::api::API;
    let mut resources = api.resources.iter();
    let resource = resources.find(|one| one.name == case.variant.resource);
    for (name, value) in fields {
        let reads_as = resource.and_then(|one| one.field(&name)?.reads_as);
        if let Some(reads_as) = reads_as {
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

/// Without the names next to ids, which a write does not carry.
fn named(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(named).collect(),
        Value::Object(members) if members.contains_key("id") && members.contains_key("name") => {
            let mut members = members.clone();
            if members["id"] != members["name"] {
                members.remove("name");
            }
            members.remove("email");
            Value::Object(members)
        }
        other => other.clone(),
    }
}

fn fits(mapping: &Mapping, kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (_, Value::Null) | (Kind::Any, _) => true,
        (Kind::String, Value::String(_)) | (Kind::Boolean, Value::Bool(_)) => true,
        (Kind::Object, Value::Object(_)) | (Kind::Number, Value::Number(_)) => true,
        (Kind::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Kind::DateTime, Value::String(text)) => text.ends_with('Z') && text.len() >= 20,
        (Kind::Date, Value::String(text)) => text.len() == 10,
        (Kind::Enum(words), Value::String(text)) => words.contains(text),
        (Kind::List(inner), Value::Array(items)) => {
            let good = |item: &Value| !item.is_null() && fits(mapping, inner, item);
            items.iter().all(good)
        }
        (Kind::Shape(name), Value::Object(members)) => {
            let shape = &mapping.shapes[name];
            members.iter().all(|(name, value)| {
                let mut known = shape.members.iter();
                let member = known.find(|member| member.name == *name);
                member.is_some_and(|member| fits(mapping, &member.kind, value))
            })
        }
        _ => false,
    }
}
