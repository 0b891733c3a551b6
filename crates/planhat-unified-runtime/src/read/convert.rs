//! What becomes of one value on its way out.

use std::borrow::Cow;

use planhat_spec::unified::mapping::{Convert, Kind, RefParts, Shape, Words};
use serde_json::Value;

use super::condition::same;
use super::fit::{Warn, boolean, date, fit, fit_one, moment, number};
use super::merge::filled;
use crate::path::Found;
use crate::value::{Out, Raw, Sort, moment_of_id};

/// What a conversion looks at besides the value.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) kind: &'a Kind,
    /// The shape of the value, or of its items.
    pub(super) shape: Option<&'a Shape>,
    /// The name that stands beside an id.
    pub(super) beside: Option<Raw<'a>>,
}

/// What becomes of what was found.
pub(super) fn convert<'a>(
    found: Found<'a>,
    way: &'a Convert,
    around: Around<'a>,
    warn: &mut Warn<'_>,
) -> Out<'a> {
    match (found, way) {
        (Found::One(raw), _) => convert_one(raw, way, around, warn),
        (found, Convert::Keep) => fit(found, around.kind, warn),
        (found, Convert::RefList(parts)) => references(&found, parts, around, warn),
        (found, Convert::Tags) => tags(&found, warn),
        (Found::Items(items), _) => match items.first() {
            Some(first) => convert_one(*first, way, around, warn),
            None => Out::Null,
        },
    }
}

/// What becomes of one value.
pub(super) fn convert_one<'a>(
    raw: Raw<'a>,
    way: &'a Convert,
    around: Around<'a>,
    warn: &mut Warn<'_>,
) -> Out<'a> {
    match way {
        Convert::Keep => fit_one(raw, around.kind, warn),
        Convert::RefList(parts) => references(&Found::One(raw), parts, around, warn),
        Convert::Tags => tags(&Found::One(raw), warn),
        Convert::Number => number(raw, *around.kind == Kind::Integer, warn),
        Convert::DateTime => moment(raw, warn),
        Convert::Date { .. } => date(raw, warn),
        Convert::IdTime => match raw.text().and_then(|text| moment_of_id(&text)) {
            Some(text) => Out::Text(Cow::Owned(text)),
            None => Out::Null,
        },
        Convert::Not { missing } => match boolean(raw, warn) {
            Out::Bool(value) => Out::Bool(!value),
            _ => Out::Bool(*missing),
        },
        Convert::Enum(words) => word(raw, words, warn),
        Convert::TypeRef(words) => typed(raw, words, warn),
        Convert::Ref(parts) => reference(raw, parts, around.beside, warn),
        Convert::Wrap { member, constants } => wrapped(raw, member, constants, around.shape, warn),
        Convert::Custom => fit_one(raw, &Kind::Object, warn),
    }
}

/// The model's word for a value of the server: that of the table, else the one for all others.
fn lookup<'a>(raw: Raw<'_>, words: &'a Words) -> Option<&'a str> {
    let rest = || words.rest.as_deref().filter(|_| raw.sort() == Sort::Text);
    listed(raw, words).or_else(rest)
}

fn listed<'a>(raw: Raw<'_>, words: &'a Words) -> Option<&'a str> {
    let by = |test: &dyn Fn(&Value) -> bool| {
        let mut rows = words.table.iter();
        rows.find(|(_, values)| values.iter().any(test))
            .map(|(word, _)| word.as_str())
    };
    let exact = by(&|value| same(raw, value));
    if exact.is_some() || !words.fold_case {
        return exact;
    }
    let text = raw.text()?;
    by(&|value| value.as_str().is_some_and(|word| alike(word, &text)))
}

/// Whether two texts are the same but for letter case.
pub(crate) fn alike(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
        || (!(left.is_ascii() && right.is_ascii()) && left.to_lowercase() == right.to_lowercase())
}

fn word<'a>(raw: Raw<'a>, words: &'a Words, warn: &mut Warn<'_>) -> Out<'a> {
    match lookup(raw, words) {
        _ if raw.quoted() == Some("") && listed(raw, words).is_none() => Out::Null,
        Some(word) => Out::Text(Cow::Borrowed(word)),
        None => {
            warn.unmapped(raw);
            Out::Null
        }
    }
}

