//! What can be done with a model, by the operations of its resource, and what they need.

use std::collections::HashMap;

use indexmap::IndexSet;

use super::scope::{Base, conditions};
use crate::check::effective;
use crate::model::{Kind as Sort, Operation, Rule as Needs, UnifiedMethod, UnifiedModel};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Faults};
use crate::unified::mapping::{Condition, Method, MethodKind, Read, Requirement, Rule, Write};
use crate::unified::record::Record;

/// A method needs no more than so many things.
const MOST: usize = 100;

fn sort(kind: MethodKind) -> Sort {
    match kind {
        MethodKind::List => Sort::List,
        MethodKind::Get => Sort::Get,
        MethodKind::Create => Sort::Create,
        MethodKind::Update => Sort::Update,
        MethodKind::Delete => Sort::Delete,
        MethodKind::Upsert => Sort::BulkUpsert,
    }
}

/// The methods of a file, without what they need.
pub(super) fn of(
    base: &Base<'_>,
    spec: &UnifiedModel,
    record: &Record<'_>,
    scope: &[Condition],
    faults: &mut Faults<'_>,
) -> Vec<Method> {
    let mut all = Vec::new();
    for kind in MethodKind::ALL {
        let said = match &spec.methods {
            Some(methods) => match methods.0.get(kind.word()) {
                Some(method) => Some(method),
                None => continue,
            },
            None => None,
        };
        if spec.facet.is_some() && kind != MethodKind::List {
            if said.is_some() {
                let message = "a list of distinct values can only be listed";
                faults.value("SPEC120", &at(kind), message);
            }
            continue;
        }
        let made = method(base, spec, record, (kind, said), scope, faults);
        all.extend(made);
    }
    all
}

pub(super) fn at(kind: MethodKind) -> [Step; 2] {
    [Step::from("methods"), Step::from(kind.word())]
}

fn method(
    base: &Base<'_>,
    spec: &UnifiedModel,
    own: &Record<'_>,
    (kind, said): (MethodKind, Option<&UnifiedMethod>),
    scope: &[Condition],
    faults: &mut Faults<'_>,
) -> Option<Method> {
    let plain = UnifiedMethod::default();
    let how = said.unwrap_or(&plain);
    let name = how.resource.as_deref().unwrap_or(&spec.resource);
    let other = match name == spec.resource {
        true => None,
        false => Some(other(base, kind, name, faults)?),
    };
    let record = other.as_ref().unwrap_or(own);
    let operation = match &how.operation {
        Some(operation) => named(record, kind, operation, faults)?,
        None => match record.operation(sort(kind)) {
            Some((operation, _)) => operation.to_owned(),
            None => {
                if said.is_some() {
                    let message = format!("{name} has no {} to do this by", kind_word(kind));
                    let about = About::Resource(name.to_owned());
                    faults
                        .value("SPEC120", &at(kind), message)
                        .help("name one by `operation`, or leave it out")
                        .about(about);
                }
                return None;
            }
        },
    };
    let expect = match &how.expect {
        Some(expect) => {
            let at = [&at(kind)[..], &[Step::from("expect")]].concat();
            conditions(record, expect, &at, faults)
        }
        None if kind == MethodKind::Get => {
            let known = |one: &&Condition| record.fields.contains_key(&one.field);
            scope.iter().filter(known).cloned().collect()
        }
        None => Vec::new(),
    };
    Some(Method {
        kind,
        resource: name.to_owned(),
        operation,
        key: how.key.clone(),
        expect,
        required: Vec::new(),
    })
}

fn kind_word(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Upsert => "bulk_upsert",
        kind => kind.word(),
    }
}

fn other<'a>(
    base: &Base<'a>,
    kind: MethodKind,
    name: &str,
    faults: &mut Faults<'_>,
) -> Option<Record<'a>> {
    let record = Record::of(base.set, name);
    if record.is_none() {
        let at = [&at(kind)[..], &[Step::from("resource")]].concat();
        let known = base.set.resources.keys().map(String::as_str);
        faults
            .value("SPEC110", &at, format!("there is no resource `{name}`"))
            .maybe_help(hint(name, known))
            .about(About::Resource(name.to_owned()));
    }
    record
}

fn named(
    record: &Record<'_>,
    kind: MethodKind,
    operation: &str,
    faults: &mut Faults<'_>,
) -> Option<String> {
    let operations = &record.resource.operations;
    let name = &record.resource.resource;
    let at = [&at(kind)[..], &[Step::from("operation")]].concat();
    if let Some(spec) = operations.get(operation) {
        let is = effective::kind(operation, spec);
        if !fits(kind, is) {
            let message = format!(
                "`{operation}` of {name} is no operation to {} by",
                kind.word()
            );
            faults
                .value("SPEC120", &at, message)
                .about(About::Resource(name.clone()));
            return None;
        }
        return Some(operation.to_owned());
    }
    faults
        .value(
            "SPEC120",
            &at,
            format!("{name} has no operation `{operation}`"),
        )
        .maybe_help(hint(operation, operations.keys().map(String::as_str)))
        .about(About::Resource(name.clone()));
    None
}

