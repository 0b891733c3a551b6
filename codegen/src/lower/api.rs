//! What is true of the whole API.

use planhat_spec::model;
use planhat_spec::names;

use super::Context;
use super::field::{self, Scope};
use crate::ir::{Api, Auth, Field, Host, Key, Secret, Tag};

pub(super) fn lower(context: &Context<'_>) -> Api {
    let spec = &context.set.api;
    let mut scope = Scope::shared();
    // First of all: operations name these types as the specs do.
    for (name, fields) in &spec.results {
        let type_name = names::type_name(name);
        let doc = format!("The answer that the specs call `{name}`.");
        field::object_type(context, &mut scope, &type_name, &doc, fields);
    }
    let common = common(context, &mut scope);
    let query = query(context, &mut scope);
    let limits = &spec.limits;
    Api {
        title: spec.title.clone(),
        summary: spec.summary.clone(),
        hosts: spec.hosts.iter().map(host).collect(),
        default_host: spec.default_host.clone(),
        auth: spec.auth.iter().map(auth).collect(),
        secrets: spec.secrets.iter().map(secret).collect(),
        per_minute: limits.per_minute,
        per_second: limits.per_second,
        parallel: limits.parallel,
        bulk_rows: limits.bulk_rows,
        body_bytes: limits.body_bytes,
        query_bytes: limits.query_bytes,
        retry_statuses: spec.retry.statuses.clone(),
        retry_header: spec.retry.header.clone(),
        partial_statuses: spec.statuses.partial.clone(),
        bulk_result_statuses: spec.statuses.bulk_result_too.clone(),
        page_order: spec.paging.order.clone(),
        keys: spec.keys.iter().map(key).collect(),
        tags: spec.tags.iter().map(tag).collect(),
        common,
        query,
        types: scope.types,
        enums: scope.enums,
    }
}

/// The shared fields, each with the name of the constant it becomes.
fn common(context: &Context<'_>, scope: &mut Scope) -> Vec<Field> {
    let fields = context.set.api.common.iter();
    let mut lowered: Vec<Field> = fields
        .map(|(wire, spec)| field::lower(context, scope, "", wire, spec, model::Access::Both))
        .collect();
    for field in &mut lowered {
        field.shared = Some(format!("FIELD_{}", field.rust.to_uppercase()));
    }
    lowered
}

fn query(context: &Context<'_>, scope: &mut Scope) -> Vec<Field> {
    let parameters = context.set.api.query.iter();
    let mut lowered: Vec<Field> = parameters
        .map(|(wire, spec)| field::lower_parameter(context, scope, "Query", wire, spec, None))
        .collect();
    for field in &mut lowered {
        field.shared = Some(format!("PARAMETER_{}", field.rust.to_uppercase()));
    }
    lowered
}

fn host((name, host): (&String, &model::Host)) -> Host {
    Host {
        name: name.clone(),
        url: host.url.trim_end_matches('/').to_owned(),
        auth: host.auth.clone(),
        regional: host.regional.clone(),
        clusters: host.clusters.clone(),
        paced: host.paced.unwrap_or(true),
        doc: host.doc.clone().unwrap_or_default(),
    }
}

fn auth((name, auth): (&String, &model::Auth)) -> Auth {
    Auth {
        name: name.clone(),
        scheme: auth.scheme,
        secret: auth.secret.clone(),
        doc: auth.doc.clone().unwrap_or_default(),
    }
}

fn secret((name, secret): (&String, &model::Secret)) -> Secret {
    Secret {
        name: name.clone(),
        env: secret.env.clone(),
        doc: secret.doc.clone(),
    }
}

fn key((name, key): (&String, &model::Key)) -> Key {
    Key {
        name: name.clone(),
        prefix: key.prefix.clone(),
        path: key.path.unwrap_or(true),
    }
}

fn tag((name, tag): (&String, &model::Tag)) -> Tag {
    Tag {
        name: name.clone(),
        doc: tag.doc.clone(),
        tools: tag.tools.unwrap_or(true),
    }
}
