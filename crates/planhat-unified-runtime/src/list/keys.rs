//! The keys of the records of a page.

use std::collections::HashSet;

use serde_json::Value;

use crate::{Code, Error, Record, fault};

/// The text of a field in each record. A record without one, or with that of another, would be lost
/// among the keys.
///
/// # Errors
/// When there is such a record.
pub(crate) fn keys(
    records: &[Record],
    field: &str,
    before: &[String],
) -> Result<Vec<String>, Error> {
    let keys: Vec<Option<String>> = records.iter().map(|record| key(record, field)).collect();
    let mut seen: HashSet<&String> = before.iter().collect();
    for key in &keys {
        let message = match key {
            None => format!("a record of this page has no `{field}`"),
            Some(key) if !seen.insert(key) => {
                format!("several records of this page have the `{field}` `{key}`")
            }
            Some(_) => continue,
        };
        let message =
            format!("{message}, and keys have to tell records apart; key by id, or go without");
        let error = fault::new(Code::InvalidRequest, format!("key_by: {message}"));
        return Err(fault::at(error, "key_by", &message, None));
    }
    Ok(keys.into_iter().flatten().collect())
}

fn key(record: &Record, path: &str) -> Option<String> {
    let mut steps = path.split('.');
    let mut value = record.get(steps.next()?)?;
    for step in steps {
        value = value.get(step)?;
    }
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        // Of a reference, its id.
        Value::Object(members) => Some(members.get("id")?.as_str()?.to_owned()),
        other => Some(other.to_string()),
    }
}
