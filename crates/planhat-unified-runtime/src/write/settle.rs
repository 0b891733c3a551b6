//! Several fields and one wire field: who counts.

use planhat_spec::unified::mapping::{Kind, MethodKind, Rule, Write as Way};
use serde_json::{Map, Value, json};

use super::Work;
use super::apply::wires;
use super::leave::leaving_out;
use super::put::{Put, Wire};
use crate::error::{Code, Failure};
use crate::read::{Projection, parsed};
use crate::rules::{self, Wanted};
use crate::value::moment_given;

/// What plain fields write.
pub(super) fn plain(work: &mut Work<'_>) {
    for put in std::mem::take(&mut work.puts) {
        settle(work, put, false);
    }
}

/// What fields write that go by rules, which look at what the others wrote.
pub(super) fn computed(work: &mut Work<'_>) {
    for (rule, value) in std::mem::take(&mut work.computed) {
        let Way::Computed {
            rule: name,
            fields,
            option,
        } = &rule.write
        else {
            continue;
        };
        let found = rules::find(name);
        let Some((found, write)) = found.and_then(|found| Some((found, found.write?))) else {
            let message = format!("there is no rule `{name}` that writes");
            work.failures
                .push(Failure::new(Code::MappingError, &rule.field, message));
            continue;
        };
        let sources = match &rule.read {
            planhat_spec::unified::mapping::Read::Computed { sources, .. } => sources.as_slice(),
            _ => &[],
        };
        leaving_out(work, rule, &value, |work, value| {
            let wanted = Wanted {
                path: &rule.field,
                value,
                fields,
                sources,
                setting: option
                    .as_deref()
                    .and_then(|one| work.settings.get(one))
                    .map(String::as_str),
                body: &work.fields,
                current: work.options.current.as_ref(),
                shape: crate::read::shape_of(work.mapping, &rule.kind),
            };
            for (wire, value) in write(&wanted)? {
                let put = Put {
                    field: &rule.field,
                    wire: Wire::of(&wire),
                    value,
                };
                settle(work, put, found.merges);
            }
            Ok(())
        });
    }
}

/// What a create takes from another field where nothing was said.
pub(super) fn defaults(work: &mut Work<'_>) {
    if work.method != MethodKind::Create {
        return;
    }
    for rule in &work.variant.rules {
        let from = rule
            .create_default
            .as_deref()
            .and_then(|name| work.rule(name));
        let first = |rule: &Rule| wires(rule).into_iter().next();
        let (Some(from), Some(to)) = (from.and_then(first), first(rule)) else {
            continue;
        };
        let wire = Wire::of(&to);
        if work.input.contains_key(&rule.field) || wire.get(&work.fields).is_some() {
            continue;
        }
        if let Some(value) = Wire::of(&from).get(&work.fields).cloned() {
            let field = rule.field.as_str();
            settle(work, Put { field, wire, value }, false);
        }
    }
}

/// Fields by the server's names, where they contradict nothing.
pub(super) fn remote_data(work: &mut Work<'_>) {
    for (name, value) in std::mem::take(&mut work.remote) {
        // A key may be told by its path, as mappings do.
        let (name, value) = match Wire::of(&name) {
            Wire {
                field,
                key: Some(key),
            } => (field, json!({ key: value })),
            Wire { field, key: None } => (field, value),
        };
        match (work.fields.get_mut(&name), value) {
            (None, value) => {
                work.fields.insert(name, value);
            }
            (Some(mine), value) if *mine == value => {}
            (Some(Value::Object(mine)), Value::Object(others)) => {
                let mut contradicted = Vec::new();
                for (key, value) in others {
                    match mine.get(&key) {
                        Some(known) if *known != value => {
                            contradicted.push(Wire::within(&name, &key))
                        }
                        _ => {
                            mine.insert(key, value);
                        }
                    }
                }
                for wire in contradicted {
                    contradicts(work, &wire);
                }
            }
            (Some(_), _) => contradicts(
                work,
                &Wire {
                    field: name,
                    key: None,
                },
            ),
        }
    }
}

fn contradicts(work: &mut Work<'_>, wire: &Wire) {
    let by = work
        .settled
        .iter()
        .find(|(one, _)| *one == wire || one.field == wire.field);
    let field = by
        .and_then(|(_, (_, fields))| fields.first())
        .copied()
        .unwrap_or_default();
    let message = format!("remote_data gives `{wire}` another value: give one of them");
    let failure = Failure::new(Code::InvalidRequest, field, message).remote(wire.to_string());
    work.failures.push(failure);
}

