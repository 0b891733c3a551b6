//! Errors of a bulk write traced to the rows that they belong to.
//!
//! No source shows what an entry of the error lists looks like, so each way by which an entry may
//! name its row is tried: a key of the row, the row itself, a key within a message, a number, and
//! last by exclusion. Nothing is guessed: what fits several rows stays untraced.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::fields::Fields;
use crate::table::{Kind, Operation, Returns};

/// Objects within entries are looked into no deeper.
const DEPTH: usize = 6;
/// Members that may hold the number of a row.
const NUMBERS: [&str; 4] = ["index", "row", "rowIndex", "position"];

/// A row that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowFailure {
    /// Its number in the input, from 0.
    pub row: usize,
    /// The list of the result that says so.
    pub list: &'static str,
    /// What it says, as it came.
    pub error: Value,
}

/// What is known of the rows of a bulk write that failed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Failures {
    /// Rows that failed, in the order of the input.
    pub rows: Vec<RowFailure>,
    /// Entries that name no row, or several.
    pub untraced: Vec<Value>,
    /// Rows of which the answer says nothing, where there are entries that are not traced: some of
    /// them failed.
    pub suspects: Vec<usize>,
}

impl Failures {
    /// Whether nothing failed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.untraced.is_empty()
    }

    /// Numbers of the rows that failed, and of those that may have.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        let failed = self.rows.iter().map(|failure| failure.row);
        failed.chain(self.suspects.iter().copied())
    }

    /// Adds those of another chunk, whose rows begin at a number.
    pub(crate) fn append(&mut self, other: Failures, first: usize) {
        let rows = other.rows.into_iter().map(|mut failure| {
            failure.row += first;
            failure
        });
        self.rows.extend(rows);
        self.untraced.extend(other.untraced);
        self.suspects
            .extend(other.suspects.into_iter().map(|row| row + first));
    }
}

/// Traces the errors in a result to rows, which are those of one request in their order.
pub fn trace(operation: &Operation, rows: &[Fields], result: &Map<String, Value>) -> Failures {
    let Returns::Shape(_, fields) = operation.returns else {
        return Failures::default();
    };
    let index = Index::new(operation, rows);
    let mut failures = Failures::default();
    let mut traced = vec![false; rows.len()];
    let lists = fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::List(Kind::Json)));
    let mut open: Vec<(&'static str, &Value)> = Vec::new();
    for field in lists {
        let entries = result.get(field.name).and_then(Value::as_array);
        for entry in entries.into_iter().flatten() {
            match index.row_of(entry, &traced) {
                Some(row) => {
                    traced[row] = true;
                    failures.rows.push(failure(row, field.name, entry));
                }
                None => open.push((field.name, entry)),
            }
        }
    }
    if !open.is_empty() {
        let left = left(operation, &index, &traced, result);
        match (open.as_slice(), left.as_slice()) {
            // One entry and one row that nothing else is said of.
            ([(list, entry)], [row]) => failures.rows.push(failure(*row, list, entry)),
            _ => {
                failures.untraced = open.iter().map(|(_, entry)| (*entry).clone()).collect();
                failures.suspects = left;
            }
        }
    }
    failures.rows.sort_by_key(|failure| failure.row);
    failures
}

fn failure(row: usize, list: &'static str, entry: &Value) -> RowFailure {
    RowFailure {
        row,
        list,
        error: entry.clone(),
    }
}

/// Rows that neither failed nor stand among those that were taken. Where some were found and left as
/// they were, the answer names none of these.
fn left(
    operation: &Operation,
    index: &Index<'_>,
    traced: &[bool],
    result: &Map<String, Value>,
) -> Vec<usize> {
    let Returns::Shape(_, fields) = operation.returns else {
        return Vec::new();
    };
    let mut known = traced.to_vec();
    for field in fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::List(Kind::Object(_))))
    {
        let taken = result.get(field.name).and_then(Value::as_array);
        for keys in taken.into_iter().flatten().filter_map(Value::as_object) {
            let named = index.by_keys(keys);
            if let [row] = named.as_slice() {
                known[*row] = true;
            }
        }
    }
    let dropped = |row: usize| {
        let row = index.rows[row].map();
        let lacks = |name: &str| {
            row.get(name)
                .is_none_or(|value| value.is_null() || value == "")
        };
        operation.drops_without.iter().copied().any(lacks)
    };
    (0..known.len())
        .filter(|row| !known[*row] && !dropped(*row))
        .collect()
}

