//! Lists that stand for single values: one item, or several by where they came from.

use planhat_spec::unified::mapping::{Kind, Merged, Shape};
use serde_json::{Map, Value};

use super::check::{self, Checked, Refused, homeless, no_room, wrong};
use super::convert::Around;
use crate::error::{Code, Failure};

/// The member that marks the item that counts.
const PRIMARY: &str = "is_primary";

/// The value of the one item of a list.
pub(super) fn unwrap(
    value: &Value,
    member: &str,
    constants: &[(String, Value)],
    around: &Around<'_>,
) -> Checked {
    let items = objects(value, around)?;
    let flagged = |item: &Item| item.members.get(PRIMARY) == Some(&Value::Bool(true));
    let chosen = items.iter().find(|item| flagged(item)).or(items.first());
    let Some(chosen) = chosen else {
        return Ok(Value::Null);
    };
    let others = || items.iter().filter(|item| item.at != chosen.at);
    if let Some(other) = others().next() {
        return no_room(&other.path, others().map(|item| item.at).collect());
    }
    agrees(chosen, Some(member), constants, around.shape)?;
    main(chosen, member)
}

/// An item of a list.
pub(super) struct Item {
    pub(super) at: usize,
    pub(super) path: String,
    pub(super) members: Map<String, Value>,
}

/// The items of a list, each an object of its shape; single values are taken for the main member.
pub(super) fn objects(value: &Value, around: &Around<'_>) -> Checked<Vec<Item>> {
    let items = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(items) => items,
        _ => return wrong(around.path, "a list is needed"),
    };
    let main = around.shape.and_then(|shape| shape.main.as_deref());
    let one = |(at, item): (usize, &Value)| {
        let path = format!("{}[{at}]", around.path);
        let members = match (item, main) {
            (Value::Object(members), _) => {
                let members = check::shaped(around.mapping, &path, around.shape, members)?;
                members.as_object().cloned().unwrap_or_default()
            }
            (Value::String(_), Some(main)) => Map::from_iter([(main.to_owned(), item.clone())]),
            _ => return wrong(&path, "an object is needed"),
        };
        Ok(Item { at, path, members })
    };
    items.iter().enumerate().map(one).collect()
}

/// Refuses members that an item cannot keep: others than the main one and the constants.
pub(super) fn agrees(
    item: &Item,
    member: Option<&str>,
    constants: &[(String, Value)],
    shape: Option<&Shape>,
) -> Checked<()> {
    for (name, given) in &item.members {
        if Some(name.as_str()) == member || given.is_null() {
            continue;
        }
        let path = format!("{}.{name}", item.path);
        match fixed(name, constants, shape) {
            Some(fixed) if fixed == *given => {}
            Some(fixed) => return homeless(&path, format!("it always is {fixed}")),
            None if member.is_some() => return homeless(&path, "there is no such data"),
            None => {}
        }
    }
    Ok(())
}

/// What a member always is; truth values that nothing is said of are false.
fn fixed(name: &str, constants: &[(String, Value)], shape: Option<&Shape>) -> Option<Value> {
    let constant = constants
        .iter()
        .find(|(one, _)| one == name)
        .map(|(_, value)| value.clone());
    constant.or_else(|| {
        let member = shape?.members.iter().find(|member| member.name == name)?;
        (member.kind == Kind::Boolean).then_some(Value::Bool(false))
    })
}

fn main(item: &Item, member: &str) -> Checked {
    match item.members.get(member) {
        Some(value) if !value.is_null() => Ok(value.clone()),
        _ => wrong(&format!("{}.{member}", item.path), "it is needed"),
    }
}

/// What each source of a merged list takes: wire field and value.
pub(super) fn split(
    value: &Value,
    sources: &[Merged],
    around: &Around<'_>,
) -> Checked<Vec<(String, Value)>> {
    let mut items = objects(value, around)?;
    let mut out = Vec::new();
    for source in sources.iter().filter(|source| !source.list) {
        let fits = |item: &Item| suits(item, source, around.shape);
        let named = |item: &&Item| fits(item) == Suits::Named;
        let any = |item: &&Item| fits(item) != Suits::Not;
        let chosen = items.iter().find(named).or_else(|| items.iter().find(any));
        let path = chosen.map(|item| item.path.clone());
        let at = items
            .iter()
            .position(|item| Some(&item.path) == path.as_ref());
        let Some(field) = &source.write else {
            // An item that a read gave from here would be lost.
            continue;
        };
        let value = match at.map(|at| items.remove(at)) {
            Some(item) => piece(&item, source)?,
            None => Value::Null,
        };
        out.push((field.clone(), value));
    }
    for source in sources.iter().filter(|source| source.list) {
        let Some(field) = &source.write else {
            continue;
        };
        let (mine, others): (Vec<Item>, Vec<Item>) = items
            .into_iter()
            .partition(|item| suits(item, source, around.shape) != Suits::Not);
        items = others;
        let pieces: Checked<Vec<Value>> = mine.iter().map(|item| piece(item, source)).collect();
        let list = match value {
            Value::Null => Value::Null,
            _ => pieces?.into(),
        };
        out.push((field.clone(), list));
    }
    match items.first() {
        Some(item) => {
            let message = "no source takes it: its other members say where it belongs";
            Err(Refused {
                left: items.iter().map(|item| item.at).collect(),
                ..Refused::from(Failure::new(Code::UnsupportedField, &item.path, message))
            })
        }
        None => Ok(out),
    }
}

#[derive(PartialEq)]
enum Suits {
    /// A constant says so.
    Named,
    /// Nothing speaks against it.
    May,
    Not,
}

/// Whether an item is one of a source.
fn suits(item: &Item, source: &Merged, shape: Option<&Shape>) -> Suits {
    if agrees(item, source.member.as_deref(), &source.constants, shape).is_err() {
        return Suits::Not;
    }
    let constants = source.constants.iter();
    let mut said = constants.filter(|(name, value)| item.members.get(name) == Some(value));
    if said.next().is_some() {
        Suits::Named
    } else {
        Suits::May
    }
}

fn piece(item: &Item, source: &Merged) -> Checked {
    match &source.member {
        Some(member) => main(item, member),
        None => {
            let constant = |name: &str| source.constants.iter().any(|(one, _)| one == name);
            let members = item
                .members
                .iter()
                .filter(|(name, value)| !constant(name) && !value.is_null());
            Ok(members
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect())
        }
    }
}
