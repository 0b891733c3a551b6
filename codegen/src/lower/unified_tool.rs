//! Methods of unified models as tools: the arguments in one flat list, and what is said of them.

use planhat_spec::unified::mapping::{
    Filter, Kind, Mapping, MethodKind, Model, Op, Refusal, Requirement, Rule, Write,
};
use serde_json::{Value, json};

use crate::ir::{Schema, SchemaForm, Tool, ToolArgument, ToolMethod};
use crate::unified_words as words;

/// How deep objects show their members.
const DEPTH: usize = 1;
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
        destructive: matches!(
            kind,
            MethodKind::Update | MethodKind::Delete | MethodKind::Upsert
        ),
        idempotent: read_only || matches!(kind, MethodKind::Update | MethodKind::Upsert),
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
        MethodKind::List => filters(mapping, model, &mut all),
        MethodKind::Create | MethodKind::Update => {
            let rules = written(model, kind);
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
        let targets = rules(model).filter(|rule| rule.target.is_some());
        let targets: Vec<&str> = targets.map(|rule| rule.field.as_str()).collect();
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
fn filters(mapping: &Mapping, model: &Model, all: &mut Vec<ToolArgument>) {
    let flat = model.filters.iter().filter(|filter| is_flat(filter));
    all.extend(flat.map(|filter| {
        let kind = match &filter.kind {
            Kind::List(item) => item,
            kind => kind,
        };
        argument(&filter.name, false, form(mapping, kind, 0), None)
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

fn is_flat(filter: &Filter) -> bool {
    let taken = ["limit", "cursor", "fields", "expand", "filters"];
    let moment = matches!(filter.kind, Kind::DateTime | Kind::Date);
    filter.ops.contains(&Op::Eq) && !moment && !taken.contains(&filter.name.as_str())
}

/// The rules of all variants, each field once.
fn rules(model: &Model) -> impl Iterator<Item = &Rule> {
    let first = model.variants.first();
    first.into_iter().flat_map(|variant| &variant.rules)
}

/// The fields that a method takes, those that it needs first.
fn written(model: &Model, kind: MethodKind) -> impl Iterator<Item = &Rule> {
    let taken = move |rule: &&Rule| {
        let writable = !matches!(
            rule.write,
            Write::Refused(Refusal::Unmapped | Refusal::ReadOnly | Refusal::OneWay)
                | Write::Ignored
        );
        writable && (kind == MethodKind::Create || !rule.create_only)
    };
    let (needed, others): (Vec<&Rule>, Vec<&Rule>) =
        rules(model).filter(taken).partition(|rule| rule.required);
    needed.into_iter().chain(others)
}

fn field(mapping: &Mapping, rule: &Rule, required: bool) -> ToolArgument {
    let mut hint = clause(&rule.doc).to_owned();
    if let (Some(target), Kind::Shape(_)) = (&rule.target, &rule.kind) {
        hint.push_str(&format!("; {{id}} of {target}"));
    }
    if rule.kind == Kind::Date {
        hint.push_str("; YYYY-MM-DD");
    }
    let form = form(mapping, &rule.kind, DEPTH);
    argument(&rule.field, required, form, Some(hint))
}

fn form(mapping: &Mapping, kind: &Kind, depth: usize) -> SchemaForm {
    match kind {
        Kind::String | Kind::Date | Kind::Any => SchemaForm::Text,
        Kind::DateTime => SchemaForm::DateTime,
        Kind::Integer => SchemaForm::Integer(None, None),
        Kind::Number => SchemaForm::Number(None, None),
        Kind::Boolean => SchemaForm::Boolean,
        Kind::Enum(words) => SchemaForm::OneOf(words.clone()),
        Kind::List(item) => list(form(mapping, item, depth)),
        Kind::Shape(name) if depth > 0 => {
            let members = mapping.shapes.get(name).into_iter();
            let members = members.flat_map(|shape| &shape.members);
            let members = members.map(|member| {
                argument(
                    &member.name,
                    false,
                    form(mapping, &member.kind, depth - 1),
                    None,
                )
            });
            SchemaForm::Object(members.collect())
        }
        Kind::Shape(_) | Kind::Object => SchemaForm::Object(Vec::new()),
    }
}

/// Up to the first sign that ends a clause.
fn clause(doc: &str) -> &str {
    let end = doc.find([',', ';', ':', '.']).unwrap_or(doc.len());
    &doc[..end]
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
            let form = form(mapping, &rule.kind, DEPTH);
            all.push((rule.field.clone(), value(&form)));
        }
    };
    if kind == MethodKind::Create {
        written(model, kind)
            .filter(|rule| rule.required)
            .for_each(&mut add);
    }
    for one in requirements(model, kind) {
        let mut names = one.one_of.iter();
        let rule = names.find_map(|name| written(model, kind).find(|rule| rule.field == *name));
        rule.into_iter().for_each(&mut add);
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
