//! Changing one record.

use planhat_core::table::{Operation, OperationKind};
use planhat_spec::unified::mapping::{Method, MethodKind, Variant};
use serde_json::{Map, Value};

use super::before::{Checks, Prepared, checked};
use super::current::Current;
use super::one_row;
use super::{Planned, WriteOptions, Written, not_found};
use crate::client::ModelHandle;
use crate::turn::write;
use crate::write::wants_current;
use crate::{Code, Error, builtin, fault, table};

impl ModelHandle {
    /// Changes a record, found by its id or by a key with its prefix. What is not given stays, null
    /// clears, lists are replaced.
    ///
    /// # Errors
    /// When there is none, a field is refused, the server would drop or change something, or the
    /// call fails.
    pub async fn update(
        &self,
        id: &str,
        input: &Map<String, Value>,
        options: &WriteOptions,
    ) -> Result<Written, Error> {
        builtin::refuse(self, id, "changed")?;
        let variants = self.variants(self.routed(input))?;
        let first = variants.first().copied().unwrap_or_default();
        let current = match self.has_to_be_read(&variants, id, input, options)? {
            true => Some(self.current(&variants, id).await?),
            false => None,
        };
        if let Some(current) = &current {
            self.unchanged(current, options)?;
        }
        let at = current.as_ref().map_or(first, |current| current.variant);
        let variant = &self.rules().variants[at];
        let method = table::method(self.mapping(), self.rules(), variant, MethodKind::Update)?;
        let operation = table::operation(self.client().api(), method)?;
        let record = current.as_ref().map(|current| &current.record);
        let body = write(self, at, input, MethodKind::Update, options, record)?;
        let mut prepared =
            checked(self, &mut Checks::default(), at, operation, body, options).await?;
        let own = table::own_id(self.client().api());
        let found = record.and_then(|record| record.get(own?)?.as_str());
        let known = found.unwrap_or(id).to_owned();
        let path = match (operation.kind, &current) {
            (OperationKind::BulkUpsert, Some(current)) => {
                self.keyed(variant, method, operation, current, &mut prepared.fields)?;
                None
            }
            _ => Some(known.as_str()),
        };
        if options.dry_run {
            let request = one_row::dry_run(self, variant, operation, path, prepared.fields)?;
            let Prepared {
                changes, warnings, ..
            } = prepared;
            return Ok(Written::Planned(Planned {
                request,
                changes,
                warnings,
            }));
        }
        let sent = one_row::send(self, variant, operation, path, prepared.fields.clone()).await;
        let sent = sent.map_err(|error| match error.code {
            Code::NotFound => not_found(self, id),
            _ => error,
        })?;
        self.finished(at, operation, sent, Some(known), prepared, options)
            .await
    }

    /// Whether the record has to be read before it is changed.
    fn has_to_be_read(
        &self,
        variants: &[usize],
        id: &str,
        input: &Map<String, Value>,
        options: &WriteOptions,
    ) -> Result<bool, Error> {
        let [at] = variants else {
            return Ok(true);
        };
        let variant = &self.rules().variants[*at];
        let method = table::method(self.mapping(), self.rules(), variant, MethodKind::Update)?;
        let operation = table::operation(self.client().api(), method)?;
        let takes = match table::prefixed(self.client().api(), operation.resource.keys, id) {
            Some((key, _)) => operation.ids.contains(&key),
            None => true,
        };
        Ok(options.if_unchanged_since.is_some()
            || !takes
            || operation.kind == OperationKind::BulkUpsert
            || !self.expected(variant, method).is_empty()
            || wants_current(variant, input))
    }

    /// Gives a row the key that finds its record, and what the server drops a row without.
    fn keyed(
        &self,
        variant: &Variant,
        method: &Method,
        operation: &'static Operation,
        current: &Current,
        row: &mut Map<String, Value>,
    ) -> Result<(), Error> {
        let present = |name: &str| {
            let value = current
                .record
                .get(table::read_name(operation.resource, name));
            value.filter(|value| !value.is_null() && value.as_str() != Some(""))
        };
        let rule = method
            .key
            .as_ref()
            .and_then(|key| variant.rules.iter().find(|rule| rule.field == *key));
        let key = rule.and_then(|rule| table::targets(rule).first().copied());
        let own = table::own_id(self.client().api());
        let keys = key
            .into_iter()
            .chain(own.filter(|own| operation.resource.keys.contains(own)));
        let mut found = keys.filter_map(|key| Some((key, present(key)?)));
        let Some((key, value)) = found.next() else {
            let field = method.key.as_deref().unwrap_or_default();
            let message = format!("the record has no {field}, by which alone it can be changed");
            let error = fault::new(Code::InvalidRequest, message.clone());
            return Err(fault::at(error, field, &message, key));
        };
        if row.get(key).is_some_and(|given| given != value) {
            let field = method.key.as_deref().unwrap_or(key);
            let message = "is the key by which the record is found, and cannot be changed";
            let error = fault::new(Code::UnsupportedField, format!("`{field}` {message}"));
            return Err(fault::at(error, field, message, Some(key)));
        }
        row.insert(key.to_owned(), value.clone());
        for name in operation.drops_without {
            if let (None, Some(value)) = (row.get(*name), present(name)) {
                row.insert((*name).to_owned(), value.clone());
            }
        }
        Ok(())
    }
}
