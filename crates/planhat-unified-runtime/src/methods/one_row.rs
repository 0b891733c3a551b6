//! Sending one record: by an operation for one, or as the only row of a bulk write.

use planhat_core::table::{Body, Kind, Operation, OperationKind, Returns};
use planhat_core::{BulkReport, Call, DryRun, Fate, Fields, RowFailure};
use planhat_spec::unified::mapping::Variant;
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::error::{Code, Error, Remote};
use crate::{fault, remote, table};

/// The count of a bulk result that has the rows which became new records.
const MADE: &str = "created";

/// What the server answered to a write.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// The record, where it was answered.
    pub(crate) record: Option<Map<String, Value>>,
    /// Its id, where it was told.
    pub(crate) id: Option<String>,
    /// Whether it became a new record, where that was told.
    pub(crate) made: Option<bool>,
}

/// The request of a write.
///
/// # Errors
/// When it breaks a rule of the table.
pub(crate) fn dry_run(
    handle: &ModelHandle,
    variant: &Variant,
    operation: &'static Operation,
    id: Option<&str>,
    fields: Map<String, Value>,
) -> Result<DryRun, Error> {
    let call = call(handle, operation, id);
    let fields = Fields::from(fields);
    let call = match is_bulk(operation) {
        true => call.rows([fields]),
        false => call.body(fields),
    };
    call.dry_run()
        .map_err(|error| remote::written(error, variant))
}

fn call(handle: &ModelHandle, operation: &'static Operation, id: Option<&str>) -> Call<Value> {
    let call = handle.client().call(operation);
    match id {
        Some(id) => call.id(remote::record_id(id)),
        None => call,
    }
}

fn is_bulk(operation: &Operation) -> bool {
    operation.kind == OperationKind::BulkUpsert || operation.body == Body::Many
}

/// Sends a write.
///
/// # Errors
/// When the call fails, or the server left the row out.
pub(crate) async fn send(
    handle: &ModelHandle,
    variant: &Variant,
    operation: &'static Operation,
    id: Option<&str>,
    fields: Map<String, Value>,
) -> Result<Sent, Error> {
    let written = |error| remote::written(error, variant);
    let call = call(handle, operation, id);
    if !is_bulk(operation) {
        let answer = call
            .body(Fields::from(fields))
            .send()
            .await
            .map_err(written)?;
        let record = match (answer, operation.returns) {
            (Value::Object(record), Returns::Record(_)) => Some(record),
            _ => None,
        };
        let id = record.as_ref().and_then(|record| own_id(handle, record));
        return Ok(Sent {
            record,
            id,
            made: None,
        });
    }
    let row = fields.clone();
    let report: BulkReport<Value> = call
        .bulk([Fields::from(fields)])
        .send()
        .await
        .map_err(written)?;
    if let Some(failure) = report.failures.rows.first() {
        return Err(refused(failure, &report.raw));
    }
    if !report.failures.is_empty() {
        let mut error = fault::new(
            Code::UpstreamError,
            "the server does not say that the record is in",
        );
        error.is_remote_error = true;
        error.remote = Some(Remote {
            status: None,
            body: report.raw,
            request_id: None,
        });
        return Err(error);
    }
    let made = report
        .raw
        .get(MADE)
        .and_then(Value::as_u64)
        .map(|count| count > 0);
    let id = Ids::of(handle, operation, &report.raw)
        .only()
        .or_else(|| own_id(handle, &row));
    Ok(Sent {
        record: None,
        id,
        made,
    })
}

fn own_id(handle: &ModelHandle, record: &Map<String, Value>) -> Option<String> {
    let name = table::own_id(handle.client().api())?;
    record.get(name)?.as_str().map(str::to_owned)
}

/// A row that failed, as an error.
pub(crate) fn refused(failure: &RowFailure, result: &Value) -> Error {
    // What the answer says of the row, or all that it says.
    let body = if failure.list.is_empty() {
        result.clone()
    } else {
        failure.reason()
    };
    let (code, message) = match failure.fate {
        Fate::Dropped => (
            Code::UpstreamError,
            "the server left the record out and said nothing".to_owned(),
        ),
        _ => {
            let said = words(&failure.error).or_else(|| words(&failure.reason()));
            let said = said.unwrap_or_else(|| body.to_string());
            (
                remote::of_text(&body.to_string()),
                format!("the server refused the record: {said}"),
            )
        }
    };
    let mut error = fault::new(code, message);
    error.is_remote_error = true;
    error.remote = Some(Remote {
        status: None,
        body,
        request_id: None,
    });
    error
}

/// What an entry of a list of errors says in words.
fn words(entry: &Value) -> Option<String> {
    match entry {
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => members
            .values()
            .find_map(|value| value.as_str().map(str::to_owned)),
        _ => None,
    }
}

/// The ids that a bulk result tells, by the keys of their rows.
pub(crate) struct Ids {
    own: Option<&'static str>,
    keys: &'static [&'static str],
    /// Key, value and id.
    known: std::collections::HashMap<(String, String), String>,
    all: Vec<String>,
}

impl Ids {
    pub(crate) fn of(handle: &ModelHandle, operation: &'static Operation, result: &Value) -> Self {
        let own = table::own_id(handle.client().api());
        let mut ids = Ids {
            own,
            keys: operation.resource.keys,
            known: std::collections::HashMap::new(),
            all: Vec::new(),
        };
        let (Some(own), Returns::Shape(_, fields)) = (own, operation.returns) else {
            return ids;
        };
        let lists = fields
            .iter()
            .filter(|field| matches!(field.kind, Kind::List(Kind::Object(_))));
        let entries = lists
            .filter_map(|field| result.get(field.name)?.as_array())
            .flatten();
        for entry in entries.filter_map(Value::as_object) {
            let Some(id) = entry.get(own).and_then(Value::as_str) else {
                continue;
            };
            ids.all.push(id.to_owned());
            for (key, value) in entry {
                if let Some(value) = value.as_str() {
                    ids.known
                        .insert((key.clone(), value.to_owned()), id.to_owned());
                }
            }
        }
        ids
    }

    /// The id, where the result tells one alone.
    pub(crate) fn only(&self) -> Option<String> {
        match self.all.as_slice() {
            [id] => Some(id.clone()),
            _ => None,
        }
    }

    /// The id of a row.
    pub(crate) fn of_row(&self, row: &Map<String, Value>) -> Option<String> {
        let given = self.own.and_then(|own| row.get(own)?.as_str());
        if let Some(id) = given {
            return Some(id.to_owned());
        }
        self.keys.iter().find_map(|key| {
            let value = row.get(*key)?.as_str()?;
            self.known
                .get(&((*key).to_owned(), value.to_owned()))
                .cloned()
        })
    }
}
