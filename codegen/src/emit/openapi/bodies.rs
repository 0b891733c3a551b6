//! What calls send.

use serde_json::Value;

use super::super::json::Object;
use super::calls::{Call, Use};
use super::components::Components;
use super::parameters::requires;
use super::schemas::{Schemas, Side, array, parsed};
use crate::ir::{Access, Body, Field, OperationKind};
use planhat_spec::names;

/// The body of a call, where it has one.
pub(super) fn of(components: &mut Components<'_>, call: &Call<'_>) -> Option<Object> {
    let mut uses = call.uses.iter();
    let first = uses.find(|one| !matches!(one.operation.body, Body::None))?;
    if matches!(first.operation.body, Body::Csv) {
        return Some(csv());
    }
    let part = component(components, call, first);
    let schema = match first.operation.body {
        Body::Many => array(part),
        Body::OneOrMany => Object::new().with("oneOf", vec![part.clone(), array(part)]),
        _ => part,
    };
    let content = Object::new()
        .with("schema", schema)
        .maybe("examples", examples(call));
    let content = Object::new().with("application/json", content);
    Some(
        Object::new()
            .with("required", true)
            .with("content", content),
    )
}

fn csv() -> Object {
    let schema = Object::new().with("type", "string");
    let content = Object::new().with("text/csv", Object::new().with("schema", schema));
    Object::new()
        .with("required", true)
        .with("content", content)
}

/// The object that is sent, or of which many are: `CompanyCreate`, `CompanyRow`.
fn component(components: &mut Components<'_>, call: &Call<'_>, one: &Use<'_>) -> Object {
    let operation = one.operation;
    let record = &one.resource.names.record;
    let wanted = match (&operation.body, operation.kind) {
        (Body::Many | Body::OneOrMany, OperationKind::BulkUpsert) => format!("{record}Row"),
        _ => format!("{record}{}", names::type_name(&operation.name)),
    };
    components.schema(&format!("body {}", one.id), &wanted, |components| {
        schema(components, call)
    })
}

/// The fields that the owner of a call sends, then those that others send besides.
fn schema(components: &Components<'_>, call: &Call<'_>) -> Object {
    let (mut properties, mut required) = (Object::new(), Vec::new());
    for one in &call.uses {
        let schemas = Schemas {
            ir: components.ir,
            types: &one.resource.types,
            side: Side::Write,
        };
        for field in sent(one) {
            if properties.has(&field.wire) {
                continue;
            }
            let needed = call.uses.iter().all(|one| needs(one, &field.wire));
            if needed {
                required.push(field.wire.as_str());
            }
            properties.set(&field.wire, property(&schemas, call, field, !needed));
        }
    }
    let mut object = Object::new().with("type", "object");
    if !required.is_empty() {
        object.set("required", required);
    }
    object
        .with("properties", properties)
        .with("additionalProperties", true)
}

/// What is always sent with one value takes no other, unless somebody else sends others.
fn property(schemas: &Schemas<'_>, call: &Call<'_>, field: &Field, null: bool) -> Object {
    let fixed = call.owner().operation.fixed.iter();
    let mut fixed = fixed.filter(|(name, _)| *name == field.wire);
    let schema = schemas.property(field, null);
    match fixed.next().and_then(|(_, value)| parsed(value)) {
        Some(value @ Value::String(_)) if call.others().is_empty() => {
            schema.with("enum", vec![value])
        }
        _ => schema,
    }
}

/// Whether every body has this field. Rows of a bulk write do without where they have a key.
fn needs(one: &Use<'_>, name: &str) -> bool {
    let fixed = || one.operation.fixed.iter().any(|(known, _)| known == name);
    match one.operation.kind {
        OperationKind::BulkUpsert => fixed(),
        _ => requires(one, name),
    }
}

/// The fields of a body. Rows of a bulk write name the record they are of, by keys that are not
/// written otherwise.
fn sent<'ir>(one: &Use<'ir>) -> Vec<&'ir Field> {
    let operation = one.operation;
    let fields = match &operation.body {
        Body::Fields(fields) => fields,
        Body::None | Body::Csv => return Vec::new(),
        Body::One | Body::Many | Body::OneOrMany => &one.resource.fields,
    };
    let in_path = |name: &str| operation.path.contains(&format!("{{{name}}}"));
    let is_key = |field: &Field| {
        operation.kind == OperationKind::BulkUpsert && one.resource.keys.contains(&field.wire)
    };
    let here = |field: &&Field| {
        let only = &field.only;
        (field.access != Access::Read || is_key(field))
            && (only.is_empty() || only.contains(&operation.name))
            && !in_path(&field.wire)
    };
    fields.iter().filter(here).collect()
}

/// The recorded bodies, by the operation that they are of.
fn examples(call: &Call<'_>) -> Option<Object> {
    let mut all = Object::new();
    for one in &call.uses {
        let example = one.operation.example.as_ref();
        if let Some(body) = example.and_then(|example| example.body.clone()) {
            let value = Object::new()
                .with("summary", &one.operation.doc)
                .with("value", body);
            all.set(&one.id, value);
        }
    }
    (!all.is_empty()).then_some(all)
}
