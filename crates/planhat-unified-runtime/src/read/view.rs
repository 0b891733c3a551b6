//! A unified record that still borrows from the record it was read from.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Read;
use crate::value::Out;
use crate::warning::Warning;

/// A unified record that still borrows from the record it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct View<'a> {
    /// Its fields, in the order of the rules.
    pub fields: Vec<(&'a str, Out<'a>)>,
    /// What should be known of it.
    pub warnings: Vec<Warning>,
}

impl<'a> View<'a> {
    /// A field; nothing where it was not asked for.
    pub fn get(&self, name: &str) -> Option<&Out<'a>> {
        self.fields
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, value)| value)
    }

    /// The record, owned.
    pub fn into_read(self) -> Read {
        let owned = |(name, value): (&str, Out<'_>)| (name.to_owned(), value.into_value());
        Read {
            value: self
                .fields
                .into_iter()
                .map(owned)
                .collect::<IndexMap<String, Value>>(),
            warnings: self.warnings,
        }
    }

    /// Writes it as a JSON object. What stands in the record is copied.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        let members = self.fields.iter().map(|(name, value)| (*name, value));
        crate::value::write_members(out, members);
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.fields.iter().map(|(name, value)| (name, value)))
    }
}
