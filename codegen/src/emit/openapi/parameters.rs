//! Parameters of a call: what stands in its path, and its query.

use super::super::json::{Json, Object};
use super::calls::{Call, Use, placeholders};
use super::components::Components;
use super::schemas::{Schemas, Side, example, parsed};
use super::words;
use crate::ir::{Field, Rule, Type};

/// All parameters of a call at a template.
pub(super) fn all(components: &mut Components<'_>, path: &str, call: &Call<'_>) -> Vec<Object> {
    let mut all = in_path(components, path, call);
    all.extend(in_query(components, call));
    all
}

/// The placeholders as the template names them; what they are, as the operation names them.
fn in_path(components: &Components<'_>, path: &str, call: &Call<'_>) -> Vec<Object> {
    let own = placeholders(&call.owner().operation.path);
    let both = placeholders(path).zip(own);
    both.map(|(shown, own)| {
        Object::new()
            .with("name", shown)
            .with("in", "path")
            .with("required", true)
            .with("description", said(components, call.owner(), own))
            .with("schema", schema(components, call.owner(), own))
    })
    .collect()
}

fn said(components: &Components<'_>, owner: &Use<'_>, name: &str) -> String {
    let mut secrets = components.ir.api.secrets.iter();
    if let Some(secret) = secrets.find(|secret| secret.name == name) {
        return format!("A secret. {}", secret.doc);
    }
    match field(owner, name) {
        Some(field) => words::parameter(components.ir, field),
        None => words::id(components.ir, owner),
    }
}

fn schema(components: &Components<'_>, owner: &Use<'_>, name: &str) -> Object {
    match field(owner, name) {
        Some(field) => value(components, owner, field),
        None => Object::new().with("type", "string"),
    }
}

/// The field that fills a placeholder.
fn field<'ir>(owner: &Use<'ir>, name: &str) -> Option<&'ir Field> {
    let mut fields = owner.operation.face.path.iter();
    fields.find(|field| field.wire == name)
}

/// The parameters of the owner, then those that others have besides.
fn in_query(components: &mut Components<'_>, call: &Call<'_>) -> Vec<Object> {
    let mut all: Vec<(&Use<'_>, &Field)> = Vec::new();
    for one in &call.uses {
        for field in &one.operation.query {
            if !all.iter().any(|(_, known)| known.wire == field.wire) {
                all.push((one, field));
            }
        }
    }
    all.into_iter()
        .map(|(one, field)| {
            let required = call.uses.iter().all(|one| requires(one, &field.wire));
            match &field.shared {
                Some(_) if !required => {
                    let part = query(components, one, field, false);
                    components.parameter(&field.wire, part)
                }
                _ => query(components, one, field, required),
            }
        })
        .collect()
}

/// Whether a call must have this, in its query or its body, whatever else it has.
pub(super) fn requires(one: &Use<'_>, name: &str) -> bool {
    let operation = one.operation;
    let alone = |rule: &Rule| rule.when.is_empty() && rule.one_of == [name];
    let fixed = operation.fixed.iter().any(|(known, _)| known == name);
    fixed || operation.required.iter().any(alone)
}

fn query(components: &Components<'_>, one: &Use<'_>, field: &Field, required: bool) -> Object {
    let list = matches!(field.kind, Type::List(_));
    let default = field.default.as_deref().and_then(parsed);
    let schema = value(components, one, field).maybe("default", default);
    let mut parameter = Object::new()
        .with("name", &field.wire)
        .with("in", "query")
        .with("description", words::parameter(components.ir, field));
    if required {
        parameter.set("required", true);
    }
    if field.deprecated.is_some() {
        parameter.set("deprecated", true);
    }
    if list {
        parameter.set("style", "form");
        parameter.set("explode", Json::from(false));
    }
    parameter
        .with("schema", schema)
        .maybe("example", example(field))
}

/// The value of a parameter.
fn value(components: &Components<'_>, one: &Use<'_>, field: &Field) -> Object {
    let schemas = Schemas {
        ir: components.ir,
        types: &one.resource.types,
        side: Side::Write,
    };
    schemas.value(field, false)
}
