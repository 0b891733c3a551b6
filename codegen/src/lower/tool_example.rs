//! The right call that a tool shows: arguments from recorded calls, from the examples of fields, and
//! else of the right form.

use planhat_spec::model::{self, Kind};
use serde_json::{Value, json};

use super::tool::View;
use crate::ir::{Access, Field, Schema, SchemaForm, ToolArgument, Type};

/// An id that is one by its form.
const ID: &str = "5f8a1c2e9b3d4a0012c4e7f1";

impl View<'_> {
    /// A right call: what it needs, and where that is nothing beside an id, one field more.
    pub(super) fn example(&self, arguments: &[ToolArgument]) -> Vec<(String, Value)> {
        let sent = self
            .operation
            .example
            .as_ref()
            .and_then(|one| one.body.as_ref());
        let rows = match sent {
            Some(Value::Array(rows)) => rows.clone(),
            Some(row @ Value::Object(_)) => vec![row.clone()],
            _ => Vec::new(),
        };
        let value = |one: &ToolArgument| match one.name.as_str() {
            "id" => json!(ID),
            "rows" if !rows.is_empty() => json!(rows[..1]),
            "rows" => json!([self.row()]),
            "csv" => json!(self.csv()),
            "confirm" => json!(true),
            name => rows
                .first()
                .and_then(|row| row.get(name))
                .filter(|value| !value.is_null())
                .cloned()
                .unwrap_or_else(|| self.value(name, &one.schema)),
        };
        let one_of: Vec<&str> = self
            .operation
            .required
            .iter()
            .filter(|rule| rule.when.is_empty() && rule.one_of.len() > 1)
            .filter_map(|rule| rule.one_of.first().map(String::as_str))
            .collect();
        let changes = self.operation.kind == Kind::Update;
        let first = arguments.iter().find(|one| changes && !one.required);
        let wanted = |one: &&ToolArgument| {
            one.required
                || one.name == "confirm"
                || one_of.contains(&one.name.as_str())
                || first.is_some_and(|first| first.name == one.name)
        };
        let chosen = arguments.iter().filter(wanted);
        chosen.map(|one| (one.name.clone(), value(one))).collect()
    }

    /// A row that has what rows need.
    fn row(&self) -> Value {
        let fields = self.resource.fields.iter();
        let needed = |field: &&Field| {
            self.is_required(&field.wire) || self.operation.drops_without.contains(&field.wire)
        };
        let pairs = fields.filter(needed).map(|field| {
            let value = self.value(&field.wire, &self.schema(field, 0));
            (field.wire.clone(), value)
        });
        Value::Object(pairs.collect())
    }

    /// CSV text with a row of what is known by an example or by its format.
    fn csv(&self) -> String {
        let fields = self.resource.fields.iter();
        let known = fields.filter(|field| {
            let named = field.example.is_some() || field.format == Some(model::Format::Email);
            named && field.access != Access::Read
        });
        let columns = known.map(|field| {
            let value = self.value(&field.wire, &self.schema(field, 0));
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (field.wire.as_str(), cell(&text))
        });
        let (names, cells): (Vec<&str>, Vec<String>) = columns.unzip();
        format!("{}\n{}\n", names.join(","), cells.join(","))
    }

    /// A value of the right form.
    fn value(&self, name: &str, schema: &Schema) -> Value {
        let fields = self.resource.fields.iter().chain(&self.operation.query);
        let known = fields.clone().find(|field| field.wire == name);
        if let Some(example) = known.and_then(|field| field.example.as_ref()) {
            return serde_json::from_str(example).unwrap_or_else(|_| json!(example));
        }
        let reference =
            known.is_some_and(|field| matches!(field.kind, Type::Ref { .. } | Type::Id));
        match &schema.form {
            SchemaForm::Text if reference => json!(ID),
            SchemaForm::Text => match known {
                Some(field) if field.kind == Type::Date => json!("2026-01-31"),
                Some(field) if field.format == Some(model::Format::Email) => {
                    json!("jane@example.com")
                }
                Some(field) if !field.values.is_empty() => json!(field.values[0].0),
                _ => json!("Example"),
            },
            SchemaForm::DateTime => json!("2026-01-31T09:00:00.000Z"),
            SchemaForm::OneOf(values) => json!(values.first()),
            SchemaForm::Integer(min, _) => json!(min.map_or(1, |min| min as i64)),
            SchemaForm::Number(min, _) => json!(min.unwrap_or(1.0)),
            SchemaForm::Boolean => json!(true),
            SchemaForm::List(item) => json!([self.value(name, item)]),
            SchemaForm::Object(_) => json!({}),
        }
    }
}

/// A text as it stands in a cell of CSV.
fn cell(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}
