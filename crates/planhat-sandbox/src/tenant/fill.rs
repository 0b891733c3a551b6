//! What the server fills in by itself.

use planhat_core::table::{Access, Field, Fill, Kind as Type, Resource};
use serde_json::Value;

use super::catalog::Kind;
use super::{Doc, State, Tenant, clock, lookup, write};
use crate::names::squeezed;

/// Why fields are filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// A record was put in as it is: only what it lacks is filled in.
    Inserted,
    /// A record was made.
    Created,
    /// A record was changed.
    Changed,
    /// A record that it copies from was changed.
    Copied,
}

/// Fills in the fields of a record by the tables of all kinds that it is of.
pub(crate) fn fill(
    tenant: &Tenant,
    state: &State,
    shelf: usize,
    doc: &mut Doc,
    occasion: Occasion,
) {
    let kinds = tenant.catalog().kinds_of(shelf, doc);
    let holes = kinds.flat_map(|kind| {
        let fields = kind.resource.fields.iter();
        fields.filter_map(|field| {
            Some(Hole {
                shelf,
                resource: kind.resource,
                field,
                how: field.fill?,
            })
        })
    });
    let holes: Vec<Hole> = holes
        .filter(|hole| wanted(hole.field, doc, occasion))
        .collect();
    // Twice, since one may rest on another.
    for again in [false, true] {
        let counts = |hole: &&Hole| again && hole.how == Fill::Version;
        for hole in holes.iter().filter(|hole| !counts(hole)) {
            if let Some(value) = filled(tenant, state, *hole, doc, occasion) {
                doc.insert(hole.field.name.to_owned(), value);
            }
        }
    }
}

/// A field that the server fills in.
#[derive(Clone, Copy)]
struct Hole {
    shelf: usize,
    resource: &'static Resource,
    field: &'static Field,
    how: Fill,
}

/// Whether a field is to be filled in on an occasion.
fn wanted(field: &Field, doc: &Doc, occasion: Occasion) -> bool {
    let lacks = doc.get(field.name).is_none_or(Value::is_null);
    let first = matches!(occasion, Occasion::Inserted | Occasion::Created);
    match field.fill {
        Some(Fill::Created | Fill::Of { once: true, .. }) => first && lacks,
        Some(Fill::Updated | Fill::Version) if occasion == Occasion::Copied => false,
        Some(Fill::Having { .. }) => false,
        _ if occasion == Occasion::Inserted => lacks,
        Some(Fill::Join(_)) => true,
        _ => lacks || field.access == Access::Read,
    }
}

fn filled(
    tenant: &Tenant,
    state: &State,
    hole: Hole,
    doc: &Doc,
    occasion: Occasion,
) -> Option<Value> {
    let field = hole.field;
    match hole.how {
        Fill::Created => Some(write::stamp()),
        Fill::Updated if occasion == Occasion::Inserted => {
            Some(created(tenant, hole.shelf, doc).unwrap_or_else(write::stamp))
        }
        Fill::Updated => Some(write::stamp()),
        Fill::Version => {
            let before = doc.get(field.name).and_then(Value::as_i64);
            Some(before.map_or(0, |count| count.saturating_add(1)).into())
        }
        Fill::Same(name) => doc.get(name).cloned(),
        Fill::Text(name) => Some(without_markup(doc.get(name)?.as_str()?).into()),
        Fill::Day(name) => {
            let moment = clock::parse(doc.get(name)?.as_str()?)?;
            Some(clock::day(moment).into())
        }
        Fill::Join(names) => joined(names, doc),
        Fill::Of {
            reference,
            field: there,
            ..
        } => referent(tenant, state, hole.resource, doc, [reference, there]),
        Fill::Resolve(ids) => resolved(tenant, state, hole, ids, doc),
        Fill::Matching { field: here, key } => {
            let Type::Ref(resource) = field.kind else {
                return None;
            };
            let kind = tenant.catalog().kind(resource)?;
            let value = doc.get(here)?.as_str()?;
            let record = lookup::by_key(state, kind, key, value)?;
            Some(Value::from(&*record.id))
        }
        Fill::Band { field, steps } => {
            let number = doc.get(field)?.as_f64()?;
            let step = steps.iter().find(|(least, _)| number >= *least)?;
            Some(step.1.into())
        }
        Fill::Found {
            model,
            key,
            field: there,
        } => found(tenant, state, field, [model, key, there], doc),
        Fill::Having { .. } => None,
    }
}

/// When a record was made, if it says so.
fn created(tenant: &Tenant, shelf: usize, doc: &Doc) -> Option<Value> {
    let kinds = tenant.catalog().kinds_of(shelf, doc);
    let fields = kinds.flat_map(|kind| kind.resource.fields);
    let mut created = fields.filter(|field| field.fill == Some(Fill::Created));
    created.find_map(|field| {
        doc.get(field.name)
            .filter(|value| value.is_string())
            .cloned()
    })
}

