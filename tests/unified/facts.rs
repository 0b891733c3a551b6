//! The specs of the unified models against what is known of them: every model, field, filter and
//! method is there, with its type, words, access and reversibility. Where the specs know better is
//! listed, and each of these fields has a note that says why.

use std::collections::{BTreeMap, BTreeSet};

use planhat_spec::unified::mapping::{
    Convert, Kind, Mapping, MethodKind, Model, Read, Requirement, Reversible, Rule, Variant, Write,
};
use planhat_tests::{fixture, root};
use serde_json::Value;

/// Fields that differ, and in what.
const FIELDS: &[(&str, &[&str])] = &[
    // Planhat works it out.
    ("crm.account.status", &["access", "reversible"]),
    // Conversations have no such key.
    ("crm.engagement.source_id", &["access", "reversible"]),
    ("crm.note.source_id", &["access", "reversible"]),
    // Planhat fills it in.
    ("crm.task.main_type", &["required"]),
    // Notes and engagements share their fields.
    ("crm.field.entity_type", &["reversible"]),
    // What can be written, of an issue, reads back.
    ("ticketing.collection.description", &["reversible"]),
    // Decimals occur.
    ("ticketing.ticket.time_spent_minutes", &["type"]),
    // Planhat takes others in its place.
    ("ticketing.ticket.account", &["required"]),
];

fn mappings() -> Vec<Mapping> {
    let sources = planhat_spec::read_folder(&root().join("specs")).expect("the specs can be read");
    let loaded = planhat_spec::load(&sources).expect("the specs are good");
    planhat_spec::unified::resolve(&loaded.set)
}

/// Model and what is known of it, for each model of both APIs.
pub(crate) fn each_model(mut check: impl FnMut(&Mapping, &Model, &Value)) {
    for mapping in mappings() {
        let facts = fixture(&format!("unified/{}.json", mapping.api));
        let facts = facts.as_object().expect("the facts are by model");
        let known: BTreeSet<&str> = facts.keys().map(String::as_str).collect();
        let here: BTreeSet<&str> = mapping.models.iter().map(|one| &*one.name).collect();
        assert_eq!(known, here, "models of {}", mapping.api);
        for model in &mapping.models {
            check(&mapping, model, &facts[&model.name]);
        }
    }
}

pub(crate) fn texts(value: &Value) -> BTreeSet<&str> {
    let all = value.as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(Value::as_str).collect()
}

#[test]
fn both_apis_are_there() {
    let apis: Vec<_> = mappings().into_iter().map(|one| one.api).collect();
    assert_eq!(apis, ["crm", "ticketing"]);
}

#[test]
fn every_field_is_there_and_none_besides() {
    let mut counts = BTreeMap::new();
    each_model(|mapping, model, facts| {
        let facts = facts["fields"].as_object().expect("fields");
        for variant in &model.variants {
            let known: BTreeSet<&str> = facts.keys().map(String::as_str).collect();
            let here: BTreeSet<&str> = variant.rules.iter().map(|rule| &*rule.field).collect();
            assert_eq!(known, here, "fields of {}.{}", mapping.api, model.name);
        }
        *counts.entry(mapping.api.clone()).or_insert(0) += facts.len();
    });
    let known = [("crm".to_owned(), 226), ("ticketing".to_owned(), 148)];
    assert_eq!(counts, BTreeMap::from(known));
}

#[test]
fn fields_are_what_is_known_of_them() {
    let (mut differing, mut silent) = (Vec::new(), Vec::new());
    each_model(|mapping, model, facts| {
        for (field, fact) in facts["fields"].as_object().expect("fields") {
            let found = differences(model, field, fact);
            if found.is_empty() {
                continue;
            }
            let rules = || model.variants.iter().flat_map(|variant| &variant.rules);
            let noted = rules().any(|rule| rule.field == *field && rule.note.is_some());
            let name = format!("{}.{}.{field}", mapping.api, model.name);
            if !noted {
                silent.push(name.clone());
            }
            differing.push((name, found));
        }
    });
    let expected: BTreeSet<_> = FIELDS
        .iter()
        .map(|(name, what)| ((*name).to_owned(), what.to_vec()))
        .collect();
    assert_eq!(differing.into_iter().collect::<BTreeSet<_>>(), expected);
    assert_eq!(silent, [""; 0], "a note says why a field differs");
}

#[test]
fn methods_and_plurals_are_what_is_known_of_them() {
    each_model(|mapping, model, facts| {
        let name = format!("{}.{}", mapping.api, model.name);
        assert_eq!(facts["plural"], *model.plural, "plural of {name}");
        for variant in &model.variants {
            let here = variant.methods.iter().map(|method| method.kind.word());
            assert_eq!(
                texts(&facts["methods"]),
                here.collect(),
                "methods of {name}"
            );
        }
    });
}

