//! Rules at work on one record.

use std::borrow::Cow;

use planhat_spec::unified::mapping::Convert;

use super::condition::holds_of;
use super::convert::{Around, convert, convert_one};
use super::fit::{Warn, fit};
use super::merge::{filled, items};
use super::plan::{Choice, Piece, Place, Planned, Reader, Source};
use super::project::{keep, leave_out};
use super::view::View;
use crate::path::{Found, walk};
use crate::rules::Seen;
use crate::value::{Out, Raw};

/// The values of a record that rules look at.
struct Cells<'a>(Vec<Option<Raw<'a>>>);

impl<'a> Cells<'a> {
    fn find(&self, place: &Place<'_>) -> Option<Found<'a>> {
        let raw = self.0.get(place.slot).copied()??;
        match place.rest {
            [] => Some(Found::One(raw)),
            rest => walk(raw, rest),
        }
    }

    fn one(&self, place: &Place<'_>) -> Option<Raw<'a>> {
        self.find(place)?.one()
    }
}

impl<'m> Reader<'m> {
    /// Reads a record. A value that is no object reads as a record with nothing in it.
    pub fn view<'a>(&'a self, record: Raw<'a>) -> View<'a> {
        let mut cells = Cells(vec![None; self.slots.len()]);
        for (key, value) in record.members() {
            if let Some(slot) = self.slots.find(key) {
                cells.0[slot] = (!value.is_null()).then_some(value);
            }
        }
        let mut values = Vec::with_capacity(self.rules.len());
        let mut warnings = Vec::new();
        for planned in &self.rules {
            let field = planned.rule.field.as_str();
            let mut warn = Warn {
                list: &mut warnings,
                field,
            };
            values.push(self.field(planned, record, &cells, &mut warn));
        }
        if !warnings.is_empty() {
            let id = self
                .id
                .as_ref()
                .and_then(|place| cells.one(place)?.scalar_text());
            for warning in &mut warnings {
                warning.id = id.as_deref().map(str::to_owned);
            }
        }
        View {
            names: &self.names,
            values,
            warnings,
        }
    }

    fn field<'a>(
        &'a self,
        planned: &'a Planned<'m>,
        record: Raw<'a>,
        cells: &Cells<'a>,
        warn: &mut Warn<'_>,
    ) -> Out<'a> {
        let out = self.value(planned, record, cells, warn);
        match (planned.keep.is_empty(), planned.drop.is_empty()) {
            (true, true) => out,
            (false, true) => keep(out, &planned.keep),
            (true, false) => leave_out(out, &planned.drop),
            (false, false) => leave_out(keep(out, &planned.keep), &planned.drop),
        }
    }

    fn value<'a>(
        &'a self,
        planned: &'a Planned<'m>,
        record: Raw<'a>,
        cells: &Cells<'a>,
        warn: &mut Warn<'_>,
    ) -> Out<'a> {
        match &planned.source {
            Source::Nothing => Out::Null,
            Source::Const(value) => Out::Const(value),
            Source::Whole => Out::Raw(record),
            Source::First(choices) => first(choices, planned, cells, warn),
            Source::Parts { parts, list } => joined(parts, *list, planned, cells, warn),
            Source::Merge(sources) => {
                let mut has_list = false;
                let mut out = Vec::new();
                for (place, merged) in sources {
                    if let Some(found) = cells.find(place) {
                        has_list |= merged.list;
                        items(&found, merged, planned.shape, warn, &mut out);
                    }
                }
                match has_list || !out.is_empty() {
                    true => Out::List(out),
                    false => Out::Null,
                }
            }
            Source::Computed {
                rule,
                places,
                option,
            } => {
                let setting = option.and_then(|name| self.settings.get(name));
                let seen = Seen {
                    found: places.iter().map(|place| cells.find(place)).collect(),
                    setting: setting.map(String::as_str),
                    shape: planned.shape,
                    kind: &planned.rule.kind,
                };
                (rule.read)(&seen, warn)
            }
        }
    }
}

/// The first choice that has a value.
fn first<'a>(
    choices: &'a [Choice<'_>],
    planned: &'a Planned<'_>,
    cells: &Cells<'a>,
    warn: &mut Warn<'_>,
) -> Out<'a> {
    for choice in choices {
        let mut when = choice.when.iter();
        if !when.all(|(slot, condition)| holds_of(condition, cells.0[*slot])) {
            continue;
        }
        let around = || Around {
            kind: &planned.rule.kind,
            shape: planned.shape,
            beside: choice.beside.as_ref().and_then(|place| cells.one(place)),
        };
        let out = match choice.places.as_slice() {
            [Place { slot, rest: [] }] => match cells.0.get(*slot) {
                Some(Some(raw)) => convert_one(*raw, choice.convert, around(), warn),
                _ => continue,
            },
            [place] => match cells.find(place) {
                Some(found) => convert(found, choice.convert, around(), warn),
                None => continue,
            },
            places => spaced(places, cells),
        };
        if !out.is_null() {
            return out;
        }
    }
    match choices.last().map(|choice| choice.convert) {
        Some(Convert::Not { missing }) => Out::Bool(*missing),
        _ => Out::Null,
    }
}

/// Several texts, joined by spaces; empty ones are left out.
fn spaced<'a>(places: &[Place<'_>], cells: &Cells<'a>) -> Out<'a> {
    let mut all: Option<Cow<'a, str>> = None;
    for place in places {
        let text = cells
            .one(place)
            .and_then(Raw::scalar_text)
            .unwrap_or_default();
        let trimmed = text.trim();
        if trimmed.is_empty() {
            continue;
        }
        all = Some(match all {
            Some(before) => Cow::Owned(format!("{before} {trimmed}")),
            None if trimmed.len() == text.len() => text,
            None => Cow::Owned(trimmed.to_owned()),
        });
    }
    all.map_or(Out::Null, Out::Text)
}

/// An object of several values.
fn joined<'a>(
    parts: &'a [(&'a str, Piece<'_>)],
    list: bool,
    planned: &'a Planned<'_>,
    cells: &Cells<'a>,
    warn: &mut Warn<'_>,
) -> Out<'a> {
    let present = |(_, piece): &(&str, Piece<'_>)| match piece {
        Piece::At(place, _) => cells.0.get(place.slot).is_some_and(Option::is_some),
        Piece::Const(_) => false,
    };
    if !parts.iter().any(present) {
        return Out::Null;
    }
    let mut given = Vec::with_capacity(parts.len());
    let mut empty = true;
    for (name, piece) in parts {
        let value = match piece {
            Piece::Const(value) => Out::Const(value),
            Piece::At(place, kind) => {
                let value = match cells.find(place) {
                    Some(found) => fit(found, kind, warn),
                    None => Out::Null,
                };
                empty &= value.is_null();
                value
            }
        };
        given.push((Cow::Borrowed(*name), value));
    }
    match (empty, list) {
        (true, _) => Out::Null,
        (false, true) => Out::List(vec![filled(given, &[], planned.shape)]),
        (false, false) => filled(given, &[], planned.shape),
    }
}
