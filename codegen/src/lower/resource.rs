//! One object.

use planhat_spec::model;
use planhat_spec::{names, resolve};

use super::field::{self, Scope};
use super::{Context, operation};
use crate::ir::{
    Access, Argument, BodyType, Choice, Field, Form, Operation, Resource, ResourceNames, RowType,
    Type,
};

pub(super) fn lower(context: &Context<'_>, spec: &model::Resource) -> Resource {
    let plural = plural(spec);
    let path = path(context, spec);
    let record = names::type_name(&spec.resource);
    let mut scope = Scope::default();
    let fields = fields(context, &mut scope, spec, &record);
    let keys = spec.keys.clone().unwrap_or_else(|| vec!["_id".to_owned()]);
    let mut resource = Resource {
        name: spec.resource.clone(),
        title: spec.title.clone().unwrap_or_else(|| title(&spec.resource)),
        summary: spec.summary.clone(),
        note: spec.note.clone(),
        tags: spec.tags.clone(),
        path,
        path_keys: context
            .path_keys
            .get(spec.resource.as_str())
            .cloned()
            .unwrap_or_default(),
        view_of: spec.view_of.clone(),
        fixed: json_texts(&spec.fixed),
        names: ResourceNames {
            id: format!("{record}Id"),
            key: format!("{record}Key"),
            handle: handle(&record, &plural),
            body: format!("{record}Body"),
            patch: format!("{record}Patch"),
            row: format!("{record}Row"),
            accessor: plural.clone(),
            record,
        },
        plural,
        keys,
        fields,
        operations: Vec::new(),
        types: Vec::new(),
        enums: Vec::new(),
        choices: Vec::new(),
        body: None,
        row: None,
    };
    let operations: Vec<Operation> = spec
        .operations
        .iter()
        .map(|(name, one)| operation::lower(context, &mut scope, spec, &resource, name, one))
        .collect();
    resource.choices = choices(&operations);
    resource.body = body(&resource, &operations);
    resource.row = row(&resource, &operations);
    if let Some(row) = &resource.row {
        add_choices(&mut resource.choices, &row.arguments);
    }
    resource.operations = operations;
    resource.types = scope.types;
    resource.enums = scope.enums;
    resource
}

/// The type with the calls: the plural, unless the record is called so.
fn handle(record: &str, plural: &str) -> String {
    let many = names::type_name(plural);
    if many == record {
        format!("{many}Calls")
    } else {
        many
    }
}

fn plural(spec: &model::Resource) -> String {
    spec.plural
        .clone()
        .unwrap_or_else(|| format!("{}s", spec.resource))
}

/// The collection: its own, that of what it is a view of, or one made of the plural.
fn path(context: &Context<'_>, spec: &model::Resource) -> String {
    if let Some(path) = &spec.path {
        return path.clone();
    }
    let parent = spec
        .view_of
        .as_ref()
        .and_then(|name| context.set.resources.get(name));
    match parent {
        Some(parent) => path(context, parent),
        None => format!("/{}", plural(spec).replace('_', "")),
    }
}

fn title(resource: &str) -> String {
    let words = resource.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The fields of a resource. One that is a shared field as it stands refers to its constant.
fn fields(
    context: &Context<'_>,
    scope: &mut Scope,
    spec: &model::Resource,
    record: &str,
) -> Vec<Field> {
    let access = spec.access.unwrap_or(Access::Both);
    resolve::fields(context.set, spec)
        .into_iter()
        .map(|(wire, one)| {
            let shared = context
                .set
                .api
                .common
                .get(&wire)
                .is_some_and(|common| std::ptr::eq(common, one));
            let known = context.common.iter().find(|field| field.wire == wire);
            let field = match known {
                Some(field) if shared && access == Access::Both => field.clone(),
                _ => field::lower(context, scope, record, &wire, one, access),
            };
            own_id(field, spec)
        })
        .collect()
}

/// The id of a record is an id of its resource.
fn own_id(mut field: Field, spec: &model::Resource) -> Field {
    if field.wire == "_id" && field.kind == Type::Id {
        field.kind = Type::Ref {
            resource: spec.resource.clone(),
            id: format!("{}Id", names::type_name(&spec.resource)),
            key: None,
        };
    }
    field
}

pub(super) fn json_texts(values: &model::Map<model::Json>) -> Vec<(String, String)> {
    values
        .iter()
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect()
}

/// The one-of types of all methods; the same fields give the same type.
fn choices(operations: &[Operation]) -> Vec<Choice> {
    let mut found = Vec::new();
    for operation in operations {
        add_choices(&mut found, &operation.face.arguments);
    }
    found
}

fn add_choices(found: &mut Vec<Choice>, arguments: &[Argument]) {
    for argument in arguments {
        if let Argument::Choice(choice) = argument
            && !found.iter().any(|known| known.name == choice.name)
        {
            found.push(choice.clone());
        }
    }
}

/// The write types that the methods need.
fn body(resource: &Resource, operations: &[Operation]) -> Option<BodyType> {
    let has = |form| {
        operations
            .iter()
            .any(|operation| operation.face.form == form)
    };
    let (call, patch) = (has(Form::Build), has(Form::Patch));
    let rows = has(Form::Rows) || has(Form::Bulk);
    let constants = |field: &Field| resource.fixed.iter().any(|(name, _)| *name == field.wire);
    let setters = (0..resource.fields.len())
        .filter(|at| {
            resource.fields[*at].access != Access::Read && !constants(&resource.fields[*at])
        })
        .collect();
    (call || patch || rows).then_some(BodyType {
        call,
        patch,
        setters,
    })
}

/// Rows are made as the bulk upsert wants them, else as the first operation that takes rows.
fn row(resource: &Resource, operations: &[Operation]) -> Option<RowType> {
    let of = |form| {
        operations
            .iter()
            .find(|operation| operation.face.form == form)
    };
    let operation = of(Form::Bulk).or_else(|| of(Form::Rows))?;
    let keys = resource
        .keys
        .iter()
        .filter_map(|key| resource.fields.iter().find(|field| field.wire == *key))
        .map(|field| (field.wire.clone(), field.rust.clone(), field.kind.clone()))
        .collect();
    let arguments = super::face::arguments(resource, operation);
    Some(RowType { arguments, keys })
}
