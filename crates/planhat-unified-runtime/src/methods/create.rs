//! Making one record.

use planhat_core::table::{Operation, Returns};
use planhat_spec::unified::mapping::{MethodKind, Variant};
use serde_json::{Map, Value};

use super::before::{Checks, Prepared, checked};
use super::current::Current;
use super::one_row::{self, Sent};
use super::{Answer, Planned, WriteOptions, Written};
use crate::client::ModelHandle;
use crate::custom::Typing;
use crate::turn::{Projection, read_map, write};
use crate::{Code, Error, fault, table};

impl ModelHandle {
    /// Makes a record.
    ///
    /// # Errors
    /// When a field is refused or missing, the server would drop or change something, or the call
    /// fails.
    pub async fn create(
        &self,
        input: &Map<String, Value>,
        options: &WriteOptions,
    ) -> Result<Written, Error> {
        options.no_update()?;
        let at = self
            .variants(self.routed(input))?
            .first()
            .copied()
            .unwrap_or_default();
        let variant = &self.rules().variants[at];
        let method = table::method(self.mapping(), self.rules(), variant, MethodKind::Create)?;
        let operation = table::operation(self.client().api(), method)?;
        let body = write(self, at, input, MethodKind::Create, options, None)?;
        let prepared = checked(self, &mut Checks::default(), at, operation, body, options).await?;
        if options.dry_run {
            let request = one_row::dry_run(self, variant, operation, None, prepared.fields)?;
            let Prepared {
                changes, warnings, ..
            } = prepared;
            return Ok(Written::Planned(Planned {
                request,
                changes,
                warnings,
            }));
        }
        let sent = one_row::send(self, variant, operation, None, prepared.fields.clone()).await?;
        if sent.made == Some(false) {
            let message = "there was such a record already: nothing was made, and that one has these values now";
            let mut error = fault::new(Code::Duplicate, message);
            error.is_remote_error = true;
            return Err(error);
        }
        self.finished(at, operation, sent, None, prepared, options)
            .await
    }

    /// The record after a write: as it was answered, or read again where the answer lacks something
    /// that was written.
    pub(crate) async fn finished(
        &self,
        at: usize,
        operation: &'static Operation,
        sent: Sent,
        id: Option<String>,
        prepared: Prepared,
        given: &WriteOptions,
    ) -> Result<Written, Error> {
        let mut warnings = prepared.warnings;
        let variant = &self.rules().variants[at];
        let written = prepared.fields;
        let answered = sent.record.as_ref();
        let whole =
            answered.is_some_and(|record| self.is_whole(variant, operation, record, &written));
        let mut record = sent.record.unwrap_or_default();
        let mut told = whole;
        if !whole {
            let id = sent.id.or(id);
            let read = match &id {
                Some(id) => self.current(&[at], id).await,
                None => self.made(at, operation, &written).await,
            };
            match read {
                Ok(current) => (record, told) = (current.record, true),
                // The write is done: what is known of it is better than an error.
                Err(error) => {
                    known(operation, &written, &mut record);
                    let own = table::own_id(self.client().api()).unwrap_or_default();
                    if let Some(id) = id {
                        record.entry(own).or_insert(id.into());
                    }
                    let message = format!(
                        "the record was written and cannot be read, so that less is told of it: {}",
                        error.message
                    );
                    let code = crate::WarningCode::Unresolved;
                    warnings.push(crate::turn::warning(code, "", None, &message));
                }
            }
        }
        let want = Projection {
            remote_data: given.include_remote_data,
            options: prepared.settings,
            ..Projection::default()
        };
        let (mut read, noticed) = read_map(self, at, &record, &want)?;
        if !told {
            // What the answer lacks is not known to be empty.
            read.retain(|field, value| !value.is_null() || is_told(variant, field, &record));
        }
        warnings.extend(noticed);
        let (typing, mut records) = (Typing::new(given.custom_fields_format), [read]);
        warnings.extend(typing.apply(self, &mut records, &[at]).await);
        let [record] = records;
        Ok(Written::Done(Answer { record, warnings }))
    }

    /// Whether an answer is the whole record: it has what was written, and what single records are
    /// promised to have.
    fn is_whole(
        &self,
        variant: &Variant,
        operation: &'static Operation,
        record: &Map<String, Value>,
        written: &Map<String, Value>,
    ) -> bool {
        let has = |name: &str| {
            let name = table::read_name(operation.resource, name);
            record.contains_key(name) || record.contains_key(name.split('.').next().unwrap_or(name))
        };
        let mut methods = variant.methods.iter();
        let get = methods.find(|method| method.kind == MethodKind::Get);
        let get = get.and_then(|get| table::operation(self.client().api(), get).ok());
        let promised = match get.map(|get| get.returns) {
            Some(Returns::Record(names)) => names,
            _ => &[],
        };
        written.keys().all(|name| has(name)) && promised.iter().all(|name| has(name))
    }

    /// The record of a write whose answer tells no id, by its other keys.
    async fn made(
        &self,
        at: usize,
        operation: &'static Operation,
        written: &Map<String, Value>,
    ) -> Result<Current, Error> {
        let keys = operation.resource.keys.iter().filter_map(|name| {
            let key = self
                .client()
                .api()
                .keys
                .iter()
                .find(|key| key.name == *name)?;
            Some(format!("{}{}", key.prefix?, written.get(*name)?.as_str()?))
        });
        match { keys }.next() {
            Some(id) => self.current(&[at], &id).await,
            None => Err(fault::new(
                Code::NotFound,
                "the server does not tell its id, and it has no other key",
            )),
        }
    }
}

/// Puts what was written into a record that is not told, under the names that it comes back with.
fn known(
    operation: &'static Operation,
    written: &Map<String, Value>,
    record: &mut Map<String, Value>,
) {
    for (name, value) in written {
        let name = table::read_name(operation.resource, name);
        record.entry(name).or_insert(value.clone());
    }
}

/// Whether a record has something that a field is read from.
fn is_told(variant: &Variant, field: &str, record: &Map<String, Value>) -> bool {
    let mut rules = variant.rules.iter();
    let rule = rules.find(|rule| rule.field == field);
    let sources = rule.map(table::sources).unwrap_or_default();
    sources.is_empty() || sources.iter().any(|name| record.contains_key(*name))
}
