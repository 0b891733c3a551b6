//! What an entry of a list of errors shows of its row.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::index::Index;
use super::repeat::Repeats;
use super::{Entry, Sent};
use crate::rows::Traced;

/// Deeper than this nothing is looked for.
const DEEP: usize = 6;

/// The row of an entry, or the rows that it may be of; none where it shows nothing.
#[derive(Clone)]
pub(super) enum Found {
    Row(usize, Traced),
    Rows(Arc<[usize]>),
}

/// Finds the rows of all entries.
pub(super) fn find_all(index: &Index, sent: &Sent, entries: &[Entry<'_>]) -> Vec<Found> {
    let mut repeats = None;
    let mut found: Vec<Found> = entries
        .iter()
        .map(|entry| find(index, sent, &mut repeats, entry.value))
        .collect();
    numbered(sent.len(), entries, &mut found);
    found
}

fn find(index: &Index, sent: &Sent, repeats: &mut Option<Repeats>, entry: &Value) -> Found {
    let mut objects = Vec::new();
    let mut texts = Vec::new();
    look(index, entry, 0, false, &mut objects, &mut texts);
    objects.sort_by_key(|(depth, _)| *depth);
    if let Some(rows) = by_keys(index, &objects) {
        return one_of(rows, Traced::Key);
    }
    if !objects.is_empty() {
        let repeats = repeats.get_or_insert_with(|| Repeats::new(sent));
        let rows = objects
            .iter()
            .map(|(_, object)| repeats.of(sent, object))
            .find(|rows| !rows.is_empty());
        if let Some(rows) = rows {
            return one_of(rows, Traced::Repeat);
        }
    }
    let rows = texts.iter().flat_map(|text| by_text(index, text)).collect();
    one_of(rows, Traced::Text)
}

fn one_of(mut rows: Vec<usize>, traced: Traced) -> Found {
    rows.sort_unstable();
    rows.dedup();
    match rows.as_slice() {
        [at] => Found::Row(*at, traced),
        _ => Found::Rows(rows.into()),
    }
}

/// Gathers objects that may be frames or the row, and texts. Values of fields are content: a
/// company that a row belongs to has keys too.
fn look<'v>(
    index: &Index,
    value: &'v Value,
    depth: usize,
    content: bool,
    objects: &mut Vec<(usize, &'v Map<String, Value>)>,
    texts: &mut Vec<&'v str>,
) {
    if depth > DEEP {
        return;
    }
    match value {
        Value::Object(object) => {
            if !content {
                objects.push((depth, object));
            }
            for (name, value) in object {
                let content = content || index.is_field(name);
                look(index, value, depth + 1, content, objects, texts);
            }
        }
        Value::Array(items) => {
            for item in items {
                look(index, item, depth + 1, content, objects, texts);
            }
        }
        Value::String(text) => texts.push(text),
        _ => {}
    }
}

/// The rows of the shallowest objects that have keys of rows.
fn by_keys(index: &Index, objects: &[(usize, &Map<String, Value>)]) -> Option<Vec<usize>> {
    let mut found: Option<(usize, Vec<usize>)> = None;
    for (depth, object) in objects {
        if found.as_ref().is_some_and(|(known, _)| known < depth) {
            break;
        }
        let Some(rows) = index.with_keys(object) else {
            continue;
        };
        match &mut found {
            None => found = Some((*depth, rows)),
            Some((_, found)) => found.retain(|at| rows.contains(at)),
        }
    }
    found.map(|(_, rows)| rows)
}

/// The rows whose keys stand in a text as whole words. A plain number or a plain word says little:
/// it counts in quotes, after the name of a key, or as the whole text.
fn by_text(index: &Index, text: &str) -> Vec<usize> {
    let mut found = index.with_text(text);
    if !found.is_empty() {
        return found;
    }
    for quote in ['"', '\'', '`'] {
        let quoted = text.split(quote).skip(1).step_by(2);
        found.extend(quoted.flat_map(|text| index.with_text(text)));
    }
    let breaks = |sign: char| sign.is_whitespace() || "\"'`,;:=()[]{}<>".contains(sign);
    let mut before = "";
    for word in text.split(breaks) {
        let word = word.trim_end_matches(['.', '!', '?']);
        if word.is_empty() {
            continue;
        }
        let plain = word.chars().all(char::is_alphabetic) || word.chars().all(char::is_numeric);
        if !plain || index.is_key_name(before) {
            found.extend(index.with_text(word));
        }
        before = word;
    }
    found
}

/// Names of members that may hold a row's number, lower case, and whether the first row is 0 by
/// the usage of the name.
const NUMBERS: [(&str, bool); 8] = [
    ("index", true),
    ("idx", true),
    ("rowindex", true),
    ("itemindex", true),
    ("row", false),
    ("rownumber", false),
    ("position", false),
    ("line", false),
];

/// The number that an entry has, and whether the first is 0 by its name.
fn number(entry: &Value) -> Option<(usize, bool)> {
    let object = entry.as_object()?;
    object.iter().find_map(|(name, value)| {
        let name = name.to_lowercase();
        let (_, from_zero) = NUMBERS.iter().find(|(known, _)| *known == name)?;
        Some((usize::try_from(value.as_u64()?).ok()?, *from_zero))
    })
}

/// Traces by numbers what nothing else traces, unless a number speaks against a key.
fn numbered(rows: usize, entries: &[Entry<'_>], found: &mut [Found]) {
    let numbers: Vec<_> = entries.iter().map(|entry| number(entry.value)).collect();
    let Some(first) = first_number(rows, &numbers, found) else {
        return;
    };
    for (number, found) in numbers.iter().zip(found) {
        let Some(at) = number.and_then(|(number, _)| number.checked_sub(first)) else {
            continue;
        };
        match found {
            Found::Rows(all) if all.is_empty() && at < rows => {
                *found = Found::Row(at, Traced::Number);
            }
            Found::Rows(all) if all.contains(&at) => *found = Found::Row(at, Traced::Key),
            _ => {}
        }
    }
}

/// What the first row's number is: what keys prove, or else what the numbers and their name say.
fn first_number(rows: usize, numbers: &[Option<(usize, bool)>], found: &[Found]) -> Option<usize> {
    let mut proven: Option<usize> = None;
    for (number, found) in numbers.iter().zip(found) {
        if let (Some((number, _)), Found::Row(at, Traced::Key | Traced::Repeat)) = (number, found) {
            let first = number.checked_sub(*at).filter(|first| *first <= 1)?;
            if proven.is_some_and(|known| known != first) {
                return None;
            }
            proven = Some(first);
        }
    }
    let known = || numbers.iter().flatten();
    if proven.is_some() {
        return proven;
    }
    // The same number twice is no number of a row.
    let mut all: Vec<usize> = known().map(|(number, _)| *number).collect();
    all.sort_unstable();
    if all.windows(2).any(|pair| pair[0] == pair[1]) {
        return None;
    }
    match (all.first(), all.last()) {
        (_, Some(last)) if *last > rows => None,
        (Some(0), Some(last)) if *last == rows => None,
        (Some(0), _) => Some(0),
        (_, Some(last)) if *last == rows => Some(1),
        _ => known().all(|(_, from_zero)| *from_zero).then_some(0),
    }
}
