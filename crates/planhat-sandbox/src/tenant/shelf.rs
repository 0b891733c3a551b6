//! A shelf: records by id, and by the names they are searched by.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use super::Doc;

/// An id given by the server.
pub(crate) type Id = Arc<str>;

/// A record, and its JSON as lists show it.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: Id,
    pub(crate) doc: Doc,
    pub(crate) json: Bytes,
}

/// Records of one path.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    records: BTreeMap<Id, Record>,
    index: BTreeMap<&'static str, HashMap<String, BTreeSet<Id>>>,
}

impl Shelf {
    pub(crate) fn new(indexed: BTreeSet<&'static str>) -> Self {
        let index = indexed.into_iter().map(|name| (name, HashMap::new()));
        Shelf {
            records: BTreeMap::new(),
            index: index.collect(),
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Record> {
        self.records.get(id)
    }

    /// All records in the order of their ids.
    pub(crate) fn records(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.records.values()
    }

    /// Ids of the records with this value under an indexed name; nothing if the name is not indexed.
    pub(crate) fn having(&self, name: &str, value: &str) -> Option<&BTreeSet<Id>> {
        self.index.get(name)?.get(value)
    }

    /// Whether records can be looked up by this name.
    pub(crate) fn is_indexed(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// Puts a record in, in place of the one with its id.
    pub(crate) fn put(&mut self, id: Id, doc: Doc) {
        let before = self.records.get(&id);
        for (name, values) in &mut self.index {
            let (old, new) = (before.and_then(|one| one.doc.get(*name)), doc.get(*name));
            if old == new {
                continue;
            }
            for text in texts(old) {
                if let Some(ids) = values.get_mut(&text) {
                    ids.remove(&id);
                    if ids.is_empty() {
                        values.remove(&text);
                    }
                }
            }
            for text in texts(new) {
                values.entry(text).or_default().insert(Arc::clone(&id));
            }
        }
        let json = serde_json::to_vec(&doc).unwrap_or_default().into();
        let record = Record {
            id: Arc::clone(&id),
            doc,
            json,
        };
        self.records.insert(id, record);
    }

    /// Takes a record out.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Record> {
        let record = self.records.remove(id)?;
        for (name, values) in &mut self.index {
            for text in texts(record.doc.get(*name)) {
                if let Some(ids) = values.get_mut(&text) {
                    ids.remove(id);
                    if ids.is_empty() {
                        values.remove(&text);
                    }
                }
            }
        }
        Some(record)
    }
}

/// A value as it is searched by: its text, or those of its items. An empty text is no value.
pub(crate) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        None | Some(Value::Null | Value::Object(_)) => Vec::new(),
        Some(Value::Array(items)) => items.iter().flat_map(|item| texts(Some(item))).collect(),
        Some(Value::String(text)) if text.is_empty() => Vec::new(),
        Some(Value::String(text)) => vec![text.clone()],
        Some(other) => vec![other.to_string()],
    }
}
