//! Schemas of arguments under overrides: what those change, in the place of what was generated.

use planhat_spec::unified::arguments::{self, Form};
use planhat_spec::unified::mapping::{Mapping, MethodKind, Model, Rule};
use planhat_tools_runtime::Context;
use serde_json::{Map, Value, json};

use super::overridden;

/// Arguments of writes that are no fields.
const OWN: [&str; 3] = ["id", "dry_run", "confirm"];

/// The schema of a tool under the overrides of a set: fields that they add or change are told as the
/// generated ones are, and what can no longer be written goes. Nothing where they leave the model alone.
pub fn schema(
    (api, model, kind): (&str, &str, MethodKind),
    schema: &str,
    context: &Context,
) -> Option<String> {
    let mapping = overridden(Some(context), api)?;
    let model = mapping.models.iter().find(|one| one.name == model)?;
    if !rules(model).any(|rule| rule.overridden) {
        return None;
    }
    let mut schema: Value = serde_json::from_str(schema).ok()?;
    let properties = schema.get_mut("properties")?.as_object_mut()?;
    match kind {
        MethodKind::List => filters(model, properties),
        MethodKind::Create | MethodKind::Update => fields(mapping, model, kind, properties),
        MethodKind::Get | MethodKind::Delete | MethodKind::Upsert => return None,
    }
    if kind == MethodKind::Create {
        require(&mut schema, model);
    }
    Some(schema.to_string())
}

fn rules(model: &Model) -> impl Iterator<Item = &Rule> {
    model.variants.iter().flat_map(|variant| &variant.rules)
}

fn fields(mapping: &Mapping, model: &Model, kind: MethodKind, properties: &mut Map<String, Value>) {
    let is_free = |rule: &&Rule| rule.overridden && !OWN.contains(&rule.field.as_str());
    for rule in rules(model).filter(is_free) {
        properties.remove(&rule.field);
    }
    for rule in arguments::written(model, kind) {
        if is_free(&rule) {
            let mut told = of(&arguments::form(mapping, rule));
            if let Some(hint) = arguments::hint(rule, kind) {
                told["description"] = hint.into();
            }
            properties.insert(rule.field.clone(), told);
        }
    }
}

/// A filter by an overridden field may compare with something else.
fn filters(model: &Model, properties: &mut Map<String, Value>) {
    for filter in &model.filters {
        let path = filter.path.as_deref().unwrap_or(&filter.name);
        let field = path.split('.').next().unwrap_or_default();
        if !rules(model).any(|rule| rule.overridden && rule.field == field) {
            continue;
        }
        match arguments::is_flat(filter) {
            true => properties.insert(filter.name.clone(), of(&arguments::filter_form(filter))),
            false => properties.remove(&filter.name),
        };
    }
}

/// What a create needs follows from where its fields are written.
fn require(schema: &mut Value, model: &Model) {
    let names = arguments::required(model);
    if let Some(members) = schema.as_object_mut() {
        match names.is_empty() {
            true => members.remove("required"),
            false => members.insert("required".to_owned(), json!(names)),
        };
    }
}

fn of(form: &Form) -> Value {
    match form {
        Form::Text => json!({"type": "string"}),
        Form::DateTime => json!({"type": "string", "format": "date-time"}),
        Form::OneOf(words) => json!({"type": "string", "enum": words}),
        Form::Integer => json!({"type": "integer"}),
        Form::Number => json!({"type": "number"}),
        Form::Boolean => json!({"type": "boolean"}),
        Form::List(item) => json!({"type": "array", "items": of(item)}),
        Form::Object(members) if members.is_empty() => json!({"type": "object"}),
        Form::Object(members) => {
            let members = members.iter().map(|(name, form)| (name.clone(), of(form)));
            json!({"type": "object", "properties": members.collect::<Map<_, _>>()})
        }
    }
}
