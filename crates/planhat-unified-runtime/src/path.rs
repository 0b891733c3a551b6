//! Where values stand in a record.

use std::fmt::Write as _;

use planhat_spec::unified::mapping::{Path, Step};

use crate::value::{IDS, Raw, Sort};

/// What stands at a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Found<'a> {
    /// One value.
    One(Raw<'a>),
    /// Some items of a list.
    Items(Vec<Raw<'a>>),
}

impl<'a> Found<'a> {
    /// The value, if it is one.
    pub fn one(&self) -> Option<Raw<'a>> {
        match self {
            Found::One(raw) => Some(*raw),
            Found::Items(_) => None,
        }
    }

    /// The items, of a list or a part of one.
    pub fn items(&self) -> Vec<Raw<'a>> {
        match self {
            Found::One(raw) => raw.items().collect(),
            Found::Items(items) => items.clone(),
        }
    }
}

/// What stands at a path of a record; nothing where it is null.
pub fn find<'a>(record: Raw<'a>, path: &Path) -> Option<Found<'a>> {
    match path.0.split_first() {
        Some((Step::Member(name), rest)) => walk(record.get(name)?, rest),
        _ => walk(record, &path.0),
    }
}

/// What stands behind some steps from a member of the record.
pub(crate) fn walk<'a>(mut raw: Raw<'a>, steps: &[Step]) -> Option<Found<'a>> {
    for (at, step) in steps.iter().enumerate() {
        raw = match step {
            Step::Member(name) if at + 1 == steps.len() => last(raw, name)?,
            Step::Member(name) => raw.get(name)?,
            Step::Item(place) => raw.items().nth(*place)?,
            Step::Where(flag) => raw
                .items()
                .find(|item| item.get(flag).is_some_and(Raw::is_true))?,
            Step::From(place) => {
                let items = raw.items().skip(*place);
                let rest = &steps[at + 1..];
                let found: Vec<Raw<'a>> =
                    items.filter_map(|item| walk(item, rest)?.one()).collect();
                return (!found.is_empty()).then_some(Found::Items(found));
            }
        };
    }
    (!raw.is_null()).then_some(Found::One(raw))
}

/// The member that a path ends in. Of what stands for a record, the id is read however it is told: as
/// either name of it, or as the bare text.
fn last<'a>(raw: Raw<'a>, name: &str) -> Option<Raw<'a>> {
    match (raw.get(name), IDS.contains(&name)) {
        (None, true) if raw.sort() == Sort::Text => Some(raw),
        (None, true) => IDS.iter().find_map(|other| raw.get(other)),
        (found, _) => found,
    }
}

/// The member of the record that a path begins with; empty for the record itself.
pub fn field(path: &Path) -> &str {
    match path.0.first() {
        Some(Step::Member(name)) => name,
        _ => "",
    }
}

/// A path as specs write it: `endusers[0].name`, `users[isOwner]`.
pub fn text(path: &Path) -> String {
    let mut out = String::new();
    for step in &path.0 {
        // Writing to a text does not fail.
        let _ = match step {
            Step::Member(name) if out.is_empty() => write!(out, "{name}"),
            Step::Member(name) => write!(out, ".{name}"),
            Step::Item(place) => write!(out, "[{place}]"),
            Step::From(place) => write!(out, "[{place}:]"),
            Step::Where(flag) => write!(out, "[{flag}]"),
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_leads_on() {
        let member = |name: &str| Step::Member(name.into());
        let record = Raw::parse(
            r#"{"a":{"b":[{"n":1},{"n":2,"top":true},{"n":3}]},"none":null,"list":[null]}"#,
        )
        .unwrap();
        let at = |steps: Vec<Step>| {
            let path = Path(
                vec![member("a"), member("b")]
                    .into_iter()
                    .chain(steps)
                    .collect(),
            );
            let found = find(record, &path).map(|found| match found {
                Found::One(raw) => raw.as_text().to_owned(),
                Found::Items(items) => {
                    let items: Vec<&str> = items.into_iter().map(Raw::as_text).collect();
                    items.join(" ")
                }
            });
            (text(&path), found)
        };
        let found = |text: &str, value: &str| (text.to_owned(), Some(value.to_owned()));
        assert_eq!(at(vec![Step::Item(2), member("n")]), found("a.b[2].n", "3"));
        assert_eq!(
            at(vec![Step::Where("top".into()), member("n")]),
            found("a.b[top].n", "2")
        );
        assert_eq!(
            at(vec![Step::From(1), member("n")]),
            found("a.b[1:].n", "2 3")
        );
        assert_eq!(at(vec![Step::Item(3)]).1, None);
        assert_eq!(at(vec![Step::From(3)]).1, None);
        assert_eq!(at(vec![member("n")]).1, None);
        assert_eq!(find(record, &Path(vec![member("none")])), None);
        let people = Raw::parse(r#"{"id":"r","who":["u1",{"_id":"u2"},{"id":"u3"},7]}"#).unwrap();
        let who = |at: usize| {
            let path = Path(vec![member("who"), Step::Item(at), member("id")]);
            Some(find(people, &path)?.one()?.as_text().to_owned())
        };
        assert_eq!(who(0).as_deref(), Some("\"u1\""));
        assert_eq!(who(1).as_deref(), Some("\"u2\""));
        assert_eq!(who(2).as_deref(), Some("\"u3\""));
        assert_eq!(who(3), None);
        assert_eq!(find(people, &Path(vec![member("_id")])), None);
        assert_eq!(
            find(record, &Path(vec![member("list"), Step::Item(0)])),
            None
        );
    }
}
