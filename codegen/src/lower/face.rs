//! How the method of an operation looks to the one who calls it.

use planhat_spec::model::Kind;
use planhat_spec::names;

use super::Context;
use super::field::Scope;
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
    scope: &mut Scope,
    resource: &Resource,
    operation: &Operation,
    base: &str,
) -> Face {
    let form = form(operation);
    let mut arguments = arguments(scope, resource, operation);
    if !matches!(form, Form::Plain | Form::Build) {
        // The body comes as a value of its own.
        arguments.retain(Argument::is_query);
    }
    set_apart(&mut arguments);
    let setters = setters(operation, &arguments, form);
    let own_type = !matches!(form, Form::Build | Form::Bulk) && !setters.is_empty();
    Face {
        id: id(context, scope, resource, operation, base),
        path: path_fields(context, resource, operation),
        call: own_type.then(|| base.to_owned()),
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
    scope: &mut Scope,
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
            name: scope.claim(format!("{base}Key")),
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

/// The parameters and body fields that a call must have, in the order of the rules. What has a
/// condition, is always sent or stands in the path is none of them.
pub(super) fn arguments(
    scope: &mut Scope,
    resource: &Resource,
    operation: &Operation,
) -> Vec<Argument> {
    let rules = operation
        .required
        .iter()
        .filter(|rule| rule.when.is_empty());
    let given = |name: &String| {
        operation.fixed.iter().any(|(known, _)| known == name)
            || operation.path.contains(&format!("{{{name}}}"))
    };
    let mut all: Vec<Argument> = Vec::new();
    for rule in rules.filter(|rule| !rule.one_of.iter().any(given)) {
        let fields: Vec<(Field, bool)> = rule
            .one_of
            .iter()
            .filter_map(|name| find(resource, operation, name))
            .collect();
        let argument = match fields.as_slice() {
            [] => continue,
            [(field, query)] => Argument::Field {
                field: Box::new(field.clone()),
                query: *query,
            },
            fields => Argument::Choice(choice(scope, resource, fields)),
        };
        if !all.iter().any(|known| known.is_same(&argument)) {
            all.push(argument);
        }
    }
    all
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

/// The type of a one-of rule; the same names give the same type.
fn choice(scope: &mut Scope, resource: &Resource, fields: &[(Field, bool)]) -> Choice {
    let query = fields.iter().all(|(_, query)| *query);
    let wires = |choice: &Choice| {
        let fields = choice.variants.iter();
        fields
            .map(|variant| variant.field.wire.clone())
            .collect::<Vec<_>>()
    };
    let wanted: Vec<String> = fields.iter().map(|(field, _)| field.wire.clone()).collect();
    let known = scope.choices.iter();
    if let Some(known) = known
        .filter(|one| one.query == query)
        .find(|one| wires(one) == wanted)
    {
        return known.clone();
    }
    let names: Vec<String> = fields
        .iter()
        .map(|(field, _)| names::type_name(&field.rust))
        .collect();
    let variants = fields.iter().zip(&names);
    let choice = Choice {
        name: scope.claim(format!("{}{}", resource.names.record, names.join("Or"))),
        query,
        variants: variants
            .map(|((field, _), name)| ChoiceVariant {
                name: name.clone(),
                field: field.clone(),
            })
            .collect(),
    };
    scope.choices.push(choice.clone());
    choice
}

/// Optional parameters, and optional fields of a body that is not made of the resource's fields.
fn setters(operation: &Operation, arguments: &[Argument], form: Form) -> Vec<Setter> {
    let given = |wire: &str| {
        operation.fixed.iter().any(|(name, _)| name == wire)
            || operation.path.contains(&format!("{{{wire}}}"))
            || arguments.iter().any(|argument| match argument {
                Argument::Field { field, .. } => field.wire == wire,
                Argument::Choice(_) => false,
            })
    };
    let setter = |field: &Field, query| Setter {
        field: field.clone(),
        query,
    };
    let query = operation.query.iter().filter(|field| !given(&field.wire));
    let mut all: Vec<Setter> = query.map(|field| setter(field, true)).collect();
    if let (Form::Plain, Body::Fields(fields)) = (form, &operation.body) {
        let body = fields
            .iter()
            .filter(|field| !given(&field.wire) && field.access != Access::Read);
        all.extend(body.map(|field| setter(field, false)));
    }
    all
}
