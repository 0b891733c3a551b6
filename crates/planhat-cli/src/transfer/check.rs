//! The rows of a file before any is sent: can they be read, do they keep the rules, is a key twice,
//! are the tenant's own fields defined. One pass, in constant memory but for a number a key.

use std::collections::hash_map::DefaultHasher;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use planhat_core::table::Kind;
use planhat_core::{CustomFields, Fields, Value};

use super::Format;
use super::import::Job;
use super::rejects::REASON;
use crate::failure::Failure;
use crate::flags;

/// No more faults are kept as text.
const TOLD: usize = 21;
/// Bytes around a row in a request of its own, with the constants that an operation may add.
const FRAME: usize = 1024;

/// What the check found.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) rows: u64,
    pub(super) bad: u64,
    pub(super) without_key: u64,
    pub(super) told: Vec<String>,
    pub(super) custom: Option<CustomFields>,
    /// Names that the table does not have, and the first line of each.
    pub(super) strange: BTreeMap<String, u64>,
    digest: u64,
}

impl Checked {
    /// What is imported, to tell it from another file.
    pub(super) fn what(&self, job: &Job<'_>) -> String {
        format!(
            "{} {} rows {:016x}",
            job.operation.id(),
            self.rows,
            self.digest
        )
    }
}

/// Checks the whole file.
pub(super) async fn file(job: &Job<'_>, with_custom: bool) -> Result<Checked, Failure> {
    let mut checked = Checked::default();
    let mut asked = !with_custom;
    let mut keys: HashMap<u64, u64> = HashMap::new();
    let mut digest = DefaultHasher::new();
    for row in job.rows()? {
        checked.rows += 1;
        let row = match row {
            Ok(row) => row,
            Err(unreadable) => {
                checked.note(job, unreadable.line, vec![unreadable.message]);
                continue;
            }
        };
        if !asked && flags::has_custom(job.operation, &row.fields) {
            asked = true;
            checked.custom = definitions(job).await?;
        }
        let text = serde_json::to_string(row.fields.map()).unwrap_or_default();
        text.hash(&mut digest);
        let fields = readied(job, checked.custom.as_ref(), row.fields);
        checked.strange_names(job, &fields, row.line);
        let mut faults = faults(job, checked.custom.as_ref(), &fields);
        let limit = job.client.api().limits.body_bytes;
        if text.len() + FRAME > limit {
            faults.push(format!(
                "has {} bytes, and a request takes {limit}",
                text.len()
            ));
        }
        for key in self::keys(job, &fields) {
            match keys.entry(key) {
                Entry::Occupied(first) => {
                    let told = format!("has the same key as line {}", first.get());
                    if !faults.contains(&told) {
                        faults.push(told);
                    }
                }
                Entry::Vacant(place) => drop(place.insert(row.line)),
            }
        }
        if !job.operation.has_key(&fields) {
            checked.without_key += 1;
        }
        if !faults.is_empty() {
            checked.note(job, row.line, faults);
        }
    }
    checked.digest = digest.finish();
    Ok(checked)
}

/// The tenant's definitions. That the token may not see them is no reason to stop.
async fn definitions(job: &Job<'_>) -> Result<Option<CustomFields>, Failure> {
    match CustomFields::load(job.client).await {
        Ok(custom) => Ok(custom),
        Err(error) if error.status() == Some(403) => {
            let note = "custom fields are not checked: the token may not list their definitions";
            job.context.console.note(note);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

impl Checked {
    /// Keeps names that the table does not have: the server may know them, or ignore them.
    fn strange_names(&mut self, job: &Job<'_>, fields: &Fields, line: u64) {
        for name in fields.map().keys() {
            let plain = name.split('.').next().unwrap_or(name);
            let mut known = job.operation.body_fields.iter();
            if self.strange.len() < TOLD
                && !known.any(|field| field.name == plain)
                && !self.strange.contains_key(name)
            {
                self.strange.insert(name.clone(), line);
            }
        }
    }

    fn note(&mut self, job: &Job<'_>, line: u64, faults: Vec<String>) {
        self.bad += 1;
        if self.told.len() < TOLD {
            self.told
                .push(format!("{}:{line}: {}", job.path, faults.join("; ")));
        }
    }
}

/// A row as it is sent: without what an earlier import said of it, and with the cells of the
/// tenant's own fields as their definitions have them.
pub(super) fn readied(job: &Job<'_>, custom: Option<&CustomFields>, fields: Fields) -> Fields {
    let mut map = fields.into_map();
    map.remove(REASON);
    let mut fields = job.resource.fields.iter();
    let own = fields.find(|field| matches!(field.kind, Kind::Custom));
    if let (Format::Csv, Some(own)) = (job.format, own)
        && let Some(Value::Object(members)) = map.get_mut(own.name)
    {
        for (key, value) in members.iter_mut() {
            let Value::String(text) = value else { continue };
            *value = match custom.map(|custom| custom.get(job.resource, key)) {
                Some(Some(definition)) => definition.read(text),
                Some(None) => continue,
                // Nobody says what it is: what reads as JSON is taken as that.
                None => match serde_json::from_str::<Value>(text) {
                    Ok(json) if !json.is_string() => json,
                    _ => continue,
                },
            };
        }
    }
    map.into()
}

/// What is wrong with a row.
pub(super) fn faults(job: &Job<'_>, custom: Option<&CustomFields>, row: &Fields) -> Vec<String> {
    let mut faults = job.client.check_row(job.operation, row);
    if let Some(custom) = custom {
        faults.extend(custom.check(job.resource, row));
    }
    let told = faults
        .iter()
        .map(|fault| format!("{} {}", fault.argument, fault.message));
    told.collect()
}

/// The keys of a row as numbers.
pub(super) fn keys(job: &Job<'_>, row: &Fields) -> Vec<u64> {
    let number = |name: &&'static str| {
        let text = match row.get(name)? {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let mut hasher = DefaultHasher::new();
        (name, text).hash(&mut hasher);
        Some(hasher.finish())
    };
    job.resource.keys.iter().filter_map(number).collect()
}
