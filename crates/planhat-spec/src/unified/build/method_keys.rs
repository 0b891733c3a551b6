//! The field by which a bulk operation finds the one record that a method is of.

use super::filters::wire;
use super::methods::{at, written};
use super::scope::Base;
use crate::check::effective;
use crate::model::Kind as Sort;
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::{About, Faults};
use crate::unified::mapping::{Method, MethodKind, Rule};
use crate::unified::record::Record;

/// Keys of methods are fields of the model that identify a record, and stand where they are needed.
pub(super) fn check(base: &Base<'_>, methods: &[Method], rules: &[Rule], faults: &mut Faults<'_>) {
    for method in methods {
        match &method.key {
            Some(key) => one(base, method, key, rules, faults),
            None if method.kind == MethodKind::Update && is_bulk(base, method) => {
                let message = "rows are found by a key: name the field by `key`";
                faults
                    .value("SPEC120", &at(method.kind), message)
                    .about(About::Resource(method.resource.clone()));
            }
            None => {}
        }
    }
}

fn one(base: &Base<'_>, method: &Method, key: &str, rules: &[Rule], faults: &mut Faults<'_>) {
    let at = [&at(method.kind)[..], &[Step::from("key")]].concat();
    let Some(rule) = rules.iter().find(|rule| rule.field == *key) else {
        let known = rules.iter().map(|rule| rule.field.as_str());
        faults
            .value("SPEC111", &at, format!("the model has no field `{key}`"))
            .maybe_help(hint(key, known));
        return;
    };
    if !is_bulk(base, method) {
        return;
    }
    let Some(record) = Record::of(base.set, &method.resource) else {
        return;
    };
    let first = || base.set.api.keys.keys().take(1).cloned().collect();
    let keys: Vec<String> = record.resource.keys.clone().unwrap_or_else(first);
    let is_key = |wire: &String| {
        let shown = record.shown(wire);
        keys.iter().any(|key| key == wire || key == shown)
    };
    let shown = wire(rule, None);
    if !written(rule).iter().chain(&shown).any(is_key) {
        let message = format!("`{key}` writes no key of {}", method.resource);
        faults
            .value("SPEC120", &at, message)
            .help(format!("one that does writes {}", keys.join(" or ")))
            .about(About::Resource(method.resource.clone()));
    }
}

fn is_bulk(base: &Base<'_>, method: &Method) -> bool {
    let resource = base.set.resources.get(&method.resource);
    let operation = resource.and_then(|one| one.operations.get(&method.operation));
    operation.is_some_and(|one| effective::kind(&method.operation, one) == Sort::BulkUpsert)
}
