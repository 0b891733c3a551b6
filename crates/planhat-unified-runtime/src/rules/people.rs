//! Who has, wrote and belongs to something.

use planhat_spec::unified::mapping::{Path, Step};
use serde_json::{Map, Value, json};

use super::{Code, Seen, Wanted, Warn, Written};
use crate::read::alike;
use crate::value::{IDS, Out, Raw, Sort};
use crate::write::reference_id;

/// The member that holds a name.
const NAME: &str = "name";

fn id_of<'a>(raw: Raw<'a>) -> Option<Out<'a>> {
    let own = match raw.sort() {
        Sort::Object => IDS.iter().find_map(|name| raw.get(name))?,
        _ => raw,
    };
    own.scalar_text()
        .filter(|text| !text.is_empty())
        .map(Out::Text)
}

fn reference<'a>(raw: Raw<'a>) -> Option<Out<'a>> {
    let name = raw.get(NAME).and_then(Raw::scalar_text);
    Some(Out::reference(
        id_of(raw)?,
        name.map_or(Out::Null, Out::Text),
    ))
}

/// Sources: the one with a flag, and all. The one that is flagged, else the only one.
pub(super) fn owner<'a>(seen: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    let flagged = seen.one(0).and_then(reference);
    let alone = || match seen.items(1).as_slice() {
        [only] => reference(*only),
        _ => None,
    };
    flagged.or_else(alone).unwrap_or(Out::Null)
}

/// The name of the flag in a path such as `users[isOwner]`.
fn flag(path: &Path) -> Option<&str> {
    match path.0.last() {
        Some(Step::Where(flag)) => Some(flag),
        _ => None,
    }
}

/// What a list of references will be: as it is written, else as it is.
fn list_of(wanted: &Wanted<'_>) -> Vec<Value> {
    let field = wanted.fields.first().map_or("", String::as_str);
    match wanted.known(field) {
        Some(Value::Array(items)) => items.clone(),
        _ => Vec::new(),
    }
}

fn value_id(value: &Value) -> Option<&str> {
    let within = || IDS.iter().find_map(|name| value.get(name)?.as_str());
    value.as_str().or_else(within)
}

/// The list with one item flagged, and no other.
pub(super) fn write_owner(wanted: &Wanted<'_>) -> Written {
    let owner = reference_id(wanted.value, wanted.path, wanted.shape)?;
    let flag = wanted.sources.first().and_then(flag);
    let Some(flag) = flag else {
        return Err(wanted.refuse(Code::MappingError, "the rule has no flag to write"));
    };
    let written = wanted
        .fields
        .first()
        .is_some_and(|field| wanted.body.contains_key(field));
    let mut items: Vec<Value> = Vec::new();
    for item in list_of(wanted) {
        let Some(id) = value_id(&item).map(str::to_owned) else {
            continue;
        };
        let is_owner = owner.as_deref() == Some(&id);
        let mut members = match item {
            Value::Object(members) => members,
            _ => Map::from_iter([(IDS[0].to_owned(), Value::from(id))]),
        };
        members.retain(|name, _| IDS.contains(&name.as_str()));
        if is_owner {
            members.insert(flag.to_owned(), true.into());
        }
        items.push(members.into());
    }
    // The only one would be read as the owner again.
    if owner.is_none() && items.len() == 1 && !written {
        items.clear();
    }
    if let Some(owner) = owner
        && !items.iter().any(|item| value_id(item) == Some(&owner))
    {
        items.insert(0, json!({ IDS[0]: owner, flag: true }));
    }
    wanted.set(0, items.into())
}

/// Sources: ids, and perhaps the same with names, which stand in where the ids did not come. The first
/// one.
pub(super) fn first_of_list<'a>(seen: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    let ids = match seen.found.first() {
        Some(Some(_)) => seen.items(0),
        // A bare text there is a name.
        _ => seen
            .items(1)
            .into_iter()
            .filter(|item| item.sort() == Sort::Object)
            .collect(),
    };
    let Some(first) = ids.into_iter().find(|item| !item.is_null()) else {
        return Out::Null;
    };
    let Some(id) = id_of(first) else {
        return Out::Null;
    };
    let named = |item: &Raw<'a>| id_of(*item).is_some_and(|own| own.text() == id.text());
    let beside = seen.items(1).into_iter().find(named);
    let name = first
        .get(NAME)
        .or_else(|| beside?.get(NAME))
        .and_then(Raw::scalar_text);
    Out::reference(id, name.map_or(Out::Null, Out::Text))
}

/// The list with one id in front.
pub(super) fn write_first_of_list(wanted: &Wanted<'_>) -> Written {
    let first = reference_id(wanted.value, wanted.path, wanted.shape)?;
    let field = wanted.fields.first().map_or("", String::as_str);
    let known = match wanted.known(field) {
        Some(Value::Array(items)) => items.clone(),
        _ => named(wanted),
    };
    let ids = known.iter().filter_map(value_id).map(str::to_owned);
    let others: Vec<String> = match &first {
        Some(first) => ids.filter(|id| id != first).collect(),
        None => ids.skip(1).collect(),
    };
    let all: Vec<Value> = first.into_iter().chain(others).map(Value::from).collect();
    wanted.set(0, all.into())
}

/// The objects of the second source, in the present record.
fn named(wanted: &Wanted<'_>) -> Vec<Value> {
    let field = wanted.sources.get(1).map(crate::path::field);
    let items = field.and_then(|field| wanted.current?.get(field)?.as_array());
    let items = items.into_iter().flatten();
    items.filter(|item| item.is_object()).cloned().collect()
}

/// Names that mails have as their type.
const MAIL: [&str; 2] = ["email", "mail"];

/// Sources: type, sender, users, endusers. Only of mails: who sent it tells its way.
pub(super) fn mail_direction<'a>(seen: &Seen<'a>, _: &mut Warn<'_>) -> Out<'a> {
    let sort = seen.one(0).and_then(Raw::text).unwrap_or_default();
    if !MAIL.iter().any(|mail| alike(mail, &sort)) {
        return Out::Null;
    }
    let mut senders = seen.items(1);
    senders.extend(seen.one(1).filter(|raw| raw.sort() != Sort::List));
    let among = |at: usize| {
        let people = seen.items(at);
        senders
            .iter()
            .any(|sender| people.iter().any(|one| is_same(*sender, *one)))
    };
    match (among(2), among(3)) {
        (true, _) => Out::Text("outbound".into()),
        (false, true) => Out::Text("inbound".into()),
        (false, false) => Out::Null,
    }
}

/// By the id, or else by the address.
fn is_same(left: Raw<'_>, right: Raw<'_>) -> bool {
    let id = |raw| id_of(raw).and_then(|id| id.text().map(|text| text.into_owned()));
    let mail = |raw: Raw<'_>| match raw.sort() {
        Sort::Object => raw
            .get(MAIL[0])
            .and_then(Raw::text)
            .map(|text| text.to_lowercase()),
        _ => raw.text().map(|text| text.to_lowercase()),
    };
    let both = |left: Option<String>, right: Option<String>| left.is_some() && left == right;
    both(id(left), id(right)) || both(mail(left), mail(right))
}