fn joined(names: &[&str], doc: &Doc) -> Option<Value> {
    let texts: Vec<&str> = names
        .iter()
        .filter_map(|name| doc.get(*name)?.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    (!texts.is_empty()).then(|| texts.join(" ").into())
}

/// The resource that a field of a record refers to.
fn target(resource: &Resource, reference: &str) -> Option<&'static str> {
    match resource.field(reference)?.kind {
        Type::Ref(name) | Type::List(&Type::Ref(name)) => Some(name),
        _ => None,
    }
}

/// A field of the record that a reference points to.
fn referent(
    tenant: &Tenant,
    state: &State,
    resource: &Resource,
    doc: &Doc,
    [reference, there]: [&str; 2],
) -> Option<Value> {
    let id = doc.get(reference)?.as_str()?;
    let kind = tenant.catalog().kind(target(resource, reference)?)?;
    let record = state.shelves[kind.shelf].get(id)?;
    record.doc.get(there).cloned()
}

/// The records that a list of ids points to, with the members that the field's objects have.
fn resolved(tenant: &Tenant, state: &State, hole: Hole, ids: &str, doc: &Doc) -> Option<Value> {
    let Type::List(Type::Object(members)) = hole.field.kind else {
        return None;
    };
    let kind = tenant.catalog().kind(target(hole.resource, ids)?)?;
    let ids = doc.get(ids)?.as_array()?;
    let items = ids.iter().filter_map(Value::as_str).map(|id| {
        let record = state.shelves[kind.shelf].get(id);
        let member = |member: &Field| match (&member.kind, record) {
            (Type::Id | Type::Ref(_), _) => Some((member.name.to_owned(), Value::from(id))),
            (_, Some(record)) => {
                let value = record.doc.get(member.name)?.clone();
                Some((member.name.to_owned(), value))
            }
            (_, None) => None,
        };
        Value::Object(members.iter().filter_map(member).collect())
    });
    Some(items.collect())
}

/// A field of the record that a model's name and an external id point to.
fn found(
    tenant: &Tenant,
    state: &State,
    field: &Field,
    [model, key, there]: [&str; 3],
    doc: &Doc,
) -> Option<Value> {
    let model = squeezed(doc.get(model)?.as_str()?);
    let mut kinds = tenant.catalog().kinds();
    let kind = kinds.find(|kind| squeezed(kind.resource.name) == model)?;
    let value = doc.get(key)?.as_str()?;
    let record = lookup::by_key(state, kind, kind.kept_as(key), value)?;
    match field.kind {
        Type::Ref(resource) if resource == kind.resource.name => Some(Value::from(&*record.id)),
        _ => record.doc.get(there).cloned(),
    }
}

/// Whether a change of a record is one that others copy.
pub(crate) fn copied_elsewhere(tenant: &Tenant, shelf: usize, before: &Doc, after: &Doc) -> bool {
    copies(tenant, shelf).any(|(_, _, there)| before.get(there) != after.get(there))
}

/// Copies anew what records hold of the one with this id.
pub(crate) fn copy_again(tenant: &Tenant, state: &mut State, shelf: usize, id: &str) {
    for (kind, reference, _) in copies(tenant, shelf) {
        let ids = state.shelves[kind.shelf].having(reference, id).cloned();
        for id in ids.into_iter().flatten() {
            let Some(record) = state.shelves[kind.shelf].get(&id) else {
                continue;
            };
            let mut doc = record.doc.clone();
            fill(tenant, state, kind.shelf, &mut doc, Occasion::Copied);
            state.shelves[kind.shelf].put(id, doc);
        }
    }
}

/// Who copies what of the records of a shelf: kind, its reference, and the field there.
fn copies(
    tenant: &Tenant,
    shelf: usize,
) -> impl Iterator<Item = (&Kind, &'static str, &'static str)> {
    let fields = tenant.catalog().kinds().flat_map(|kind| {
        let fields = kind.resource.fields.iter();
        fields.map(move |field| (kind, field))
    });
    fields.filter_map(move |(kind, field)| match field.fill {
        Some(Fill::Of {
            reference,
            field: there,
            once: false,
        }) => {
            let resource = target(kind.resource, reference)?;
            let of = tenant.catalog().kind(resource)?;
            (of.shelf == shelf).then_some((kind, reference, there))
        }
        _ => None,
    })
}

/// A text without tags, its entities resolved, blanks put together.
pub(crate) fn without_markup(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = after.split_once('>').map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    let entities = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    for (entity, sign) in entities {
        text = text.replace(entity, sign);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
