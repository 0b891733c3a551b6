//! Entries that repeat the row they are of.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use super::Sent;

/// No more rows are compared with an object.
const COMPARED: usize = 16;

/// Each row under its rarest member, so that few rows are compared with an object.
pub(super) struct Repeats {
    rows: HashMap<u64, Vec<usize>>,
}

impl Repeats {
    pub(super) fn new(sent: &Sent) -> Self {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        for at in 0..sent.len() {
            for (name, value) in &sent.row(at) {
                *counts.entry(member(name, value)).or_default() += 1;
            }
        }
        let mut rows: HashMap<u64, Vec<usize>> = HashMap::new();
        for at in 0..sent.len() {
            let row = sent.row(at);
            let members = row.iter().map(|(name, value)| member(name, value));
            if let Some(rarest) = members.min_by_key(|member| counts[member]) {
                rows.entry(rarest).or_default().push(at);
            }
        }
        Repeats { rows }
    }

    /// The rows all of whose members an object has; one that has nothing else goes before.
    pub(super) fn of(&self, sent: &Sent, object: &Map<String, Value>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut skipped = false;
        for (name, value) in object {
            let Some(rows) = self.rows.get(&member(name, value)) else {
                continue;
            };
            if rows.len() > COMPARED {
                skipped = true;
                continue;
            }
            for at in rows {
                let row = sent.row(*at);
                let mut members = row.iter();
                let has = |(name, value): (&String, &Value)| {
                    object.get(name).is_some_and(|other| same(value, other))
                };
                if members.all(has) {
                    found.push((*at, row.len() == object.len()));
                }
            }
        }
        let whole: Vec<usize> = found
            .iter()
            .filter(|(_, whole)| *whole)
            .map(|(at, _)| *at)
            .collect();
        // Equal rows stand under the same member, so that none of them was skipped.
        match (whole.is_empty(), skipped) {
            (false, _) => whole,
            (true, true) => Vec::new(),
            (true, false) => found.into_iter().map(|(at, _)| at).collect(),
        }
    }
}

fn member(name: &str, value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    match value.as_f64() {
        Some(number) => number.to_bits().hash(&mut hasher),
        None => value.to_string().hash(&mut hasher),
    }
    hasher.finish()
}

fn same(left: &Value, right: &Value) -> bool {
    left == right
        || matches!((left.as_f64(), right.as_f64()), (Some(left), Some(right)) if left.to_bits() == right.to_bits())
}
