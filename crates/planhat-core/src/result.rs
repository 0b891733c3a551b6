//! Results of bulk writes: what the table says of their members, and putting them together.

use serde_json::{Map, Value};

use crate::table::{Kind, Operation, Returns};

/// Whether an object is the result of a bulk write, and not only an error.
pub(crate) fn is_result(operation: &Operation, result: &Map<String, Value>) -> bool {
    let Returns::Shape(_, fields) = operation.returns else {
        return false;
    };
    fields.iter().any(|field| result.contains_key(field.name))
}

/// Whether a result counts rows that were taken, or names them. The rest of the table's lists are
/// errors, see [`has_errors`].
pub(crate) fn took_rows(operation: &Operation, result: &Map<String, Value>) -> bool {
    let Returns::Shape(_, fields) = operation.returns else {
        return false;
    };
    fields
        .iter()
        .any(|field| match (&field.kind, result.get(field.name)) {
            (Kind::List(Kind::Json), _) => false,
            (Kind::List(_), Some(Value::Array(all))) => !all.is_empty(),
            (Kind::Integer | Kind::Number, Some(count)) => {
                count.as_f64().is_some_and(|count| count > 0.0)
            }
            _ => false,
        })
}

/// Whether a list of errors in a result has entries. Which lists those are, the table says: the
/// ones of any JSON, as errors have no documented shape.
pub(crate) fn has_errors(operation: &Operation, result: &Map<String, Value>) -> bool {
    error_lists(operation, result).any(|(_, all)| !all.is_empty())
}

/// The lists of errors that a result has.
pub(crate) fn error_lists<'r>(
    operation: &Operation,
    result: &'r Map<String, Value>,
) -> impl Iterator<Item = (&'static str, &'r Vec<Value>)> {
    let fields = match operation.returns {
        Returns::Shape(_, fields) => fields,
        _ => &[],
    };
    let errors = fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::List(Kind::Json)));
    errors.filter_map(|field| Some((field.name, result.get(field.name)?.as_array()?)))
}

/// Whether a result counts fewer rows than were sent, beside those that failed.
pub(crate) fn lacks_rows(operation: &Operation, result: &Map<String, Value>, sent: usize) -> bool {
    let Returns::Shape(_, fields) = operation.returns else {
        return false;
    };
    let counts = fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::Integer | Kind::Number))
        .filter_map(|field| result.get(field.name)?.as_u64());
    let mut counts = counts.peekable();
    counts.peek().is_some() && counts.sum::<u64>() < sent as u64
}

/// Counts are added, lists joined, null adds nothing; anything else takes the last value.
pub(crate) fn merge(total: &mut Map<String, Value>, name: String, value: Value) {
    match (total.get_mut(&name), value) {
        (Some(Value::Array(all)), Value::Array(more)) => all.extend(more),
        (Some(_), Value::Null) => {}
        (Some(Value::Number(sum)), Value::Number(more)) => {
            if let (Some(left), Some(right)) = (sum.as_i64(), more.as_i64()) {
                *sum = left.saturating_add(right).into();
            }
        }
        (_, value) => {
            total.insert(name, value);
        }
    }
}

/// What no rows at all would give.
pub(crate) fn empty_result(operation: &Operation) -> Map<String, Value> {
    let Returns::Shape(_, fields) = operation.returns else {
        return Map::new();
    };
    let zero = |kind: &Kind| match kind {
        Kind::Integer | Kind::Number => Some(Value::from(0)),
        Kind::List(_) => Some(Value::Array(Vec::new())),
        _ => None,
    };
    fields
        .iter()
        .filter_map(|field| Some((field.name.to_owned(), zero(&field.kind)?)))
        .collect()
}
