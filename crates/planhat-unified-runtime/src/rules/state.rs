//! Whether something is done, and when it is due.

use serde_json::Value;

use super::{Code, Seen, Wanted, Warn, Written};
use crate::read::{alike, boolean, fit};
use crate::value::{Out, Raw, moment_given, no_moment};

/// The two words of the model.
const OPEN: &str = "open";
const COMPLETED: &str = "completed";
/// Words of the server that end a task, in any letter case.
const ENDS: [&str; 2] = ["done", "completed"];
/// What is written: the spelling counts.
const TO_DO: &str = "To Do";
const DONE: &str = "Done";
/// Main type of a task that has an end.
const EVENT: &str = "event";

/// Sources: when it was done, whether it is put away, the state in words.
pub(super) fn task_status<'a>(seen: &Seen<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    let done = seen.one(0).is_some_and(|raw| raw.quoted() != Some(""));
    let away = seen
        .one(1)
        .is_some_and(|raw| boolean(raw, warn) == Out::Bool(true));
    let ends = |text: &str| ENDS.iter().any(|word| alike(word, text));
    let said = seen
        .one(2)
        .and_then(Raw::text)
        .is_some_and(|text| ends(text.trim()));
    Out::Text(
        if done || away || said {
            COMPLETED
        } else {
            OPEN
        }
        .into(),
    )
}

pub(super) fn write_task_status(wanted: &Wanted<'_>) -> Written {
    match wanted.value {
        Value::Null => wanted.set(0, Value::Null),
        Value::String(word) if alike(word, COMPLETED) => wanted.set(0, DONE.into()),
        Value::String(word) if alike(word, OPEN) => wanted.set(0, TO_DO.into()),
        _ => {
            let message = format!("`{OPEN}` or `{COMPLETED}` is needed");
            Err(wanted.refuse(Code::EnumUnmapped, message))
        }
    }
}

/// Sources: end, start, main type.
pub(super) fn due_date<'a>(seen: &Seen<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    for found in seen.found.iter().take(2).flatten() {
        let out = fit(found.clone(), seen.kind, warn);
        if !out.is_null() {
            return out;
        }
    }
    Out::Null
}

/// Into the end of an event, or where there is an end; else into the start.
pub(super) fn write_due_date(wanted: &Wanted<'_>) -> Written {
    let value = match wanted.value {
        Value::Null => Value::Null,
        Value::String(text) => match moment_given(text) {
            Some(moment) => Value::from(moment),
            None => {
                let message = no_moment(text, "an RFC 3339 datetime");
                return Err(wanted.refuse(Code::InvalidRequest, message));
            }
        },
        _ => return Err(wanted.refuse(Code::InvalidRequest, "an RFC 3339 datetime is needed")),
    };
    let main_type = wanted.sources.get(2).map(crate::path::field);
    let known = |field: &str| wanted.known(field).filter(|value| !value.is_null());
    let event = main_type.and_then(known).and_then(Value::as_str) == Some(EVENT);
    let has_end = wanted
        .fields
        .first()
        .is_some_and(|end| known(end).is_some());
    wanted.set(if event || has_end { 0 } else { 1 }, value)
}
