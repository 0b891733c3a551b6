//! Methods of unified models as tools: the arguments in one flat list, and what is said of them.

use planhat_spec::unified::arguments::{Form, filter_form, form, hint, is_flat, written};
use planhat_spec::unified::mapping::{Mapping, MethodKind, Model, Requirement, Rule};
use serde_json::{Value, json};

use crate::ir::{Schema, SchemaForm, Tool, ToolArgument, ToolMethod};
use crate::unified_words as words;

/// An id that is one by its form.
const ID: &str = "5f8a1c2e9b3d4a0012c4e7f1";

/// A tool for each method, in the order that they are told.
pub(super) fn lower(mapping: &Mapping, model: &Model) -> Vec<Tool> {
    let kinds = words::methods(model).into_iter().enumerate();
    kinds
        .map(|(at, kind)| tool(mapping, model, at, kind))
        .collect()
}

fn tool(mapping: &Mapping, model: &Model, at: usize, kind: MethodKind) -> Tool {
    let (one, many) = (model.name.replace('_', " "), model.plural.replace('_', " "));
    let api = words::title(&mapping.api);
    let read_only = matches!(kind, MethodKind::List | MethodKind::Get);
    let arguments = arguments(mapping, model, kind);
    let (said, what) = match kind {
        MethodKind::List | MethodKind::Upsert => (&model.plural, &many),
        _ => (&model.name, &one),
    };
    Tool {
        name: format!("{}_unified_{}_{said}", kind.word(), mapping.api),
        title: format!("{} unified {api} {what}", words::capital(kind.word())),
        description: description(model, kind, &api, what),
        operation: at,
        method: match kind {
            MethodKind::List => ToolMethod::List,
            MethodKind::Get => ToolMethod::Get,
            MethodKind::Create => ToolMethod::Create,
            MethodKind::Update => ToolMethod::Update,
            MethodKind::Delete => ToolMethod::Delete,
            MethodKind::Upsert => ToolMethod::Custom,
        },
        profiles: Vec::new(),
        read_only,
        destructive: !read_only && kind != MethodKind::Create,
        // Every row of an upsert has a key, so that twice is the same as once.
        idempotent: kind != MethodKind::Create,
        example: example(mapping, model, kind, &arguments),
        arguments,
    }
}

fn description(model: &Model, kind: MethodKind, api: &str, what: &str) -> String {
    let does = match kind {
        MethodKind::List => format!("A page of {what} in the unified {api} form"),
        MethodKind::Get => format!("One {what} in the unified {api} form, by its id"),
        MethodKind::Create => format!("Makes one {what} from unified {api} fields"),
        MethodKind::Update => {
            format!("Changes one {what} by unified {api} fields; null clears")
        }
        MethodKind::Delete => format!("Removes one {what} of the unified {api} form"),
        MethodKind::Upsert => {
            format!("Makes or changes {what} by their keys from unified {api} fields")
        }
    };
    let needed: Vec<String> = match kind.writes() {
        true => requirements(model, kind).into_iter().map(needed).collect(),
        false => Vec::new(),
    };
    let mut all = vec![format!("{does}."), model.summary.clone()];
    if !needed.is_empty() {
        all.push(format!("Requires {}.", needed.join("; ")));
    }
    all.push(match kind {
        MethodKind::List => "Returns {records, next_cursor}.".to_owned(),
        MethodKind::Upsert => "Rows can fail alone: read failed_rows.".to_owned(),
        MethodKind::Delete => "Ask the user first.".to_owned(),
        _ => "Returns the record.".to_owned(),
    });
    all.join(" ")
}

/// What holds without conditions, of the first variant that has the method.
fn requirements(model: &Model, kind: MethodKind) -> Vec<&Requirement> {
    let found = words::of_kind(model, kind).into_iter().next();
    let all = found.map(|(_, method)| method.required.as_slice());
    let all = all.unwrap_or_default().iter();
    all.filter(|one| one.when.is_empty()).collect()
}

fn needed(one: &Requirement) -> String {
    match one.one_of.as_slice() {
        [name] => name.clone(),
        names => format!("one of {}", names.join(", ")),
    }
}

fn arguments(mapping: &Mapping, model: &Model, kind: MethodKind) -> Vec<ToolArgument> {
    let mut all = Vec::new();
    if matches!(
        kind,
        MethodKind::Get | MethodKind::Update | MethodKind::Delete
    ) {
        all.push(argument("id", true, SchemaForm::Text, None));
    }
    match kind {
        MethodKind::List => filters(model, &mut all),
        MethodKind::Create | MethodKind::Update => {
            let rules = written(model, kind).into_iter();
            all.extend(rules.map(|rule| {
                let required = kind == MethodKind::Create && rule.required;
                field(mapping, rule, required)
            }));
        }
        MethodKind::Upsert => all.push(argument(
            "rows",
            true,
            list(SchemaForm::Object(Vec::new())),
            Some("Fields as in create, and id".to_owned()),
        )),
        MethodKind::Get | MethodKind::Delete => {}
    }
    common(mapping, model, kind, &mut all);
    all
}

