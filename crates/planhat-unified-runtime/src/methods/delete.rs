//! Removing one record.

use planhat_core::table::{Kind, Operation, Returns};
use planhat_core::{Call, Raw};
use planhat_spec::unified::mapping::MethodKind;
use serde_json::{Map, Value};

use super::{Deleted, Planned, WriteOptions, not_found};
use crate::client::ModelHandle;
use crate::{Code, Error, builtin, fault, remote, table};

impl ModelHandle {
    /// Removes a record, by its id or by a key with its prefix.
    ///
    /// # Errors
    /// When there is none, or the call fails.
    pub async fn delete(&self, id: &str) -> Result<Deleted, Error> {
        self.delete_with(id, &WriteOptions::default()).await
    }

    /// Removes a record; a dry run shows the request.
    ///
    /// # Errors
    /// As [`delete`](Self::delete).
    pub async fn delete_with(&self, id: &str, options: &WriteOptions) -> Result<Deleted, Error> {
        builtin::refuse(self, id, "removed")?;
        let (api, variants) = (self.client().api(), self.variants(None)?);
        let first = &self.rules().variants[0];
        let method = table::method(self.mapping(), self.rules(), first, MethodKind::Delete)?;
        let mut operation = table::operation(api, method)?;
        let takes = match table::prefixed(api, operation.resource.keys, id) {
            Some((key, _)) => operation.ids.contains(&key),
            None => true,
        };
        let unchecked = variants.len() == 1 && self.expected(first, method).is_empty();
        let mut own = id.to_owned();
        if !unchecked || !takes || options.if_unchanged_since.is_some() {
            let current = self.current(&variants, id).await?;
            self.unchanged(&current, options)?;
            let variant = &self.rules().variants[current.variant];
            let method = table::method(self.mapping(), self.rules(), variant, MethodKind::Delete)?;
            operation = table::operation(api, method)?;
            let name = table::own_id(api).unwrap_or_default();
            if let Some(found) = current.record.get(name).and_then(Value::as_str) {
                own = found.to_owned();
            }
        }
        let call: Call<Value> = self.client().call(operation).id(remote::record_id(&own));
        if options.dry_run {
            let request = call.dry_run().map_err(remote::error)?;
            return Ok(Deleted::Planned(Planned {
                request,
                changes: Vec::new(),
                warnings: Vec::new(),
            }));
        }
        match call.send_raw().await {
            Ok(raw) if removed(operation, &raw)? => Ok(Deleted::Done(answered(self, &raw, own))),
            Ok(_) => Err(not_found(self, id)),
            Err(error) if error.is_not_found() => Err(not_found(self, id)),
            Err(error) => Err(remote::error(error)),
        }
    }

    /// Whether a record is as old as the caller takes it to be.
    ///
    /// # Errors
    /// When it is younger, or its age is not known.
    pub(crate) fn unchanged(
        &self,
        current: &super::current::Current,
        options: &WriteOptions,
    ) -> Result<(), Error> {
        let Some(since) = &options.if_unchanged_since else {
            return Ok(());
        };
        let refused = |code, message: String| {
            let error = fault::new(code, format!("if_unchanged_since: {message}"));
            Err(fault::at(error, "if_unchanged_since", &message, None))
        };
        let Some(limit) = crate::filter::moment(since) else {
            return refused(Code::InvalidRequest, format!("`{since}` is no moment"));
        };
        let want = crate::turn::Projection {
            fields: vec![crate::filter::CHANGED.to_owned()],
            ..Default::default()
        };
        let (read, _) = crate::turn::read_map(self, current.variant, &current.record, &want)?;
        let changed = read.get(crate::filter::CHANGED).and_then(Value::as_str);
        match changed.and_then(crate::filter::moment) {
            None => refused(
                Code::InvalidRequest,
                "the server does not say when this record last changed".to_owned(),
            ),
            Some(moment) if moment > limit => {
                let message = format!("the record changed at {moment}; read it again");
                let error = refused(Code::Conflict, message);
                error.map_err(|error| {
                    fault::allowed(error, crate::filter::CHANGED, [moment.to_string()])
                })
            }
            Some(_) => Ok(()),
        }
    }
}

/// Whether an answer says that something was removed: a count of zero says that nothing was.
fn removed(operation: &Operation, raw: &Raw) -> Result<bool, Error> {
    let Returns::Shape(_, fields) = operation.returns else {
        return Ok(true);
    };
    if raw.was_deleted_before() {
        return Ok(true);
    }
    let answer: Value = raw.decode().map_err(remote::error)?;
    // The last count says it: those before tell how many were matched and that the command ran.
    let counts = fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::Integer));
    let last = counts
        .filter_map(|field| answer.get(field.name)?.as_i64())
        .next_back();
    Ok(last != Some(0))
}

/// The id that an answer shows, where it shows one.
fn answered(handle: &ModelHandle, raw: &Raw, own: String) -> String {
    let name = table::own_id(handle.client().api()).unwrap_or_default();
    let record: Map<String, Value> = match raw.text() {
        Ok(text) => serde_json::from_str(text).unwrap_or_default(),
        Err(_) => Map::new(),
    };
    record
        .get(name)
        .and_then(Value::as_str)
        .map_or(own, str::to_owned)
}
