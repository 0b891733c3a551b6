//! How the method of an operation looks to the one who calls it.

use planhat_spec::model::Kind;
use planhat_spec::names;

use super::Context;
use crate::ir::{
    Access, Argument, Body, Choice, ChoiceVariant, Face, Field, Form, IdArgument, Operation,
    PathKey, Resource, Setter,
};

/// A face to be filled in once the rest of the operation is known.
pub(super) fn empty() -> Face {
    Face {
        id: None,
        path: Vec::new(),
        arguments: Vec::new(),
        form: Form::Plain,
        call: None,
        setters: Vec::new(),
    }
}

pub(super) fn lower(
    context: &Context<'_>,
    resource: &Resource,
    operation: &Operation,
    base: &str,
) -> Face {
    let form = form(operation);
    let mut arguments = match form {
        Form::Plain | Form::Build => arguments(resource, operation),
        _ => query_arguments(operation),
    };
    set_apart(&mut arguments);
    let setters = setters(operation, &arguments, form);
    Face {
        id: id(context, resource, operation, base),
        path: path_fields(context, resource, operation),
        call: (!setters.is_empty()).then(|| base.to_owned()),
        arguments,
        form,
        setters,
    }
}

/// Arguments that would be called like what methods take besides.
fn set_apart(arguments: &mut [Argument]) {
    for argument in arguments {
        if let Argument::Field { field, .. } = argument
            && ["id", "patch", "rows", "text"].contains(&field.rust.as_str())
        {
            field.rust.push('_');
        }
    }
}

fn form(operation: &Operation) -> Form {
    match operation.body {
        Body::None | Body::Fields(_) => Form::Plain,
        Body::Csv => Form::Csv,
        Body::One if operation.kind == Kind::Update => Form::Patch,
        Body::One => Form::Build,
        Body::Many | Body::OneOrMany if operation.kind == Kind::BulkUpsert => Form::Bulk,
        Body::Many | Body::OneOrMany => Form::Rows,
    }
}

/// The id alone, the key type of the resource, or a type that takes just the keys in question.
fn id(
    context: &Context<'_>,
    resource: &Resource,
    operation: &Operation,
    base: &str,
) -> Option<IdArgument> {
    if !operation.path.contains("{id}") {
        return None;
    }
    let keys = super::path_keys(context.set, Some(&operation.ids));
    let same = |left: &[PathKey], right: &[PathKey]| {
        left.iter()
            .map(|key| &key.wire)
            .eq(right.iter().map(|key| &key.wire))
    };
    Some(if keys.is_empty() {
        IdArgument {
            name: resource.names.id.clone(),
            own: Vec::new(),
        }
    } else if same(&keys, &resource.path_keys) {
        IdArgument {
            name: resource.names.key.clone(),
            own: Vec::new(),
        }
    } else {
        IdArgument {
            name: format!("{base}Key"),
            own: keys,
        }
    })
}

/// Placeholders of the path that are neither the id nor a secret.
fn path_fields(context: &Context<'_>, resource: &Resource, operation: &Operation) -> Vec<Field> {
    let placeholders = operation
        .path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'));
    placeholders
        .map(|(name, _)| name)
        .filter(|name| *name != "id" && !context.set.api.secrets.contains_key(*name))
        .filter_map(|name| {
            resource
                .fields
                .iter()
                .find(|field| field.wire == name)
                .cloned()
        })
        .collect()
}

/// The parameters and body fields that a call must have, conditions aside, in the order of the
/// rules.
pub(super) fn arguments(resource: &Resource, operation: &Operation) -> Vec<Argument> {
    let rules = operation
        .required
        .iter()
        .filter(|rule| rule.when.is_empty());
    let mut seen: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for rule in rules {
        let fields: Vec<(Field, bool)> = rule
            .one_of
            .iter()
            .filter_map(|name| find(resource, operation, name))
            .collect();
        match fields.as_slice() {
            [(field, query)] if rule.one_of.len() == 1 => {
                if !seen.contains(&rule.one_of[0].as_str()) {
                    all.push(Argument::Field {
                        field: Box::new(field.clone()),
                        query: *query,
                    });
                    seen.push(&rule.one_of[0]);
                }
            }
            [] => {}
            fields => all.push(Argument::Choice(choice(resource, fields))),
        }
    }
    all
}

/// The required parameters of an operation whose body comes as a value of its own.
fn query_arguments(operation: &Operation) -> Vec<Argument> {
    let rules = operation
        .required
        .iter()
        .filter(|rule| rule.when.is_empty());
    rules
        .filter_map(|rule| match rule.one_of.as_slice() {
            [name] => operation.query.iter().find(|field| field.wire == *name),
            _ => None,
        })
        .map(|field| Argument::Field {
            field: Box::new(field.clone()),
            query: true,
        })
        .collect()
}

fn find(resource: &Resource, operation: &Operation, name: &str) -> Option<(Field, bool)> {
    if let Some(field) = operation.query.iter().find(|field| field.wire == name) {
        return Some((field.clone(), true));
    }
    let fields = match &operation.body {
        Body::Fields(fields) => fields,
        _ => &resource.fields,
    };
    fields
        .iter()
        .find(|field| field.wire == name)
        .map(|field| (field.clone(), false))
}

fn choice(resource: &Resource, fields: &[(Field, bool)]) -> Choice {
    let names: Vec<String> = fields
        .iter()
        .map(|(field, _)| names::type_name(&field.rust))
        .collect();
    Choice {
        name: format!("{}{}", resource.names.record, names.join("Or")),
        variants: fields
            .iter()
            .zip(&names)
            .map(|((field, _), name)| ChoiceVariant {
                name: name.clone(),
                rust: field.rust.clone(),
                wire: field.wire.clone(),
                kind: field.kind.clone(),
                doc: field.doc.clone(),
            })
            .collect(),
    }
}

/// Optional parameters, and optional fields of a body that is not made of the resource's fields.
fn setters(operation: &Operation, arguments: &[Argument], form: Form) -> Vec<Setter> {
    let given = |wire: &str| {
        operation.fixed.iter().any(|(name, _)| name == wire)
            || arguments.iter().any(|argument| match argument {
                Argument::Field { field, .. } => field.wire == wire,
                Argument::Choice(_) => false,
            })
    };
    let mut all: Vec<Setter> = Vec::new();
    if matches!(form, Form::Plain) {
        let query = operation.query.iter().filter(|field| !given(&field.wire));
        all.extend(query.map(|field| Setter {
            field: field.clone(),
            query: true,
        }));
        if let Body::Fields(fields) = &operation.body {
            let body = fields
                .iter()
                .filter(|field| !given(&field.wire) && field.access != Access::Read);
            all.extend(body.map(|field| Setter {
                field: field.clone(),
                query: false,
            }));
        }
    }
    all
}
