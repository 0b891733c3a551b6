//! Rules over single values.

use std::borrow::Cow;

use serde_json::Value;

use super::{Code, Seen, Wanted, Warn, Written};
use crate::read::boolean;
use crate::value::{Out, Sort};

/// Always null.
pub(super) fn nothing<'a>(_: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    Out::Null
}

/// Whether none of several flags is set.
pub(super) fn none_of<'a>(seen: &Seen<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    let mut set = false;
    for raw in (0..seen.found.len()).filter_map(|at| seen.one(at)) {
        set |= boolean(raw, warn) == Out::Bool(true);
    }
    Out::Bool(!set)
}

pub(super) fn write_none_of(wanted: &Wanted<'_>) -> Written {
    match wanted.value {
        Value::Bool(value) => wanted.set(0, Value::Bool(!value)),
        Value::Null => wanted.set(0, Value::Null),
        _ => Err(wanted.refuse(Code::InvalidRequest, "true or false is needed")),
    }
}

/// Whether one of several sources has a value.
pub(super) fn any_value<'a>(seen: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    let has = |at: usize| match &seen.found[at] {
        Some(found) => found.one().is_none_or(|raw| raw.quoted() != Some("")),
        None => false,
    };
    Out::Bool((0..seen.found.len()).any(has))
}

/// An address, or else the one of the first host name.
pub(super) fn website<'a>(seen: &Seen<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    let own = first_text(seen, warn);
    if own.text().is_some_and(|text| !text.is_empty()) {
        return own;
    }
    let host = match seen.one(1) {
        Some(raw) if raw.sort() == Sort::Text => raw.text(),
        _ => seen
            .items(1)
            .into_iter()
            .find_map(|item| item.text().filter(|one| !one.is_empty())),
    };
    match host {
        Some(host) if host.contains("://") => Out::Text(host),
        Some(host) if !host.is_empty() => Out::Text(Cow::Owned(format!("https://{host}"))),
        _ => own,
    }
}

/// The first source alone.
pub(super) fn first_text<'a>(seen: &Seen<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    match seen.found.first() {
        Some(Some(found)) => crate::read::fit(found.clone(), seen.kind, warn),
        _ => Out::Null,
    }
}

pub(super) fn write_text(wanted: &Wanted<'_>) -> Written {
    match wanted.value {
        Value::String(_) | Value::Null => wanted.set(0, wanted.value.clone()),
        _ => Err(wanted.refuse(Code::InvalidRequest, "a text is needed")),
    }
}

/// The option in force.
pub(super) fn option<'a>(seen: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    seen.setting
        .map_or(Out::Null, |setting| Out::Text(Cow::Borrowed(setting)))
}
