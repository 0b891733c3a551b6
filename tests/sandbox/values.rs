//! Values for fields, made from the tables.

use planhat_client::table::{Field, Format, Kind, Operation};
use serde_json::{Map, Value, json};

/// A body with every field that an operation writes, its constants aside.
pub fn body(operation: &Operation, seed: usize) -> Map<String, Value> {
    let fixed = operation.resource.fixed.iter().chain(operation.fixed);
    let fields = operation.body_fields.iter().filter(|field| {
        field.access != planhat_client::table::Access::Read
            && field.in_operation(operation.name)
            && field.name != "_id"
            && !fixed.clone().any(|(name, _)| *name == field.name)
    });
    fields
        .map(|field| (field.name.to_owned(), value(field, seed)))
        .collect()
}

/// A value that a field takes; another seed gives another where the type has more than one.
pub fn value(field: &Field, seed: usize) -> Value {
    if let Some(fallback) = field.fallback {
        return fallback.known[seed % fallback.known.len()].into();
    }
    of_kind(field, &field.kind, seed)
}

fn of_kind(field: &Field, kind: &Kind, seed: usize) -> Value {
    let name = field.name;
    match kind {
        Kind::String => match field.format {
            Some(Format::Email) => format!("{}{seed}@nordvik.example", name.to_lowercase()).into(),
            Some(Format::Url) => format!("https://nordvik.example/{name}/{seed}").into(),
            _ => format!("{name} {seed}").into(),
        },
        Kind::Integer | Kind::Number => {
            let (min, max) = (field.min.unwrap_or(0.0), field.max.unwrap_or(1000.0));
            let wanted = min + 1.0 + seed as f64;
            json!(wanted.min(max) as i64)
        }
        Kind::Boolean => (seed % 2 == 1).into(),
        Kind::Id | Kind::Ref(_) => format!("{:024x}", 0xabc_0000 + seed).into(),
        Kind::Date => format!("2025-05-{:02}", 1 + seed % 28).into(),
        Kind::DateTime => format!("2025-05-{:02}T09:15:00.000Z", 1 + seed % 28).into(),
        Kind::Day => json!(20_000 + seed),
        Kind::Enum => {
            let (value, _) = field.values[seed % field.values.len()];
            value.into()
        }
        Kind::List(item) => json!([of_kind(field, item, seed)]),
        Kind::Map(item) => json!({ "key": of_kind(field, item, seed) }),
        Kind::Object([]) => json!({ "free": seed }),
        Kind::Object(fields) => {
            let members = fields
                .iter()
                .map(|field| (field.name.to_owned(), value(field, seed)));
            Value::Object(members.collect())
        }
        Kind::Custom => json!({ "Plan 🚀": format!("plan {seed}"), "Seats": seed }),
        Kind::Json => json!({ "any": [seed] }),
    }
}
