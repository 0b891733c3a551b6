//! Right calls of tools of unified models: what a method needs, with values of the right form.

use planhat_spec::model::Format;
use planhat_spec::unified::arguments::written;
use planhat_spec::unified::mapping::{MethodKind, Model, Rule};
use serde_json::{Value, json};

use super::unified_tool::{field, keys, requirements};
use crate::ir::{Resource, SchemaForm, ToolArgument};
use crate::unified_words as words;

/// An id that is one by its form.
const ID: &str = "5f8a1c2e9b3d4a0012c4e7f1";

/// A model, and what it stands on.
pub(super) struct Of<'a> {
    pub(super) mapping: &'a planhat_spec::unified::mapping::Mapping,
    pub(super) model: &'a Model,
    pub(super) resources: &'a [Resource],
}

/// A right call.
pub(super) fn example(
    of: &Of<'_>,
    kind: MethodKind,
    arguments: &[ToolArgument],
) -> Vec<(String, Value)> {
    let id = || ("id".to_owned(), json!(ID));
    match kind {
        MethodKind::List if of.model.facet.is_some() => Vec::new(),
        MethodKind::List => vec![("limit".to_owned(), json!(5))],
        MethodKind::Get => vec![id()],
        MethodKind::Delete => vec![id(), ("confirm".to_owned(), json!(true))],
        MethodKind::Create => filled(of, kind),
        MethodKind::Update => {
            let mut all = vec![id()];
            let needed = filled(of, kind);
            let first = arguments.get(1).filter(|_| needed.is_empty());
            all.extend(first.map(|one| (one.name.clone(), value(&one.schema.form, None))));
            all.extend(needed);
            all
        }
        MethodKind::Upsert => {
            let mut row: serde_json::Map<String, Value> =
                filled(of, MethodKind::Create).into_iter().collect();
            // A row is found by a key.
            let keys = keys(of);
            match keys.first() {
                _ if keys.iter().any(|key| row.contains_key(key)) => {}
                Some(key) => drop(row.insert(key.clone(), json!("Example"))),
                None => row.extend([id()]),
            }
            vec![
                ("rows".to_owned(), json!([row])),
                ("confirm".to_owned(), json!(true)),
            ]
        }
    }
}

/// A value for each field that a method needs; of several, the first that the model has.
fn filled(of: &Of<'_>, kind: MethodKind) -> Vec<(String, Value)> {
    let taken = written(of.model, kind);
    let mut needed: Vec<&Rule> = Vec::new();
    if kind == MethodKind::Create {
        needed.extend(taken.iter().copied().filter(|rule| rule.required));
    }
    for one in requirements(of.model, kind) {
        let mut names = one.one_of.iter();
        let found = names.find_map(|name| taken.iter().find(|rule| rule.field == *name));
        needed.extend(found.copied());
    }
    let mut all: Vec<(String, Value)> = Vec::new();
    for rule in needed {
        if all.iter().all(|(name, _)| *name != rule.field) {
            let form = field(of.mapping, rule, kind, false).schema.form;
            all.push((rule.field.clone(), value(&form, text(of, rule))));
        }
    }
    all
}

/// The text that the field behind a rule would hold, where that is known.
fn text(of: &Of<'_>, rule: &Rule) -> Option<Value> {
    let variants = of.model.variants.iter();
    let names: Vec<&str> = variants.map(|variant| variant.resource.as_str()).collect();
    let known = of
        .resources
        .iter()
        .filter(|one| names.contains(&one.name.as_str()));
    let wires = words::written(rule);
    let mut fields = known.flat_map(|resource| &resource.fields);
    let field = fields.find(|field| wires.contains(&field.wire))?;
    match (&field.example, &field.format) {
        (Some(example), _) => serde_json::from_str(example).ok().or(Some(json!(example))),
        (None, Some(Format::Email)) => Some(json!("jane@example.com")),
        _ => None,
    }
}

/// A value of the right form.
fn value(form: &SchemaForm, text: Option<Value>) -> Value {
    match form {
        SchemaForm::Text => {
            let text = text.filter(Value::is_string);
            text.unwrap_or_else(|| json!("Example"))
        }
        SchemaForm::DateTime => json!("2026-01-31T09:00:00.000Z"),
        SchemaForm::OneOf(values) => json!(values.first()),
        SchemaForm::Integer(..) => json!(1),
        SchemaForm::Number(..) => json!(1.0),
        SchemaForm::Boolean => json!(true),
        SchemaForm::List(item) => json!([value(&item.form, text)]),
        SchemaForm::Object(members) => {
            let has = |name: &str| members.iter().any(|member| member.name == name);
            match (
                has("email") && has("is_primary"),
                has("id"),
                members.first(),
            ) {
                (true, ..) => json!({ "email": "jane@example.com" }),
                (_, true, _) => json!({ "id": ID }),
                (_, _, Some(first)) => {
                    json!({ first.name.as_str(): value(&first.schema.form, None) })
                }
                _ => json!({}),
            }
        }
    }
}
