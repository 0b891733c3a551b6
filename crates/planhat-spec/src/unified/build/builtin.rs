//! Rows for the fields that Planhat's own objects have: which objects, and what of a field goes where.

use super::scope::Base;
use crate::model::{Json, UnifiedModel};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Faults, Of};
use crate::unified::mapping::{Builtin, Convert, Fact, Kind, Read, Rule, Variant, Words};

/// The rows of a model, by its main file.
pub(super) fn of(
    base: &Base<'_>,
    spec: &UnifiedModel,
    main: Option<&Variant>,
    at: usize,
    all: &mut Vec<crate::unified::fault::Fault>,
) -> Option<Builtin> {
    let (builtin, rules) = (spec.builtin.as_ref()?, &main?.rules);
    let mut faults = Faults {
        of: Of::File(at),
        all,
    };
    let mut entities = Vec::new();
    for (name, fact) in &builtin.fields {
        if faults.are_many() {
            break;
        }
        let at = [
            Step::from("builtin"),
            Step::from("fields"),
            Step::from(name),
        ];
        let Some(rule) = rule(rules, name, &at, spec, &mut faults) else {
            continue;
        };
        if !holds(*fact, &rule.kind) {
            let message = format!("`{name}` is `{}` and cannot hold this", rule.kind);
            faults.value("SPEC114", &at, message);
        }
        if *fact == Fact::Entity {
            match words(rule) {
                Some(words) => entities = self::entities(base, words, &at, &mut faults),
                None => drop(
                    faults
                        .value("SPEC113", &at, format!("`{name}` has no words"))
                        .help("give it `values`: its words, and the resources that they stand for"),
                ),
            }
        }
    }
    if !builtin.fields.values().any(|fact| *fact == Fact::Entity) {
        let at = [Step::from("builtin"), Step::from("fields")];
        faults
            .key("SPEC113", &at, "no field holds the `entity`")
            .help("its words name the resources whose fields these are");
    }
    for (name, value) in &builtin.values {
        if faults.are_many() {
            break;
        }
        let at = [
            Step::from("builtin"),
            Step::from("values"),
            Step::from(name),
        ];
        let rule = rule(rules, name, &at, spec, &mut faults);
        if let Some(rule) = rule.filter(|rule| !fits(value, &rule.kind)) {
            let message = format!("`{name}` is `{}`", rule.kind);
            faults.value("SPEC114", &at, message);
        }
    }
    Some(Builtin {
        entities,
        facts: builtin
            .fields
            .iter()
            .map(|(name, fact)| (name.clone(), *fact))
            .collect(),
        values: builtin.values.clone().into_iter().collect(),
    })
}

fn rule<'r>(
    rules: &'r [Rule],
    name: &str,
    at: &[Step],
    spec: &UnifiedModel,
    faults: &mut Faults<'_>,
) -> Option<&'r Rule> {
    let found = rules.iter().find(|rule| rule.field == name);
    if found.is_none() {
        let known = rules.iter().map(|rule| rule.field.as_str());
        faults
            .key(
                "SPEC111",
                at,
                format!("{} has no field `{name}`", spec.model),
            )
            .maybe_help(hint(name, known))
            .about(About::Own(name.to_owned()));
    }
    found
}

fn holds(fact: Fact, kind: &Kind) -> bool {
    match fact {
        Fact::Entity | Fact::Type => matches!(kind, Kind::String | Kind::Enum(_)),
        Fact::Name | Fact::Doc | Fact::Target => *kind == Kind::String,
        Fact::Values => match kind {
            Kind::List(item) => matches!(**item, Kind::String | Kind::Shape(_)),
            _ => false,
        },
        Fact::Required | Fact::Writable | Fact::Key => *kind == Kind::Boolean,
    }
}

fn fits(value: &Json, kind: &Kind) -> bool {
    match (kind, value) {
        (Kind::Any, _)
        | (Kind::String, Json::String(_))
        | (Kind::Boolean, Json::Bool(_))
        | (Kind::Number | Kind::Integer, Json::Number(_)) => true,
        (Kind::Enum(words), Json::String(text)) => words.contains(text),
        _ => false,
    }
}

fn words(rule: &Rule) -> Option<&Words> {
    match &rule.read {
        Read::First(alternatives) => alternatives.iter().find_map(|one| match &one.convert {
            Convert::Enum(words) => Some(words),
            _ => None,
        }),
        _ => None,
    }
}

/// The resources that words stand for; one that several stand for has the first.
fn entities(
    base: &Base<'_>,
    words: &Words,
    at: &[Step],
    faults: &mut Faults<'_>,
) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (word, values) in &words.table {
        for name in values.iter().filter_map(Json::as_str) {
            if faults.are_many() || all.iter().any(|(known, _)| known == name) {
                continue;
            }
            if base.set.resources.contains_key(name) {
                all.push((name.to_owned(), word.clone()));
                continue;
            }
            let known = base.set.resources.keys().map(String::as_str);
            faults
                .value(
                    "SPEC110",
                    at,
                    format!("`{word}` stands for `{name}`, which is no resource"),
                )
                .maybe_help(hint(name, known))
                .about(About::Resource(name.to_owned()));
        }
    }
    all
}
