//! Two fields of one model that write one wire field must be known to hold the same data.

use crate::model::{Map, UnifiedField};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::Faults;
use crate::unified::mapping::{Read, Rule, Write};
use crate::unified::rules;

use super::methods::written;

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
    for (at, rule) in rules.iter().enumerate() {
        for other in &rules[..at] {
            if let Some(wire) = shared(rule, other)
                && !is_settled(rule, other, specs)
            {
                let message = format!("`{}` writes `{wire}` too", other.field);
                let help = format!(
                    "say `same_as: {}`, or `yields_to`, or `access: read`",
                    other.field
                );
                faults_of(&rule.field, &mut |faults| {
                    faults
                        .key("SPEC116", &[], message.clone())
                        .help(help.clone());
                });
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

/// A wire field that both write; a name that is split gives way by itself.
fn shared(left: &Rule, right: &Rule) -> Option<String> {
    let all = |rule: &Rule| match (&rule.write, &rule.read) {
        (Write::SplitName { .. }, _) => Vec::new(),
        (Write::Merge, Read::Merge(parts)) => {
            parts.iter().filter_map(|part| part.write.clone()).collect()
        }
        (write, _) => written(write),
    };
    let right = all(right);
    all(left).into_iter().find(|wire| right.contains(wire))
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
    yields(left) || yields(right) || names(left, right) || names(right, left) || common
}
