//! Columns of CSV: names of fields, and values as cells.

use std::collections::BTreeSet;

use planhat_core::table::{Access, Operation};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::exit;
use crate::failure::Failure;

/// The columns of a file.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    /// Names that records have and no column shows.
    pub(super) unshown: BTreeSet<String>,
}

impl Columns {
    /// The fields asked for, or all that a list shows.
    pub(super) fn new(operation: &Operation, select: Option<&str>) -> Self {
        let names = match select {
            Some(select) => {
                let own = select.split(',').map(|name| name.trim().to_owned());
                let mut names: Vec<String> = own.filter(|name| !name.is_empty()).collect();
                if !names.iter().any(|name| name == "_id") {
                    names.insert(0, "_id".to_owned());
                }
                names
            }
            None => {
                let fields = operation.resource.fields.iter().filter(|field| {
                    field.access != Access::Write && field.in_operation(operation.name)
                });
                fields.map(|field| field.name.to_owned()).collect()
            }
        };
        Columns {
            names,
            unshown: BTreeSet::new(),
        }
    }

    /// The line of names.
    pub(super) fn head(&self) -> Result<Vec<u8>, Failure> {
        line(self.names.iter().map(String::as_str))
    }

    /// A record as a line.
    pub(super) fn row(&mut self, record: &RawValue) -> Result<Vec<u8>, Failure> {
        let map: Map<String, Value> = serde_json::from_str(record.get()).map_err(|error| {
            Failure::new(exit::FAILED, format!("a record is no object: {error}"))
        })?;
        for name in map.keys() {
            let shown = |column: &String| {
                column == name
                    || column
                        .strip_prefix(name)
                        .is_some_and(|rest| rest.starts_with('.'))
            };
            if !self.names.iter().any(shown) && !self.unshown.contains(name) {
                self.unshown.insert(name.clone());
            }
        }
        let cells: Vec<String> = self.names.iter().map(|name| cell(&map, name)).collect();
        line(cells.iter().map(String::as_str))
    }
}

fn line<'c>(cells: impl Iterator<Item = &'c str>) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(cells);
    written.map_err(|error| Failure::new(exit::CANNOT_WRITE, error.to_string()))?;
    writer
        .into_inner()
        .map_err(|error| Failure::new(exit::CANNOT_WRITE, error.to_string()))
}

/// A text as it stands, null as nothing, anything nested as JSON.
fn cell(map: &Map<String, Value>, name: &str) -> String {
    let nested = || {
        let (object, key) = name.split_once('.')?;
        map.get(object)?.get(key)
    };
    match map.get(name).or_else(nested) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
