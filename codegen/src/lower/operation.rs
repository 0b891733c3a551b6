//! One call.

use planhat_spec::model::{self, Kind};
use planhat_spec::names;

use super::field::{self, Scope};
use super::resource::json_texts;
use super::{Context, face};
use crate::ir::{
    Body, Example, Field, Method, Operation, Repeat, Resource, Returns, Rule, Type, TypeName,
};

pub(super) fn lower(
    context: &Context<'_>,
    scope: &mut Scope,
    spec: &model::Resource,
    resource: &Resource,
    name: &str,
    one: &model::Operation,
) -> Operation {
    let kind = kind(name, one);
    let type_base = scope.claim(format!(
        "{}{}",
        resource.names.record,
        names::type_name(name)
    ));
    let api = &context.set.api;
    let host = one.host.clone().or_else(|| spec.host.clone());
    let host = host.unwrap_or_else(|| api.default_host.clone());
    let path = one
        .path
        .clone()
        .unwrap_or_else(|| default_path(kind, name, &resource.path));
    let query = query(context, scope, &type_base, (kind, &resource.fields), one);
    let mut operation = Operation {
        name: name.to_owned(),
        method_name: name.to_owned(),
        table: name.to_uppercase(),
        kind,
        method: one.method.unwrap_or_else(|| default_method(kind)),
        auth: auth(context, spec, one, &host),
        ids: ids(context, resource, kind, one, &path),
        body: body(context, scope, &type_base, kind, one),
        required: rules(&one.required, &one.one_of),
        advised: rules(&one.advised, &[]),
        drops_without: one.drops_without.clone(),
        fixed: fixed(spec, kind, one, &query),
        returns: returns(context, scope, &type_base, kind, one),
        repeat: repeat(kind, one.idempotent),
        doc: one
            .doc
            .clone()
            .unwrap_or_else(|| default_doc(kind, name, resource)),
        note: one.note.clone(),
        unverified: one.unverified,
        deprecated: one.deprecated.clone(),
        copies: one.copies.clone(),
        tool: tool(api, spec, resource, kind, name, one),
        face: face::empty(),
        example: example(context, spec, name),
        host,
        path,
        query,
    };
    let required = operation.query.iter();
    let required = required.filter(|field| is_required(api, kind, one, &field.wire));
    let rules: Vec<Rule> = required.map(|field| Rule::of(&field.wire)).collect();
    for rule in rules {
        if !operation.required.contains(&rule) {
            operation.required.push(rule);
        }
    }
    operation.face = face::lower(context, scope, resource, &operation, &type_base);
    operation
}

/// Whether a parameter must be given: its own entry says so, or the shared one.
fn is_required(api: &model::Api, kind: Kind, one: &model::Operation, wire: &str) -> bool {
    let own = match one.query.get(wire) {
        Some(model::Query::Parameter(parameter)) => parameter.required,
        _ => false,
    };
    let shared = api.query.get(wire).filter(|_| kind == Kind::List);
    own || shared.is_some_and(|parameter| parameter.required)
}

fn kind(name: &str, one: &model::Operation) -> Kind {
    one.kind.unwrap_or(match name {
        "list" => Kind::List,
        "get" => Kind::Get,
        "create" => Kind::Create,
        "update" => Kind::Update,
        "delete" => Kind::Delete,
        "bulk_upsert" => Kind::BulkUpsert,
        _ => Kind::Action,
    })
}

fn default_method(kind: Kind) -> Method {
    match kind {
        Kind::List | Kind::Get => Method::Get,
        Kind::Create | Kind::Action => Method::Post,
        Kind::Update | Kind::BulkUpsert => Method::Put,
        Kind::Delete => Method::Delete,
    }
}

fn default_path(kind: Kind, name: &str, collection: &str) -> String {
    match kind {
        Kind::List | Kind::Create | Kind::BulkUpsert => collection.to_owned(),
        Kind::Get | Kind::Update | Kind::Delete => format!("{collection}/{{id}}"),
        Kind::Action => format!("{collection}/{name}"),
    }
}

