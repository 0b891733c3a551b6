//! A value of the server as one of a kind: what leaves always is of the kind that its rule says.

use std::borrow::Cow;

use planhat_spec::unified::mapping::Kind;

use crate::path::Found;
use crate::value::{Cast, Out, Raw, Sort, date_of, moment_of, number_of};
use crate::warning::{Warning, WarningCode, shown};

/// Where warnings go that a field gives.
pub(crate) struct Warn<'w> {
    pub(crate) list: &'w mut Vec<Warning>,
    pub(crate) field: &'w str,
}

impl Warn<'_> {
    pub(crate) fn add(&mut self, code: WarningCode, message: String) {
        self.list.push(Warning::new(code, self.field, message));
    }

    /// A value of another sort, of which nothing is left.
    pub(crate) fn unexpected<'a>(&mut self, raw: Raw<'_>, wanted: &str) -> Out<'a> {
        let message = format!("{} is no {wanted}: read as null", shown(raw.as_text()));
        self.add(WarningCode::UnexpectedValue, message);
        Out::Null
    }

    /// A value that was taken for what it holds.
    pub(crate) fn cast(&mut self, raw: Raw<'_>, wanted: &str) {
        let message = format!(
            "{} was read as the {wanted} that it holds",
            shown(raw.as_text())
        );
        self.add(WarningCode::ValueCast, message);
    }

    /// A word that the mapping does not know.
    pub(crate) fn unmapped(&mut self, raw: Raw<'_>) {
        let message = format!("{} has no counterpart here", shown(raw.as_text()));
        self.add(WarningCode::EnumUnmapped, message);
    }
}

/// What was found, as a value of a kind.
pub(crate) fn fit<'a>(found: Found<'a>, kind: &'a Kind, warn: &mut Warn<'_>) -> Out<'a> {
    match found {
        Found::One(raw) => fit_one(raw, kind, warn),
        Found::Items(items) => match kind {
            Kind::List(inner) => list(items.into_iter(), inner, warn),
            Kind::Any => Out::List(items.into_iter().map(Out::Raw).collect()),
            _ => match items.first() {
                Some(first) => fit_one(*first, kind, warn),
                None => Out::Null,
            },
        },
    }
}

/// A value as one of a kind.
pub(crate) fn fit_one<'a>(raw: Raw<'a>, kind: &'a Kind, warn: &mut Warn<'_>) -> Out<'a> {
    let sort = raw.sort();
    match (kind, sort) {
        (_, Sort::Null) => Out::Null,
        (Kind::Any, _)
        | (Kind::String, Sort::Text)
        | (Kind::Boolean, Sort::Bool)
        | (Kind::Object | Kind::Shape(_), Sort::Object) => Out::Raw(raw),
        (Kind::String, Sort::Number | Sort::Bool) => {
            warn.cast(raw, "text");
            Out::Text(Cow::Borrowed(raw.as_text()))
        }
        (Kind::Integer, _) => number(raw, true, warn),
        (Kind::Number, _) => number(raw, false, warn),
        (Kind::Boolean, _) => boolean(raw, warn),
        (Kind::DateTime, _) => moment(raw, warn),
        (Kind::Date, _) => date(raw, warn),
        (Kind::Enum(words), _) => word(raw, words, warn),
        (Kind::List(inner), Sort::List) if raw.items().all(|item| plainly(item, inner)) => {
            Out::Raw(raw)
        }
        (Kind::List(inner), Sort::List) => list(raw.items(), inner, warn),
        (Kind::List(inner), _) => {
            warn.cast(raw, "one item");
            list(std::iter::once(raw), inner, warn)
        }
        (Kind::String, _) => warn.unexpected(raw, "text"),
        (Kind::Object | Kind::Shape(_), _) => warn.unexpected(raw, "object"),
    }
}

/// Whether an item needs no look at what it says.
fn plainly(raw: Raw<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::Any => true,
        Kind::String => raw.sort() == Sort::Text,
        Kind::Boolean => raw.sort() == Sort::Bool,
        Kind::Object | Kind::Shape(_) => raw.sort() == Sort::Object,
        _ => false,
    }
}

fn list<'a>(items: impl Iterator<Item = Raw<'a>>, kind: &'a Kind, warn: &mut Warn<'_>) -> Out<'a> {
    let items = items.map(|item| fit_one(item, kind, warn));
    Out::List(items.filter(|item| !item.is_null()).collect())
}

/// A number, or the one that a text holds. An empty text is nothing.
pub(super) fn number<'a>(raw: Raw<'a>, whole: bool, warn: &mut Warn<'_>) -> Out<'a> {
    match number_of(raw, whole) {
        Cast::Good(out) => out,
        Cast::Taken(out) => {
            warn.cast(raw, "number");
            out
        }
        Cast::None if raw.quoted() == Some("") => Out::Null,
        Cast::None => warn.unexpected(raw, if whole { "whole number" } else { "number" }),
    }
}

/// A truth value, or the one that another value stands for.
pub(crate) fn boolean<'a>(raw: Raw<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    let value = match raw.as_text() {
        "true" => return Out::Bool(true),
        "false" => return Out::Bool(false),
        "\"true\"" | "1" => true,
        "\"false\"" | "0" => false,
        "\"\"" => return Out::Null,
        _ => return warn.unexpected(raw, "truth value"),
    };
    warn.cast(raw, "truth value");
    Out::Bool(value)
}

/// A moment.
pub(super) fn moment<'a>(raw: Raw<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    match moment_of(raw) {
        Some(Cow::Borrowed(_)) => Out::Raw(raw),
        Some(text) => Out::Text(text),
        None if raw.quoted() == Some("") => Out::Null,
        None => warn.unexpected(raw, "moment"),
    }
}

/// A calendar date.
pub(super) fn date<'a>(raw: Raw<'a>, warn: &mut Warn<'_>) -> Out<'a> {
    match date_of(raw) {
        Some(text) => Out::Text(text),
        None if raw.quoted() == Some("") => Out::Null,
        None => warn.unexpected(raw, "date"),
    }
}

/// One of some words.
fn word<'a>(raw: Raw<'a>, words: &'a [String], warn: &mut Warn<'_>) -> Out<'a> {
    let text = raw.scalar_text().unwrap_or_default();
    let exact = words.iter().find(|word| **word == *text);
    let found = exact.or_else(|| words.iter().find(|word| word.eq_ignore_ascii_case(&text)));
    match found {
        Some(word) => Out::Text(Cow::Borrowed(word)),
        None if raw.quoted() == Some("") => Out::Null,
        None => {
            warn.unmapped(raw);
            Out::Null
        }
    }
}
