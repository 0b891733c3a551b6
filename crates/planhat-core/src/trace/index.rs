//! The keys of the rows of a request.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::Sent;
use crate::table::{Format, Operation};

/// A key that more rows share says nothing of one of them.
const SHARED: usize = 64;

/// A key of the resource, and the names under which an answer may show it.
struct Key {
    name: &'static str,
    shown: Vec<&'static str>,
    /// Whether letter case makes no difference.
    folded: bool,
}

/// Which rows have which key.
pub(super) struct Index {
    keys: Vec<Key>,
    rows: HashMap<(usize, String), Vec<usize>>,
    /// The keys of each row, by number of the key.
    of_row: Vec<Vec<(usize, String)>>,
    /// Rows that the server leaves out and says nothing.
    dropped: Vec<bool>,
    drops_without: &'static [&'static str],
    /// Names of fields, whose values are content and no frame around a row.
    fields: Vec<&'static str>,
}

impl Index {
    pub(super) fn new(operation: &'static Operation, sent: &Sent) -> Self {
        let resource = operation.resource;
        let key = |name: &&'static str| {
            let field = operation.body_field(name).or(resource.field(name));
            let mut shown = vec![*name];
            shown.extend(field.and_then(|field| field.reads_as));
            shown.extend(field.map_or(&[] as &[_], |field| field.aliases));
            Key {
                name,
                shown,
                folded: field.is_some_and(|field| field.format == Some(Format::Email)),
            }
        };
        let mut index = Index {
            keys: resource.keys.iter().map(key).collect(),
            rows: HashMap::new(),
            of_row: Vec::with_capacity(sent.len()),
            dropped: Vec::with_capacity(sent.len()),
            drops_without: operation.drops_without,
            fields: resource.fields.iter().map(|field| field.name).collect(),
        };
        for at in 0..sent.len() {
            index.add(at, &sent.row(at));
        }
        index
    }

    fn add(&mut self, at: usize, row: &Map<String, Value>) {
        let mut own = Vec::new();
        for (number, key) in self.keys.iter().enumerate() {
            if let Some(text) = row.get(key.name).and_then(|value| key.text(value)) {
                own.push((number, text));
            }
        }
        for key in &own {
            self.rows.entry(key.clone()).or_default().push(at);
        }
        self.of_row.push(own);
        let lacks = |name: &&str| {
            let value = row.get(*name);
            value.is_none_or(|value| value.is_null() || value == "")
        };
        self.dropped.push(self.drops_without.iter().any(lacks));
    }

    /// Another row with one of the keys of this one.
    pub(super) fn twin(&self, at: usize) -> Option<usize> {
        let mut rows = self.of_row[at].iter().filter_map(|key| self.rows.get(key));
        rows.find_map(|rows| match rows.as_slice() {
            [first, second, ..] if *first == at => Some(*second),
            [first, _, ..] => Some(*first),
            _ => None,
        })
    }

    /// Whether the server leaves a row out and says nothing.
    pub(super) fn is_dropped(&self, at: usize) -> bool {
        self.dropped[at]
    }

    /// Whether values under this name are content of a record.
    pub(super) fn is_field(&self, name: &str) -> bool {
        self.fields.contains(&name)
    }

    /// The names of keys.
    pub(super) fn is_key_name(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.shown.contains(&name))
    }

    /// The rows with a key of this text, whichever key it is.
    pub(super) fn with_text(&self, text: &str) -> Vec<usize> {
        let mut all = Vec::new();
        for (number, key) in self.keys.iter().enumerate() {
            let rows = self.rows.get(&(number, key.written(text)));
            all.extend(rows.into_iter().flatten().copied());
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The row with the highest of all keys, Planhat's own id.
    pub(super) fn with_id(&self, id: &str) -> Option<usize> {
        match self.rows.get(&(0, id.to_owned()))?.as_slice() {
            [at] => Some(*at),
            _ => None,
        }
    }

    /// The rows that an object speaks of by its keys: nothing where it has no key of any row. Keys
    /// that lead to different rows leave none.
    pub(super) fn with_keys(&self, object: &Map<String, Value>) -> Option<Vec<usize>> {
        let mut found: Option<Vec<usize>> = None;
        for (number, text) in self.shown(object) {
            let Some(rows) = self.rows.get(&(number, text)) else {
                continue;
            };
            match &mut found {
                _ if rows.len() > SHARED => found = Some(Vec::new()),
                None => found = Some(rows.clone()),
                Some(found) => found.retain(|at| rows.binary_search(at).is_ok()),
            }
        }
        // A row whose own key is another one is not meant.
        let differs = |at: usize| {
            self.keys.iter().enumerate().any(|(number, key)| {
                let own = self.of_row[at].iter().find(|(known, _)| *known == number);
                let shown = object.get(key.name).and_then(|value| key.text(value));
                matches!((own, shown), (Some((_, own)), Some(shown)) if *own != shown)
            })
        };
        if let Some(found) = &mut found {
            found.retain(|at| !differs(*at));
        }
        found
    }

    /// Keys that an object shows, by number of the key.
    fn shown<'i>(
        &'i self,
        object: &'i Map<String, Value>,
    ) -> impl Iterator<Item = (usize, String)> + 'i {
        self.keys.iter().enumerate().flat_map(move |(number, key)| {
            let values = key.shown.iter().filter_map(|name| object.get(*name));
            values.filter_map(move |value| Some((number, key.text(value)?)))
        })
    }
}

impl Key {
    fn text(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) if !text.is_empty() => Some(self.written(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn written(&self, text: &str) -> String {
        match self.folded {
            true => text.to_lowercase(),
            false => text.to_owned(),
        }
    }
}
