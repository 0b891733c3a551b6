//! Many records at once, made or changed by their keys, with a result for each.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use planhat_core::table::Operation;
use planhat_core::{BulkReport, Call, ChunkRows, DryRun, Fate, Fields, RowFailure};
use planhat_spec::unified::mapping::{MethodKind, Variant};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::client::ModelHandle;
use crate::error::{Code, Error, Failure};
use crate::methods::{Change, Checks, Ids, WriteOptions, checked, refused};
use crate::turn::write;
use crate::{Warning, fault, remote, table};

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
    /// server takes. A row that is at fault does not keep the others back.
    ///
    /// # Errors
    /// When the model has no upsert, or nothing can be said of any row.
    pub async fn upsert(
        &self,
        rows: &[Map<String, Value>],
        options: &WriteOptions,
    ) -> Result<Upserted, Error> {
        let mut results: BTreeMap<usize, RowResult> = BTreeMap::new();
        let mut warnings = Vec::new();
        let mut batches: BTreeMap<usize, Vec<Ready>> = BTreeMap::new();
        let mut checks = Checks::default();
        for (index, row) in rows.iter().enumerate() {
            match self.ready(&mut checks, row, options).await {
                Ok((at, fields, changes, noticed)) => {
                    warnings.extend(noticed);
                    batches.entry(at).or_default().push(Ready {
                        index,
                        fields,
                        changes,
                    });
                }
                // What the whole call lacks, no row can mend.
                Err(error) if error.code == Code::UnsupportedMethod || error.is_remote_error => {
                    return Err(error);
                }
                Err(error) => {
                    results.insert(index, failed(index, error));
                }
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

    /// A row, mapped and checked.
    async fn ready(
        &self,
        checks: &mut Checks,
        row: &Map<String, Value>,
        options: &WriteOptions,
    ) -> Result<(usize, Map<String, Value>, Vec<Change>, Vec<Warning>), Error> {
        let at = self
            .variants(self.routed(row))?
            .first()
            .copied()
            .unwrap_or_default();
        let variant = &self.rules().variants[at];
        let method = table::method(self.mapping(), self.rules(), variant, MethodKind::Upsert)?;
        let operation = table::operation(self.client().api(), method)?;
        let (mut row, mut options) = (row.clone(), options.clone());
        // The id is no field that is written, but finds the record.
        let id = table::id_rule(self.client().api(), variant)
            .and_then(|(rule, own)| Some((own, row.remove(&rule.field)?)));
        if let Some((own, id)) = id.filter(|(_, id)| !id.is_null()) {
            options
                .remote_data
                .get_or_insert_default()
                .insert(own.to_owned(), id);
        }
        let body = write(self, at, &row, MethodKind::Upsert, &options, None)?;
        let prepared = checked(self, checks, at, operation, body, &options).await?;
        let fields = Fields::from(prepared.fields);
        self.faults(variant, operation, &fields)?;
        Ok((at, fields.into_map(), prepared.changes, prepared.warnings))
    }

    /// What is wrong with a row by the table, and whether it has a key.
    fn faults(
        &self,
        variant: &Variant,
        operation: &'static Operation,
        fields: &Fields,
    ) -> Result<(), Error> {
        let mut failures: Vec<Failure> = Vec::new();
        let mut missing = Vec::new();
        if !operation.has_key(fields) {
            let names = operation
                .resource
                .keys
                .iter()
                .filter_map(|key| self.key_field(variant, key));
            let names: Vec<String> = names.collect();
            failures.push(Failure {
                path: names.join(" or "),
                code: Code::MissingRequired,
                message: "is missing: an upsert finds its record by one of them".to_owned(),
                remote_field: None,
            });
            missing.push(names);
        }
        for fault in self.client().check_row(operation, fields) {
            failures.push(remote::failure(variant, &fault));
        }
        match failures.is_empty() {
            true => Ok(()),
            false => {
                let mut error = Error::of_failures(failures, Default::default());
                error.insight.missing = missing;
                Err(error)
            }
        }
    }

    /// The unified name of a key.
    pub(crate) fn key_field(&self, variant: &Variant, key: &str) -> Option<String> {
        match table::id_rule(self.client().api(), variant) {
            Some((rule, own)) if own == key => Some(rule.field.clone()),
            _ => remote::unified(variant, key),
        }
    }

    /// Refuses rows with the same key: together they would spoil the whole call.
    fn take_out_twins(
        &self,
        at: usize,
        batch: &mut Vec<Ready>,
        results: &mut BTreeMap<usize, RowResult>,
    ) -> Result<(), Error> {
        let variant = &self.rules().variants[at];
        let operation = self.upserting(variant)?;
        let in_paths = |key: &&&str| {
            let mut keys = self.client().api().keys.iter();
            keys.any(|known| known.name == **key && known.path)
        };
        let key = |ready: &Ready| {
            let keys = operation.resource.keys.iter().filter(in_paths);
            let mut given =
                keys.filter_map(|key| Some((*key, ready.fields.get(*key)?.as_str()?.to_owned())));
            given.next()
        };
        let mut seen: HashMap<(&str, String), usize> = HashMap::new();
        for ready in batch.iter() {
            if let Some(key) = key(ready) {
                *seen.entry(key).or_default() += 1;
            }
        }
        batch.retain(|ready| {
            let Some((name, value)) = key(ready).filter(|key| seen[key] > 1) else {
                return true;
            };
            let path = self
                .key_field(variant, name)
                .unwrap_or_else(|| name.to_owned());
            let message =
                format!("`{value}` stands in several rows, and which of them counts is not known");
            let error = fault::new(Code::Duplicate, format!("`{path}`: {message}"));
            let error = fault::at(error, &path, &message, Some(name));
            results.insert(ready.index, failed(ready.index, error));
            false
        });
        Ok(())
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

    async fn send_batch(
        &self,
        at: usize,
        batch: Vec<Ready>,
        results: &mut BTreeMap<usize, RowResult>,
    ) -> Result<(), Error> {
        let variant = &self.rules().variants[at];
        let operation = self.upserting(variant)?;
        let told: Arc<Mutex<Vec<ChunkRows>>> = Arc::default();
        let hears = Arc::clone(&told);
        let rows: Vec<Fields> = batch
            .iter()
            .map(|ready| Fields::from(ready.fields.clone()))
            .collect();
        let call: Call<Value> = self.client().call(operation);
        let bulk = call.bulk(rows).on_rows(move |chunk| {
            if let Ok(mut told) = hears.lock() {
                told.push(chunk.clone());
            }
        });
        let (raw, failed_call) = match bulk.send().await {
            Ok(BulkReport { raw, .. }) => (raw, None),
            Err(error) => (
                error.bulk_result().cloned().unwrap_or(Value::Null),
                Some(error),
            ),
        };
        let whole = failed_call.map(|error| remote::written(error, variant));
        let ids = Ids::of(self, operation, &raw);
        let chunks = told.lock().map(|told| told.clone()).unwrap_or_default();
        let mut fates: BTreeMap<usize, (Fate, Option<RowFailure>)> = BTreeMap::new();
        for chunk in chunks {
            for row in &chunk.rows {
                fates.insert(row.row, (row.fate, None));
            }
            for failure in planhat_core::Failures::from(chunk).rows {
                fates.insert(failure.row, (failure.fate, Some(failure)));
            }
        }
        for (number, ready) in batch.iter().enumerate() {
            let (fate, failure) = fates.remove(&number).unwrap_or((Fate::NotSent, None));
            let error = match (fate, failure) {
                (Fate::Taken, _) => None,
                (_, Some(failure)) if failure.fate == Fate::Dropped || whole.is_none() => {
                    Some(refused(&failure, &raw))
                }
                _ => Some(whole.clone().unwrap_or_else(|| unknown(fate))),
            };
            let result = match error {
                None => RowResult {
                    index: ready.index,
                    id: ids.of_row(&ready.fields),
                    ok: true,
                    error: None,
                },
                Some(error) => failed(ready.index, error),
            };
            results.insert(ready.index, result);
        }
        Ok(())
    }
}

fn failed(index: usize, error: Error) -> RowResult {
    RowResult {
        index,
        id: None,
        ok: false,
        error: Some(error),
    }
}

/// That nothing is known of a row.
fn unknown(fate: Fate) -> Error {
    let message = match fate {
        Fate::NotSent => "the row was not sent",
        _ => "the server does not say what became of the row",
    };
    let mut error = fault::new(Code::UpstreamError, message);
    error.is_remote_error = fate != Fate::NotSent;
    error.retryable = fate == Fate::NotSent;
    error
}
