//! Methods of unified models as tools: the arguments in one flat list, and what is said of them.

use planhat_spec::unified::arguments::{Form, filter_form, form, hint, is_flat, required, written};
use planhat_spec::unified::mapping::{Mapping, MethodKind, Model, Requirement, Rule};

use super::unified_tool_example::{Of, example};
use crate::ir::{Schema, SchemaForm, Tool, ToolArgument, ToolMethod};
use crate::unified_words as words;

/// A tool for each method, in the order that they are told.
pub(super) fn lower(of: &Of<'_>) -> Vec<Tool> {
    let kinds = words::methods(of.model).into_iter().enumerate();
    kinds.map(|(at, kind)| tool(of, at, kind)).collect()
}

fn tool(of: &Of<'_>, at: usize, kind: MethodKind) -> Tool {
    let (mapping, model) = (of.mapping, of.model);
    let (one, many) = (model.name.replace('_', " "), model.plural.replace('_', " "));
    let api = words::title(&mapping.api);
    let read_only = matches!(kind, MethodKind::List | MethodKind::Get);
    let arguments = arguments(of, kind);
    let (said, what) = match kind {
        MethodKind::List | MethodKind::Upsert => (&model.plural, &many),
        _ => (&model.name, &one),
    };
    Tool {
        name: format!("{}_unified_{}_{said}", kind.word(), mapping.api),
        title: format!("{} unified {api} {what}", words::capital(kind.word())),
        description: description(of, kind, &api, what),
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
        example: example(of, kind),
        arguments,
    }
}

fn description(of: &Of<'_>, kind: MethodKind, api: &str, what: &str) -> String {
    let model = of.model;
    let does = match kind {
        MethodKind::List => format!("A page of {what} in the unified {api} form"),
        MethodKind::Get => format!("One {what} in the unified {api} form, by its id"),
        MethodKind::Create => format!("Makes one {what} from unified {api} fields"),
        MethodKind::Update => {
            format!("Changes one {what} by unified {api} fields; null clears")
        }
        MethodKind::Delete => format!("Removes one {what} of the unified {api} form"),
        MethodKind::Upsert => {
            let keys = ["id".to_owned()].into_iter().chain(keys(of));
            let keys = keys.collect::<Vec<_>>().join(" or ");
            format!("Makes or changes {what} by {keys} from unified {api} fields")
        }
    };
    let needed: Vec<String> = match kind.writes() {
        true => requirements(model, kind).into_iter().map(needed).collect(),
        false => Vec::new(),
    };
    let mut all = vec![format!("{does}.")];
    // Whoever has an id knows what it is of.
    if !matches!(kind, MethodKind::Update | MethodKind::Delete) {
        all.push(model.summary.clone());
    }
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
pub(super) fn requirements(model: &Model, kind: MethodKind) -> Vec<&Requirement> {
    let found = words::of_kind(model, kind).into_iter().next();
    let all = found.map(|(_, method)| method.required.as_slice());
    let all = all.unwrap_or_default().iter();
    // Every row of an upsert has a key.
    all.filter(|one| one.when.is_empty() && !(kind == MethodKind::Upsert && one.without_key))
        .collect()
}

/// The fields beside `id` that rows of an upsert are found by.
pub(super) fn keys(of: &Of<'_>) -> Vec<String> {
    let methods = words::of_kind(of.model, MethodKind::Upsert);
    let Some((name, method)) = methods.first() else {
        return Vec::new();
    };
    let mut resources = of.resources.iter();
    let resource = resources.find(|one| one.name == method.resource);
    let wires = resource.map_or(&[][..], |resource| &resource.keys);
    let variant = of.model.variants.iter().find(|one| one.name == *name);
    let rules = variant.into_iter().flat_map(|variant| &variant.rules);
    let writes = rules.filter(|rule| words::written(rule).iter().any(|wire| wires.contains(wire)));
    writes.map(|rule| rule.field.clone()).collect()
}

fn needed(one: &Requirement) -> String {
    match one.one_of.as_slice() {
        [name] => name.clone(),
        names => format!("one of {}", names.join(", ")),
    }
}

fn arguments(of: &Of<'_>, kind: MethodKind) -> Vec<ToolArgument> {
    let (mapping, model) = (of.mapping, of.model);
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
            let needed = match kind {
                MethodKind::Create => required(model),
                _ => Vec::new(),
            };
            let rules = written(model, kind).into_iter();
            all.extend(rules.map(|rule| {
                let required = needed.contains(&rule.field.as_str());
                field(mapping, rule, kind, required)
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
        // A catalogue comes whole.
        if model.facet.is_none() {
            all.push(argument("limit", false, limit, hint));
        }
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
    all.push(argument("dry_run", false, SchemaForm::Boolean, None));
    if matches!(kind, MethodKind::Delete | MethodKind::Upsert) {
        all.push(argument("confirm", false, SchemaForm::Boolean, None));
    }
}

/// Flat where one value is compared; all operators under `filters`.
fn filters(model: &Model, all: &mut Vec<ToolArgument>) {
    let flat = model.filters.iter().filter(|filter| is_flat(filter));
    all.extend(flat.map(|filter| argument(&filter.name, false, schema(filter_form(filter)), None)));
    if model.filters.is_empty() {
        return;
    }
    let each = model.filters.iter().map(|filter| {
        let ops: Vec<&str> = filter.ops.iter().map(|op| op.word()).collect();
        format!("{}[{}]", filter.name, ops.join("|"))
    });
    let each: Vec<String> = each.collect();
    let hint = format!("name[operator]: value; {}", each.join(", "));
    let form = SchemaForm::Object(Vec::new());
    all.push(argument("filters", false, form, Some(hint)));
}

pub(super) fn field(
    mapping: &Mapping,
    rule: &Rule,
    kind: MethodKind,
    required: bool,
) -> ToolArgument {
    let form = schema(form(mapping, rule));
    argument(&rule.field, required, form, hint(rule, kind))
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
            let members = members.map(|(name, form)| argument(&name, false, schema(form), None));
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