/// `{id, name}`: the server's word is kept, whether the model has one for it or not.
fn typed<'a>(raw: Raw<'a>, words: &'a Words, warn: &mut Warn<'_>) -> Out<'a> {
    let Some(id) = id_of(raw) else {
        return match raw.quoted() {
            Some(_) => Out::Null,
            None => warn.unexpected(raw, "word"),
        };
    };
    if words.table.is_empty() {
        return Out::reference(id.clone(), id);
    }
    let name = match lookup(raw, words) {
        Some(word) => Out::Text(Cow::Borrowed(word)),
        None => {
            warn.unmapped(raw);
            Out::Null
        }
    };
    Out::reference(id, name)
}

/// A text, or a number as one; an empty text is none.
fn id_of(raw: Raw<'_>) -> Option<Out<'_>> {
    match raw.sort() {
        Sort::Text if raw.quoted() == Some("") => None,
        Sort::Text => Some(Out::Raw(raw)),
        Sort::Number | Sort::Bool => Some(Out::Text(Cow::Borrowed(raw.as_text()))),
        _ => None,
    }
}

fn name_of(raw: Raw<'_>) -> Out<'_> {
    match raw.sort() {
        Sort::Text => Out::Raw(raw),
        Sort::Number => Out::Text(Cow::Borrowed(raw.as_text())),
        _ => Out::Null,
    }
}

fn reference<'a>(
    raw: Raw<'a>,
    parts: &RefParts,
    beside: Option<Raw<'a>>,
    warn: &mut Warn<'_>,
) -> Out<'a> {
    let within = |names: &[String]| names.iter().find_map(|name| raw.get(name));
    let (id, name) = match raw.sort() {
        Sort::Object => (within(&parts.id).and_then(id_of), within(&parts.name)),
        _ => (id_of(raw), None),
    };
    match id {
        Some(id) => Out::reference(id, name.or(beside).map_or(Out::Null, name_of)),
        None if raw.quoted() == Some("") => Out::Null,
        None => warn.unexpected(raw, "reference"),
    }
}

fn references<'a>(
    found: &Found<'a>,
    parts: &'a RefParts,
    around: Around<'a>,
    warn: &mut Warn<'_>,
) -> Out<'a> {
    // Names may stand beside, as objects in a second list.
    let beside = |id: &Out<'a>| {
        let mut items = around.beside?.items();
        let item = items.find(|item| {
            let own = parts.id.iter().find_map(|name| item.get(name));
            own.and_then(id_of)
                .is_some_and(|own| own.text() == id.text())
        })?;
        parts.name.iter().find_map(|name| item.get(name))
    };
    let one = |raw: Raw<'a>, warn: &mut Warn<'_>| match reference(raw, parts, None, warn) {
        Out::Object(mut members) => {
            if let [(_, id), (_, name @ Out::Null)] = members.as_mut_slice() {
                *name = beside(id).map_or(Out::Null, name_of);
            }
            Some(Out::Object(members))
        }
        _ => None,
    };
    match found {
        Found::One(raw) if raw.sort() != Sort::List => match one(*raw, warn) {
            Some(item) => Out::List(vec![item]),
            None => Out::Null,
        },
        _ => {
            let items = found.items().into_iter().filter(|item| !item.is_null());
            Out::List(items.filter_map(|item| one(item, warn)).collect())
        }
    }
}

fn tags<'a>(found: &Found<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    if let Found::One(raw) = found
        && raw.sort() != Sort::List
    {
        return warn.unexpected(*raw, "list");
    }
    let mut tags = Vec::new();
    for item in found.items() {
        match id_of(item) {
            Some(id) => tags.push(Out::reference(id.clone(), id)),
            None if item.is_null() || item.quoted().is_some() => {}
            None => {
                warn.unexpected(item, "text");
            }
        }
    }
    Out::List(tags)
}

fn wrapped<'a>(
    raw: Raw<'a>,
    member: &'a str,
    constants: &'a [(String, Value)],
    shape: Option<&'a Shape>,
    warn: &mut Warn<'_>,
) -> Out<'a> {
    let kind = shape.and_then(|shape| shape.members.iter().find(|one| one.name == member));
    let kind = kind.map_or(&Kind::Any, |member| &member.kind);
    if raw.quoted() == Some("") {
        return Out::Null;
    }
    match fit_one(raw, kind, warn) {
        out if out.is_null() => Out::Null,
        out => Out::List(vec![filled(vec![(member.into(), out)], constants, shape)]),
    }
}
