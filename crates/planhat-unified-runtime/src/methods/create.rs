//! Making one record.

use planhat_core::table::Operation;
use planhat_spec::unified::mapping::MethodKind;
use serde_json::{Map, Value};

use super::before::{Checks, Prepared, checked};
use super::one_row::{self, Sent};
use super::{Answer, Planned, WriteOptions, Written};
use crate::client::ModelHandle;
use crate::custom::Typing;
use crate::turn::{Projection, read_map, write};
use crate::{Code, Error, fault, options, table};

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
        let whole = sent.record.as_ref().is_some_and(|record| {
            prepared.fields.keys().all(|name| {
                let name = table::read_name(operation.resource, name);
                record.contains_key(name)
                    || record.contains_key(name.split('.').next().unwrap_or(name))
            })
        });
        let mut record = sent.record.unwrap_or_default();
        if let (false, Some(id)) = (whole, sent.id.or(id)) {
            match self.current(&[at], &id).await {
                Ok(current) => record = current.record,
                // The write is done: what is known of it is better than an error.
                Err(error) => {
                    let name = table::own_id(self.client().api()).unwrap_or_default();
                    record.entry(name).or_insert(id.into());
                    let message = format!(
                        "the record was written and cannot be read: {}",
                        error.message
                    );
                    warnings.push(crate::turn::warning(
                        crate::WarningCode::Unresolved,
                        "",
                        None,
                        &message,
                    ));
                }
            }
        }
        let want = Projection {
            remote_data: given.include_remote_data,
            options: options::checked(self.rules(), &given.options)?,
            ..Projection::default()
        };
        let (record, noticed) = read_map(self, at, &record, &want)?;
        warnings.extend(noticed);
        let (typing, mut records) = (Typing::new(given.custom_fields_format), [record]);
        warnings.extend(typing.apply(self, &mut records, &[at]).await);
        let [record] = records;
        Ok(Written::Done(Answer { record, warnings }))
    }
}
