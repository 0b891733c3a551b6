//! What fields and parameters have in common: enums, bounds, defaults and examples.

use super::{Place, below};
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Json, Parameter, Type, Values};
use crate::node::Step;

#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    kind: Option<&'a Type>,
    values: Option<&'a Values>,
    open: bool,
    min: Option<f64>,
    max: Option<f64>,
    default: Option<&'a Json>,
    example: Option<&'a Json>,
    /// Whether a list may be written as text, joined by commas.
    joined: bool,
}

impl<'a> Rules<'a> {
    pub(super) fn of_field(field: &'a Field) -> Self {
        Rules {
            kind: Some(&field.kind),
            values: field.values.as_ref(),
            open: field.open,
            min: field.min,
            max: field.max,
            default: field.default.as_ref(),
            example: field.example.as_ref(),
            joined: false,
        }
    }

    /// Of a parameter, with what it leaves out taken from the shared one that it refines.
    pub(super) fn of_parameter(parameter: &'a Parameter, shared: Option<&'a Parameter>) -> Self {
        let one = parameter;
        Rules {
            kind: one.kind.as_ref().or_else(|| shared?.kind.as_ref()),
            values: one.values.as_ref().or_else(|| shared?.values.as_ref()),
            open: one.open || shared.is_some_and(|shared| shared.open),
            min: one.min.or_else(|| shared?.min),
            max: one.max.or_else(|| shared?.max),
            default: one.default.as_ref().or_else(|| inherited_default(shared?)),
            example: one.example.as_ref(),
            joined: true,
        }
    }

    pub(super) fn check(&self, place: &Place, path: &[Step], found: &mut Diagnostics) {
        let Some(kind) = self.kind else { return };
        self.choices(kind, place, path, found);
        self.bounds(kind, place, path, found);
        for (key, value) in [("default", self.default), ("example", self.example)] {
            if let Some(value) = value
                && let Err(message) = self.fits(kind, value)
            {
                found.push(place.at_value("SPEC041", &below(path, key), message));
            }
        }
    }

    /// `values` and `open`.
    fn choices(&self, kind: &Type, place: &Place, path: &[Step], found: &mut Diagnostics) {
        let inner = innermost(kind);
        let values = below(path, "values");
        match (inner == &Type::Enum, self.values) {
            (true, None) if !place.root.has_key(path, "values") => {
                found.push(place.at_value(
                    "SPEC040",
                    &below(path, "type"),
                    "an enum needs `values`",
                ));
            }
            (true, Some(_)) if place.is_bare(&values) => {
                found.push(place.at_value("SPEC040", &values, "an enum needs at least one value"));
            }
            (false, Some(_)) => {
                let message = format!("`values` belongs to an enum, and this is `{kind}`");
                found.push(
                    place
                        .at_key("SPEC040", &values, message)
                        .help("write `type: enum`"),
                );
            }
            _ => {}
        }
        if self.open && inner != &Type::Enum {
            found.push(place.at_key("SPEC040", &below(path, "open"), "`open` belongs to an enum"));
        }
    }

    fn bounds(&self, kind: &Type, place: &Place, path: &[Step], found: &mut Diagnostics) {
        let numeric = matches!(innermost(kind), Type::Integer | Type::Number | Type::Day);
        for (key, bound) in [("min", self.min), ("max", self.max)] {
            if bound.is_some() && !numeric {
                let message = format!("`{key}` belongs to a number, and this is `{kind}`");
                found.push(place.at_key("SPEC041", &below(path, key), message));
            }
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            let message = format!("`max` {max} is below `min` {min}");
            let one = place.at_value("SPEC041", &below(path, "max"), message);
            found.push(one.second(
                &place.file,
                place.key(&below(path, "min")),
                "the lower bound",
            ));
        }
    }

    /// Whether a constant is a value of this type.
    pub(super) fn takes(&self, value: &Json) -> Result<(), String> {
        match self.kind {
            Some(kind) if !value.is_null() => self.fits(kind, value),
            _ => Ok(()),
        }
    }

    /// The same for a value of another type, such as an item.
    pub(super) fn takes_as(&self, kind: &Type, value: &Json) -> Result<(), String> {
        match value.is_null() {
            true => Ok(()),
            false => self.fits(kind, value),
        }
    }

    fn fits(&self, kind: &Type, value: &Json) -> Result<(), String> {
        let good = match (kind, value) {
            (Type::List(item), Json::Array(items)) => {
                return items.iter().try_for_each(|value| self.fits(item, value));
            }
            (Type::Map(item), Json::Object(entries)) => {
                return entries
                    .values()
                    .try_for_each(|value| self.fits(item, value));
            }
            (Type::List(_), value) => self.joined && value.is_string(),
            (Type::String | Type::Id | Type::Ref(_), value) => value.is_string(),
            (Type::Date, value) => value
                .as_str()
                .is_some_and(|text| is_date(text) && text.len() == 10),
            (Type::DateTime, value) => value.as_str().is_some_and(is_date),
            (Type::Integer | Type::Day, value) => value.is_i64() || value.is_u64(),
            (Type::Number, value) => value.is_number(),
            (Type::Boolean, value) => value.is_boolean(),
            (Type::Enum, Json::String(text)) => return self.is_choice(text),
            (Type::Map(_) | Type::Object | Type::Custom, value) => value.is_object(),
            (Type::Enum, _) => false,
            (Type::Json, _) => true,
        };
        if !good {
            return Err(format!("{value} is no `{kind}`"));
        }
        match value.as_f64() {
            Some(number) if self.is_outside(number) => {
                Err(format!("{number} is outside the bounds"))
            }
            _ => Ok(()),
        }
    }

    fn is_outside(&self, number: f64) -> bool {
        let (min, max) = (self.min.unwrap_or(f64::MIN), self.max.unwrap_or(f64::MAX));
        min <= max && !(min..=max).contains(&number)
    }

    fn is_choice(&self, text: &str) -> Result<(), String> {
        match self.values {
            Some(values)
                if !self.open
                    && !values.0.is_empty()
                    && !values.0.iter().any(|(known, _)| known == text) =>
            {
                Err(format!("`{text}` is none of the values"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a text begins with a day of the calendar.
fn is_date(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| -> Option<u16> {
        let digits = text.get(range)?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' && (1..=days).contains(&day)
}

/// The type of the values inside lists and maps.
pub(super) fn innermost(kind: &Type) -> &Type {
    match kind {
        Type::List(item) | Type::Map(item) => innermost(item),
        kind => kind,
    }
}

/// The default of a shared parameter, unless it is at fault itself.
fn inherited_default(shared: &Parameter) -> Option<&Json> {
    let default = shared.default.as_ref()?;
    Rules::of_parameter(shared, None)
        .takes(default)
        .is_ok()
        .then_some(default)
}