/// A field puts a value into a wire field that others may have written. The value counts that reads
/// back as what both are given as; where there is none, they contradict each other.
fn settle<'w>(work: &mut Work<'w>, put: Put<'w>, merges: bool) {
    let Put { field, wire, value } = put;
    let known = work.settled.get(&wire).cloned();
    let (value, mut fields) = match known {
        None => (value, Vec::new()),
        Some((known, fields)) if known == value => (known, fields),
        Some((_, fields)) if merges => (value, fields),
        Some((known, fields)) => {
            let others: Vec<&Rule> = fields.iter().filter_map(|field| work.rule(field)).collect();
            let all_say = |value: &Value, rules: &[&Rule]| {
                rules
                    .iter()
                    .all(|rule| reads_as_given(work, rule, &wire, value))
            };
            let mine: Vec<&Rule> = work.rule(field).into_iter().collect();
            if all_say(&value, &others) {
                (value, fields)
            } else if all_say(&known, &mine) || mine.iter().all(|rule| yields(rule, &fields)) {
                (known, fields)
            } else if others.iter().all(|rule| yields(rule, &[field])) {
                (value, fields)
            } else {
                let other = fields.first().copied().unwrap_or_default();
                let message =
                    format!("it contradicts `{other}`, which is the same data: give one of them");
                let failure = Failure::new(Code::InvalidRequest, field, message);
                work.failures.push(failure.remote(wire.to_string()));
                return;
            }
        }
    };
    if !fields.contains(&field) {
        fields.push(field);
    }
    wire.put(&mut work.fields, value.clone());
    work.settled.insert(wire, (value, fields));
}

/// Whether a field is left out where one of these is given.
fn yields(rule: &Rule, fields: &[&str]) -> bool {
    rule.yields_to
        .iter()
        .any(|one| fields.contains(&one.as_str()))
}

/// Whether a field reads as it is given, were this the value of a wire field.
fn reads_as_given(work: &Work<'_>, rule: &Rule, wire: &Wire, value: &Value) -> bool {
    let Some(given) = work.input.get(&rule.field) else {
        return true;
    };
    let mut body: Map<String, Value> = work.fields.clone();
    wire.put(&mut body, value.clone());
    let settings = work.settings.iter();
    let want = Projection {
        fields: vec![rule.field.clone()],
        options: settings
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        ..Projection::default()
    };
    let read = parsed(work.mapping, work.model, work.variant, &body, &want);
    let read = read.value.get(&rule.field).unwrap_or(&Value::Null);
    says_the_same(given, read, &rule.kind)
}

/// Whether what is given says nothing else than what is read: members that are not given, and names
/// that come along, do not count.
fn says_the_same(given: &Value, read: &Value, kind: &Kind) -> bool {
    match (given, read) {
        (Value::Object(given), Value::Object(read)) => given.iter().all(|(name, value)| {
            value.is_null()
                || read
                    .get(name)
                    .is_some_and(|read| says_the_same(value, read, &Kind::Any))
        }),
        (Value::Array(given), Value::Array(read)) => {
            let item = match kind {
                Kind::List(item) => item,
                _ => kind,
            };
            given.len() == read.len()
                && given
                    .iter()
                    .zip(read)
                    .all(|(given, read)| says_the_same(given, read, item))
        }
        (Value::String(given), Value::String(read)) => {
            // Elsewhere two spellings are two values: `42` and `0042`.
            let is_moment = || matches!(kind, Kind::DateTime | Kind::Date);
            given == read || {
                let moment = is_moment().then(|| moment_given(given)).flatten();
                moment.is_some() && moment == moment_given(read)
            }
        }
        (Value::String(_), Value::Object(read)) => ["id", "name"]
            .iter()
            .any(|name| read.get(*name) == Some(given)),
        // Only a decimal can count the same as another spelling of it.
        (Value::Number(given), Value::Number(read)) if given.is_f64() || read.is_f64() => {
            given.as_f64() == read.as_f64()
        }
        (given, read) => given == read,
    }
}

impl<'w> Work<'w> {
    pub(super) fn rule(&self, field: &str) -> Option<&'w Rule> {
        self.variant.rules.iter().find(|rule| rule.field == field)
    }
}