/// What all tools of a sort take.
fn common(mapping: &Mapping, model: &Model, kind: MethodKind, all: &mut Vec<ToolArgument>) {
    if kind == MethodKind::List {
        let most = Some(f64::from(mapping.limit.max));
        let limit = SchemaForm::Integer(Some(1.0), most);
        let hint = Some("Page size, default 20".to_owned());
        all.push(argument("limit", false, limit, hint));
        let hint = Some("next_cursor of the page before".to_owned());
        all.push(argument("cursor", false, SchemaForm::Text, hint));
    }
    if matches!(kind, MethodKind::List | MethodKind::Get) {
        let hint = Some("Default: all".to_owned());
        all.push(argument("fields", false, list(SchemaForm::Text), hint));
        let mut targets: Vec<&str> = Vec::new();
        let rules = model.variants.iter().flat_map(|variant| &variant.rules);
        for rule in rules.filter(|rule| rule.target.is_some()) {
            if !targets.contains(&rule.field.as_str()) {
                targets.push(&rule.field);
            }
        }
        if !targets.is_empty() {
            let hint = Some(format!("Resolves references: {}", targets.join(", ")));
            all.push(argument("expand", false, list(SchemaForm::Text), hint));
        }
        return;
    }
    let hint = Some("Only show the request".to_owned());
    all.push(argument("dry_run", false, SchemaForm::Boolean, hint));
    if matches!(kind, MethodKind::Delete | MethodKind::Upsert) {
        all.push(argument("confirm", false, SchemaForm::Boolean, None));
    }
}

/// Flat where one value is compared; all operators under `filters`.
fn filters(model: &Model, all: &mut Vec<ToolArgument>) {
    let flat = model.filters.iter().filter(|filter| is_flat(filter));
    all.extend(flat.map(|filter| {
        argument(&filter.name, false, schema(filter_form(filter)), None)
    }));
    if model.filters.is_empty() {
        return;
    }
    let each = model.filters.iter().map(|filter| {
        let ops: Vec<&str> = filter.ops.iter().map(|op| words::op(*op)).collect();
        format!("{}[{}]", filter.name, ops.join("|"))
    });
    let each: Vec<String> = each.collect();
    let hint = format!("name[operator]: value; {}", each.join(", "));
    let form = SchemaForm::Object(Vec::new());
    all.push(argument("filters", false, form, Some(hint)));
}

fn field(mapping: &Mapping, rule: &Rule, required: bool) -> ToolArgument {
    let form = schema(form(mapping, rule));
    argument(&rule.field, required, form, Some(hint(rule)))
}

fn schema(form: Form) -> SchemaForm {
    match form {
        Form::Text => SchemaForm::Text,
        Form::DateTime => SchemaForm::DateTime,
        Form::Integer => SchemaForm::Integer(None, None),
        Form::Number => SchemaForm::Number(None, None),
        Form::Boolean => SchemaForm::Boolean,
        Form::OneOf(words) => SchemaForm::OneOf(words),
        Form::List(item) => list(schema(*item)),
        Form::Object(members) => {
            let members = members.into_iter();
            let members =
                members.map(|(name, form)| argument(&name, false, schema(form), None));
            SchemaForm::Object(members.collect())
        }
    }
}

fn argument(name: &str, required: bool, form: SchemaForm, hint: Option<String>) -> ToolArgument {
    ToolArgument {
        name: name.to_owned(),
        wire: None,
        required,
        schema: Schema { form, hint },
    }
}

fn list(form: SchemaForm) -> SchemaForm {
    SchemaForm::List(Box::new(Schema { form, hint: None }))
}

/// A right call.
fn example(
    mapping: &Mapping,
    model: &Model,
    kind: MethodKind,
    arguments: &[ToolArgument],
) -> Vec<(String, Value)> {
    let id = || ("id".to_owned(), json!(ID));
    match kind {
        MethodKind::List => vec![("limit".to_owned(), json!(5))],
        MethodKind::Get | MethodKind::Delete => vec![id()],
        MethodKind::Create => filled(mapping, model, kind),
        MethodKind::Update => {
            let mut all = vec![id()];
            let needed = requirements(model, kind);
            match needed.is_empty() {
                true => {
                    let first = arguments.get(1);
                    all.extend(first.map(|one| (one.name.clone(), value(&one.schema.form))));
                }
                false => all.extend(filled(mapping, model, kind)),
            }
            all
        }
        MethodKind::Upsert => {
            let row: serde_json::Map<String, Value> = filled(mapping, model, MethodKind::Create)
                .into_iter()
                .collect();
            vec![("rows".to_owned(), json!([row]))]
        }
    }
}

/// A value for each field that a method needs; of several, the first that the model has.
fn filled(mapping: &Mapping, model: &Model, kind: MethodKind) -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = Vec::new();
    let mut add = |rule: &Rule| {
        if all.iter().all(|(name, _)| *name != rule.field) {
            let form = schema(form(mapping, rule));
            all.push((rule.field.clone(), value(&form)));
        }
    };
    if kind == MethodKind::Create {
        written(model, kind)
            .into_iter()
            .filter(|rule| rule.required)
            .for_each(&mut add);
    }
    let taken = written(model, kind);
    for one in requirements(model, kind) {
        let mut names = one.one_of.iter();
        let rule = names.find_map(|name| taken.iter().find(|rule| rule.field == *name));
        rule.copied().into_iter().for_each(&mut add);
    }
    all
}

/// A value of the right form.
fn value(form: &SchemaForm) -> Value {
    match form {
        SchemaForm::Text => json!("Example"),
        SchemaForm::DateTime => json!("2026-01-31T09:00:00.000Z"),
        SchemaForm::OneOf(values) => json!(values.first()),
        SchemaForm::Integer(..) => json!(1),
        SchemaForm::Number(..) => json!(1.0),
        SchemaForm::Boolean => json!(true),
        SchemaForm::List(item) => json!([value(&item.form)]),
        SchemaForm::Object(members) => {
            let has = |name: &str| members.iter().any(|member| member.name == name);
            match (
                has("email") && has("is_primary"),
                has("id"),
                members.first(),
            ) {
                (true, ..) => json!({ "email": "jane@example.com" }),
                (_, true, _) => json!({ "id": ID }),
                (_, _, Some(first)) => json!({ first.name.as_str(): value(&first.schema.form) }),
                _ => json!({}),
            }
        }
    }
}
