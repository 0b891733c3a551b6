//! What comes back: the answer of a call, and its errors.

use super::super::json::Object;
use super::calls::{Call, Use};
use super::components::{Components, record_key};
use super::schemas::{Schemas, Side, array};
use crate::ir::{Access, OperationKind, Resource, Returns, Scheme, TypeName};

/// All responses of a call.
pub(super) fn all(components: &mut Components<'_>, call: &Call<'_>) -> Object {
    let owner = call.owner();
    let schema = answer(components, owner);
    let mut all = Object::new().with("200", success("What was asked for.", &schema, call, 200));
    if is_bulk(owner) {
        for status in components.ir.api.partial_statuses.clone() {
            let said = "Some rows were written and others were not: the result says which.";
            all.set(&status.to_string(), success(said, &schema, call, status));
        }
    }
    for status in statuses(components, owner) {
        let part = error(components, owner, &status);
        all.set(&status, part);
    }
    all
}

/// Whether the answer is that of a bulk write, also where it failed.
fn is_bulk(one: &Use<'_>) -> bool {
    let operation = one.operation;
    operation.kind == OperationKind::BulkUpsert && matches!(operation.returns, Returns::Shape(..))
}

fn success(said: &str, schema: &Option<Object>, call: &Call<'_>, status: u16) -> Object {
    let response = Object::new();
    let Some(schema) = schema else {
        return response.with("description", "Done: an empty object, or no body at all.");
    };
    let content = Object::new()
        .with("schema", schema.clone())
        .maybe("examples", examples(call, status));
    response
        .with("description", said)
        .with("content", Object::new().with("application/json", content))
}

/// The schema of the answer; nothing where nothing comes back.
fn answer(components: &mut Components<'_>, one: &Use<'_>) -> Option<Object> {
    Some(match &one.operation.returns {
        Returns::Records(_) => array(record(components, one.resource)),
        Returns::Record(_) => record(components, one.resource),
        Returns::Shape(_, name) => shape(components, one.resource, name),
        Returns::Json => Object::new(),
        Returns::Nothing => return None,
    })
}

fn record(components: &mut Components<'_>, resource: &Resource) -> Object {
    let wanted = &resource.names.record;
    components.schema(&record_key(resource), wanted, |components| {
        let fields = resource.fields.iter();
        let read = fields.filter(|field| field.access != Access::Write);
        schemas(components, resource)
            .object(read, &[])
            .with("additionalProperties", true)
            .with("description", said(resource))
    })
}

/// What is to be said of a resource.
pub(super) fn said(resource: &Resource) -> String {
    match &resource.note {
        Some(note) => format!("{} Note: {note}", resource.summary),
        None => resource.summary.clone(),
    }
}

fn schemas<'ir>(components: &Components<'ir>, resource: &'ir Resource) -> Schemas<'ir> {
    Schemas {
        ir: components.ir,
        types: &resource.types,
        side: Side::Read,
    }
}

fn shape(components: &mut Components<'_>, resource: &Resource, name: &TypeName) -> Object {
    let key = match name.shared {
        true => format!("shape {}", name.name),
        false => format!("shape {} {}", resource.name, name.name),
    };
    components.schema(&key, &name.name, |components| {
        let schemas = schemas(components, resource);
        schemas
            .object(schemas.fields(name), &[])
            .with("additionalProperties", true)
    })
}

/// The recorded answers with this status, by the operation that they are of.
fn examples(call: &Call<'_>, status: u16) -> Option<Object> {
    let mut all = Object::new();
    for one in &call.uses {
        let example = one.operation.example.as_ref();
        let example = example.filter(|example| example.status == status);
        if let Some(answer) = example.and_then(|example| example.answer.clone()) {
            let value = Object::new()
                .with("summary", &one.operation.doc)
                .with("value", answer);
            all.set(&one.id, value);
        }
    }
    (!all.is_empty()).then_some(all)
}

