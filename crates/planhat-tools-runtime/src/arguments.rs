//! From the flat arguments of a tool to a call: what goes where follows from the operation.

use planhat_core::table::{Body, Kind, Operation, OperationKind, Returns};
use planhat_core::{Call, Client, Decode, Fault, Fields, RecordId};
use serde_json::{Map, Value};

use crate::cut::Wanted;
use crate::schema;
use crate::table::{Method, Tool};

/// Records that a page has unless a call says otherwise.
const PAGE: usize = 20;

/// A call that was read and not yet made.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) tool: &'static Tool,
    pub(crate) operation: &'static Operation,
    pub(crate) id: Option<String>,
    path: Vec<(String, String)>,
    query: Vec<(String, Value)>,
    pub(crate) content: Content,
    /// The members that were asked for.
    pub(crate) fields: Option<Vec<String>>,
    pub(crate) limit: usize,
    pub(crate) cursor: Option<String>,
    pub(crate) search: Option<String>,
    pub(crate) dry_run: bool,
    pub(crate) confirm: bool,
}

/// What is sent.
#[derive(Debug)]
pub(crate) enum Content {
    None,
    One(Fields),
    Rows(Vec<Fields>),
    Csv(String),
}

/// Reads the arguments; all that is wrong with them by themselves is told.
pub(crate) fn read(
    tool: &'static Tool,
    operation: &'static Operation,
    schema: &Value,
    mut arguments: Map<String, Value>,
) -> Result<Plan, Vec<Fault>> {
    schema::whole_numbers(&mut arguments);
    let faults = schema::check(schema, &arguments);
    if !faults.is_empty() {
        return Err(faults);
    }
    let is_list = is_list(operation);
    let mut plan = Plan {
        tool,
        operation,
        id: None,
        path: Vec::new(),
        query: Vec::new(),
        content: Content::None,
        fields: names(arguments.remove("fields")),
        limit: PAGE,
        cursor: None,
        search: None,
        dry_run: flag(&mut arguments, "dry_run"),
        confirm: flag(&mut arguments, "confirm"),
    };
    if is_list {
        let limit = arguments.remove("limit").and_then(|limit| limit.as_u64());
        plan.limit = limit.map_or(PAGE, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        plan.cursor = text(&mut arguments, "cursor");
        if operation.parameter("search").is_none() {
            plan.search = text(&mut arguments, "search");
        }
    }
    for name in placeholders(operation) {
        let Some(value) = text(&mut arguments, name) else {
            continue;
        };
        match name {
            "id" => plan.id = Some(value),
            name => plan.path.push((name.to_owned(), value)),
        }
    }
    for (name, wire) in tool.renamed {
        if let Some(value) = arguments.remove(*name) {
            arguments.insert((*wire).to_owned(), value);
        }
    }
    plan.content = content(operation, &mut arguments)?;
    let given = arguments.into_iter().filter(|(_, value)| !value.is_null());
    plan.query.extend(given);
    Ok(plan)
}

/// Whether it answers a list of records.
pub(crate) fn is_list(operation: &Operation) -> bool {
    matches!(operation.returns, Returns::Records(_))
}

/// Whether the server has pages of it.
pub(crate) fn is_paged(operation: &Operation) -> bool {
    operation.parameter("limit").is_some() && operation.parameter("offset").is_some()
}

/// Names in the path; those of secrets are never among the arguments.
fn placeholders(operation: &Operation) -> impl Iterator<Item = &'static str> {
    let parts = operation.path.split('{').skip(1);
    parts.filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// Takes what is sent out of the arguments.
fn content(
    operation: &'static Operation,
    arguments: &mut Map<String, Value>,
) -> Result<Content, Vec<Fault>> {
    match operation.body {
        Body::None => Ok(Content::None),
        Body::Csv => Ok(Content::Csv(text(arguments, "csv").unwrap_or_default())),
        Body::Many | Body::OneOrMany => {
            let rows = match arguments.remove("rows") {
                Some(Value::Array(rows)) => rows,
                _ => Vec::new(),
            };
            if rows.is_empty() {
                return Err(fault("rows", "is empty: there is nothing to write"));
            }
            let rows = rows.into_iter().map(|row| match row {
                Value::Object(row) => Fields::from(row),
                _ => Fields::new(),
            });
            Ok(Content::Rows(rows.collect()))
        }
        Body::One => {
            let clears = operation.kind != OperationKind::Create;
            let names: Vec<String> = arguments
                .keys()
                .filter(|name| operation.body_field(name).is_some())
                .cloned()
                .collect();
            let mut body = Map::new();
            for name in names {
                match arguments.remove(&name) {
                    Some(Value::Null) if !clears => {}
                    Some(value) => drop(body.insert(name, value)),
                    None => {}
                }
            }
            if body.is_empty() && operation.kind == OperationKind::Update {
                return Err(fault(
                    "id",
                    "stands alone: give at least one field to change",
                ));
            }
            Ok(Content::One(Fields::from(body)))
        }
    }
}

fn fault(argument: &str, message: &str) -> Vec<Fault> {
    vec![Fault {
        argument: argument.to_owned(),
        message: message.to_owned(),
    }]
}

fn flag(arguments: &mut Map<String, Value>, name: &str) -> bool {
    arguments
        .remove(name)
        .is_some_and(|value| value == Value::Bool(true))
}

fn text(arguments: &mut Map<String, Value>, name: &str) -> Option<String> {
    match arguments.remove(name)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn names(list: Option<Value>) -> Option<Vec<String>> {
    let items = list?.as_array()?.clone();
    let names = items.iter().filter_map(Value::as_str).map(str::to_owned);
    Some(names.collect())
}

impl Plan {
    /// The call that was meant.
    pub(crate) fn call<T: Decode>(&self, client: &Client) -> Call<T> {
        let mut call = client.call(self.operation);
        if let Some(id) = &self.id {
            call = call.id(RecordId::new("", "", id.as_str()));
        }
        for (name, value) in &self.path {
            call = call.path(name, value.as_str());
        }
        for (name, value) in &self.query {
            call = call.query(name, value);
        }
        match &self.content {
            Content::None => call,
            Content::One(fields) => call.body(fields.clone()),
            Content::Rows(rows) => call.rows(rows.iter().cloned()),
            Content::Csv(text) => call.csv(text.clone()),
        }
    }

    /// Which members an answer keeps: those asked for; else all of one record that was asked for by
    /// its id, what a list promises with names next to ids, and after a write what is promised, the
    /// keys, and what was written.
    pub(crate) fn wanted(&self) -> Wanted {
        let operation = self.operation;
        if let Some(asked) = &self.fields {
            return match asked.iter().any(|name| name == "*") {
                true => Wanted::All,
                false => Wanted::names(asked.iter().cloned()),
            };
        }
        let (Returns::Records(promised) | Returns::Record(promised)) = operation.returns else {
            return Wanted::All;
        };
        if promised.is_empty() || self.tool.method == Method::Get {
            return Wanted::All;
        }
        let mut names: Vec<&str> = operation.resource.keys.to_vec();
        names.extend(promised);
        names.extend(self.written());
        names.extend(next_to_ids(operation, &names));
        Wanted::names(names)
    }

    /// The names under which reads show what was written.
    fn written(&self) -> Vec<&str> {
        let Content::One(fields) = &self.content else {
            return Vec::new();
        };
        let resource = self.operation.resource;
        let names = fields.map().keys().map(|name| {
            let known = resource.field(name);
            known.and_then(|field| field.reads_as).unwrap_or(name)
        });
        names.collect()
    }
}

/// Fields with the name of what one of these fields refers to.
fn next_to_ids(operation: &Operation, names: &[&str]) -> Vec<&'static str> {
    let named = |reference: &str| names.contains(&reference);
    let fields = operation.resource.fields.iter();
    fields
        .filter(|field| matches!(field.kind, Kind::String))
        .filter(|field| match field.fill {
            Some(planhat_core::table::Fill::Of { reference, .. }) => named(reference),
            _ => false,
        })
        .map(|field| field.name)
        .collect()
}
