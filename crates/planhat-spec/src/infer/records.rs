//! Which parts of the samples are records, which are recorded calls, and which are neither.

use indexmap::IndexMap;

use super::call::Call;
use super::json::Json;
use super::seen::Seen;
use crate::known::Known;

/// Records differ in no more fields than these; those beyond are left out.
const FIELDS: usize = 500;
/// What surrounds a list has no more members than these.
const AROUND: usize = 6;

/// All that the samples hold.
#[derive(Debug, Default)]
pub(super) struct Samples {
    pub(super) record: Record,
    pub(super) calls: Vec<Call>,
}

/// The records of one object, those read and those sent.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) read: usize,
    pub(super) sent: usize,
    pub(super) fields: IndexMap<String, Member>,
    /// Names of fields that were too many to look at.
    pub(super) left_out: usize,
}

/// One field of the records.
#[derive(Debug, Default)]
pub(super) struct Member {
    /// How many of the records read have it.
    pub(super) read: usize,
    /// All values.
    pub(super) all: Seen,
    /// The values that were sent.
    pub(super) sent: Seen,
}

impl Samples {
    /// Takes in one value of a file.
    pub(super) fn add(&mut self, value: Json, known: &Known, prefixes: &[String]) {
        if let Some(call) = Call::of(&value) {
            self.calls.push(call);
            return;
        }
        for record in records(&value, known) {
            self.record.add(record, false, prefixes);
        }
    }
}

impl Record {
    /// Takes in one record.
    pub(super) fn add(&mut self, record: &IndexMap<String, Json>, sent: bool, prefixes: &[String]) {
        match sent {
            true => self.sent += 1,
            false => self.read += 1,
        }
        for (name, value) in record {
            if !self.fields.contains_key(name) && self.fields.len() >= FIELDS {
                self.left_out += 1;
                continue;
            }
            let member = self.fields.entry(name.clone()).or_default();
            member.all.add(value, prefixes);
            match sent {
                true => member.sent.add(value, prefixes),
                false => member.read += 1,
            }
        }
    }
}

/// The records in a value: itself, the items of a list, or those of what it wraps.
pub(super) fn records<'j>(value: &'j Json, known: &Known) -> Vec<&'j IndexMap<String, Json>> {
    match value {
        Json::List(items) => items
            .iter()
            .filter_map(|item| match item {
                Json::Object(members) => Some(members),
                _ => None,
            })
            .collect(),
        Json::Object(members) if members.is_empty() || result(members, known).is_some() => {
            Vec::new()
        }
        Json::Object(members) => match wrapped(members, known) {
            Some(inner) => records(inner, known),
            None => vec![members],
        },
        _ => Vec::new(),
    }
}

/// The shared result whose shape an answer has.
pub(super) fn result<'k>(members: &IndexMap<String, Json>, known: &'k Known) -> Option<&'k str> {
    let results = known.api.iter().flat_map(|api| &api.results);
    let mut fits = results.filter(|(_, fields)| {
        !members.is_empty() && members.keys().all(|name| fields.contains_key(name))
    });
    fits.next().map(|(name, _)| name.as_str())
}

/// What an object wraps: one list of objects beside counts and flags, or one record alone.
fn wrapped<'j>(members: &'j IndexMap<String, Json>, known: &Known) -> Option<&'j Json> {
    let is_record = |members: &IndexMap<String, Json>| {
        let keys = known.keys();
        members.keys().any(|name| keys.contains(&name.as_str()))
    };
    if members.len() > AROUND || is_record(members) {
        return None;
    }
    let beside = |value: &Json| matches!(value, Json::Null | Json::Boolean(_) | Json::Integer(_));
    let mut inner = members.values().filter(|value| !beside(value));
    match (inner.next()?, inner.next()) {
        (list @ Json::List(items), None) => {
            let objects = items.iter().all(|item| matches!(item, Json::Object(_)));
            (objects && !items.is_empty()).then_some(list)
        }
        (record @ Json::Object(inner), None) if members.len() == 1 => {
            is_record(inner).then_some(record)
        }
        _ => None,
    }
}
