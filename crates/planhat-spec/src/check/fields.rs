//! Fields: enums, bounds, defaults, members and other shapes.

use super::{Context, Place, Subject, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Json, Map, Other, Parameter, Query, Type, Values};
use crate::yaml::Step;

pub(super) fn check(_context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let place = subject.place;
    members(place, &steps!["fields"], &subject.spec.fields, found);
    for (name, operation) in &subject.spec.operations {
        if let Some(crate::model::Body::Fields(fields)) = &operation.body {
            members(place, &steps!["operations", name, "body"], fields, found);
        }
        if let Some(crate::model::Returns::Shape(fields)) = &operation.returns {
            members(place, &steps!["operations", name, "returns"], fields, found);
        }
        for (wire, query) in &operation.query {
            if let Query::Parameter(parameter) = query {
                self::parameter(place, &steps!["operations", name, "query", wire], parameter, found);
            }
        }
    }
}

/// Members at every depth.
pub(super) fn members(place: &Place, at: &[Step], fields: &Map<Field>, found: &mut Diagnostics) {
    for (wire, field) in fields {
        let path = [at, &steps![wire]].concat();
        let rules = Rules {
            kind: Some(&field.kind),
            values: field.values.as_ref(),
            open: field.open,
            min: field.min,
            max: field.max,
            default: field.default.as_ref(),
            example: field.example.as_ref(),
        };
        rules.check(place, &path, found);
        if field.doc.trim().is_empty() {
            found.push(place.at_value("SPEC011", &[&path[..], &steps!["doc"]].concat(), "the documentation is empty"));
        }
        shape(place, &path, field, found);
    }
}

/// `fields` belongs to objects; `format` to text.
fn shape(place: &Place, path: &[Step], field: &Field, found: &mut Diagnostics) {
    let below = |key: &str| [path, &steps![key]].concat();
    let inner = innermost(&field.kind);
    if let Some(fields) = &field.fields {
        if *inner != Type::Object {
            let message = format!("`fields` belongs to an object, and this is `{}`", field.kind);
            found.push(place.at_key("SPEC042", &below("fields"), message));
        }
        members(place, &below("fields"), fields, found);
    }
    if let Some(Other::Fields(fields)) = &field.or {
        members(place, &below("or"), fields, found);
    }
    if field.format.is_some() && *inner != Type::String {
        let message = format!("`format` belongs to a string, and this is `{}`", field.kind);
        found.push(place.at_key("SPEC042", &below("format"), message));
    }
}

fn innermost(kind: &Type) -> &Type {
    match kind {
        Type::List(item) | Type::Map(item) => innermost(item),
        kind => kind,
    }
}

fn parameter(place: &Place, path: &[Step], parameter: &Parameter, found: &mut Diagnostics) {
    let rules = Rules {
        kind: parameter.kind.as_ref(),
        values: parameter.values.as_ref(),
        open: parameter.open,
        min: parameter.min,
        max: parameter.max,
        default: parameter.default.as_ref(),
        example: parameter.example.as_ref(),
    };
    rules.check(place, path, found);
}

/// What fields and parameters have in common.
struct Rules<'a> {
    kind: Option<&'a Type>,
    values: Option<&'a Values>,
    open: bool,
    min: Option<f64>,
    max: Option<f64>,
    default: Option<&'a Json>,
    example: Option<&'a Json>,
}

impl Rules<'_> {
    fn check(&self, place: &Place, path: &[Step], found: &mut Diagnostics) {
        let below = |key: &str| [path, &steps![key]].concat();
        if let Some(kind) = self.kind {
            let inner = innermost(kind);
            match (inner == &Type::Enum, self.values) {
                (true, None) => found.push(place.at_value("SPEC040", &below("type"), "an enum needs `values`")),
                (true, Some(values)) if values.0.is_empty() => {
                    found.push(place.at_value("SPEC040", &below("values"), "an enum needs at least one value"));
                }
                (false, Some(_)) => {
                    let message = format!("`values` belongs to an enum, and this is `{kind}`");
                    found.push(place.at_key("SPEC040", &below("values"), message).help("write `type: enum`"));
                }
                _ => {}
            }
            if self.open && inner != &Type::Enum {
                found.push(place.at_key("SPEC040", &below("open"), "`open` belongs to an enum"));
            }
            self.bounds(place, path, inner, found);
            for (key, value) in [("default", self.default), ("example", self.example)] {
                if let Some(value) = value
                    && let Err(message) = self.fits(kind, value)
                {
                    found.push(place.at_value("SPEC041", &below(key), message));
                }
            }
        }
    }

    fn bounds(&self, place: &Place, path: &[Step], kind: &Type, found: &mut Diagnostics) {
        let below = |key: &str| [path, &steps![key]].concat();
        let numeric = matches!(kind, Type::Integer | Type::Number | Type::Day);
        for (key, bound) in [("min", self.min), ("max", self.max)] {
            if bound.is_some() && !numeric {
                let message = format!("`{key}` belongs to a number, and this is `{kind}`");
                found.push(place.at_key("SPEC041", &below(key), message));
            }
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            let one = place.at_value("SPEC041", &below("max"), format!("`max` {max} is below `min` {min}"));
            found.push(one.second(place.key(&below("min")), "the lower bound"));
        }
    }

    /// Whether a default or an example is a value of the type.
    fn fits(&self, kind: &Type, value: &Json) -> Result<(), String> {
        let good = match kind {
            Type::String | Type::Id | Type::Ref(_) | Type::Date | Type::DateTime => value.is_string(),
            Type::Integer | Type::Day => value.is_i64() || value.is_u64(),
            Type::Number => value.is_number(),
            Type::Boolean => value.is_boolean(),
            Type::Enum => match (value.as_str(), self.values) {
                (Some(text), Some(values)) if !self.open && !values.0.iter().any(|(known, _)| known == text) => {
                    return Err(format!("`{text}` is none of the values"));
                }
                (text, _) => text.is_some(),
            },
            Type::List(_) => value.is_array() || value.is_string(),
            Type::Map(_) | Type::Object | Type::Custom => value.is_object(),
            Type::Json => true,
        };
        if !good {
            return Err(format!("{value} is no `{kind}`"));
        }
        match value.as_f64() {
            Some(number) if self.min.is_some_and(|min| number < min) || self.max.is_some_and(|max| number > max) => {
                Err(format!("{number} is outside the bounds"))
            }
            _ => Ok(()),
        }
    }
}
