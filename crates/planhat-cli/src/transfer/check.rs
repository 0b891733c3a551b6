//! The rows of a file before any is sent: can they be read, do they keep the rules, is a key twice,
//! are the tenant's own fields defined. One pass, in constant memory but for a number a key.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use planhat_core::{CustomFields, Fields, Value};

use super::import::Job;
use super::rejects::REASON;
use crate::failure::Failure;

/// No more faults are kept as text.
const TOLD: usize = 21;

/// What the check found.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) rows: u64,
    pub(super) bad: u64,
    pub(super) without_key: u64,
    pub(super) told: Vec<String>,
    pub(super) custom: Option<CustomFields>,
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
    if with_custom
        && job
            .rows()?
            .any(|row| row.is_ok_and(|row| has_custom(job, &row.fields)))
    {
        checked.custom = CustomFields::load(job.client).await?;
    }
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
        let fields = cleaned(row.fields);
        serde_json::to_string(fields.map())
            .unwrap_or_default()
            .hash(&mut digest);
        let mut faults = faults(job, checked.custom.as_ref(), &fields);
        match key(job, &fields) {
            Some(key) => {
                if let Some(first) = keys.insert(key, row.line) {
                    faults.push(format!("has the same key as line {first}"));
                }
            }
            None => checked.without_key += 1,
        }
        if !faults.is_empty() {
            checked.note(job, row.line, faults);
        }
    }
    checked.digest = digest.finish();
    Ok(checked)
}

impl Checked {
    fn note(&mut self, job: &Job<'_>, line: u64, faults: Vec<String>) {
        self.bad += 1;
        if self.told.len() < TOLD {
            self.told
                .push(format!("{}:{line}: {}", job.path, faults.join("; ")));
        }
    }
}

/// A row without what an earlier import said of it.
pub(super) fn cleaned(fields: Fields) -> Fields {
    if fields.get(REASON).is_none() {
        return fields;
    }
    let mut map = fields.into_map();
    map.remove(REASON);
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

fn has_custom(job: &Job<'_>, row: &Fields) -> bool {
    let mut fields = job.resource.fields.iter();
    let own = fields.find(|field| matches!(field.kind, planhat_core::table::Kind::Custom));
    own.is_some_and(|own| {
        row.map()
            .keys()
            .any(|name| name.split('.').next() == Some(own.name))
    })
}

/// The highest key of a row as a number.
pub(super) fn key(job: &Job<'_>, row: &Fields) -> Option<u64> {
    let keys = job.resource.keys.iter();
    let (name, value) = keys
        .filter_map(|name| Some((*name, row.get(name).and_then(Value::as_str)?)))
        .find(|(_, value)| !value.is_empty())?;
    let mut hasher = DefaultHasher::new();
    (name, value).hash(&mut hasher);
    Some(hasher.finish())
}
