//! What a create needs, under unified names; and how a write ends.

use planhat_spec::unified::mapping::{MethodKind, Pushdown, Requirement, Rule, Write as Way};
use serde_json::Value;

use super::apply::wires;
use super::put::Wire;
use super::{Body, Work};
use crate::error::{Code, Error, Failure, Insight};
use crate::read::{Projection, parsed};
use crate::value::ID;

/// Refuses what lacks something that the method needs.
pub(super) fn check(work: &mut Work<'_>) {
    let variant = work.variant;
    let method = variant
        .methods
        .iter()
        .find(|method| method.kind == work.method);
    let requirements = method
        .map(|method| method.required.as_slice())
        .unwrap_or_default();
    let mut missing: Vec<Vec<String>> = Vec::new();
    let identified = is_identified(work);
    // What a record that is there lacks is known where it is.
    let blind = work.method == MethodKind::Update && work.options.current.is_none();
    for requirement in requirements.iter().filter(|_| !blind) {
        if requirement.without_key && identified {
            continue;
        }
        let when =
            |(wire, value): &(String, Value)| Wire::of(wire).get(&work.fields) == Some(value);
        if requirement.when.iter().all(when) && !is_met(work, requirement) {
            missing.push(requirement.one_of.clone());
            work.broken.extend(conditional(requirement));
        }
    }
    if work.method == MethodKind::Create {
        for rule in variant.rules.iter().filter(|rule| rule.required) {
            let alone = vec![rule.field.clone()];
            let told = missing.iter().any(|one| one.contains(&rule.field));
            if !told && !has(work, &rule.field) {
                missing.push(alone);
            }
        }
    }
    for names in missing {
        // What was refused for another reason is not missing.
        if names
            .iter()
            .any(|name| work.failures.iter().any(|one| is_below(&one.path, name)))
        {
            continue;
        }
        let Some(first) = names.first() else {
            continue;
        };
        let message = match names.as_slice() {
            [_] => "it is needed".to_owned(),
            several => format!("one of {} is needed", several.join(", ")),
        };
        let mut failure = Failure::new(Code::MissingRequired, first, message);
        if let Some(wire) = work
            .rule(first)
            .map(wires)
            .and_then(|wires| wires.into_iter().next())
        {
            failure = failure.remote(wire);
        }
        work.failures.push(failure);
        work.missing.push(names);
    }
}

/// Whether it is a row with a key: then it may change a record that is there.
pub(super) fn is_identified(work: &Work<'_>) -> bool {
    if work.method != MethodKind::Upsert {
        return false;
    }
    let mut methods = work.variant.methods.iter();
    let method = methods.find(|method| method.kind == work.method);
    let by_path = work
        .model
        .filters
        .iter()
        .filter_map(|filter| match filter.pushdown {
            Pushdown::Key { .. } => filter.path.as_deref(),
            _ => None,
        });
    let by_method = method.and_then(|method| method.key.as_deref());
    let told = work.options.keys.iter().map(String::as_str);
    let mut keys = by_path.chain(by_method).chain(told).chain([ID]);
    let given = |key: &str| {
        work.input
            .get(key)
            .is_some_and(|value| value.is_string() && *value != "")
    };
    keys.any(given)
}

/// A rule that counts in some cases alone, in words.
fn conditional(requirement: &Requirement) -> Option<String> {
    let cases = requirement
        .when
        .iter()
        .map(|(wire, value)| format!("`{wire}` is {value}"));
    let cases: Vec<String> = cases.collect();
    let needed = requirement.one_of.join(" or ");
    (!cases.is_empty()).then(|| format!("where {}, {needed} is needed", cases.join(" and ")))
}

fn is_below(path: &str, name: &str) -> bool {
    path.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn is_met(work: &Work<'_>, requirement: &Requirement) -> bool {
    requirement.one_of.iter().any(|name| has(work, name))
}

/// Whether one of the wire fields of a unified one, or the wire field of the name, will have a value.
fn has(work: &Work<'_>, name: &str) -> bool {
    let is_there = |value: &Value| !value.is_null() && *value != "";
    let given = |wire: &String| {
        let looked_up = work.lookups.iter().any(|lookup| lookup.field == *wire);
        let wire = Wire::of(wire);
        looked_up
            || match (wire.get(&work.fields), &work.options.current) {
                (Some(value), _) => is_there(value),
                (None, Some(current)) => wire.get(current).is_some_and(is_there),
                (None, None) => false,
            }
    };
    match work.rule(name) {
        Some(rule) => wires(rule).iter().any(given) || has_now(work, rule),
        None => given(&name.to_owned()),
    }
}

/// Whether a field that is not given reads as something in the present record, under whatever name.
fn has_now(work: &Work<'_>, rule: &Rule) -> bool {
    let (Some(current), Way::To { .. }) = (&work.options.current, &rule.write) else {
        return false;
    };
    let want = Projection {
        fields: vec![rule.field.clone()],
        ..Projection::default()
    };
    let read = || parsed(work.mapping, work.model, work.variant, current, &want);
    !work.input.contains_key(&rule.field)
        && read()
            .value
            .get(&rule.field)
            .is_some_and(|value| !value.is_null() && *value != "")
}

impl Work<'_> {
    /// The body, or all that is wrong.
    pub(super) fn finish(self) -> Result<Body, Error> {
        if !self.failures.is_empty() {
            let insight = Insight {
                missing: self.missing,
                allowed: self.allowed,
                rules: self.broken,
            };
            return Err(Error::of_failures(self.failures, insight));
        }
        let settled = self.settled.iter();
        let written = settled.flat_map(|(wire, (_, fields))| {
            fields
                .iter()
                .map(move |field| ((*field).to_owned(), wire.to_string()))
        });
        let looked_up = self.lookups.iter().map(|lookup| {
            let field = lookup.path.split(['[', '.']).next().unwrap_or_default();
            (field.to_owned(), lookup.field.clone())
        });
        let changed = written.chain(looked_up).collect();
        let settings = self.settings.into_iter();
        let settings = settings.map(|(name, value)| (name.to_owned(), value));
        Ok(Body {
            fields: self.fields,
            changed,
            settings: settings.collect(),
            lookups: self.lookups,
            warnings: self.warnings,
        })
    }
}