/// Its own, the resource's where the host is the resource's too, else that of the host.
fn auth(
    context: &Context<'_>,
    spec: &model::Resource,
    one: &model::Operation,
    host: &str,
) -> String {
    let of_resource = if one.host.is_none() || one.host == spec.host {
        spec.auth.clone()
    } else {
        None
    };
    let of_host = || {
        context
            .set
            .api
            .hosts
            .get(host)
            .map(|host| host.auth.clone())
    };
    one.auth
        .clone()
        .or(of_resource)
        .or_else(of_host)
        .unwrap_or_default()
}

fn ids(
    context: &Context<'_>,
    resource: &Resource,
    kind: Kind,
    one: &model::Operation,
    path: &str,
) -> Vec<String> {
    if !path.contains("{id}") {
        return Vec::new();
    }
    let wanted = one.ids.clone().unwrap_or_else(|| match kind {
        Kind::Get | Kind::Update => resource.keys.clone(),
        _ => vec!["_id".to_owned()],
    });
    let ranked = context.set.api.keys.iter();
    ranked
        .filter(|(name, key)| key.path != Some(false) && wanted.contains(name))
        .map(|(name, _)| name.clone())
        .collect()
}

/// The shared parameters of lists, refined or removed, then its own.
fn query(
    context: &Context<'_>,
    scope: &mut Scope,
    type_base: &str,
    (kind, fields): (Kind, &[Field]),
    one: &model::Operation,
) -> Vec<Field> {
    let shared = if kind == Kind::List {
        context.query.as_slice()
    } else {
        &[]
    };
    let mut all = Vec::new();
    for field in shared {
        match one.query.get(&field.wire) {
            None => all.push(field.clone()),
            Some(model::Query::Removed) => {}
            Some(model::Query::Parameter(spec)) => all.push(field::lower_parameter(
                context,
                scope,
                type_base,
                &field.wire,
                spec,
                Some(field),
            )),
        }
    }
    for (wire, parameter) in &one.query {
        if let model::Query::Parameter(spec) = parameter
            && !shared.iter().any(|field| field.wire == *wire)
        {
            let mut lowered = field::lower_parameter(context, scope, type_base, wire, spec, None);
            if kind == Kind::List {
                lowered.filter = field::filter(wire, spec, fields);
            }
            all.push(lowered);
        }
    }
    all
}

fn body(
    context: &Context<'_>,
    scope: &mut Scope,
    type_base: &str,
    kind: Kind,
    one: &model::Operation,
) -> Body {
    match &one.body {
        Some(model::Body::None) => Body::None,
        Some(model::Body::One) => Body::One,
        Some(model::Body::Many) => Body::Many,
        Some(model::Body::OneOrMany) => Body::OneOrMany,
        Some(model::Body::Csv) => Body::Csv,
        Some(model::Body::Fields(fields)) => {
            let lower = |(wire, one): (&String, &model::Field)| {
                field::lower(context, scope, type_base, wire, one, model::Access::Write)
            };
            Body::Fields(fields.iter().map(lower).collect())
        }
        None => match kind {
            Kind::List | Kind::Get | Kind::Delete => Body::None,
            Kind::Create | Kind::Update => Body::One,
            Kind::BulkUpsert => Body::Many,
            Kind::Action if one.method == Some(Method::Get) => Body::None,
            Kind::Action => Body::One,
        },
    }
}

fn rules(rules: &[model::Rule], one_of: &[String]) -> Vec<Rule> {
    let mut all: Vec<Rule> = rules
        .iter()
        .map(|rule| Rule {
            one_of: rule.one_of.clone(),
            when: json_texts(&rule.when),
        })
        .collect();
    let bare = Rule {
        one_of: one_of.to_vec(),
        when: Vec::new(),
    };
    if !one_of.is_empty() && !all.contains(&bare) {
        all.push(bare);
    }
    all
}

/// Constants of the resource where records are made, or where the list can filter by them; then
/// those of the operation, which win.
fn fixed(
    spec: &model::Resource,
    kind: Kind,
    one: &model::Operation,
    query: &[Field],
) -> Vec<(String, String)> {
    let inherited = spec.fixed.iter().filter(|(name, _)| match kind {
        Kind::Create | Kind::BulkUpsert => true,
        Kind::List => query.iter().any(|field| field.wire == **name),
        _ => false,
    });
    let mut all: Vec<(String, String)> = inherited
        .filter(|(name, _)| !one.fixed.contains_key(*name))
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect();
    all.extend(json_texts(&one.fixed));
    all
}

