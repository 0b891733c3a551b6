//! Groups, choices, and what a value points to.

use std::borrow::Cow;

use serde_json::Value;

use super::{Code, Failure, Seen, Wanted, Warn, Written};
use crate::read::filled;
use crate::value::{Out, Raw, Sort};

/// Members of a choice.
const LABEL: &str = "label";
const VALUE: &str = "value";

/// Sources: the ids that lead from the head of a group to the record itself, and how many steps below
/// the head it stands. The last id but one is the record above.
pub(super) fn group_parent<'a>(seen: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    let head = seen.one(1).and_then(Raw::scalar_text);
    if head.as_deref() == Some("0") {
        return Out::Null;
    }
    let above = match seen.one(0) {
        Some(raw) if raw.sort() == Sort::Text => {
            let text = raw.text().unwrap_or_default();
            let ids = text.split(|letter: char| !letter.is_alphanumeric());
            let ids = ids.filter(|id| !id.is_empty());
            ids.rev()
                .nth(1)
                .map(|id| Out::Text(Cow::Owned(id.to_owned())))
        }
        _ => {
            let ids: Vec<Raw<'a>> = seen.items(0);
            let id = |raw: &Raw<'a>| raw.text().or_else(|| raw.get("_id")?.text());
            ids.iter().rev().nth(1).and_then(id).map(Out::Text)
        }
    };
    above.map_or(Out::Null, |id| Out::reference(id, Out::Null))
}

/// Texts as choices.
pub(super) fn options<'a>(seen: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    if seen.found.first().is_none_or(Option::is_none) {
        return Out::Null;
    }
    let texts = seen.items(0).into_iter().filter_map(Raw::scalar_text);
    let option = |text: Cow<'a, str>| {
        let text = Out::Text(text);
        filled(
            vec![(LABEL.into(), text.clone()), (VALUE.into(), text)],
            &[],
            seen.shape,
        )
    };
    Out::List(texts.map(option).collect())
}

pub(super) fn write_options(wanted: &Wanted<'_>) -> Written {
    let items = match wanted.value {
        Value::Null => return wanted.set(0, Value::Null),
        Value::Array(items) => items,
        _ => return Err(wanted.refuse(Code::InvalidRequest, "a list is needed")),
    };
    let texts = items
        .iter()
        .enumerate()
        .map(|(at, item)| choice(wanted, at, item));
    let texts: Vec<Value> = texts.collect::<Result<_, _>>()?;
    wanted.set(0, texts.into())
}

fn choice(wanted: &Wanted<'_>, at: usize, item: &Value) -> Result<Value, Failure> {
    let place = format!("{}[{at}]", wanted.path);
    let refuse = |code, path: String, message: &str| Err(Failure::new(code, path, message));
    let members = match item {
        Value::String(text) => return Ok(text.as_str().into()),
        Value::Object(members) => members,
        _ => {
            return refuse(
                Code::InvalidRequest,
                place,
                "an object with a value is needed",
            );
        }
    };
    let known = |name: &str| {
        let shape = wanted
            .shape
            .is_some_and(|one| one.members.iter().any(|one| one.name == name));
        shape || name == LABEL || name == VALUE
    };
    for (name, value) in members
        .iter()
        .filter(|(name, _)| *name != LABEL && *name != VALUE)
    {
        if !known(name) {
            return refuse(
                Code::InvalidRequest,
                format!("{place}.{name}"),
                "there is no such member",
            );
        }
        if !(value.is_null() || *value == Value::Bool(false)) {
            return refuse(
                Code::UnsupportedField,
                format!("{place}.{name}"),
                "there is no such data",
            );
        }
    }
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    match (text(LABEL), text(VALUE)) {
        (Some(label), Some(value)) if label != value => refuse(
            Code::UnsupportedField,
            format!("{place}.{LABEL}"),
            "label and value are one and the same",
        ),
        (Some(text), _) | (None, Some(text)) => Ok(text.into()),
        (None, None) => refuse(Code::InvalidRequest, place, "a value is needed"),
    }
}

/// Sorts of the tenant's own fields whose values are references, in singular or plural, and the model
/// that they lead to.
const REFERENCES: [(&str, &str); 2] = [("team member", "user"), ("enduser", "contact")];

pub(super) fn reference_entity<'a>(seen: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    let sort = seen.one(0).and_then(Raw::text).unwrap_or_default();
    let one = sort.strip_suffix('s').unwrap_or(&sort);
    let found = REFERENCES.iter().find(|(name, _)| *name == one);
    found.map_or(Out::Null, |(_, model)| Out::Text(Cow::Borrowed(model)))
}
