//! Two fields of one model that write one wire field must be known to hold the same data.

use std::collections::HashMap;

use crate::model::{Map, UnifiedField};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::Faults;
use crate::unified::mapping::{Rule, Write};
use crate::unified::rules;

use super::methods::written;

/// A field is compared with no more than so many that write the same.
const COMPARED: usize = 50;

/// Says which fields write what another one writes. What is said of a field goes to `faults_of` it.
pub(super) fn check(
    rules: &[Rule],
    specs: &Map<UnifiedField>,
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
    let mut writers: HashMap<String, Vec<&Rule>> = HashMap::new();
    for rule in rules {
        for wire in wires(rule) {
            let before = writers.entry(wire.clone()).or_default();
            if let Some(other) = before.iter().find(|other| !is_settled(rule, other, specs)) {
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
    let settles = |one: &Rule, other: &Rule| yields(one) || names(one, other) || lost(one);
    settles(left, right) || settles(right, left) || common
}
