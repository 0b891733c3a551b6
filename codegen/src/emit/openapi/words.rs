//! What is to be said of fields, parameters and calls.

use super::calls::{Call, Use};
use super::schemas::Side;
use crate::ir::{Access, Body, Field, Ir, OperationKind, PathKey, Returns, Type};
use crate::words::{code, rules};

/// A field, in one paragraph.
pub(super) fn field(ir: &Ir, field: &Field, side: Side) -> String {
    let mut all = field.doc.clone();
    all.push_str(&meaning(ir, &field.kind));
    if side == Side::Write {
        all.push_str(&prefixes(ir, field));
    }
    all.push_str(&values(field));
    if !field.only.is_empty() {
        all.push_str(&format!(" Only in {}.", code(&field.only)));
    }
    if let (Side::Write, Some(name)) = (side, &field.reads_as) {
        all.push_str(&format!(" Comes back as `{name}`."));
    }
    if side == Side::Read && !field.aliases.is_empty() {
        all.push_str(&format!(" May come as {} too.", code(&field.aliases)));
    }
    if let Some(default) = field.default.as_ref().filter(|_| side == Side::Write) {
        all.push_str(&format!(" Default: `{default}`."));
    }
    all.push_str(&marks(field));
    all
}

/// A query parameter.
pub(super) fn parameter(ir: &Ir, field: &Field) -> String {
    let mut all = field.doc.clone();
    all.push_str(&meaning(ir, &field.kind));
    all.push_str(&values(field));
    if matches!(field.kind, Type::List(_)) {
        all.push_str(" Joined by commas.");
    }
    if !field.aliases.is_empty() {
        all.push_str(&format!(" Planhat also takes {}.", code(&field.aliases)));
    }
    all.push_str(&marks(field));
    all
}

/// What a schema cannot say of a type.
fn meaning(ir: &Ir, kind: &Type) -> String {
    let named = |name: &str| ir.resources.iter().find(|one| one.name == name);
    match kind {
        Type::Day => " Days since 1970-01-01.".to_owned(),
        Type::Ref { resource, .. } => named(resource).map_or_else(String::new, |resource| {
            format!(" The id of {}.", resource.a_one)
        }),
        Type::List(item) => match &**item {
            Type::Ref { resource, .. } => named(resource).map_or_else(String::new, |resource| {
                format!(" Ids of {}.", resource.many)
            }),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// The prefixed keys that stand in for an id in bodies.
fn prefixes(ir: &Ir, field: &Field) -> String {
    if !field.prefixed {
        return String::new();
    }
    let mut resources = ir.resources.iter();
    let found = resources.find(|resource| field.kind.refers_to(&resource.name));
    let keys = found.map_or(&[][..], |resource| &resource.path_keys);
    format!(
        " In create and bulk upsert also {}.",
        prefixed(keys.iter()).join(" or ")
    )
}

fn prefixed<'k>(keys: impl Iterator<Item = &'k PathKey>) -> Vec<String> {
    keys.map(|key| format!("`{}` and the {}", key.prefix, key.wire))
        .collect()
}

/// What the values of an enum mean, and whether there may be others.
fn values(field: &Field) -> String {
    if field.values.is_empty() {
        return String::new();
    }
    let value = |(value, doc): &(String, String)| match doc.is_empty() {
        true => format!("`{value}`"),
        false => format!("`{value}` ({})", doc.trim_end_matches('.')),
    };
    let values: Vec<String> = field.values.iter().map(value).collect();
    let known = if field.open { "Known values" } else { "Values" };
    format!(" {known}: {}.", values.join(", "))
}

fn marks(field: &Field) -> String {
    let mut all = String::new();
    if field.unverified {
        all.push_str(" **Unverified.**");
    }
    if let Some(note) = &field.note {
        all.push_str(&format!(" Note: {note}"));
    }
    if let Some(instead) = &field.deprecated {
        all.push_str(&format!(" Deprecated: {instead}."));
    }
    all
}

/// The placeholder of the record.
pub(super) fn id(ir: &Ir, one: &Use<'_>) -> String {
    let keys = one.operation.ids.iter();
    let known = keys.filter_map(|name| ir.api.keys.iter().find(|key| key.name == *name));
    let ways = known.map(|key| match &key.prefix {
        Some(prefix) => format!("`{prefix}` and the {}", key.name),
        None => format!("the {}", key.name),
    });
    let ways: Vec<String> = ways.collect();
    format!("Which {}: {}.", one.resource.one, ways.join(", or "))
}

/// A call, in paragraphs: what its owner does, then what others do with it.
pub(super) fn call(ir: &Ir, call: &Call<'_>) -> String {
    let owner = call.owner();
    let mut all = paragraphs(ir, owner);
    for one in call.others() {
        let mut said = vec![format!(
            "As {} (`{}`): {}",
            one.resource.a_one, one.id, one.operation.doc
        )];
        said.extend(besides(owner, one));
        said.extend(paragraphs(ir, one));
        all.push(said.join(" "));
    }
    all.join("\n\n")
}

/// Fields that the answer shows to a view alone.
fn besides(owner: &Use<'_>, one: &Use<'_>) -> Option<String> {
    let is_record = |one: &Use<'_>| {
        matches!(
            one.operation.returns,
            Returns::Record(_) | Returns::Records(_)
        )
    };
    let known = |name: &str| owner.resource.fields.iter().any(|field| field.wire == name);
    let fields = one.resource.fields.iter();
    let more: Vec<String> = fields
        .filter(|field| field.access != Access::Write && !known(&field.wire))
        .map(|field| field.wire.clone())
        .collect();
    let said = is_record(owner) && is_record(one) && !more.is_empty();
    said.then(|| format!("The answer may have {} besides.", code(&more)))
}

/// What is to be known of an operation, its summary apart.
fn paragraphs(ir: &Ir, one: &Use<'_>) -> Vec<String> {
    let operation = one.operation;
    let bulk = operation.kind == OperationKind::BulkUpsert;
    let mut all = Vec::new();
    if !operation.required.is_empty() {
        let whose = match bulk {
            true => "Rows without a key require",
            false => "Requires",
        };
        all.push(format!("{whose} {}.", rules(&operation.required)));
    }
    if !operation.advised.is_empty() {
        let advised = rules(&operation.advised);
        all.push(format!("One source also requires {advised}."));
    }
    if !operation.drops_without.is_empty() {
        let fields = code(&operation.drops_without);
        all.push(format!(
            "Rows without {fields} are dropped without an error."
        ));
    }
    for (name, value) in &operation.fixed {
        all.push(format!("Always send `{name}` as `{value}`."));
    }
    if matches!(operation.body, Body::Many | Body::OneOrMany) && bulk {
        all.push(format!("At most {} rows a call.", ir.api.bulk_rows));
    }
    if let Returns::Records(promised) | Returns::Record(promised) = &operation.returns
        && !promised.is_empty()
    {
        all.push(format!("Returns at least {}.", code(promised)));
    }
    if operation.unverified {
        let mark = "**Unverified:** not all of this call is confirmed by a first-hand source.";
        all.push(mark.to_owned());
    }
    if let Some(note) = &operation.note {
        all.push(format!("Note: {note}"));
    }
    if let Some(instead) = &operation.deprecated {
        all.push(format!("Deprecated: {instead}."));
    }
    all
}