/// Whether an operation can stand in for a method. What an action does is for its spec to say.
fn fits(method: MethodKind, operation: Sort) -> bool {
    match operation {
        Sort::BulkUpsert => method.writes(),
        Sort::Action => true,
        operation => sort(method) == operation,
    }
}

/// What a method needs, under unified names.
pub(super) fn required(base: &Base<'_>, method: &Method, rules: &[Rule]) -> Vec<Requirement> {
    let resource = base.set.resources.get(&method.resource);
    let operation = resource.and_then(|one| one.operations.get(&method.operation));
    let (Some(resource), Some(operation)) = (resource, operation) else {
        return Vec::new();
    };
    let is_fixed =
        |wire: &String| resource.fixed.contains_key(wire) || operation.fixed.contains_key(wire);
    let mut writers: HashMap<String, Vec<&Rule>> = HashMap::new();
    for rule in rules {
        for wire in written(rule) {
            writers.entry(wire).or_default().push(rule);
        }
    }
    let mut all: Vec<Requirement> = Vec::new();
    let mut add = |wires: &[String], when: Vec<(String, crate::model::Json)>, without_key: bool| {
        if wires.is_empty() || wires.iter().any(is_fixed) || all.len() >= MOST {
            return;
        }
        let one = Requirement {
            one_of: names(wires, &writers),
            when,
            without_key,
        };
        if !all.contains(&one) {
            all.push(one);
        }
    };
    for wire in &operation.drops_without {
        add(std::slice::from_ref(wire), Vec::new(), false);
    }
    let creates = method.kind == MethodKind::Create;
    if creates || method.kind == MethodKind::Upsert {
        for rule in needs(operation) {
            let when = rule.when.iter();
            let when = when.map(|(wire, value)| (wire.clone(), value.clone()));
            add(&rule.one_of, when.collect(), !creates);
        }
    }
    if creates {
        let claimed = rules.iter().filter(|rule| rule.required);
        let first = claimed.filter_map(|rule| written(rule).into_iter().next());
        for wire in first.collect::<IndexSet<String>>() {
            add(&[wire], Vec::new(), false);
        }
    }
    without_weaker(all)
}

fn needs(operation: &Operation) -> Vec<Needs> {
    let mut all = operation.required.clone();
    if !operation.one_of.is_empty() {
        all.push(Needs {
            one_of: operation.one_of.clone(),
            when: crate::model::Map::new(),
        });
    }
    all
}

/// What is needed anyway makes a wider choice say nothing.
fn without_weaker(all: Vec<Requirement>) -> Vec<Requirement> {
    let is_weaker = |one: &Requirement| {
        all.iter().any(|other| {
            let sooner = one.without_key && !other.without_key;
            let fewer = other.one_of.len() < one.one_of.len();
            other.when.is_empty()
                && (sooner || fewer && one.without_key == other.without_key)
                && other.one_of.iter().all(|name| one.one_of.contains(name))
        })
    };
    all.iter().filter(|one| !is_weaker(one)).cloned().collect()
}

/// The unified names of wire fields, those that another field stands in for included.
fn names(wires: &[String], writers: &HashMap<String, Vec<&Rule>>) -> Vec<String> {
    let mut all: IndexSet<String> = IndexSet::new();
    for wire in wires {
        match writers.get(wire) {
            Some(rules) => {
                let fields = rules
                    .iter()
                    .flat_map(|rule| std::iter::once(&rule.field).chain(&rule.create_default));
                all.extend(fields.cloned());
            }
            None => drop(all.insert(wire.clone())),
        }
    }
    all.into_iter().collect()
}

/// The wire fields that a field may set.
pub(super) fn written(rule: &Rule) -> Vec<String> {
    match (&rule.write, &rule.read) {
        (Write::Refused(_) | Write::Ignored, _) => Vec::new(),
        (Write::To { field, .. } | Write::Lookup { field, .. }, _) => vec![field.clone()],
        (Write::SplitName { first, last }, _) => vec![first.clone(), last.clone()],
        (Write::Merge, Read::Merge(parts)) => {
            parts.iter().filter_map(|part| part.write.clone()).collect()
        }
        (Write::Merge, _) => Vec::new(),
        (Write::Parts(parts), _) => {
            let wires: IndexSet<&String> = parts.iter().map(|(_, wire)| wire).collect();
            wires.into_iter().cloned().collect()
        }
        (Write::Computed { fields, .. }, _) => fields.clone(),
    }
}