/// The errors that a call can have: those of one token where it sends one, that of a record where
/// it names one, that of too many calls where they are counted, and whatever else.
fn statuses(components: &Components<'_>, one: &Use<'_>) -> Vec<String> {
    let (api, operation) = (&components.ir.api, one.operation);
    let auth = api.auth.iter().find(|auth| auth.name == operation.auth);
    let secret = auth.is_some_and(|auth| auth.scheme != Scheme::None);
    let host = api.hosts.iter().find(|host| host.name == operation.host);
    let paced = host.is_some_and(|host| host.paced);
    let known = [
        ("400", true),
        ("401", secret),
        ("403", secret),
        ("404", operation.path.contains("{id}")),
        ("429", paced),
        ("4XX", true),
        ("5XX", true),
    ];
    let held = known.into_iter().filter(|(_, held)| *held);
    held.map(|(status, _)| status.to_owned()).collect()
}

/// An error. All errors of a call have one schema, as some generators of clients want it.
fn error(components: &mut Components<'_>, one: &Use<'_>, status: &str) -> Object {
    let bulk = is_bulk(one);
    let schema = match bulk {
        true => bulk_error(components, one),
        false => plain_error(components),
    };
    let wanted = format!("{}{status}", if bulk { "BulkError" } else { "Error" });
    components.response(&wanted, |components| {
        let text = Object::new().with("schema", Object::new().with("type", "string"));
        let content = Object::new()
            .with("application/json", Object::new().with("schema", schema))
            .with("text/plain", text);
        Object::new()
            .with("description", failed(components, status, bulk))
            .maybe("headers", headers(components, status))
            .with("content", content)
    })
}

fn failed(components: &Components<'_>, status: &str, bulk: bool) -> String {
    let api = &components.ir.api;
    let mut said = match status {
        "400" => "The call was refused.".to_owned(),
        "401" => "The token is missing or wrong, or the tenant lives in another region: a wrong region looks just like this.".to_owned(),
        "403" => "The token may not do this.".to_owned(),
        "404" => "There is no such record.".to_owned(),
        "429" => format!(
            "Too many calls: {} in any second and {} at a time are allowed; {} a minute is a soft limit.",
            api.per_second, api.parallel, api.per_minute
        ),
        "5XX" => "Planhat failed.".to_owned(),
        _ => "Whatever else is wrong with a call.".to_owned(),
    };
    let mut retried = api.retry_statuses.iter().map(u16::to_string);
    if status == "5XX" {
        let worth: Vec<String> = retried.filter(|one| one.starts_with('5')).collect();
        said.push_str(&format!(" Worth another try: {}.", worth.join(", ")));
    } else if retried.any(|one| one == status) {
        said.push_str(" Worth another try.");
    }
    let carried = api
        .bulk_result_statuses
        .iter()
        .any(|one| one.to_string() == status);
    if bulk && carried {
        said.push_str(" The body may still be the result of what was written.");
    }
    said
}

/// How long to wait.
fn headers(components: &Components<'_>, status: &str) -> Option<Object> {
    let header = Object::new()
        .with(
            "description",
            "Seconds to wait. **Unverified:** read where it comes, but no source shows it sent.",
        )
        .with("schema", Object::new().with("type", "string"));
    let name = &components.ir.api.retry_header;
    (status == "429").then(|| Object::new().with(name, header))
}

const UNKNOWN: &str =
    "What is wrong: an object or a text. The members of the object are not documented.";

fn plain_error(components: &mut Components<'_>) -> Object {
    components.schema("error", "Error", |_| {
        let object = Object::new()
            .with("type", "object")
            .with("additionalProperties", true);
        either(object).with("description", UNKNOWN)
    })
}

/// A failed bulk write answers as others do, or with the result of what was written.
fn bulk_error(components: &mut Components<'_>, one: &Use<'_>) -> Object {
    let Returns::Shape(_, name) = &one.operation.returns else {
        return plain_error(components);
    };
    let wanted = format!("{}Error", name.name);
    components.schema(&format!("error {}", name.name), &wanted, |components| {
        let schemas = schemas(components, one.resource);
        let object = schemas
            .object(schemas.fields(name), &[])
            .with("additionalProperties", true);
        let said = format!("{UNKNOWN} It may be the result of what was written, too.");
        either(object).with("description", said)
    })
}

fn either(object: Object) -> Object {
    let text = Object::new().with("type", "string");
    Object::new().with("anyOf", vec![object, text])
}
