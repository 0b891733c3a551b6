//! Where an export that was cut off goes on: the last page is read again, so that records which moved
//! up because others were deleted are not missed, and those that are there are left out.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use serde_json::value::RawValue;

use super::columns::Columns;
use crate::names;

/// The ids of the last page that was written.
#[derive(Debug, Default)]
pub(super) struct Seam {
    ids: HashSet<String>,
}

impl Seam {
    /// Reads the ids in the last page of a file.
    pub(super) fn of(tail: &[u8], columns: Option<&Columns>) -> Self {
        let ids = match columns {
            None => {
                let lines = tail.split(|byte| *byte == b'\n');
                let texts = lines.filter_map(|line| std::str::from_utf8(line).ok());
                texts.filter_map(id).collect()
            }
            Some(columns) => {
                let mut named = columns.names.iter();
                let at = named.position(|name| name == names::own_id());
                let mut reader = csv::ReaderBuilder::new()
                    .has_headers(false)
                    .from_reader(tail);
                let records = reader.records().filter_map(Result::ok);
                let cell = |record: csv::StringRecord| record.get(at?).map(str::to_owned);
                records.filter_map(cell).collect()
            }
        };
        Seam { ids }
    }

    /// Whether nothing is known of the last page.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether a record is there already.
    pub(super) fn has(&mut self, record: &RawValue) -> bool {
        !self.ids.is_empty() && id(record.get()).is_some_and(|id| self.ids.remove(&id))
    }

    /// The page is over, and so is the seam.
    pub(super) fn end(&mut self) {
        self.ids.clear();
    }
}

/// The id of a record.
fn id(record: &str) -> Option<String> {
    let members: HashMap<String, &RawValue> = serde_json::from_str(record).ok()?;
    match serde_json::from_str(members.get(names::own_id())?.get()) {
        Ok(Value::String(id)) => Some(id),
        _ => None,
    }
}
