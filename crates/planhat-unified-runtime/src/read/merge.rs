//! Objects and lists that are made of several values.

use std::borrow::Cow;

use planhat_spec::unified::mapping::{Kind, Merged, Shape};
use serde_json::Value;

use super::fit::{Warn, fit_one};
use crate::path::Found;
use crate::value::{Out, Raw, Sort, unescape};
use crate::warning::WarningCode;

/// Members of an object.
pub(crate) type Parts<'a> = Vec<(Cow<'a, str>, Out<'a>)>;

/// An object of some members and constants, with the other members of its shape as nothing, or
/// false where they are truth values.
pub(crate) fn filled<'a>(
    mut given: Parts<'a>,
    constants: &'a [(String, Value)],
    shape: Option<&'a Shape>,
) -> Out<'a> {
    for (name, value) in constants {
        given.push((Cow::Borrowed(name), Out::Const(value)));
    }
    let Some(shape) = shape else {
        return Out::Object(given);
    };
    let mut members = Vec::with_capacity(shape.members.len());
    for member in &shape.members {
        let found = given.iter().position(|(name, _)| **name == *member.name);
        let value = match found {
            Some(at) => given.swap_remove(at).1,
            None => nothing(&member.kind),
        };
        members.push((Cow::Borrowed(member.name.as_str()), value));
    }
    members.append(&mut given);
    Out::Object(members)
}

/// What a member is that nothing was said of.
fn nothing<'a>(kind: &Kind) -> Out<'a> {
    match kind {
        Kind::Boolean => Out::Bool(false),
        _ => Out::Null,
    }
}

/// The items that one source gives to a merged list.
pub(super) fn items<'a>(
    found: &Found<'a>,
    source: &'a Merged,
    shape: Option<&'a Shape>,
    warn: &mut Warn<'_>,
    out: &mut Vec<Out<'a>>,
) {
    let is_list =
        matches!(found, Found::Items(_)) || found.one().is_some_and(|raw| raw.sort() == Sort::List);
    let mut values = match (is_list, found.one()) {
        (false, Some(raw)) => vec![raw],
        _ => found.items(),
    };
    if !source.list && values.len() > 1 {
        values.truncate(1);
        warn.add(
            WarningCode::ValueCast,
            "of several values, where there should be one, the first was read".to_owned(),
        );
    }
    let made = values
        .into_iter()
        .filter_map(|raw| item(raw, source, shape, warn));
    out.extend(made);
}

fn item<'a>(
    raw: Raw<'a>,
    source: &'a Merged,
    shape: Option<&'a Shape>,
    warn: &mut Warn<'_>,
) -> Option<Out<'a>> {
    if raw.is_null() || raw.quoted() == Some("") {
        return None;
    }
    let kind_of = |name: &str| {
        let member = shape.and_then(|shape| shape.members.iter().find(|one| one.name == name));
        member.map(|member| &member.kind)
    };
    let given: Parts<'a> = match &source.member {
        Some(member) => {
            let value = fit_one(raw, kind_of(member).unwrap_or(&Kind::Any), warn);
            vec![(member.into(), value)]
        }
        None => {
            let constant = |name: &str| source.constants.iter().any(|(one, _)| one == name);
            let members = raw.members().map(|(key, value)| (unescape(key), value));
            let mut known: Parts<'a> = Vec::new();
            for (name, value) in members {
                let Some(kind) = kind_of(&name).filter(|_| !constant(&name)) else {
                    continue;
                };
                // Of several of one name the last counts.
                known.retain(|(other, _)| *other != name);
                known.push((name, fit_one(value, kind, warn)));
            }
            known
        }
    };
    let empty = given.iter().all(|(_, value)| value.is_null());
    (!empty).then(|| filled(given, &source.constants, shape))
}
