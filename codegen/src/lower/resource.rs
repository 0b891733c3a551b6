//! One object.

use planhat_spec::model;
use planhat_spec::{names, resolve};

use super::field::{self, Scope};
use super::{Context, operation};
use crate::ir::{Access, BodyType, Field, Form, Operation, Resource, ResourceNames, RowType, Type};

pub(super) fn lower(context: &Context<'_>, spec: &model::Resource) -> Resource {
    let plural = plural(spec);
    let path = path(context, spec);
    let record = names::type_name(&spec.resource);
    let mut scope = Scope::default();
    let names = resource_names(&mut scope, &record, &plural);
    let title = spec.title.clone().unwrap_or_else(|| title(&spec.resource));
    let one = noun(&title);
    let fields = fields(context, &mut scope, spec, &record);
    let keys = spec.keys.clone().unwrap_or_else(|| vec!["_id".to_owned()]);
    let mut resource = Resource {
        name: spec.resource.clone(),
        a_one: with_article(&one),
        many: match plural == spec.resource {
            true => one.clone(),
            false => plural.replace('_', " "),
        },
        one,
        title,
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
        effects: spec.effects.clone(),
        names,
        plural,
        keys,
        fields,
        operations: Vec::new(),
        tools: Vec::new(),
        types: Vec::new(),
        enums: Vec::new(),
        choices: Vec::new(),
        body: None,
        row: None,
        demo: spec.demo.as_ref().map(super::demo::share),
    };
    let operations: Vec<Operation> = spec
        .operations
        .iter()
        .map(|(name, one)| operation::lower(context, &mut scope, spec, &resource, name, one))
        .collect();
    resource.body = body(&resource, &operations);
    resource.row = row(&mut scope, &resource, &operations);
    resource.operations = operations;
    resource.choices = scope.choices;
    resource.types = scope.types;
    resource.enums = scope.enums;
    resource
}

/// The names of the items that each resource has. The type with the calls is the plural, unless the
/// record is called so.
fn resource_names(scope: &mut Scope, record: &str, plural: &str) -> ResourceNames {
    let mut claim = |end: &str| scope.claim(format!("{record}{end}"));
    let (record, id, key) = (claim(""), claim("Id"), claim("Key"));
    let (body, patch, row) = (claim("Body"), claim("Patch"), claim("Row"));
    let many = names::type_name(plural);
    let many = match many == record {
        true => format!("{many}Calls"),
        false => many,
    };
    ResourceNames {
        id,
        key,
        handle: scope.claim(many),
        body,
        patch,
        row,
        accessor: plural.to_owned(),
        record,
    }
}

/// A title as it stands within a sentence.
fn noun(title: &str) -> String {
    let word = |word: &str| match word.chars().any(char::is_lowercase) {
        true => word.to_lowercase(),
        false => word.to_owned(),
    };
    title.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A noun with its article: `an` before the sound of a vowel, as far as letters tell it.
fn with_article(noun: &str) -> String {
    let capitals = noun.chars().take(2).all(char::is_uppercase);
    let vowels = if capitals { "AEFHILMNORSX" } else { "aeio" };
    let article = match noun.starts_with(|first| vowels.contains(first)) {
        true => "an",
        false => "a",
    };
    format!("{article} {noun}")
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
fn row(scope: &mut Scope, resource: &Resource, operations: &[Operation]) -> Option<RowType> {
    let of = |form| {
        operations
            .iter()
            .find(|operation| operation.face.form == form)
    };
    let bulk = of(Form::Bulk);
    let operation = bulk.or_else(|| of(Form::Rows))?;
    // Only an upsert looks records up.
    let keys = bulk.map_or(&[][..], |_| &resource.keys);
    let keys = keys
        .iter()
        .filter_map(|key| resource.fields.iter().find(|field| field.wire == *key))
        .map(|field| (field.wire.clone(), field.rust.clone(), field.kind.clone()))
        .collect();
    let mut arguments = super::face::arguments(scope, resource, operation);
    arguments.retain(|argument| !argument.is_query());
    Some(RowType { arguments, keys })
}
