//! Many records at once, made or changed by their keys, with a result for each.

mod present;
mod ready;
mod send;
mod twins;

use std::collections::BTreeMap;

use planhat_core::table::Operation;
use planhat_core::{Call, DryRun, Fields};
use planhat_spec::unified::mapping::{MethodKind, Variant};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::client::ModelHandle;
use crate::error::{Code, Error};
use crate::methods::{Change, Checks, WriteOptions};
use crate::{Warning, remote, table};

/// The status that goes with results of several rows.
pub const MULTI_STATUS: u16 = 207;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowResult {
    /// Its number in the input, from 0.
    pub index: usize,
    /// The id of its record, where the server told it.
    pub id: Option<String>,
    /// Whether it is in.
    pub ok: bool,
    /// Why it is not in.
    pub error: Option<Error>,
}

/// What became of all rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Upserted {
    /// A result for each row, in their order.
    Done {
        /// The results.
        rows: Vec<RowResult>,
        /// What was noticed on the way.
        warnings: Vec<Warning>,
    },
    /// What would be sent: a request for each batch, what it would change, and the rows that would
    /// not be sent.
    Planned {
        /// The requests, without secrets.
        requests: Vec<DryRun>,
        /// For each row that would be sent, its number and what it would set.
        changes: Vec<(usize, Vec<Change>)>,
        /// The rows that are at fault.
        refused: Vec<RowResult>,
        /// What was noticed on the way.
        warnings: Vec<Warning>,
    },
}

impl Serialize for Upserted {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Upserted::Done { rows, warnings } => {
                json!({"result": rows, "warnings": warnings}).serialize(serializer)
            }
            Upserted::Planned {
                requests,
                changes,
                refused,
                warnings,
            } => {
                let requests = requests.iter().map(|request| {
                    json!({"method": request.method, "url": request.url, "body": request.body})
                });
                let changes = changes
                    .iter()
                    .map(|(index, changes)| json!({"index": index, "changes": changes}));
                json!({
                    "dry_run": true,
                    "requests": requests.collect::<Vec<_>>(),
                    "changes": changes.collect::<Vec<_>>(),
                    "refused": refused,
                    "warnings": warnings,
                })
                .serialize(serializer)
            }
        }
    }
}

/// A row that is ready to be sent.
struct Ready {
    index: usize,
    fields: Map<String, Value>,
    changes: Vec<Change>,
}

impl ModelHandle {
    /// Makes or changes records by `id`, or by their other keys, in batches of as many rows as the
    /// server takes. A row that is at fault does not keep the others back. Where it matters what a
    /// record is or has now, it is read before.
    ///
    /// # Errors
    /// When the model has no upsert, or nothing can be said of any row.
    pub async fn upsert(
        &self,
        rows: &[Map<String, Value>],
        options: &WriteOptions,
    ) -> Result<Upserted, Error> {
        options.no_update()?;
        let mut results: BTreeMap<usize, RowResult> = BTreeMap::new();
        let mut warnings = Vec::new();
        let mut batches: BTreeMap<usize, Vec<Ready>> = BTreeMap::new();
        let mut checks = Checks::default();
        let mut drafts = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            match self.draft(index, row, options) {
                Ok(draft) => drafts.push(draft),
                Err(error) => put_off(index, error, &mut results)?,
            }
        }
        let mut present = self.present(&drafts).await?;
        for draft in drafts {
            let index = draft.index;
            let current = present.remove(&index);
            match self.ready(&mut checks, &draft, current).await {
                Ok((ready, noticed)) => {
                    warnings.extend(noticed);
                    batches.entry(draft.at).or_default().push(ready);
                }
                Err(error) => put_off(index, error, &mut results)?,
            }
        }
        for (at, batch) in &mut batches {
            self.take_out_twins(*at, batch, &mut results)?;
        }
        if options.dry_run {
            return self.planned(batches, results, warnings);
        }
        for (at, batch) in batches {
            self.send_batch(at, batch, &mut results).await?;
        }
        Ok(Upserted::Done {
            rows: results.into_values().collect(),
            warnings,
        })
    }

    fn planned(
        &self,
        batches: BTreeMap<usize, Vec<Ready>>,
        refused: BTreeMap<usize, RowResult>,
        warnings: Vec<Warning>,
    ) -> Result<Upserted, Error> {
        let (mut requests, mut changes) = (Vec::new(), Vec::new());
        let most = self.client().api().limits.bulk_rows.max(1);
        for (at, batch) in batches {
            let variant = &self.rules().variants[at];
            let operation = self.upserting(variant)?;
            for part in batch.chunks(most) {
                let rows = part.iter().map(|ready| Fields::from(ready.fields.clone()));
                let call: Call<Value> = self.client().call(operation).rows(rows);
                requests.push(
                    call.dry_run()
                        .map_err(|error| remote::written(error, variant))?,
                );
            }
            changes.extend(batch.into_iter().map(|ready| (ready.index, ready.changes)));
        }
        let refused = refused.into_values().collect();
        Ok(Upserted::Planned {
            requests,
            changes,
            refused,
            warnings,
        })
    }

    fn upserting(&self, variant: &Variant) -> Result<&'static Operation, Error> {
        let method = table::method(self.mapping(), self.rules(), variant, MethodKind::Upsert)?;
        table::operation(self.client().api(), method)
    }
}

/// A row that is at fault; what the whole call lacks, no row can mend.
fn put_off(
    index: usize,
    error: Error,
    results: &mut BTreeMap<usize, RowResult>,
) -> Result<(), Error> {
    if error.code == Code::UnsupportedMethod || error.is_remote_error {
        return Err(error);
    }
    results.insert(index, failed(index, error));
    Ok(())
}

fn failed(index: usize, error: Error) -> RowResult {
    RowResult {
        index,
        id: None,
        ok: false,
        error: Some(error),
    }
}
