//! The examples of the specs against the recorded calls.

use std::collections::BTreeSet;

use planhat_codegen::ir::{Ir, Operation, Resource};
use planhat_tests::{Sample, root, samples};
use serde_json::{Map, Value, json};

fn ir() -> Ir {
    let loaded = planhat_spec::load_folder(&root().join("specs")).expect("the specs are good");
    planhat_codegen::lower(&loaded.set)
}

/// Operations by resource, the first name first.
fn operations(ir: &Ir) -> impl Iterator<Item = (&Resource, &Operation)> {
    let all = ir.resources.iter();
    all.flat_map(|resource| resource.operations.iter().map(move |one| (resource, one)))
}

/// The example of an operation as a call is recorded.
fn recorded(ir: &Ir, operation: &Operation) -> Option<Value> {
    let example = operation.example.as_ref()?;
    let mut host = ir.api.hosts.iter();
    let host = host.find(|host| host.name == operation.host)?;
    let path = match host.name == ir.api.default_host {
        true => example.path.clone(),
        false => format!("{}{}", host.url, example.path),
    };
    let mut request = Map::new();
    let method = format!("{:?}", operation.method).to_uppercase();
    request.insert("method".to_owned(), json!(method));
    request.insert("path".to_owned(), json!(path));
    if !example.query.is_empty() {
        let query = example.query.iter().cloned();
        let query = query.map(|(name, value)| (name, json!(value))).collect();
        request.insert("query".to_owned(), Value::Object(query));
    }
    if let Some(body) = &example.body {
        request.insert("body".to_owned(), body.clone());
    }
    let response = json!({ "status": example.status, "body": example.answer });
    Some(json!({ "request": request, "response": response }))
}

/// Whether a recorded call is one of an operation, or a variant of one.
fn is_of(sample: &Sample, resource: &Resource, operation: &Operation) -> bool {
    let variant = sample.operation.strip_prefix(&operation.name);
    sample.object == resource.name
        && variant.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

#[test]
fn every_example_is_a_recorded_call() {
    let (ir, samples) = (ir(), samples());
    let mut count = 0;
    for (resource, operation) in operations(&ir) {
        let Some(example) = recorded(&ir, operation) else {
            continue;
        };
        count += 1;
        let mut of = samples.iter().filter(|one| is_of(one, resource, operation));
        let equal = of.any(|sample| {
            let mut content = sample.content.clone();
            content.as_object_mut().is_some_and(|all| {
                all.remove("note");
                Value::Object(all.clone()) == example
            })
        });
        assert!(
            equal,
            "the example of {}.{} is no recorded call: {example:#}",
            resource.name, operation.name
        );
    }
    assert!(count > 140, "only {count} examples were found");
}

#[test]
fn every_operation_with_a_recorded_call_has_an_example() {
    let (ir, samples) = (ir(), samples());
    let recorded: BTreeSet<_> = samples
        .iter()
        .map(|sample| (sample.object.as_str(), sample.operation.as_str()))
        .collect();
    let missing: Vec<String> = operations(&ir)
        .filter(|(resource, one)| recorded.contains(&(resource.name.as_str(), one.name.as_str())))
        .filter(|(_, one)| one.example.is_none())
        .map(|(resource, one)| format!("{}.{}", resource.name, one.name))
        .collect();
    assert!(missing.is_empty(), "no example: {}", missing.join(", "));
}
