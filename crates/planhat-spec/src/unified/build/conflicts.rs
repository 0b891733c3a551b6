//! Two fields of one model that write one wire field must be known to hold the same data.

use std::collections::{HashMap, HashSet};

use crate::model::{Map, UnifiedField};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::Faults;
use crate::unified::mapping::{Part, Path, Read, Rule, Write};
use crate::unified::rules;

use super::methods::written;

/// A field is compared with no more than so many that write the same.
const COMPARED: usize = 50;

/// Says which fields write what another one writes. What is said of a field goes to `faults_of` it.
pub(super) fn check(
    rules: &[Rule],
    specs: &Map<UnifiedField>,
    is_shared: impl Fn(&str) -> bool,
    mut faults_of: impl FnMut(&str, &mut dyn FnMut(&mut Faults<'_>)),
) {
    for (name, spec) in specs {
        for (key, others) in said(spec) {
            for other in others.iter().filter(|other| !specs.contains_key(*other)) {
                let known = specs.keys().map(String::as_str);
                let help = hint(other, known);
                faults_of(name, &mut |faults| {
                    faults
                        .value(
                            "SPEC111",
                            &[Step::from(key)],
                            format!("the model has no field `{other}`"),
                        )
                        .maybe_help(help.clone());
                });
            }
        }
    }
    believed(rules, specs, &mut faults_of);
    let mut writers: HashMap<String, Vec<&Rule>> = HashMap::new();
    for rule in rules {
        for wire in wires(rule) {
            let before = writers.entry(wire.clone()).or_default();
            if let Some(other) = before.iter().find(|other| !is_settled(rule, other, specs)) {
                let (rule, other) = blamed(rule, other, &is_shared);
                let other = &other.field;
                let message = format!("`{other}` writes `{wire}` too");
                let help = format!("say `same_as: {other}`, or `yields_to`, or `access: read`");
                faults_of(&rule.field, &mut |faults| {
                    faults
                        .key("SPEC116", &[], message.clone())
                        .help(help.clone());
                });
            }
            if before.len() < COMPARED {
                before.push(rule);
            }
        }
    }
}

/// Fields that are said to be the same have something of Planhat in common. Of what an override made
/// of the other one, the specs know nothing.
fn believed(
    rules: &[Rule],
    specs: &Map<UnifiedField>,
    faults_of: &mut impl FnMut(&str, &mut dyn FnMut(&mut Faults<'_>)),
) {
    let by_name: HashMap<&str, &Rule> = rules
        .iter()
        .map(|rule| (rule.field.as_str(), rule))
        .collect();
    let find = |name: &str| by_name.get(name).copied();
    for (name, spec) in specs {
        let other = spec.same_as.as_deref().and_then(find);
        let (Some(rule), Some(other)) = (find(name), other) else {
            continue;
        };
        let (own, its) = (touched(rule), touched(other));
        let apart =
            !own.is_empty() && !other.overridden && !own.iter().any(|one| its.contains(one));
        if apart {
            let message = format!("`{}` is made of other fields of Planhat", other.field);
            faults_of(name, &mut |faults| {
                faults.value("SPEC116", &[Step::from("same_as")], message.clone());
            });
        }
    }
}

/// The wire fields that a field reads or writes.
fn touched(rule: &Rule) -> HashSet<String> {
    let mut paths: Vec<&Path> = Vec::new();
    match &rule.read {
        Read::First(all) => paths.extend(all.iter().flat_map(|one| &one.paths)),
        Read::Merge(all) => paths.extend(all.iter().map(|one| &one.path)),
        Read::Computed { sources, .. } => paths.extend(sources),
        Read::Parts { parts, .. } => {
            paths.extend(parts.iter().filter_map(|(_, part)| match part {
                Part::Path(path) => Some(path),
                Part::Const(_) => None,
            }))
        }
        Read::Unmapped | Read::Const(_) | Read::Whole => {}
    }
    // A path may lead inside of a field.
    let whole = paths.iter().map(|path| path.to_string());
    let tops = paths.iter().filter_map(|path| path.top());
    let mut all: HashSet<String> = written(rule).into_iter().collect();
    all.extend(whole);
    all.extend(tops.map(str::to_owned));
    all
}

/// Who of two is to give way, first: what an override added, else what is the model's own, else what
/// comes later.
fn blamed<'r>(
    later: &'r Rule,
    sooner: &'r Rule,
    is_shared: &impl Fn(&str) -> bool,
) -> (&'r Rule, &'r Rule) {
    let turned = match (later.overridden, sooner.overridden) {
        (false, true) => true,
        (true, false) => false,
        _ => is_shared(&later.field) && !is_shared(&sooner.field),
    };
    match turned {
        true => (sooner, later),
        false => (later, sooner),
    }
}

/// The fields that a field says something of.
fn said(spec: &UnifiedField) -> [(&'static str, Vec<String>); 3] {
    let yields = spec.yields_to.clone().unwrap_or_default().0;
    [
        ("same_as", spec.same_as.iter().cloned().collect()),
        ("yields_to", yields),
        (
            "create_default",
            spec.create_default.iter().cloned().collect(),
        ),
    ]
}

/// The wire fields that a field writes; a name that is split gives way by itself.
fn wires(rule: &Rule) -> Vec<String> {
    match rule.write {
        Write::SplitName { .. } => Vec::new(),
        _ => written(rule),
    }
}

fn is_settled(left: &Rule, right: &Rule, specs: &Map<UnifiedField>) -> bool {
    let yields = |rule: &Rule| match &rule.write {
        Write::Computed { rule, .. } => rules::find(rule).is_some_and(|rule| rule.yields),
        _ => false,
    };
    let same = |one: &Rule| {
        specs
            .get(&one.field)
            .and_then(|spec| spec.same_as.as_deref())
    };
    let names = |one: &Rule, other: &Rule| {
        same(one) == Some(&other.field) || one.yields_to.contains(&other.field)
    };
    let common = same(left).is_some() && same(left) == same(right);
    // A name that leads nowhere is reported as that.
    let lost = |one: &Rule| same(one).is_some_and(|other| !specs.contains_key(other));
    // Who names the same way to write beside the same sources means the same data.
    let alike = is_alike(specs.get(&left.field), specs.get(&right.field));
    let settles = |one: &Rule, other: &Rule| yields(one) || names(one, other) || lost(one);
    settles(left, right) || settles(right, left) || common || alike
}

/// Whether two fields are one under two names, both with their `write` written out.
fn is_alike(left: Option<&UnifiedField>, right: Option<&UnifiedField>) -> bool {
    let (Some(left), Some(right)) = (left, right) else {
        return false;
    };
    let data = |one: &UnifiedField| {
        let rest = (
            one.transform,
            one.fold_case,
            one.rest.clone(),
            one.rule.clone(),
        );
        let write = one.write.clone();
        (
            one.source.clone(),
            write,
            one.kind.clone(),
            one.values.clone(),
            rest,
        )
    };
    left.write.is_some() && data(left) == data(right)
}
