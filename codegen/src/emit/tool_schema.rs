//! Schemas of arguments, in the part of JSON Schema that all hosts of agents take.

use serde_json::{Number, Value};

use super::json::{Json, Object};
use crate::ir::{Schema, SchemaForm, Tool, ToolArgument};

/// The schema of a tool's arguments.
pub(super) fn of_tool(tool: &Tool) -> Object {
    object(&tool.arguments).with("additionalProperties", false)
}

fn object(members: &[ToolArgument]) -> Object {
    let properties = members.iter().fold(Object::new(), |all, member| {
        all.with(&member.name, schema(&member.schema))
    });
    let required: Vec<&str> = members
        .iter()
        .filter(|member| member.required)
        .map(|member| member.name.as_str())
        .collect();
    let made = Object::new()
        .with("type", "object")
        .with("properties", properties);
    match required.is_empty() {
        true => made,
        false => made.with("required", required),
    }
}

fn schema(schema: &Schema) -> Object {
    let made = match &schema.form {
        SchemaForm::Text => typed("string"),
        SchemaForm::DateTime => typed("string").with("format", "date-time"),
        SchemaForm::OneOf(values) => {
            typed("string").with("enum", values.iter().collect::<Vec<_>>())
        }
        SchemaForm::Integer(least, most) => bounded("integer", *least, *most),
        SchemaForm::Number(least, most) => bounded("number", *least, *most),
        SchemaForm::Boolean => typed("boolean"),
        SchemaForm::List(item) => typed("array").with("items", self::schema(item)),
        SchemaForm::Object(members) if members.is_empty() => typed("object"),
        SchemaForm::Object(members) => object(members),
    };
    made.maybe("description", schema.hint.as_ref())
}

fn typed(name: &str) -> Object {
    Object::new().with("type", name)
}

fn bounded(name: &str, least: Option<f64>, most: Option<f64>) -> Object {
    typed(name)
        .maybe("minimum", least.and_then(number))
        .maybe("maximum", most.and_then(number))
}

/// A bound; whole ones without a point.
fn number(bound: f64) -> Option<Json> {
    let whole = bound.fract() == 0.0 && bound.abs() < 9e15;
    let number = match whole {
        true => Some(Number::from(bound as i64)),
        false => Number::from_f64(bound),
    };
    Some(Json::from(Value::Number(number?)))
}
