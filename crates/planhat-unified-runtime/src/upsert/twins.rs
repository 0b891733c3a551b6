//! Rows of one upsert with the same key.

use std::collections::{BTreeMap, HashMap};

use planhat_core::table::{Kind, Operation};
use serde_json::{Map, Value};

use super::{Ready, RowResult, failed};
use crate::client::ModelHandle;
use crate::error::{Code, Error};
use crate::fault;

/// A key, its value, and whose it is.
type Key = (&'static str, String, Option<String>);

impl ModelHandle {
    /// Refuses rows with the same key: together they would spoil the whole call.
    pub(super) fn take_out_twins(
        &self,
        at: usize,
        batch: &mut Vec<Ready>,
        results: &mut BTreeMap<usize, RowResult>,
    ) -> Result<(), Error> {
        let variant = &self.rules().variants[at];
        let operation = self.upserting(variant)?;
        let mut seen: HashMap<Key, usize> = HashMap::new();
        for ready in batch.iter() {
            if let Some(key) = self.highest(operation, &ready.fields) {
                *seen.entry(key).or_default() += 1;
            }
        }
        batch.retain(|ready| {
            let key = self.highest(operation, &ready.fields);
            let Some((name, value, _)) = key.filter(|key| seen[key] > 1) else {
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

    /// The highest key that a row has. One that stands in no path others may have too: it counts
    /// together with what the record belongs to.
    fn highest(&self, operation: &'static Operation, row: &Map<String, Value>) -> Option<Key> {
        let resource = operation.resource;
        let given = resource.keys.iter().filter_map(|name| {
            let text = row.get(*name)?.as_str()?;
            (!text.is_empty()).then(|| (*name, text.to_owned()))
        });
        let (name, value) = { given }.next()?;
        let mut keys = self.client().api().keys.iter();
        let in_paths = keys.any(|known| known.name == name && known.path);
        let mut fields = resource.fields.iter();
        let owner = fields.find(|field| matches!(field.kind, Kind::Ref(_)) && field.prefixed);
        let owner = owner.filter(|_| !in_paths);
        let owner = owner.and_then(|owner| Some(row.get(owner.name)?.to_string()));
        Some((name, value, owner))
    }
}
