//! Paths and their operations.

use super::super::json::Object;
use super::calls::{self, Call};
use super::components::Components;
use super::{bodies, hosts, parameters, responses, words};

/// All paths.
pub(super) fn all(components: &mut Components<'_>) -> Object {
    let mut paths = Object::new();
    for item in calls::all(components.ir) {
        let mut methods = Object::new();
        for call in &item.calls {
            let method = format!("{:?}", call.owner().operation.method).to_lowercase();
            methods.set(&method, operation(components, &item.path, call));
        }
        paths.set(&item.path, methods);
    }
    paths
}

fn operation(components: &mut Components<'_>, path: &str, call: &Call<'_>) -> Object {
    let owner = call.owner();
    let parameters = parameters::all(components, path, call);
    let body = bodies::of(components, call);
    let responses = responses::all(components, call);
    let mut operation = Object::new()
        .with("operationId", &owner.id)
        .with("tags", tags(call))
        .with("summary", &owner.operation.doc);
    let said = words::call(components.ir, call);
    if !said.is_empty() {
        operation.set("description", said);
    }
    let deprecated = call
        .uses
        .iter()
        .all(|one| one.operation.deprecated.is_some());
    if deprecated {
        operation.set("deprecated", true);
    }
    if call.uses.iter().all(|one| one.operation.unverified) {
        operation.set("x-unverified", true);
    }
    if !parameters.is_empty() {
        operation.set("parameters", parameters);
    }
    operation
        .maybe("requestBody", body)
        .with("responses", responses)
        .with("security", hosts::security(components.ir, owner.operation))
        .maybe("servers", hosts::other(components.ir, owner.operation))
}

/// The titles of the objects that make a call, each once.
fn tags<'ir>(call: &Call<'ir>) -> Vec<&'ir str> {
    let mut tags: Vec<&'ir str> = Vec::new();
    for one in &call.uses {
        if !tags.contains(&one.resource.title.as_str()) {
            tags.push(&one.resource.title);
        }
    }
    tags
}
