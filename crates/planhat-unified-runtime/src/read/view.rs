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
    /// The names of its fields, in the order of the rules.
    pub names: &'a [&'a str],
    /// Their values. Apart from the names, since they are made anew for each record.
    pub values: Vec<Out<'a>>,
    /// What should be known of it.
    pub warnings: Vec<Warning>,
}

impl<'a> View<'a> {
    /// Its fields, in the order of the rules.
    pub fn fields(&self) -> impl Iterator<Item = (&'a str, &Out<'a>)> {
        self.names.iter().copied().zip(&self.values)
    }

    /// A field; nothing where it was not asked for.
    pub fn get(&self, name: &str) -> Option<&Out<'a>> {
        let found = self.fields().find(|(field, _)| *field == name);
        found.map(|(_, value)| value)
    }

    /// The record, owned.
    pub fn into_read(self) -> Read {
        let owned = |(name, value): (&&str, Out<'_>)| ((*name).to_owned(), value.into_value());
        let fields = self.names.iter().zip(self.values);
        Read {
            value: fields.map(owned).collect::<IndexMap<String, Value>>(),
            warnings: self.warnings,
        }
    }

    /// Writes it as a JSON object. What stands in the record is copied.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        crate::value::write_members(out, self.fields());
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.fields())
    }
}
