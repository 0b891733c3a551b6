//! Schemas of values: what a field holds when it is read, and what it takes when it is written.

use serde_json::Value;

use super::super::json::{Json, Object};
use super::words;
use crate::ir::{Access, Field, Format, Ir, ObjectType, Type, TypeName};

/// Whether a value is read or written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Side {
    /// Anything may be null, and no value is refused.
    Read,
    /// Bounds and values of closed enums hold; null clears.
    Write,
}

/// Where the schemas of nested objects come from. They stand where they are needed, since null is
/// taken there too and a reference cannot say so.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'ir> {
    pub(super) ir: &'ir Ir,
    /// Types of the resource.
    pub(super) types: &'ir [ObjectType],
    pub(super) side: Side,
}

impl<'ir> Schemas<'ir> {
    /// An object with these fields; those named are required and take no null.
    pub(super) fn object<'f>(
        &self,
        fields: impl IntoIterator<Item = &'f Field>,
        required: &[&str],
    ) -> Object {
        let mut properties = Object::new();
        for field in fields {
            let null = !required.contains(&field.wire.as_str());
            properties.set(&field.wire, self.property(field, null));
        }
        let mut object = Object::new().with("type", "object");
        if !required.is_empty() {
            object.set("required", required.to_vec());
        }
        if !properties.is_empty() {
            object.set("properties", properties);
        }
        object
    }

    /// A field with all that is to be said of it.
    pub(super) fn property(&self, field: &Field, null: bool) -> Object {
        let mut schema = self.value(field, null);
        schema.set("description", words::field(self.ir, field, self.side));
        match (self.side, field.access) {
            (Side::Read, Access::Read) => schema.set("readOnly", true),
            (Side::Write, Access::Write) => schema.set("writeOnly", true),
            _ => {}
        }
        if field.deprecated.is_some() {
            schema.set("deprecated", true);
        }
        if field.sensitive {
            schema.set("x-sensitive", true);
        }
        if let Some(example) = example(field) {
            schema.set("example", example);
        }
        schema
    }

    /// The value of a field. Another shape on read stands beside the one that is written.
    pub(super) fn value(&self, field: &Field, null: bool) -> Object {
        let or = field.or.as_ref().filter(|_| self.side == Side::Read);
        match (or, &field.kind) {
            (None, kind) => self.kind(kind, field, null),
            (Some(or), Type::List(item)) => {
                let items = self.either(item, or, field, false);
                nullable(array(items), null)
            }
            (Some(or), kind) => self.either(kind, or, field, null),
        }
    }

    fn either(&self, one: &Type, other: &Type, field: &Field, null: bool) -> Object {
        if *one == Type::Json || *other == Type::Json {
            return Object::new();
        }
        // Null is taken once: were it twice, generators of clients could not tell the two apart.
        let (one, other) = (self.kind(one, field, null), self.kind(other, field, false));
        Object::new().with("anyOf", vec![one, other])
    }

    fn kind(&self, kind: &Type, field: &Field, null: bool) -> Object {
        let schema = match kind {
            Type::String => text(format(field.format)),
            Type::Id | Type::Ref { .. } => text(None),
            Type::Integer | Type::Day => self.bounded("integer", field),
            Type::Number => self.bounded("number", field),
            Type::Boolean => Object::new().with("type", "boolean"),
            Type::Date => self.moment("date"),
            Type::DateTime => self.moment("date-time"),
            Type::Enum(_) => self.enumeration(field, null),
            Type::List(item) => array(self.kind(item, field, false)),
            Type::Map(item) => Object::new()
                .with("type", "object")
                .with("additionalProperties", self.kind(item, field, false)),
            Type::Object(name) => self.nested(name),
            Type::Free | Type::Custom => Object::new()
                .with("type", "object")
                .with("additionalProperties", true),
            // Anything, null among it.
            Type::Json => return Object::new(),
        };
        nullable(schema, null)
    }

    /// A read may show a date where a moment is due, which clients that take `format` at its word
    /// would refuse.
    fn moment(&self, format: &str) -> Object {
        let name = match self.side {
            Side::Read => "x-format",
            Side::Write => "format",
        };
        text(None).with(name, format)
    }

    fn nested(&self, name: &TypeName) -> Object {
        let fields = self.fields(name);
        let shown = fields.iter().filter(|field| match self.side {
            Side::Read => field.access != Access::Write,
            Side::Write => field.access != Access::Read,
        });
        self.object(shown, &[])
    }

    /// The members of a type.
    pub(super) fn fields(&self, name: &TypeName) -> &'ir [Field] {
        let types = match name.shared {
            true => &self.ir.api.types,
            false => self.types,
        };
        let found = types.iter().find(|one| one.name == name.name);
        found.map_or(&[], |one| &one.fields)
    }

    /// Bounds are checked before a write, never on a read.
    fn bounded(&self, kind: &str, field: &Field) -> Object {
        let schema = Object::new().with("type", kind);
        if self.side == Side::Read {
            return schema;
        }
        let bound = |bound: f64| match kind {
            "integer" => Json::Value(whole(bound)),
            _ => Json::Value(Value::from(bound)),
        };
        schema
            .maybe("minimum", field.min.map(bound))
            .maybe("maximum", field.max.map(bound))
    }

    /// A closed enum refuses other values in a write; a read takes whatever comes.
    fn enumeration(&self, field: &Field, null: bool) -> Object {
        let values = field.values.iter().map(|(value, _)| Value::from(&**value));
        let mut values: Vec<Value> = values.collect();
        if field.open || self.side == Side::Read {
            return text(None).with("x-known-values", values);
        }
        if null {
            values.push(Value::Null);
        }
        text(None).with("enum", values)
    }
}

/// An array of these.
pub(super) fn array(items: Object) -> Object {
    Object::new().with("type", "array").with("items", items)
}

fn text(format: Option<&str>) -> Object {
    Object::new().with("type", "string").maybe("format", format)
}

fn nullable(schema: Object, null: bool) -> Object {
    match null {
        true => schema.with("nullable", true),
        false => schema,
    }
}

fn format(format: Option<Format>) -> Option<&'static str> {
    Some(match format? {
        Format::Email => "email",
        Format::Url => "uri",
        Format::Phone => "phone",
        Format::Html => "html",
    })
}

/// A bound of integers, without a fraction.
fn whole(bound: f64) -> Value {
    let text = format!("{bound:.0}");
    match text.parse::<i64>() {
        Ok(number) => Value::from(number),
        Err(_) => Value::from(bound),
    }
}

/// The example of a field. Those of lists are written as they stand in an address.
pub(super) fn example(field: &Field) -> Option<Json> {
    let value = parsed(field.example.as_ref()?)?;
    Some(match (&field.kind, &value) {
        (Type::List(_), Value::String(text)) => {
            text.split(',').map(str::trim).collect::<Vec<_>>().into()
        }
        _ => value.into(),
    })
}

/// A value that the IR holds as text.
pub(super) fn parsed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}
