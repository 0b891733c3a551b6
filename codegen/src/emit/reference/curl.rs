//! Calls as `curl` makes them.

use serde_json::{Map, Value, json};

use super::fields;
use crate::ir::{
    Body, Field, Format, Ir, Operation, OperationKind, Resource, Returns, Scheme, Type,
};

/// An id as Planhat gives them, for examples.
const ID: &str = "61dd5bf1d8ecd4a9a5b0c0a1";

pub(super) fn emit(ir: &Ir, resource: &Resource, operation: &Operation) -> String {
    let method = operation.method.verb();
    let mut parts = vec![match method {
        "GET" => format!("curl \"{}\"", url(ir, resource, operation)),
        _ => format!("curl -X {method} \"{}\"", url(ir, resource, operation)),
    }];
    let auth = ir.api.auth.iter().find(|auth| auth.name == operation.auth);
    if let Some(auth) = auth
        && let Some(secret) = ir
            .api
            .secrets
            .iter()
            .find(|one| Some(&one.name) == auth.secret.as_ref())
    {
        match auth.scheme {
            Scheme::Bearer => parts.push(format!("-H \"Authorization: Bearer ${}\"", secret.env)),
            Scheme::Basic => parts.push(format!("-u \"${}:\"", secret.env)),
            Scheme::None => {}
        }
    }
    match &operation.body {
        Body::None => {}
        Body::Csv => parts.push("-H \"Content-Type: text/csv\" --data-binary @rows.csv".to_owned()),
        _ => {
            parts.push("-H \"Content-Type: application/json\"".to_owned());
            // A quote within single quotes ends them.
            let body = body(ir, resource, operation)
                .to_string()
                .replace('\'', "'\\''");
            parts.push(format!("-d '{body}'"));
        }
    }
    parts.join(" \\\n  ")
}

fn url(ir: &Ir, resource: &Resource, operation: &Operation) -> String {
    let host = ir.api.hosts.iter().find(|host| host.name == operation.host);
    let mut url = host.map_or_else(String::new, |host| host.url.clone());
    let mut rest = operation.path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        url.push_str(before);
        let secret = ir.api.secrets.iter().find(|secret| secret.name == name);
        let field = resource.fields.iter().find(|field| field.wire == name);
        url.push_str(&match (secret, field) {
            (Some(secret), _) => format!("${}", secret.env),
            (None, Some(field)) => text(&value(ir, resource, field)),
            (None, None) => ID.to_owned(),
        });
        rest = behind;
    }
    url.push_str(rest);
    let query: Vec<String> = query(operation)
        .map(|field| {
            format!(
                "{}={}",
                field.wire,
                text(&value(ir, resource, field)).replace(' ', "%20")
            )
        })
        .collect();
    if !query.is_empty() {
        url.push_str(&format!("?{}", query.join("&")));
    }
    url
}

/// The parameters that must be given, and of a list how many rows.
fn query(operation: &Operation) -> impl Iterator<Item = &Field> {
    let wanted = |field: &&Field| {
        let mut rules = operation.required.iter();
        let required =
            rules.any(|rule| rule.when.is_empty() && rule.one_of.first() == Some(&field.wire));
        required || operation.kind == OperationKind::List && field.wire == "limit"
    };
    operation.query.iter().filter(wanted)
}

/// The least body that the rules allow; an update sets what it promises to give back, if it can.
fn body(ir: &Ir, resource: &Resource, operation: &Operation) -> Value {
    let fields = match &operation.body {
        Body::Fields(own) => own,
        _ => &resource.fields,
    };
    let mut object = Map::new();
    let rules = operation
        .required
        .iter()
        .filter(|rule| rule.when.is_empty());
    for name in rules.filter_map(|rule| rule.one_of.first()) {
        if let Some(field) = fields.iter().find(|field| field.wire == *name) {
            object.insert(name.clone(), value(ir, resource, field));
        }
    }
    for (name, json) in &operation.fixed {
        if !operation.query.iter().any(|field| field.wire == *name) {
            object.insert(name.clone(), serde_json::from_str(json).unwrap_or_default());
        }
    }
    if object.is_empty()
        && let Some(field) = settable(operation, fields)
    {
        object.insert(field.wire.clone(), value(ir, resource, field));
    }
    match &operation.body {
        Body::Many | Body::OneOrMany => json!([object]),
        _ => Value::Object(object),
    }
}

/// A field that the operation sends and, if one is, promises.
fn settable<'f>(operation: &Operation, fields: &'f [Field]) -> Option<&'f Field> {
    let promised: &[String] = match &operation.returns {
        Returns::Record(promised) | Returns::Records(promised) => promised,
        _ => &[],
    };
    let sent = |field: &&Field| {
        field.access != crate::ir::Access::Read
            && (field.only.is_empty() || field.only.contains(&operation.name))
    };
    let mut all = fields.iter().filter(sent);
    let named = all.clone().find(|field| promised.contains(&field.wire));
    named.or_else(|| all.next())
}

/// An example of a field: its own, or one of its type.
fn value(ir: &Ir, resource: &Resource, field: &Field) -> Value {
    if let Some(example) = field.example.as_ref().or(field.default.as_ref())
        && let Ok(value) = serde_json::from_str(example)
    {
        return value;
    }
    if let Some((first, _)) = field.values.first() {
        return json!(first);
    }
    match field.format {
        Some(Format::Email) => return json!("ada@example.com"),
        Some(Format::Phone) => return json!("+46 8 123 456"),
        Some(Format::Url) => return json!("https://example.com"),
        Some(Format::Html) | None => {}
    }
    of_type(ir, resource, &field.kind)
}

fn of_type(ir: &Ir, resource: &Resource, kind: &Type) -> Value {
    match kind {
        Type::String | Type::Enum(_) | Type::Json => json!("text"),
        Type::Id | Type::Ref { .. } => json!(ID),
        Type::Integer => json!(1),
        Type::Number => json!(1.5),
        Type::Boolean => json!(true),
        Type::Day => json!(20238),
        Type::Date => json!("2025-05-30"),
        Type::DateTime => json!("2025-05-30T09:15:00.000Z"),
        Type::List(item) => json!([of_type(ir, resource, item)]),
        Type::Map(item) => json!({ "key": of_type(ir, resource, item) }),
        Type::Object(_) => {
            let members = fields::members(ir, resource, kind).unwrap_or_default();
            let members = members.iter().take(1);
            members
                .map(|field| (field.wire.clone(), value(ir, resource, field)))
                .collect::<Map<_, _>>()
                .into()
        }
        Type::Free | Type::Custom => json!({}),
    }
}

/// A value as it stands in an address.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
