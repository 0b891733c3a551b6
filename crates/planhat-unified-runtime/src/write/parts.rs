//! One value that goes into several wire fields.

use planhat_spec::unified::mapping::{Kind, Part, Read as Way, Rule};
use serde_json::{Map, Value};

use super::Work;
use super::check::{self, Checked, homeless, no_room, wrong};
use super::convert::Around;
use super::list::objects;
use super::put::Wire;
use super::require::is_identified;
use crate::warning::{Warning, WarningCode};

/// A full name as its first part and its last word.
pub(super) fn split_name(value: &Value, path: &str) -> Checked<(Value, Value)> {
    let text = match value {
        Value::Null => return Ok((Value::Null, Value::Null)),
        Value::String(text) => text.trim(),
        _ => return wrong(path, "a text is needed"),
    };
    Ok(match text.rsplit_once(char::is_whitespace) {
        Some((first, last)) => (first.trim_end().into(), last.into()),
        None => (text.into(), Value::Null),
    })
}

/// The members of an object, each into its wire field.
pub(super) fn parts<'w>(
    work: &mut Work<'w>,
    rule: &'w Rule,
    value: &Value,
    ways: &[(String, String)],
) -> Checked<()> {
    let list = matches!(rule.read, Way::Parts { list: true, .. });
    let Some((path, members)) = object(work, rule, value, list)? else {
        for (_, wire) in ways {
            work.put(rule, Wire::of(wire), Value::Null);
        }
        return Ok(());
    };
    let mut written: Vec<&str> = Vec::new();
    for (member, wire) in ways {
        if let Some(value) = members.get(member).filter(|value| !value.is_null()) {
            work.put(rule, Wire::of(wire), value.clone());
            written.push(wire);
        }
    }
    let unwritten: Vec<&String> = members
        .iter()
        .filter(|(name, value)| !value.is_null() && ways.iter().all(|(one, _)| one != *name))
        .map(|(name, _)| name)
        .collect();
    for name in unwritten {
        leftover(
            work,
            rule,
            &format!("{path}.{name}"),
            name,
            &members[name],
            !written.is_empty(),
        )?;
    }
    // A list replaces what was there, so that what is not said of its item goes.
    let clears = |member: &str| list || members.get(member).is_some_and(Value::is_null);
    let fresh = work.creates() && !is_identified(work);
    for (member, wire) in ways {
        let open = !written.contains(&wire.as_str());
        if open && clears(member) && (!fresh || members.contains_key(member)) {
            work.put(rule, Wire::of(wire), Value::Null);
        }
    }
    Ok(())
}

/// The object itself, or the one of its list.
fn object(
    work: &Work<'_>,
    rule: &Rule,
    value: &Value,
    list: bool,
) -> Checked<Option<(String, Map<String, Value>)>> {
    let around = Around::of(work.mapping, rule);
    if list {
        let mut items = objects(value, &around)?;
        if let Some(other) = items.get(1) {
            return no_room(&other.path, (1..items.len()).collect());
        }
        return Ok(items.pop().map(|item| (item.path, item.members)));
    }
    let main = around.shape.and_then(|shape| shape.main.as_deref());
    match (value, main) {
        (Value::Null, _) => Ok(None),
        (Value::Object(members), _) => {
            let known = |name: &str| source(rule, name).is_some();
            let (own, others): (Map<_, _>, Map<_, _>) = members
                .clone()
                .into_iter()
                .partition(|(name, _)| known(name));
            check::shaped(work.mapping, &rule.field, around.shape, &others)?;
            let shape = around.shape.map_or(&[][..], |shape| &shape.members);
            let mut checked = Map::new();
            for (name, value) in own {
                let place = format!("{}.{name}", rule.field);
                let member = shape.iter().find(|member| member.name == name);
                let kind = member.map_or(&Kind::Any, |member| &member.kind);
                let value = check::value(work.mapping, &place, kind, &value)?;
                checked.insert(name, value);
            }
            checked.extend(others);
            Ok(Some((rule.field.clone(), checked)))
        }
        (Value::String(_), Some(main)) => {
            let members = Map::from_iter([(main.to_owned(), value.clone())]);
            Ok(Some((rule.field.clone(), members)))
        }
        _ => wrong(&rule.field, "an object is needed"),
    }
}

/// Where a member is read from.
fn source<'r>(rule: &'r Rule, name: &str) -> Option<&'r Part> {
    match &rule.read {
        Way::Parts { parts, .. } => parts
            .iter()
            .find(|(one, _)| one == name)
            .map(|(_, part)| part),
        _ => None,
    }
}

/// A member that no wire field takes.
fn leftover(
    work: &mut Work<'_>,
    rule: &Rule,
    path: &str,
    name: &str,
    value: &Value,
    beside_written: bool,
) -> Checked<()> {
    match source(rule, name) {
        Some(Part::Const(fixed)) if fixed == value => Ok(()),
        Some(Part::Const(fixed)) => homeless(path, format!("it always is {fixed}")),
        Some(Part::Path(_)) if beside_written => {
            let message = "it is read only: the server finds it by the other members";
            work.warnings
                .push(Warning::new(WarningCode::MemberIgnored, path, message));
            Ok(())
        }
        Some(Part::Path(_)) => homeless(path, "it is read only"),
        // Truth values that nothing is said of read as false.
        None if *value == Value::Bool(false) => Ok(()),
        None => homeless(path, "there is no such data"),
    }
}