#[test]
fn filters_are_what_is_known_of_them() {
    let mut lacking: Vec<String> = Vec::new();
    each_model(|mapping, model, facts| {
        let facts = facts["filters"].as_object().expect("filters");
        for (name, fact) in facts {
            let place = format!("{}.{}.{name}", mapping.api, model.name);
            let Some(filter) = model.filters.iter().find(|one| one.name == *name) else {
                lacking.push(place);
                continue;
            };
            let here = serde_json::to_value(&filter.ops).expect("operators are words");
            assert!(
                texts(&here).is_superset(&texts(&fact["ops"])),
                "{place}: {here}"
            );
        }
        for filter in &model.filters {
            let name = &filter.name;
            assert!(
                facts.contains_key(name),
                "{}.{name} is not known",
                model.name
            );
        }
    });
    assert_eq!(lacking, [""; 0], "filters that the specs lack");
}

/// In what a field differs from what is known of it, over all variants of its model.
fn differences(model: &Model, field: &str, fact: &Value) -> Vec<&'static str> {
    let of = |variant: &Variant| variant.rules.iter().position(|rule| rule.field == field);
    let here: Vec<(&Variant, &Rule)> = model
        .variants
        .iter()
        .filter_map(|variant| Some((variant, &variant.rules[of(variant)?])))
        .collect();
    let mut found = Vec::new();
    let types = here
        .iter()
        .all(|(_, rule)| kind(&rule.kind) == fact["type"]);
    let words = here
        .iter()
        .filter(|(_, rule)| rule.read != Read::Unmapped || matches!(rule.kind, Kind::Enum(_)))
        .all(|(_, rule)| words(rule) == texts(&fact["enum"]));
    if !types {
        found.push("type");
    }
    if !words {
        found.push("enum");
    }
    // It is bound by an override: until then there is nothing to write.
    if fact["transform"] == "custom_alias" {
        let unbound = here.iter().all(|(_, rule)| rule.read == Read::Unmapped);
        found.extend((!unbound).then_some("transform"));
        return found;
    }
    if !here.iter().any(|(_, rule)| access(rule) == fact["access"]) {
        found.push("access");
    }
    let needed = here.iter().any(|(variant, rule)| needed(variant, rule));
    if needed != (fact["required"] == "create") {
        found.push("required");
    }
    if !here
        .iter()
        .any(|(_, rule)| reversible(rule) == fact["reversible"])
    {
        found.push("reversible");
    }
    found
}

/// A kind in the words of the facts.
fn kind(kind: &Kind) -> String {
    match kind {
        Kind::String | Kind::Enum(_) => "string".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::DateTime => "datetime".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Object => "object".to_owned(),
        Kind::Shape(name) => name.clone(),
        Kind::List(item) => format!("list<{}>", self::kind(item)),
        Kind::Any => "anything".to_owned(),
    }
}

/// The words that a field may have, where it has some of its own.
fn words(rule: &Rule) -> BTreeSet<&str> {
    if let Kind::Enum(words) = &rule.kind {
        return words.iter().map(String::as_str).collect();
    }
    let Read::First(alternatives) = &rule.read else {
        return BTreeSet::new();
    };
    let tables = alternatives.iter().filter_map(|one| match &one.convert {
        Convert::TypeRef(words) => Some(&words.table),
        _ => None,
    });
    tables.flatten().map(|(word, _)| word.as_str()).collect()
}

fn access(rule: &Rule) -> &'static str {
    match (&rule.write, rule.create_only) {
        (Write::Refused(_), _) => "read",
        (_, true) => "create_only",
        // A constant is told, and telling it back changes nothing.
        (Write::Ignored, _) if matches!(rule.read, Read::Const(_)) => "read",
        _ => "read_write",
    }
}

fn reversible(rule: &Rule) -> &'static str {
    match rule.reversible {
        Reversible::Yes => "yes",
        Reversible::Partial => "partial",
        Reversible::No => "no",
    }
}

/// Whether a create needs the field; a whole name stands for its parts.
fn needed(variant: &Variant, rule: &Rule) -> bool {
    let create = variant
        .methods
        .iter()
        .find(|one| one.kind == MethodKind::Create);
    let needs = create.map_or(&[][..], |method| &method.required);
    let is_whole = |name: &String| {
        let other = variant.rules.iter().find(|one| one.field == *name);
        other.is_some_and(|other| matches!(other.write, Write::SplitName { .. }))
    };
    let alone = |one: &Requirement| {
        let mut names = one.one_of.iter();
        let own = names.len() > 1 && one.one_of.contains(&rule.field);
        own && one.when.is_empty() && names.all(|name| *name == rule.field || is_whole(name))
    };
    rule.required || needs.iter().any(alone)
}
