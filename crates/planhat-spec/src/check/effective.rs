//! What holds for an operation where its spec leaves something out.

use super::Context;
use crate::model::{Body, Kind, Method, Operation, Resource};

pub(super) fn plural(spec: &Resource) -> String {
    spec.plural
        .clone()
        .unwrap_or_else(|| format!("{}s", spec.resource))
}

pub(crate) fn kind(name: &str, operation: &Operation) -> Kind {
    operation.kind.unwrap_or(match name {
        "list" => Kind::List,
        "get" => Kind::Get,
        "create" => Kind::Create,
        "update" => Kind::Update,
        "delete" => Kind::Delete,
        "bulk_upsert" => Kind::BulkUpsert,
        _ => Kind::Action,
    })
}

pub(super) fn method(name: &str, operation: &Operation) -> Method {
    operation.method.unwrap_or(match kind(name, operation) {
        Kind::List | Kind::Get => Method::Get,
        Kind::Create | Kind::Action => Method::Post,
        Kind::Update | Kind::BulkUpsert => Method::Put,
        Kind::Delete => Method::Delete,
    })
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sent {
    /// No fields: no body, or text.
    Nothing,
    /// Fields of the record.
    Record,
    /// Fields of its own.
    Own,
}

pub(crate) fn sent(name: &str, operation: &Operation) -> Sent {
    match &operation.body {
        Some(Body::None | Body::Csv) => Sent::Nothing,
        Some(Body::One | Body::Many | Body::OneOrMany) => Sent::Record,
        Some(Body::Fields(_)) => Sent::Own,
        None => match kind(name, operation) {
            Kind::List | Kind::Get | Kind::Delete => Sent::Nothing,
            Kind::Action if operation.method == Some(Method::Get) => Sent::Nothing,
            _ => Sent::Record,
        },
    }
}

/// The path of a resource: its own, that of what it is a view of, or one made of the plural.
pub(super) fn collection(context: &Context<'_>, spec: &Resource) -> String {
    let parent = spec
        .view_of
        .as_ref()
        .and_then(|name| context.set.resources.get(name));
    match (&spec.path, parent) {
        (Some(path), _) => path.clone(),
        (None, Some(parent)) if parent.view_of.is_none() => collection(context, parent),
        _ => format!("/{}", plural(spec).replace('_', "")),
    }
}

pub(super) fn path(
    context: &Context<'_>,
    spec: &Resource,
    name: &str,
    operation: &Operation,
) -> String {
    if let Some(path) = &operation.path {
        return path.clone();
    }
    let base = collection(context, spec);
    match kind(name, operation) {
        Kind::List | Kind::Create | Kind::BulkUpsert => base,
        Kind::Get | Kind::Update | Kind::Delete => format!("{base}/{{id}}"),
        Kind::Action => format!("{base}/{name}"),
    }
}

pub(super) fn host<'a>(
    context: &'a Context<'_>,
    spec: &'a Resource,
    operation: &'a Operation,
) -> &'a str {
    operation
        .host
        .as_deref()
        .or(spec.host.as_deref())
        .unwrap_or(&context.set.api.default_host)
}

/// The names between braces.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
}
