//! The specs of the unified models against what is known of them: every model, field, filter and
//! method is there, with its type, words, access and reversibility. Where the specs know better is
//! listed, and each of these fields has a note that says why.

use std::collections::BTreeSet;

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
    // Decimals occur.
    ("ticketing.ticket.time_spent_minutes", &["type"]),
    // Planhat takes others in its place.
    ("ticketing.ticket.account", &["required"]),
];

/// Filters that the specs lack: Planhat does not tell the moment.
const FILTERS: &[&str] = &[
    "crm.opportunity.updated_at",
    "crm.project.updated_at",
    "ticketing.workspace.updated_at",
];

fn mappings() -> Vec<Mapping> {
    let sources = planhat_spec::read_folder(&root().join("specs")).expect("the specs can be read");
    let loaded = planhat_spec::load(&sources).expect("the specs are good");
    planhat_spec::unified::resolve(&loaded.set)
}

/// Model and what is known of it, for each model of both APIs.
fn each_model(mut check: impl FnMut(&Mapping, &Model, &Value)) {
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

fn texts(value: &Value) -> BTreeSet<&str> {
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
    let mut counts = Vec::new();
    each_model(|mapping, model, facts| {
        let facts = facts["fields"].as_object().expect("fields");
        for variant in &model.variants {
            let known: BTreeSet<&str> = facts.keys().map(String::as_str).collect();
            let here: BTreeSet<&str> = variant.rules.iter().map(|rule| &*rule.field).collect();
            assert_eq!(known, here, "fields of {}.{}", mapping.api, model.name);
        }
        counts.push((mapping.api.clone(), facts.len()));
    });
    let count = |api: &str| counts.iter().filter(|one| one.0 == api).map(|one| one.1);
    assert_eq!(count("crm").sum::<usize>(), 226);
    assert_eq!(count("ticketing").sum::<usize>(), 148);
}

#[test]
fn fields_are_what_is_known_of_them() {
    let mut differing = Vec::new();
    each_model(|mapping, model, facts| {
        for (field, fact) in facts["fields"].as_object().expect("fields") {
            let found = differences(model, field, fact);
            if found.is_empty() {
                continue;
            }
            let rules = || model.variants.iter().flat_map(|variant| &variant.rules);
            let noted = rules().any(|rule| rule.field == *field && rule.note.is_some());
            let name = format!("{}.{}.{field}", mapping.api, model.name);
            assert!(noted, "{name} differs in {found:?} and has no note");
            differing.push((name, found));
        }
    });
    let expected: BTreeSet<_> = FIELDS
        .iter()
        .map(|(name, what)| ((*name).to_owned(), what.to_vec()))
        .collect();
    assert_eq!(differing.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn methods_and_plurals_are_what_is_known_of_them() {
    each_model(|mapping, model, facts| {
        let name = format!("{}.{}", mapping.api, model.name);
        assert_eq!(facts["plural"], *model.plural, "plural of {name}");
        for variant in &model.variants {
            let here = variant.methods.iter().map(|method| method.kind.word());
            assert_eq!(texts(&facts["methods"]), here.collect(), "methods of {name}");
        }
    });
}

#[test]
fn filters_are_what_is_known_of_them() {
    let mut lacking = Vec::new();
    each_model(|mapping, model, facts| {
        let facts = facts["filters"].as_object().expect("filters");
        for (name, ops) in facts {
            let place = format!("{}.{}.{name}", mapping.api, model.name);
            let Some(filter) = model.filters.iter().find(|one| one.name == *name) else {
                lacking.push(place);
                continue;
            };
            let here = serde_json::to_value(&filter.ops).expect("operators are words");
            assert!(texts(&here).is_superset(&texts(ops)), "{place}: {here}");
        }
        for filter in &model.filters {
            let name = &filter.name;
            assert!(facts.contains_key(name), "{}.{name} is not known", model.name);
        }
    });
    assert_eq!(lacking, FILTERS);
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
    let types = here.iter().all(|(_, rule)| kind(&rule.kind) == fact["type"]);
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
    if !here.iter().any(|(_, rule)| reversible(rule) == fact["reversible"]) {
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

/// Whether a create needs the field, or another one with the same data.
fn needed(variant: &Variant, rule: &Rule) -> bool {
    let create = variant.methods.iter().find(|one| one.kind == MethodKind::Create);
    let rules = create.map_or(&[][..], |method| &method.required);
    rules.iter().any(|one| only(variant, one, rule))
}

/// Whether a requirement is for this field and others that are the same data in another form.
fn only(variant: &Variant, requirement: &Requirement, rule: &Rule) -> bool {
    let names = &requirement.one_of;
    let other = |name: &String| variant.rules.iter().find(|one| one.field == *name);
    let same = |name: &String| {
        other(name).is_some_and(|other| {
            wire(&other.write) == wire(&rule.write)
                || rule.create_default.as_ref() == Some(name)
                || other.create_default.as_ref() == Some(&rule.field)
        })
    };
    requirement.when.is_empty() && names.contains(&rule.field) && names.iter().all(same)
}

/// The wire fields that a write may set.
fn wire(write: &Write) -> Vec<&str> {
    match write {
        Write::To { field, .. } | Write::Lookup { field, .. } => vec![field],
        Write::Computed { fields, .. } => fields.iter().map(String::as_str).collect(),
        Write::Parts(parts) => parts.iter().map(|part| &*part.1).collect(),
        _ => Vec::new(),
    }
}
