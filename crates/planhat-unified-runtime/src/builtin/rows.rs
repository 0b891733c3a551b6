//! Rows for the fields of the server's own objects, from the tables.

use planhat_core::table::{Access, Field, Format, Kind, OperationKind, Resource};
use planhat_spec::unified::mapping::{Builtin, Fact, Kind as Holds, Mapping, Rule, Shape, Variant};
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::list::as_asked;
use crate::read::shape_of;
use crate::{Error, Record, table};

/// What stands before the ids of such rows.
pub(super) const PREFIX: &str = "builtin:";

/// All rows, in the order of the model's words and of the tables; with the words of a variant that
/// filters changed.
///
/// # Errors
/// When the mapping names a resource that the table has not.
pub(super) fn rows(
    handle: &ModelHandle,
    builtin: &Builtin,
    read_as: Option<&Variant>,
) -> Result<Vec<Record>, Error> {
    let Some(plain) = handle.rules().variants.first() else {
        return Ok(Vec::new());
    };
    let rules = plain.rules.as_slice();
    let is_entity = |(_, fact): &&(String, Fact)| *fact == Fact::Entity;
    let entity = builtin.facts.iter().find(is_entity);
    let mut all = Vec::new();
    for (name, word) in &builtin.entities {
        let resource = table::resource(handle.client().api(), name)?;
        let word = match (entity, read_as) {
            (Some((field, _)), Some(read_as)) => as_asked(plain, read_as, field, word),
            _ => word,
        };
        let own = |field: &&Field| !matches!(field.kind, Kind::Custom);
        for field in resource.fields.iter().filter(own) {
            let row = Row {
                mapping: handle.mapping(),
                resource,
                field,
                word,
            };
            let pairs = rules
                .iter()
                .map(|rule| (rule.field.clone(), row.value(builtin, rule)));
            all.push(pairs.collect());
        }
    }
    Ok(all)
}

/// A field of the tables, and the word for the model that has it.
struct Row<'r> {
    mapping: &'r Mapping,
    resource: &'static Resource,
    field: &'static Field,
    word: &'r str,
}

impl Row<'_> {
    fn value(&self, builtin: &Builtin, rule: &Rule) -> Value {
        if rule.field == crate::value::ID {
            return format!("{PREFIX}{}:{}", self.resource.name, self.field.name).into();
        }
        if let Some((_, value)) = builtin.values.iter().find(|(name, _)| *name == rule.field) {
            return value.clone();
        }
        let fact = builtin.facts.iter().find(|(name, _)| *name == rule.field);
        fact.map_or(Value::Null, |(_, fact)| self.fact(*fact, rule))
    }

    fn fact(&self, fact: Fact, rule: &Rule) -> Value {
        let field = self.field;
        match fact {
            Fact::Entity => self.word.into(),
            Fact::Name => field.name.into(),
            Fact::Doc => field.doc.into(),
            Fact::Type => kind(field, &rule.kind).into(),
            Fact::Target => self.target().into(),
            Fact::Values => self.choices(rule),
            Fact::Required => self.is_required().into(),
            Fact::Writable => self.is_writable().into(),
            Fact::Key => self.resource.keys.contains(&field.name).into(),
        }
    }

    /// The model that values refer to.
    fn target(&self) -> Option<&str> {
        let name = match self.field.kind {
            Kind::Ref(name) | Kind::List(&Kind::Ref(name)) => name,
            _ => return None,
        };
        let on = |whole: bool| {
            self.mapping.models.iter().find(|model| {
                let first = model.variants.first();
                model.facet.is_none()
                    && first
                        .is_some_and(|one| one.resource == name && (!whole || one.scope.is_empty()))
            })
        };
        on(true)
            .or_else(|| on(false))
            .map(|model| model.name.as_str())
    }

    /// Known values, each as an item of the field.
    fn choices(&self, rule: &Rule) -> Value {
        let values = self.field.values;
        if values.is_empty() {
            return Value::Null;
        }
        let shape = shape_of(self.mapping, &rule.kind);
        let items = values.iter().map(|(value, doc)| match shape {
            Some(shape) => choice(shape, value, doc),
            None => (*value).into(),
        });
        items.collect()
    }

    /// Whether a create needs it, alone.
    fn is_required(&self) -> bool {
        let mut operations = self.resource.operations.iter();
        let create = operations.find(|one| one.kind == OperationKind::Create);
        let mut rules = create.into_iter().flat_map(|create| create.required);
        rules.any(|rule| rule.when.is_empty() && *rule.one_of == [self.field.name])
    }

    /// Whether a call sends it.
    fn is_writable(&self) -> bool {
        let writes = |kind| {
            matches!(
                kind,
                OperationKind::Create | OperationKind::Update | OperationKind::BulkUpsert
            )
        };
        let mut operations = self.resource.operations.iter();
        self.field.access != Access::Read
            && operations.any(|one| {
                writes(one.kind)
                    && one
                        .body_field(self.field.name)
                        .is_some_and(|field| field.access != Access::Read)
            })
    }
}

/// The members of a choice: its value wherever the shape has a place for it, and what it means.
fn choice(shape: &Shape, value: &str, doc: &str) -> Value {
    let members = shape.members.iter().map(|member| {
        let value = match member.name.as_str() {
            "label" | "value" => value.into(),
            "description" if !doc.is_empty() => doc.into(),
            _ => Value::Null,
        };
        (member.name.clone(), value)
    });
    Value::Object(members.collect::<Map<_, _>>())
}

/// The word for what a field holds, where the model has it.
fn kind(field: &Field, holds: &Holds) -> Option<&'static str> {
    let word = match field.kind {
        Kind::String if field.format == Some(Format::Html) => "rich_text",
        Kind::String | Kind::Id | Kind::Ref(_) => "string",
        Kind::Integer | Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Date | Kind::Day => "date",
        Kind::DateTime => "datetime",
        Kind::Enum => "enum",
        Kind::List(_) => "array",
        Kind::Map(_) | Kind::Object(_) | Kind::Custom | Kind::Json => "object",
    };
    match holds {
        Holds::Enum(words) if !words.iter().any(|known| known == word) => None,
        _ => Some(word),
    }
}
