//! What is pushed: activities, figures, calls in other forms. The answer says that it arrived.

use planhat_core::table::{Body, Operation, Returns};
use serde_json::{Value, json};

use super::body::{csv_rows, object, objects, refused};
use super::route::Target;
use super::rules::required;
use super::shelf::texts;
use super::write::Job;
use super::{Doc, Tenant, show};
use crate::exchange::Answer;

impl Tenant {
    /// Takes one item or many; each becomes a record, and one that breaks a rule is lost.
    pub(crate) fn receive(&self, target: &Target, body: &[u8]) -> Result<Answer, Answer> {
        let operation = target.operation;
        let job = self.job(operation);
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
        let body = object(body)?;
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

/// The items of a body; a call without one is an item that holds nothing.
fn items(operation: &Operation, body: &[u8]) -> Result<Vec<Doc>, Answer> {
    match operation.body {
        Body::Csv => csv_rows(body),
        Body::None => Ok(vec![Doc::new()]),
        _ if body.is_empty() => Ok(vec![Doc::new()]),
        _ => objects(operation, body),
    }
}
