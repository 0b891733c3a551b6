//! A row of an upsert, mapped and checked.

use planhat_core::Fields;
use planhat_core::table::Operation;
use planhat_spec::unified::mapping::{MethodKind, Read, Variant};
use serde_json::{Map, Value};

use super::Ready;
use super::present::Present;
use crate::client::ModelHandle;
use crate::error::{Code, Error, Failure};
use crate::methods::{Checks, WriteOptions, checked, not_found};
use crate::turn::write;
use crate::{Warning, fault, remote, table};

/// A row whose key is known.
pub(super) struct Draft {
    pub(super) index: usize,
    /// The variant.
    pub(super) at: usize,
    /// The row without its id, which is no field that is written.
    pub(super) row: Map<String, Value>,
    pub(super) options: WriteOptions,
    /// What finds the record: the highest key that is given.
    pub(super) key: Option<(&'static str, String)>,
}

impl ModelHandle {
    /// A row and what finds its record.
    pub(super) fn draft(
        &self,
        index: usize,
        row: &Map<String, Value>,
        options: &WriteOptions,
    ) -> Result<Draft, Error> {
        let variants = self.variants(self.routed(row))?;
        let at = variants.first().copied().unwrap_or_default();
        let variant = &self.rules().variants[at];
        let operation = self.upserting(variant)?;
        let (mut row, mut options) = (row.clone(), options.clone());
        let id = table::id_rule(self.client().api(), variant)
            .and_then(|(rule, own)| Some((rule, own, row.remove(&rule.field)?)));
        if let Some((rule, own, id)) = id.filter(|(_, _, id)| !id.is_null()) {
            let (name, value) = self.found_by(operation, &rule.field, own, id)?;
            let remote = options.remote_data.get_or_insert_default();
            if remote
                .insert(name.to_owned(), value.clone())
                .is_some_and(|other| other != value)
            {
                let message = format!("remote_data gives `{name}` another value: give one of them");
                let error =
                    fault::new(Code::InvalidRequest, format!("`{}`: {message}", rule.field));
                return Err(fault::at(error, &rule.field, &message, Some(name)));
            }
        }
        let keys = operation.resource.keys.iter();
        let key = keys
            .filter_map(|name| Some((*name, given(variant, &row, &options, name)?)))
            .next();
        Ok(Draft {
            index,
            at,
            row,
            options,
            key,
        })
    }

    /// The key that an id is of, and its value.
    fn found_by(
        &self,
        operation: &'static Operation,
        field: &str,
        own: &'static str,
        id: Value,
    ) -> Result<(&'static str, Value), Error> {
        let keys = operation.resource.keys;
        let prefixed = id
            .as_str()
            .and_then(|id| table::prefixed(self.client().api(), keys, id));
        match prefixed {
            None => Ok((own, id)),
            Some((name, value)) if keys.contains(&name) => Ok((name, value.into())),
            Some((name, _)) => {
                let message = format!(
                    "an upsert of {} finds no record by {name}",
                    self.rules().plural
                );
                let error = fault::new(Code::InvalidRequest, format!("`{field}`: {message}"));
                Err(fault::at(error, field, &message, Some(name)))
            }
        }
    }

    /// A row, mapped and checked.
    pub(super) async fn ready(
        &self,
        checks: &mut Checks,
        draft: &Draft,
        present: Option<Present>,
    ) -> Result<(Ready, Vec<Warning>), Error> {
        let Draft { at, options, .. } = draft;
        let variant = &self.rules().variants[*at];
        let operation = self.upserting(variant)?;
        let current = match present {
            Some(Present::Other) => return Err(self.no_such(draft)),
            Some(Present::Record(record)) => Some(record),
            None => None,
        };
        let row = &draft.row;
        let body = write(
            self,
            *at,
            row,
            MethodKind::Upsert,
            options,
            current.as_ref(),
        )?;
        let prepared = checked(self, checks, *at, operation, body, options).await?;
        let fields = Fields::from(prepared.fields);
        self.faults(variant, operation, &fields)?;
        let ready = Ready {
            index: draft.index,
            fields: fields.into_map(),
            changes: prepared.changes,
        };
        Ok((ready, prepared.warnings))
    }

    /// That what a key leads to is none of this model, or nothing at all.
    fn no_such(&self, draft: &Draft) -> Error {
        let (name, value) = draft
            .key
            .as_ref()
            .map_or(("", ""), |(name, value)| (name, value));
        let variant = &self.rules().variants[draft.at];
        let field = self
            .key_field(variant, name)
            .unwrap_or_else(|| name.to_owned());
        let error = not_found(self, value);
        let message = error.message.clone();
        fault::at(error, &field, &message, Some(name))
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
}

/// The text that a row gives for a key: under its unified name, or the server's.
fn given(
    variant: &Variant,
    row: &Map<String, Value>,
    options: &WriteOptions,
    key: &str,
) -> Option<String> {
    let named = variant
        .rules
        .iter()
        .filter(|rule| table::targets(rule).contains(&key))
        .find_map(|rule| row.get(&rule.field)?.as_str());
    let whole = || {
        let mut rules = variant.rules.iter();
        let rule = rules.find(|rule| matches!(rule.read, Read::Whole))?;
        row.get(&rule.field)?.get(key)?.as_str()
    };
    let remote = || options.remote_data.as_ref()?.get(key)?.as_str();
    let text = remote().or(named).or_else(whole)?;
    (!text.is_empty()).then(|| text.to_owned())
}