/// Rows by what an entry may name them by.
struct Index<'r> {
    rows: &'r [Fields],
    keys: &'static [&'static str],
    by_key: HashMap<(&'static str, &'r str), Vec<usize>>,
    by_value: HashMap<&'r str, Vec<usize>>,
    by_text: HashMap<String, Vec<usize>>,
}

impl<'r> Index<'r> {
    fn new(operation: &Operation, rows: &'r [Fields]) -> Self {
        let mut index = Index {
            rows,
            keys: operation.resource.keys,
            by_key: HashMap::new(),
            by_value: HashMap::new(),
            by_text: HashMap::new(),
        };
        for (at, row) in rows.iter().enumerate() {
            for key in index.keys {
                let value = row.get(key).and_then(Value::as_str).unwrap_or_default();
                if !value.is_empty() {
                    index.by_key.entry((key, value)).or_default().push(at);
                    index.by_value.entry(value).or_default().push(at);
                }
            }
        }
        for rows in index.by_value.values_mut() {
            rows.dedup();
        }
        // Most answers name rows by keys: their texts are made only where some have none.
        for (at, row) in rows.iter().enumerate() {
            let text = serde_json::to_string(row.map()).unwrap_or_default();
            index.by_text.entry(text).or_default().push(at);
        }
        index
    }

    /// The one row that an entry belongs to.
    fn row_of(&self, entry: &Value, traced: &[bool]) -> Option<usize> {
        let number = self.by_number(entry);
        let named = self.by_object(entry, DEPTH, traced);
        match (named, number) {
            (Some(row), Some(number)) if row != number => None,
            (Some(row), _) => Some(row),
            (None, _) => match self.by_message(entry) {
                Some(row) => Some(row),
                None => number.filter(|row| !traced[*row]),
            },
        }
    }

    /// By keys, or by being the row, of an object anywhere in the entry.
    fn by_object(&self, entry: &Value, depth: usize, traced: &[bool]) -> Option<usize> {
        match entry {
            Value::Object(map) if depth > 0 => {
                let text = serde_json::to_string(map).unwrap_or_default();
                let same = self.by_text.get(&text).into_iter().flatten();
                if let Some(row) = same.copied().find(|row| !traced[*row]) {
                    return Some(row);
                }
                if let [row] = self.by_keys(map).as_slice() {
                    return Some(*row);
                }
                map.values()
                    .find_map(|value| self.by_object(value, depth - 1, traced))
            }
            Value::Array(items) if depth > 0 => items
                .iter()
                .find_map(|item| self.by_object(item, depth - 1, traced)),
            _ => None,
        }
    }

    /// Rows with the highest key of an object that any row has.
    fn by_keys(&self, map: &Map<String, Value>) -> Vec<usize> {
        let mut keys = self.keys.iter().filter_map(|key| {
            let value = map.get(*key)?.as_str()?;
            self.by_key.get(&(*key, value)).cloned()
        });
        keys.next().unwrap_or_default()
    }

    /// By the value of a key that stands in a text as a word, if it is one row's alone.
    fn by_message(&self, entry: &Value) -> Option<usize> {
        let mut texts = Vec::new();
        strings(entry, DEPTH, &mut texts);
        let mut found: Option<usize> = None;
        let ends = |sign: char| sign.is_whitespace() || "\"'`,;()[]{}<>".contains(sign);
        for word in texts.iter().flat_map(|text| text.split(ends)) {
            let bare = word.trim_matches(|sign| ".:!?".contains(sign));
            for word in [
                word,
                bare,
                bare.rsplit(['=', ':']).next().unwrap_or_default(),
            ] {
                match self.by_value.get(word).map(Vec::as_slice) {
                    Some([row]) if found.is_none_or(|other| other == *row) => found = Some(*row),
                    Some(_) => return None,
                    None => {}
                }
            }
        }
        found
    }

    fn by_number(&self, entry: &Value) -> Option<usize> {
        let map = entry.as_object()?;
        let number = NUMBERS.iter().find_map(|name| map.get(*name)?.as_u64())?;
        usize::try_from(number)
            .ok()
            .filter(|number| *number < self.rows.len())
    }
}

fn strings<'e>(value: &'e Value, depth: usize, all: &mut Vec<&'e str>) {
    match value {
        Value::String(text) => all.push(text),
        Value::Array(items) if depth > 0 => {
            items.iter().for_each(|item| strings(item, depth - 1, all));
        }
        Value::Object(map) if depth > 0 => {
            map.values()
                .for_each(|value| strings(value, depth - 1, all));
        }
        _ => {}
    }
}
