//! Arguments against the schema of their tool: the few keywords that such schemas have.

use planhat_core::Fault;
use serde_json::{Map, Value};

use crate::select::nearest;

/// The greatest whole number up to which decimal numbers hold every one.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Whole numbers that came as decimal ones become whole ones: some hosts send every number as `20.0`,
/// and to JSON Schema that is an integer.
pub(crate) fn whole_numbers(arguments: &mut Map<String, Value>) {
    arguments.values_mut().for_each(whole_number);
}

fn whole_number(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let given = number.as_f64().unwrap_or_default();
            if given.fract() == 0.0 && given.abs() < WHOLE {
                *value = Value::from(given as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_number),
        Value::Object(members) => whole_numbers(members),
        _ => {}
    }
}

/// Everything in the arguments that the schema does not allow, each named. Null stands for nothing
/// given, and in a body for a value that is to be cleared: it passes where nothing is required.
pub(crate) fn check(schema: &Value, arguments: &Map<String, Value>) -> Vec<Fault> {
    let mut faults = Vec::new();
    object(schema, arguments, "", &mut faults);
    faults
}

fn object(schema: &Value, given: &Map<String, Value>, at: &str, faults: &mut Vec<Fault>) {
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    for name in strings(&schema["required"]) {
        if given.get(name).is_none_or(Value::is_null) {
            fault(faults, &path(at, name), "is missing");
        }
    }
    for (name, value) in given {
        match properties.get(name) {
            Some(property) => self::value(property, value, &path(at, name), faults),
            None if schema["additionalProperties"] == Value::Bool(false) => {
                let names = properties.keys().map(String::as_str);
                let message = match nearest(name, names) {
                    Some(near) => format!("is no argument; did you mean `{near}`?"),
                    None => "is no argument".to_owned(),
                };
                fault(faults, &path(at, name), message);
            }
            None => {}
        }
    }
}

fn value(schema: &Value, given: &Value, at: &str, faults: &mut Vec<Fault>) {
    if given.is_null() {
        return;
    }
    let (fits, expected) = match schema["type"].as_str().unwrap_or_default() {
        "string" => (given.is_string(), "a text"),
        "integer" => (given.is_i64() || given.is_u64(), "a whole number"),
        "number" => (given.is_number(), "a number"),
        "boolean" => (given.is_boolean(), "true or false"),
        "array" => (given.is_array(), "a list"),
        "object" => (given.is_object(), "an object"),
        _ => (true, ""),
    };
    if !fits {
        fault(
            faults,
            at,
            format!("is {}, and {expected} was expected", kind(given)),
        );
        return;
    }
    match given {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                let at = format!("{at}[{number}]");
                match item.is_null() {
                    true => fault(faults, &at, "is null, and a list has no gaps"),
                    false => value(&schema["items"], item, &at, faults),
                }
            }
        }
        Value::Object(members) => object(schema, members, at, faults),
        Value::Number(number) => bounds(schema, number.as_f64(), at, faults),
        Value::String(text) => one_of(schema, text, at, faults),
        _ => {}
    }
}

fn bounds(schema: &Value, number: Option<f64>, at: &str, faults: &mut Vec<Fault>) {
    let Some(number) = number else { return };
    let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
    if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
        let message = match (least, most) {
            (Some(least), Some(most)) => format!("is {number}, outside {least} to {most}"),
            (Some(least), None) => format!("is {number}, and the least is {least}"),
            (_, most) => format!("is {number}, and the most is {}", most.unwrap_or_default()),
        };
        fault(faults, at, message);
    }
}

fn one_of(schema: &Value, text: &str, at: &str, faults: &mut Vec<Fault>) {
    let known: Vec<&str> = strings(&schema["enum"]).collect();
    if known.is_empty() || known.contains(&text) {
        return;
    }
    let meant = nearest(text, known.iter().copied());
    let meant = meant.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let message = format!("is none of {}{meant}", known.join(", "));
    fault(faults, at, message);
}

/// What was given, without its value: that may be personal.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(number) if number.is_f64() => "a decimal number",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn path(at: &str, name: &str) -> String {
    match at.is_empty() {
        true => name.to_owned(),
        false => format!("{at}.{name}"),
    }
}

fn fault(faults: &mut Vec<Fault>, argument: &str, message: impl Into<String>) {
    faults.push(Fault {
        argument: argument.to_owned(),
        message: message.into(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_whole_number_may_come_as_a_decimal_one() {
        let mut given = json!({"limit": 20.0, "rows": [{"day": -3.0, "part": 2.5}], "far": 1e300});
        let arguments = given.as_object_mut().expect("an object");
        whole_numbers(arguments);
        let whole = json!({"limit": 20, "rows": [{"day": -3, "part": 2.5}], "far": 1e300});
        assert_eq!(given, whole);
    }
}
