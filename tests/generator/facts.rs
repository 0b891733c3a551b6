//! The specs against what is known of the API, by name: everything is there, more is allowed.

use std::collections::BTreeSet;

use planhat_codegen::ir::{Ir, Operation, Resource};
use planhat_tests::{fixture, root};
use serde_json::Value;

fn ir() -> Ir {
    let sources = planhat_spec::read_folder(&root().join("specs")).expect("the specs can be read");
    planhat_codegen::lower(
        &planhat_spec::load(&sources)
            .expect("the specs are good")
            .set,
    )
}

fn text(value: &Value) -> &str {
    value.as_str().expect("the facts hold names")
}

fn all(value: &Value) -> &[Value] {
    value.as_array().expect("the facts hold lists")
}

/// A path with the names of placeholders left out: those are ours.
fn shape(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "{}" } else { part }.to_owned();
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn every_object_operation_and_field_is_in_the_specs() {
    let (ir, facts) = (ir(), fixture("planhat-facts.json"));
    let mut missing = Vec::new();
    for object in all(&facts) {
        let name = text(&object["object"]);
        match ir.resources.iter().find(|resource| resource.name == name) {
            Some(resource) => missing.extend(lacking(resource, object)),
            None => missing.push(format!("object {name}")),
        }
    }
    assert!(all(&facts).len() >= 29, "the facts shrank");
    assert!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
}

fn lacking(resource: &Resource, object: &Value) -> Vec<String> {
    let name = &resource.name;
    let mut missing = Vec::new();
    for fact in all(&object["operations"]) {
        let operation = text(&fact["operation"]);
        match resource.operations.iter().find(|one| one.name == operation) {
            Some(one) => missing.extend(differing(name, one, fact)),
            None => missing.push(format!("operation {name}.{operation}")),
        }
    }
    let known = names(resource);
    let fields = all(&object["fields"]).iter().map(text);
    missing.extend(
        fields
            .filter(|field| !known.contains(field))
            .map(|field| format!("field {name}.{field}")),
    );
    missing
}

fn differing(resource: &str, operation: &Operation, fact: &Value) -> Vec<String> {
    let name = format!("{resource}.{}", operation.name);
    let mut missing = Vec::new();
    let method = format!("{:?}", operation.method).to_uppercase();
    if method != text(&fact["method"]) {
        missing.push(format!("{name}: method {}", fact["method"]));
    }
    if shape(&operation.path) != shape(text(&fact["path"])) {
        missing.push(format!("{name}: path {}", fact["path"]));
    }
    let parameters: BTreeSet<&str> = operation
        .query
        .iter()
        .flat_map(|field| {
            std::iter::once(&field.wire)
                .chain(&field.aliases)
                .map(String::as_str)
        })
        .chain(operation.fixed.iter().map(|(name, _)| name.as_str()))
        .collect();
    let query = all(&fact["query"]).iter().map(text);
    missing.extend(
        query
            .filter(|parameter| !parameters.contains(parameter))
            .map(|parameter| format!("{name}: query {parameter}")),
    );
    missing
}

/// What a record or a body of the resource can hold.
fn names(resource: &Resource) -> BTreeSet<&str> {
    let own = resource.fields.iter();
    let of_bodies = resource
        .operations
        .iter()
        .filter_map(|operation| match &operation.body {
            planhat_codegen::ir::Body::Fields(fields) => Some(fields),
            _ => None,
        })
        .flatten();
    own.chain(of_bodies)
        .flat_map(|field| std::iter::once(&field.wire).chain(&field.aliases))
        .map(String::as_str)
        .collect()
}