fn returns(
    context: &Context<'_>,
    scope: &mut Scope,
    type_base: &str,
    kind: Kind,
    one: &model::Operation,
) -> Returns {
    let records = |promised| match kind {
        Kind::List => Returns::Records(promised),
        _ => Returns::Record(promised),
    };
    let result = |name: &str| {
        Returns::Shape(
            name.to_owned(),
            TypeName {
                name: names::type_name(name),
                shared: true,
            },
        )
    };
    match &one.returns {
        Some(model::Returns::Fields(promised)) => records(promised.clone()),
        Some(model::Returns::Record) => records(Vec::new()),
        Some(model::Returns::Nothing) => Returns::Nothing,
        Some(model::Returns::Json) => Returns::Json,
        Some(model::Returns::Result(name)) => result(name),
        Some(model::Returns::Shape(fields)) => {
            let name = format!("{type_base}Answer");
            match field::object_type(context, scope, &name, "What the call answers.", fields) {
                Type::Object(name) => Returns::Shape(String::new(), name),
                _ => Returns::Json,
            }
        }
        None => match kind {
            Kind::List | Kind::Get | Kind::Create | Kind::Update => records(Vec::new()),
            Kind::Delete => result("delete_result"),
            Kind::BulkUpsert => result("bulk_result"),
            Kind::Action => Returns::Json,
        },
    }
}

fn example(context: &Context<'_>, spec: &model::Resource, operation: &str) -> Option<Example> {
    let examples = context.set.examples.get(&spec.resource)?;
    let example = examples.operations.get(operation)?;
    let query = example.request.query.iter();
    Some(Example {
        path: example.request.path.clone(),
        query: query
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        body: example.request.body.clone(),
        status: example.response.status.unwrap_or(200),
        answer: example.response.body.clone(),
    })
}

fn repeat(kind: Kind, idempotent: Option<bool>) -> Repeat {
    match (idempotent, kind) {
        (Some(true), _) => Repeat::Always,
        (Some(false), _) => Repeat::Never,
        (None, Kind::List | Kind::Get | Kind::Update | Kind::Delete) => Repeat::Always,
        (None, Kind::BulkUpsert) => Repeat::WithKeys,
        (None, Kind::Create | Kind::Action) => Repeat::Never,
    }
}

fn default_doc(kind: Kind, name: &str, resource: &Resource) -> String {
    let (one, many) = (&resource.one, &resource.many);
    match kind {
        Kind::List if name != "list" => format!("Lists {many}: {}.", name.replace('_', " ")),
        Kind::List => format!("Lists {many}."),
        Kind::Get => format!("Gets one {one}."),
        Kind::Create => format!("Creates one {one}."),
        Kind::Update => format!("Updates one {one}; what is not given stays as it is."),
        Kind::Delete => format!("Deletes one {one}."),
        Kind::BulkUpsert => format!("Creates or updates many {many}, matched by their keys."),
        Kind::Action => format!("Calls {} of {many}.", name.replace('_', " ")),
    }
}

/// The name of its tool, where it is one.
fn tool(
    api: &model::Api,
    spec: &model::Resource,
    resource: &Resource,
    kind: Kind,
    name: &str,
    one: &model::Operation,
) -> Option<String> {
    match &one.tool {
        Some(model::ToolName::Is(false)) => return None,
        Some(model::ToolName::Named(name)) => return Some(name.clone()),
        Some(model::ToolName::Is(true)) => {}
        None if !api.tools.kinds.contains(&kind) => return None,
        None => {}
    }
    let nouns = spec.tool.clone().unwrap_or_default();
    let pattern = api
        .tools
        .names
        .get(name)
        .or_else(|| api.tools.names.get("other"))?;
    Some(
        pattern
            .replace("{one}", nouns.one.as_deref().unwrap_or(&resource.name))
            .replace("{many}", nouns.many.as_deref().unwrap_or(&resource.plural))
            .replace("{operation}", name),
    )
}
