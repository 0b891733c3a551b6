//! Records as operations show them.

use planhat_core::table::{Access, Fill, Operation, OperationKind, Returns};
use serde_json::{Value, json};

use super::catalog::Kind;
use super::shelf::Record;
use super::{Doc, State, Tenant};
use crate::exchange::Answer;

/// The answer with a record.
pub(crate) fn record(
    tenant: &Tenant,
    state: &State,
    kind: &Kind,
    operation: &Operation,
    record: &Record,
) -> Answer {
    if matches!(operation.returns, Returns::Nothing) {
        return empty(operation);
    }
    let having = operation.kind == OperationKind::Get && !kind.having.is_empty();
    if !having && !kind.shaped {
        return Answer {
            status: 200,
            content_type: "application/json; charset=utf-8",
            body: vec![record.json.clone()],
        };
    }
    let mut doc = shaped(kind, operation, &record.doc);
    if having {
        add_having(tenant, state, kind, &mut doc);
    }
    Answer::json(200, &Value::Object(doc))
}

/// A record as get shows it.
pub(crate) fn with_having(tenant: &Tenant, state: &State, kind: &Kind, doc: &Doc) -> Doc {
    let mut operations = kind.resource.operations.iter();
    let get = operations.find(|one| one.kind == OperationKind::Get);
    let mut doc = get.map_or_else(|| doc.clone(), |get| shaped(kind, get, doc));
    add_having(tenant, state, kind, &mut doc);
    doc
}

/// The answer to a delete.
pub(crate) fn deleted(
    tenant: &Tenant,
    state: &State,
    kind: &Kind,
    operation: &Operation,
    removed: &Record,
) -> Answer {
    match operation.returns {
        Returns::Record(_) | Returns::Records(_) => record(tenant, state, kind, operation, removed),
        Returns::Shape(_, fields) => {
            // A count of one, whatever it is called.
            let counts = fields.iter().map(|field| (field.name.to_owned(), json!(1)));
            Answer::json(200, &Value::Object(counts.collect()))
        }
        Returns::Nothing | Returns::Json => empty(operation),
    }
}

/// An answer that says nothing.
pub(crate) fn empty(operation: &Operation) -> Answer {
    match operation.kind {
        OperationKind::Delete => Answer::json(200, &json!({})),
        _ => Answer::text(200, ""),
    }
}

/// A record under the names that an operation shows: those that it lacks are left out, and a written
/// name stands where the one that reads show does not.
pub(crate) fn shaped(kind: &Kind, operation: &Operation, doc: &Doc) -> Doc {
    if !kind.shaped {
        return doc.clone();
    }
    let mut shown = Doc::new();
    let has = |name: &str| {
        let field = kind.resource.field(name);
        field
            .is_none_or(|field| field.access != Access::Write && field.in_operation(operation.name))
    };
    for (name, value) in doc {
        if has(name) {
            shown.insert(name.clone(), value.clone());
        }
    }
    let written = kind
        .resource
        .fields
        .iter()
        .filter(|field| field.access != Access::Write && field.in_operation(operation.name));
    for field in written {
        if let Some(kept) = field.reads_as
            && !has(kept)
            && let Some(value) = doc.get(kept)
        {
            shown.insert(field.name.to_owned(), value.clone());
        }
    }
    shown
}

/// Adds the records that point to a record.
fn add_having(tenant: &Tenant, state: &State, kind: &Kind, doc: &mut Doc) {
    let id = doc
        .get("_id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    for field in &kind.having {
        let Some(Fill::Having { resource, by }) = field.fill else {
            continue;
        };
        let Some(other) = tenant.catalog().kind(resource) else {
            continue;
        };
        let shelf = &state.shelves[other.shelf];
        let ids = shelf.having(by, &id).into_iter().flatten();
        let records = ids.filter_map(|id| shelf.get(id));
        let docs = records.map(|record| Value::Object(record.doc.clone()));
        doc.insert(field.name.to_owned(), docs.collect());
    }
}
