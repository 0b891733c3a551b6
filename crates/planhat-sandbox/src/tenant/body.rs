//! Bodies of requests as objects.

use planhat_core::table::{Body, Operation};
use serde_json::Value;

use super::Doc;
use crate::exchange::Answer;

/// The answer to a body that breaks a rule.
pub(crate) fn refused(message: impl Into<String>) -> Answer {
    Answer::text(400, message)
}

/// A body as JSON.
fn json(body: &[u8]) -> Result<Value, Answer> {
    serde_json::from_slice(body).map_err(|error| refused(format!("the body is no JSON: {error}")))
}

/// A body as an object.
pub(crate) fn object(body: &[u8]) -> Result<Doc, Answer> {
    match json(body)? {
        Value::Object(body) => Ok(body),
        _ => Err(refused("the body must be an object")),
    }
}

/// A body as objects, in the form in which the operation takes them.
pub(crate) fn objects(operation: &Operation, body: &[u8]) -> Result<Vec<Doc>, Answer> {
    let items = match (json(body)?, operation.body) {
        (one @ Value::Object(_), Body::One | Body::OneOrMany) => vec![one],
        (_, Body::One) => return Err(refused("the body must be an object")),
        (Value::Array(items), _) => items,
        _ => return Err(refused("the body must be an array of objects")),
    };
    let items = items.into_iter().map(|item| match item {
        Value::Object(item) => Ok(item),
        _ => Err(refused("the body must be an array of objects")),
    });
    items.collect()
}

/// Rows of a CSV text under the names of its first line.
pub(crate) fn csv_rows(body: &[u8]) -> Result<Vec<Doc>, Answer> {
    let unreadable = |error: csv::Error| refused(format!("the body is no CSV: {error}"));
    let mut reader = csv::Reader::from_reader(body);
    let names = reader.headers().map_err(unreadable)?.clone();
    let rows = reader.into_records().map(|row| {
        let row = row.map_err(unreadable)?;
        let cells = names
            .iter()
            .zip(row.iter())
            .filter(|(_, cell)| !cell.is_empty());
        Ok(cells
            .map(|(name, cell)| (name.to_owned(), Value::from(cell)))
            .collect())
    });
    rows.collect()
}
