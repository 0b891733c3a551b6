//! What is pushed: activities, figures, calls in other forms. The answer says that it arrived.

use planhat_core::table::{Body, Operation, Returns};
use serde_json::{Value, json};

use super::route::Target;
use super::rules::required;
use super::shelf::texts;
use super::write::{self, Job, refused};
use super::{Doc, Tenant, show};
use crate::exchange::Answer;

impl Tenant {
    /// Takes one item or many; each becomes a record, and one that breaks a rule is lost.
    pub(crate) fn receive(&self, target: &Target, body: &[u8]) -> Result<Answer, Answer> {
        let operation = target.operation;
        let kind = self.catalog().of(operation);
        let job = Job {
            tenant: self,
            kind,
            operation,
        };
        if let Some(field) = operation.copies {
            return self.copy(job, field, body);
        }
        let items = items(operation, body)?;
        let mut errors: Vec<Value> = Vec::new();
        let mut processed = 0_usize;
        let mut state = self.write_state();
        for mut item in items {
            target.put_into(&mut item);
            let stored = required(operation, &item).and_then(|()| job.stored(&state, &item));
            match stored {
                Ok(doc) => {
                    job.add(&mut state, None, doc);
                    processed += 1;
                }
                Err(why) => errors.push(json!({ "message": why, "item": item })),
            }
        }
        Ok(answer(operation, processed, &errors))
    }

    /// Makes copies of the records whose ids stand in a field of the body.
    fn copy(&self, job: Job<'_>, field: &str, body: &[u8]) -> Result<Answer, Answer> {
        let body = write::object(body)?;
        required(job.operation, &body).map_err(refused)?;
        let mut state = self.write_state();
        let ids = texts(body.get(field));
        for id in &ids {
            let mut doc = job.before(&state, id);
            if doc.is_empty() {
                let title = job.kind.resource.title;
                return Err(Answer::text(404, format!("{title} not found: {id}")));
            }
            // What the server fills in is filled in anew.
            doc.retain(|name, _| {
                let known = job.kind.resource.field(name);
                name != "_id" && known.is_none_or(|known| known.fill.is_none())
            });
            job.add(&mut state, None, doc);
        }
        Ok(answer(job.operation, ids.len(), &[]))
    }
}

fn answer(operation: &Operation, processed: usize, errors: &[Value]) -> Answer {
    match operation.returns {
        Returns::Shape(_, fields) => {
            let values = fields.iter().map(|field| {
                let value = match field.kind {
                    planhat_core::table::Kind::List(_) => json!(errors),
                    _ => json!(processed),
                };
                (field.name.to_owned(), value)
            });
            Answer::json(200, &Value::Object(values.collect()))
        }
        Returns::Json => Answer::json(200, &json!({})),
        Returns::Nothing | Returns::Record(_) | Returns::Records(_) => show::empty(operation),
    }
}

/// The items of a body.
fn items(operation: &Operation, body: &[u8]) -> Result<Vec<Doc>, Answer> {
    if operation.body == Body::Csv {
        return csv_items(body);
    }
    if operation.body == Body::None || body.is_empty() {
        return Ok(vec![Doc::new()]);
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| refused(format!("the body is no JSON: {error}")))?;
    let items = match (value, operation.body) {
        (Value::Array(items), Body::Many | Body::OneOrMany) => items,
        (one @ Value::Object(_), Body::One | Body::OneOrMany) => vec![one],
        (_, Body::One) => return Err(refused("the body must be an object")),
        _ => return Err(refused("the body must be an array of objects")),
    };
    let items = items.into_iter().map(|item| match item {
        Value::Object(item) => Ok(item),
        _ => Err(refused("the body must be an array of objects")),
    });
    items.collect()
}

/// Rows of a CSV text under the names of its first line.
fn csv_items(body: &[u8]) -> Result<Vec<Doc>, Answer> {
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
