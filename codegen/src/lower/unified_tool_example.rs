//! Right calls of tools of unified models: what a method needs, with values of the right form.

use planhat_spec::model::Format;
use planhat_spec::unified::arguments::{required, written};
use planhat_spec::unified::mapping::{Kind, Mapping, MethodKind, Model, Rule, Write};
use serde_json::{Value, json};

use super::unified_tool::{field, keys, requirements};
use crate::ir::{Resource, SchemaForm};
use crate::unified_words as words;

/// An id that is one by its form.
const ID: &str = "5f8a1c2e9b3d4a0012c4e7f1";

/// The member of a reference that names its record.
const IDENTITY: &str = "id";

/// A model, and what it stands on.
pub(super) struct Of<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) model: &'a Model,
    pub(super) resources: &'a [Resource],
}

/// A right call.
pub(super) fn example(of: &Of<'_>, kind: MethodKind) -> Vec<(String, Value)> {
    let id = || ("id".to_owned(), json!(ID));
    match kind {
        MethodKind::List if of.model.facet.is_some() => Vec::new(),
        MethodKind::List => vec![("limit".to_owned(), json!(5))],
        MethodKind::Get => vec![id()],
        MethodKind::Delete => vec![id(), ("confirm".to_owned(), json!(true))],
        MethodKind::Create => filled(of, kind),
        MethodKind::Update => {
            let mut all = vec![id()];
            all.extend(filled(of, kind));
            if all.len() == 1 {
                let rules = written(of.model, kind).into_iter();
                let easiest = rules.min_by_key(|rule| effort(rule));
                all.extend(easiest.map(|rule| told(of, rule, kind)));
            }
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

/// A value for each field that a method needs; of several, the one that is easiest to make up.
fn filled(of: &Of<'_>, kind: MethodKind) -> Vec<(String, Value)> {
    let taken = written(of.model, kind);
    let mut needed: Vec<&Rule> = Vec::new();
    if kind == MethodKind::Create {
        let names = required(of.model);
        let all = taken.iter().copied();
        needed.extend(all.filter(|rule| names.contains(&rule.field.as_str())));
    }
    for one in requirements(of.model, kind) {
        if needed.iter().any(|rule| one.one_of.contains(&rule.field)) {
            continue;
        }
        let named = one.one_of.iter();
        let named = named.filter_map(|name| taken.iter().find(|rule| rule.field == *name));
        needed.extend(named.min_by_key(|rule| effort(rule)));
    }
    needed
        .into_iter()
        .map(|rule| told(of, rule, kind))
        .collect()
}

fn told(of: &Of<'_>, rule: &Rule, kind: MethodKind) -> (String, Value) {
    let form = field(of.mapping, rule, kind, false).schema.form;
    (
        rule.field.clone(),
        value(&form, main(of, rule), text(of, rule)),
    )
}

/// How hard it is to make a right value up: words are known, and what is taken apart needs parts.
fn effort(rule: &Rule) -> u8 {
    match (&rule.kind, &rule.write) {
        (Kind::Enum(_), _) => 0,
        (_, Write::To { .. }) => 1,
        _ => 2,
    }
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

/// A value of the right form: of an object, the member that counts.
fn value(form: &SchemaForm, main: Option<&str>, text: Option<Value>) -> Value {
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
        SchemaForm::List(item) => json!([value(&item.form, main, text)]),
        SchemaForm::Object(members) => {
            let named = |name| {
                members
                    .iter()
                    .find(|member| Some(member.name.as_str()) == name)
            };
            match named(main).or_else(|| members.first()) {
                Some(member) if member.name == IDENTITY => json!({ IDENTITY: ID }),
                Some(member) => {
                    json!({ member.name.as_str(): value(&member.schema.form, None, text) })
                }
                None => json!({}),
            }
        }
    }
}

/// The member of the objects of a field that holds the value itself, where one does.
fn main<'m>(of: &Of<'m>, rule: &Rule) -> Option<&'m str> {
    let kind = match &rule.kind {
        Kind::List(item) => item,
        kind => kind,
    };
    match kind {
        Kind::Shape(name) => of.mapping.shapes.get(name)?.main.as_deref(),
        _ => None,
    }
}
