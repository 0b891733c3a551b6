//! The named tools that must be there: each is an operation that requires and returns as asked.

use std::collections::BTreeSet;

use planhat_client::api;
use planhat_client::table::{Operation, Returns};
use planhat_tests::fixture;
use serde_json::Value;

#[test]
fn every_named_tool_is_an_operation() {
    let wanted = fixture("tools.json");
    let wanted = wanted.as_array().expect("tools are listed");
    assert!(wanted.len() >= 97, "the list shrank to {}", wanted.len());
    let wrong: Vec<String> = wanted.iter().flat_map(differences).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_operations_have_one_tool_name() {
    let all: Vec<&str> = operations()
        .filter_map(|operation| operation.tool)
        .collect();
    let different: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(all.len(), different.len());
}

fn operations() -> impl Iterator<Item = &'static Operation> {
    let resources = api::API.resources.iter();
    resources.flat_map(|resource| resource.operations.iter().copied())
}

fn differences(wanted: &Value) -> Vec<String> {
    let name = wanted["tool"].as_str().expect("a tool has a name");
    let Some(operation) = operations().find(|operation| operation.tool == Some(name)) else {
        return vec![format!("{name}: no operation")];
    };
    let mut wrong = Vec::new();
    let mut compare = |what: &str, wanted: BTreeSet<String>, present: BTreeSet<String>| {
        if wanted != present {
            wrong.push(format!(
                "{name}: {what}: {wanted:?} wanted, {present:?} there"
            ));
        }
    };
    let kind = format!("{:?}", operation.kind).to_lowercase();
    compare(
        "kind",
        names(&Value::from(vec![wanted["verb"].clone()])),
        [kind].into(),
    );
    compare("required", names(&wanted["required"]), required(operation));
    compare(
        "one of",
        names(&wanted["required_one_of"]),
        one_of(operation),
    );
    let (all, promised) = (names(&wanted["returns"]), returned(operation));
    compare(
        "returns",
        all.clone(),
        all.intersection(&promised).cloned().collect(),
    );
    wrong
}

fn names(list: &Value) -> BTreeSet<String> {
    let all = list.as_array().into_iter().flatten();
    all.filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// The id, and what is required whatever else is given.
fn required(operation: &Operation) -> BTreeSet<String> {
    let id = operation.path.contains("{id}").then(|| "id".to_owned());
    let rules = operation
        .required
        .iter()
        .filter(|rule| rule.when.is_empty() && rule.one_of.len() == 1);
    let names = rules.map(|rule| rule.one_of[0].to_owned());
    id.into_iter().chain(names).collect()
}

fn one_of(operation: &Operation) -> BTreeSet<String> {
    let rules = operation
        .required
        .iter()
        .filter(|rule| rule.when.is_empty() && rule.one_of.len() > 1);
    rules
        .flat_map(|rule| rule.one_of.iter().map(|name| (*name).to_owned()))
        .collect()
}

/// What the answer is said to hold.
fn returned(operation: &Operation) -> BTreeSet<String> {
    match operation.returns {
        Returns::Records(promised) | Returns::Record(promised) => {
            promised.iter().map(|name| (*name).to_owned()).collect()
        }
        Returns::Shape(_, fields) => fields.iter().map(|field| field.name.to_owned()).collect(),
        Returns::Nothing | Returns::Json => BTreeSet::new(),
    }
}
