//! Tools: the arguments of an operation in one flat list, and what is said of it.

use planhat_spec::model::{self, Kind, Method};

use super::tool_words;
use crate::ir::{
    Access, Api, Body, Field, ObjectType, Operation, Repeat, Resource, Returns, Rule, Schema,
    SchemaForm, Tool, ToolArgument, ToolMethod, Type,
};

/// Records that a page has unless a call says otherwise: what an agent reads at a glance.
const PAGE: u32 = 20;
/// How deep objects show their members: hosts want shallow schemas.
const DEPTH: usize = 1;

/// The tools of a resource, in the order of its operations.
pub(super) fn lower(spec: &model::Resource, api: &Api, resource: &Resource) -> Vec<Tool> {
    let places = resource.operations.iter().enumerate();
    places
        .filter_map(|(at, operation)| {
            let name = operation.tool.clone()?;
            let one = spec.operations.get(&operation.name)?;
            let view = View {
                api,
                resource,
                operation,
            };
            Some(view.tool(name, at, spec, one))
        })
        .collect()
}

/// What a tool is made of.
pub(super) struct View<'a> {
    pub(super) api: &'a Api,
    pub(super) resource: &'a Resource,
    pub(super) operation: &'a Operation,
}

impl View<'_> {
    fn tool(
        &self,
        name: String,
        at: usize,
        spec: &model::Resource,
        one: &model::Operation,
    ) -> Tool {
        let operation = self.operation;
        let read_only = operation.method == Method::Get;
        let mut profiles = one
            .profiles
            .clone()
            .unwrap_or_else(|| spec.profiles.clone());
        profiles.sort_unstable();
        profiles.dedup();
        let arguments = self.arguments(read_only);
        Tool {
            name,
            title: tool_words::title(self),
            description: tool_words::description(self, one.hint.as_deref()),
            operation: at,
            method: method(operation.kind),
            profiles,
            read_only,
            destructive: match operation.kind {
                Kind::Update | Kind::Delete | Kind::BulkUpsert => true,
                _ => operation.method == Method::Delete,
            },
            idempotent: read_only || operation.repeat == Repeat::Always,
            example: self.example(&arguments),
            arguments,
        }
    }

    /// What stands in the path, what is sent, what is asked for, and what all tools of its sort take.
    fn arguments(&self, read_only: bool) -> Vec<ToolArgument> {
        let operation = self.operation;
        let common = self.common(read_only);
        let mut all: Vec<ToolArgument> = self.placeholders().map(|name| self.place(name)).collect();
        match &operation.body {
            Body::None => {}
            Body::One => {
                let fields = self.resource.fields.iter();
                let sent: Vec<&Field> = fields.filter(|field| self.is_sent(field)).collect();
                self.add(&mut all, &common, &sent);
            }
            Body::Fields(fields) => {
                let sent: Vec<&Field> = fields.iter().filter(|field| self.is_sent(field)).collect();
                self.add(&mut all, &common, &sent);
            }
            Body::Many | Body::OneOrMany => all.push(argument(
                "rows",
                true,
                list(SchemaForm::Object(Vec::new())),
                Some(tool_words::rows(self)),
            )),
            Body::Csv => all.push(argument(
                "csv",
                true,
                SchemaForm::Text,
                Some("CSV text".into()),
            )),
        }
        // What is its own comes before what all lists take.
        let asked = operation.query.iter().filter(|field| self.is_asked(field));
        let (shared, own): (Vec<&Field>, Vec<&Field>) =
            asked.partition(|field| self.api.query.iter().any(|one| one.wire == field.wire));
        self.add(&mut all, &common, &own);
        self.add(&mut all, &common, &shared);
        all.extend(common);
        all
    }

    /// What all tools of its sort take.
    fn common(&self, read_only: bool) -> Vec<ToolArgument> {
        let mut all = Vec::new();
        if self.is_list() {
            self.paging(&mut all);
        }
        let returns = &self.operation.returns;
        if matches!(returns, Returns::Records(_) | Returns::Record(_)) {
            all.push(argument(
                "fields",
                false,
                list(SchemaForm::Text),
                Some(tool_words::fields(self).into()),
            ));
        }
        if !read_only {
            all.push(argument(
                "dry_run",
                false,
                SchemaForm::Boolean,
                Some("Only show the request".into()),
            ));
        }
        if self.is_confirmed() {
            all.push(argument("confirm", false, SchemaForm::Boolean, None));
        }
        all
    }

    /// Names in the path that a caller fills in.
    fn placeholders(&self) -> impl Iterator<Item = &str> {
        let secret = |name: &str| self.api.secrets.iter().any(|secret| secret.name == name);
        let names = self.operation.path.split('{').skip(1);
        names
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .filter(move |name| !secret(name))
    }

    fn place(&self, name: &str) -> ToolArgument {
        let hint = match name == "id" {
            true => Some(tool_words::id(self)),
            false => None,
        };
        argument(name, true, SchemaForm::Text, hint)
    }

    /// Fields or parameters: those that a call needs come first. One that is called like an argument
    /// that all tools of its sort take, or like the id, gets another name.
    fn add(&self, all: &mut Vec<ToolArgument>, common: &[ToolArgument], fields: &[&Field]) {
        let (needed, others): (Vec<&Field>, Vec<&Field>) = fields
            .iter()
            .partition(|field| self.is_required(&field.wire));
        for field in needed.into_iter().chain(others) {
            let taken = |one: &ToolArgument| one.name == field.wire;
            let hidden = common.iter().any(taken) || field.wire == "id" && all.iter().any(taken);
            let name = match hidden {
                true => format!("{}_value", field.wire),
                false => field.wire.clone(),
            };
            if all.iter().all(|known| known.name != name) {
                all.push(ToolArgument {
                    name,
                    wire: Some(field.wire.clone()),
                    required: self.is_required(&field.wire),
                    schema: self.schema(field, DEPTH),
                });
            }
        }
    }

    fn paging(&self, all: &mut Vec<ToolArgument>) {
        let limit = self
            .operation
            .query
            .iter()
            .find(|field| field.wire == "limit");
        let most = limit.and_then(|field| field.max);
        all.push(argument(
            "limit",
            false,
            SchemaForm::Integer(Some(1.0), most),
            Some(format!("Page size, default {PAGE}")),
        ));
        all.push(argument(
            "cursor",
            false,
            SchemaForm::Text,
            Some("next_cursor of the page before".into()),
        ));
        if !self
            .operation
            .query
            .iter()
            .any(|field| field.wire == "offset")
        {
            all.push(argument(
                "search",
                false,
                SchemaForm::Text,
                Some("Keeps records with this text in any field".into()),
            ));
        }
    }

    /// Whether it answers a list of records.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.operation.returns, Returns::Records(_))
    }

    /// Whether calling it needs a second thought: it deletes, or writes many.
    pub(super) fn is_confirmed(&self) -> bool {
        let many = matches!(
            self.operation.body,
            Body::Many | Body::OneOrMany | Body::Csv
        );
        self.operation.kind == Kind::Delete
            || self.operation.method == Method::Delete
            || many
            || self.operation.copies.is_some()
    }

    fn is_fixed(&self, wire: &str) -> bool {
        self.operation.fixed.iter().any(|(name, _)| name == wire)
    }

    fn is_sent(&self, field: &Field) -> bool {
        let in_operation = field.only.is_empty() || field.only.contains(&self.operation.name);
        field.access != Access::Read && in_operation && !self.is_fixed(&field.wire)
    }

    /// A parameter of the operation's own: paging and the choice of fields are said in another way.
    fn is_asked(&self, field: &Field) -> bool {
        let said = self.is_list() && ["limit", "offset", "select"].contains(&field.wire.as_str());
        !said && !self.is_fixed(&field.wire)
    }

    pub(super) fn is_required(&self, wire: &str) -> bool {
        let alone = |rule: &Rule| rule.when.is_empty() && rule.one_of == [wire];
        self.operation.required.iter().any(alone)
    }

    pub(super) fn schema(&self, field: &Field, depth: usize) -> Schema {
        let form = self.form(&field.kind, field, depth);
        // Keys stand for ids where records are made.
        let keyed = field.prefixed && self.operation.kind == Kind::Create;
        let keys = keyed.then(|| tool_words::prefixes(self.api));
        let hint = tool_words::hint(field).into_iter().chain(keys);
        let hint = hint.collect::<Vec<_>>().join("; ");
        Schema {
            form,
            hint: (!hint.is_empty()).then_some(hint),
        }
    }

    fn form(&self, kind: &Type, field: &Field, depth: usize) -> SchemaForm {
        match kind {
            Type::String | Type::Id | Type::Ref { .. } | Type::Date => SchemaForm::Text,
            Type::DateTime => SchemaForm::DateTime,
            Type::Integer | Type::Day => SchemaForm::Integer(field.min, field.max),
            Type::Number => SchemaForm::Number(field.min, field.max),
            Type::Boolean => SchemaForm::Boolean,
            Type::Enum(_) if field.open => SchemaForm::Text,
            Type::Enum(_) => {
                let values = field.values.iter().map(|(value, _)| value.clone());
                SchemaForm::OneOf(values.collect())
            }
            Type::List(item) => list(self.form(item, field, depth)),
            Type::Object(name) if depth > 0 => {
                let own = self.resource.types.iter().chain(&self.api.types);
                let members = own.clone().find(|one| one.name == name.name);
                SchemaForm::Object(members.map_or_else(Vec::new, |one| self.members(one, depth)))
            }
            Type::Object(_) | Type::Free | Type::Custom | Type::Map(_) | Type::Json => {
                SchemaForm::Object(Vec::new())
            }
        }
    }

    fn members(&self, object: &ObjectType, depth: usize) -> Vec<ToolArgument> {
        let members = object.fields.iter();
        members
            .filter(|field| field.access != Access::Read)
            .map(|field| ToolArgument {
                name: field.wire.clone(),
                wire: Some(field.wire.clone()),
                required: false,
                schema: self.schema(field, depth - 1),
            })
            .collect()
    }
}

fn method(kind: Kind) -> ToolMethod {
    match kind {
        Kind::List => ToolMethod::List,
        Kind::Get => ToolMethod::Get,
        Kind::Create => ToolMethod::Create,
        Kind::Update => ToolMethod::Update,
        Kind::Delete => ToolMethod::Delete,
        Kind::BulkUpsert | Kind::Action => ToolMethod::Custom,
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
