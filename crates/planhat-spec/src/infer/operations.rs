//! From recorded calls to operations.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use indexmap::IndexMap;

use super::call::Call;
use super::guess::{At, guess};
use super::json::Json;
use super::member::{Guessed, Member, members};
use super::records::{Record, records, result};
use super::seen::Seen;
use crate::known::Known;
use crate::model::{Kind, Method, Type};
use crate::names::field_rust_name;

/// What the calls tell.
#[derive(Debug, Default)]
pub(super) struct Operations {
    /// The path of the collection, if one was seen.
    pub(super) collection: Option<String>,
    pub(super) all: Vec<Operation>,
    /// Calls that could not be understood.
    pub(super) left_out: usize,
}

/// One operation.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) method: Method,
    pub(super) path: String,
    /// The host, where it is not that of the API.
    pub(super) host: Option<String>,
    pub(super) query: Vec<(String, Type)>,
    pub(super) body: Sent,
    pub(super) returns: Option<String>,
}

/// What an action sends.
#[derive(Debug)]
pub(super) enum Sent {
    /// What its kind says.
    Usual,
    Nothing,
    Many,
    Fields(Vec<Member>),
}

/// Sorts the calls, and takes the records out of them.
pub(super) fn operations(
    mut calls: Vec<Call>,
    usual: &str,
    record: &mut Record,
    known: &Known,
) -> Operations {
    let prefixes = known.prefixes();
    let before = calls.len();
    calls.retain_mut(|call| call.settle(&prefixes) && is_known(call, known));
    let mut found = Operations {
        collection: collection(&calls, usual, known),
        all: Vec::new(),
        left_out: before - calls.len(),
    };
    let collection = found.collection.clone();
    let kind = |call: &Call| match at_home(call, known) {
        true => call.kind(collection.as_deref()?),
        false => None,
    };
    let done = || calls.iter().filter(|call| call.done);
    // What comes back gives the order of the fields, what is sent alone follows.
    done().for_each(|call| take_answer(call, kind(call), record, known));
    for call in done() {
        let pushed = collection.as_ref().is_none_or(|path| call.stem() == path);
        take_sent(call, kind(call), pushed, record, known);
    }
    for call in &calls {
        found.add(call, kind(call), known);
    }
    let place = |one: &Operation| USUAL.iter().position(|(_, name)| *name == one.name);
    found
        .all
        .sort_by_key(|one| place(one).unwrap_or(USUAL.len()));
    found
}

/// Whether host and placeholders are those of planhat.yaml.
fn is_known(call: &Call, known: &Known) -> bool {
    let secret = |name: &str| {
        let api = known.api.as_ref();
        api.is_some_and(|api| api.secrets.contains_key(name))
    };
    let pieces = call
        .path
        .split('/')
        .filter(|piece| piece.contains(['{', '}']));
    let mut names = pieces.map(|piece| piece.strip_prefix('{')?.strip_suffix('}'));
    call.host_name(known).is_some()
        && names.all(|name| name.is_some_and(|name| name == "id" || secret(name)))
}

fn at_home(call: &Call, known: &Known) -> bool {
    let home = known.api.as_ref().map(|api| api.default_host.as_str());
    call.host_name(known) == home
}

/// The path that the records stand at: the usual one, else the one that most calls go to.
fn collection(calls: &[Call], usual: &str, known: &Known) -> Option<String> {
    let calls = || calls.iter().filter(|call| at_home(call, known));
    if calls().any(|call| call.kind(usual).is_some()) {
        return Some(usual.to_owned());
    }
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for call in calls() {
        let path = call.path.strip_suffix("/{id}").unwrap_or(&call.path);
        if !path.contains('{') && !path.is_empty() {
            *counts.entry(path).or_default() += 1;
        }
    }
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count)?;
    Some(best.0.to_owned())
}

/// Takes the records out of an answer; those of an unusual call are records if they have a key.
fn take_answer(call: &Call, kind: Option<Kind>, record: &mut Record, known: &Known) {
    let prefixes = known.prefixes();
    let keyed =
        |one: &IndexMap<String, Json>| known.keys().iter().any(|key| one.contains_key(*key));
    if kind == Some(Kind::BulkUpsert) {
        return;
    }
    for one in records(&call.answer, known) {
        if kind.is_some() || keyed(one) {
            record.add(one, false, &prefixes);
        }
    }
}

/// Takes the records out of what was sent. An unusual call may push them.
fn take_sent(call: &Call, kind: Option<Kind>, pushed: bool, record: &mut Record, known: &Known) {
    let sends = match kind {
        Some(kind) => matches!(kind, Kind::Create | Kind::Update | Kind::BulkUpsert),
        None => pushed,
    };
    let sent = match &call.sent {
        Json::Object(members) if sends => vec![members],
        list @ Json::List(_) if sends => records(list, known),
        _ => Vec::new(),
    };
    for one in sent {
        record.add(one, true, &known.prefixes());
    }
}

impl Operations {
    fn add(&mut self, call: &Call, kind: Option<Kind>, known: &Known) {
        let lists = matches!(&call.answer, Json::List(items) if !items.is_empty());
        let sort = kind.unwrap_or(
            match call.method == Method::Get && lists && !call.path.contains("{id}") {
                true => Kind::List,
                false => Kind::Action,
            },
        );
        let same = |one: &&mut Operation| match kind {
            Some(kind) => one.kind == kind && one.path == call.path,
            None => one.method == call.method && one.path == call.path,
        };
        if let Some(one) = self.all.iter_mut().find(same) {
            one.learn_query(call, known);
            return;
        }
        let name = match kind {
            Some(kind) => usual_name(kind).to_owned(),
            None => self.free_name(call),
        };
        let body = match sort {
            Kind::Action => {
                let pushed = self
                    .collection
                    .as_ref()
                    .is_none_or(|path| call.stem() == path);
                sent(call, pushed, known)
            }
            _ => Sent::Usual,
        };
        let mut one = Operation {
            name,
            kind: sort,
            method: call.method,
            path: call.path.clone(),
            host: (!at_home(call, known))
                .then(|| call.host_name(known).unwrap_or_default().to_owned()),
            query: Vec::new(),
            body,
            returns: returns(call, sort, known),
        };
        one.learn_query(call, known);
        self.all.push(one);
    }

    /// A name for a call that is none of the usual: the last word of its path.
    fn free_name(&self, call: &Call) -> String {
        let mut pieces = call.path.rsplit('/').filter(|piece| !piece.contains('{'));
        let word = pieces.next().unwrap_or_default().to_snake_case();
        let usable = word.starts_with(|first: char| first.is_ascii_lowercase());
        let word = if usable { word } else { format!("call_{word}") };
        let word = word.trim_end_matches('_').to_owned();
        // Words that calls have already, or that stand for something else, get a verb before them.
        let verb = match call.method {
            Method::Get => "fetch",
            Method::Delete => "remove",
            Method::Post | Method::Put | Method::Patch => "send",
        };
        let numbered = (2..).map(|number| format!("{verb}_{word}_{number}"));
        let mut free = [word.clone(), format!("{verb}_{word}")]
            .into_iter()
            .chain(numbered)
            .filter(|name| {
                !USUAL.iter().any(|(_, usual)| usual == name) && !crate::check::is_taken(name)
            });
        free.find(|name| self.all.iter().all(|one| one.name != *name))
            .unwrap_or(word)
    }
}

impl Operation {
    /// Parameters of a list beside the shared ones.
    fn learn_query(&mut self, call: &Call, known: &Known) {
        if self.kind != Kind::List {
            return;
        }
        let shared = known.api.iter().flat_map(|api| api.query.keys());
        let known_names = shared
            .map(String::as_str)
            .chain(self.query.iter().map(|(name, _)| name.as_str()));
        let mut taken: BTreeSet<String> = known_names
            .map(|name| field_rust_name(name, None))
            .collect();
        for (name, value) in &call.query {
            let plain = name.is_ascii() && name.contains(|sign: char| sign.is_ascii_alphanumeric());
            if plain && taken.insert(field_rust_name(name, None)) {
                self.query
                    .push((name.clone(), parameter(name, value, known)));
            }
        }
    }
}

/// The type of a parameter. What stands in an address is text, so figures are told by their signs.
fn parameter(name: &str, value: &Json, known: &Known) -> Type {
    let value = match value.text() {
        Some("true" | "false") => Json::Boolean(true),
        Some(text) => text.parse().map_or(value.clone(), Json::Integer),
        None => value.clone(),
    };
    let mut seen = Seen::default();
    seen.add(&value, &known.prefixes());
    let at = At {
        known,
        name,
        path: name,
        depth: 0,
    };
    match guess(at, &seen).kind {
        Type::List(_) | Type::Map(_) | Type::Object | Type::Custom | Type::Json | Type::Enum => {
            Type::String
        }
        kind => kind,
    }
}

const USUAL: [(Kind, &str); 6] = [
    (Kind::List, "list"),
    (Kind::Get, "get"),
    (Kind::Create, "create"),
    (Kind::Update, "update"),
    (Kind::Delete, "delete"),
    (Kind::BulkUpsert, "bulk_upsert"),
];

fn usual_name(kind: Kind) -> &'static str {
    USUAL
        .iter()
        .find(|(one, _)| *one == kind)
        .map_or("call", |(_, name)| name)
}

fn sent(call: &Call, pushed: bool, known: &Known) -> Sent {
    match &call.sent {
        Json::Null if call.method == Method::Get => Sent::Usual,
        Json::Object(_) if pushed => Sent::Usual,
        Json::Object(members) if !members.is_empty() => {
            let mut record = Record::default();
            record.add(members, true, &known.prefixes());
            let at = At {
                known,
                name: "",
                path: "",
                depth: 1,
            };
            let all = record.fields.iter().map(|(wire, member)| Guessed {
                wire,
                seen: &member.all,
                present: 1,
                of: 1,
            });
            Sent::Fields(self::members(at, all))
        }
        Json::List(_) => Sent::Many,
        _ => Sent::Nothing,
    }
}

/// What comes back, where it is not what the kind says.
fn returns(call: &Call, kind: Kind, known: &Known) -> Option<String> {
    let Json::Object(answer) = &call.answer else {
        let nothing = call.done && call.answer == Json::Null && kind == Kind::Delete;
        return nothing.then(|| "nothing".to_owned());
    };
    if !call.done {
        return None;
    }
    let result = result(answer, known);
    match kind {
        Kind::Delete | Kind::Action if answer.is_empty() => Some("nothing".to_owned()),
        Kind::Delete | Kind::BulkUpsert if result.is_some() => None,
        Kind::Delete if records(&call.answer, known).is_empty() => Some("json".to_owned()),
        Kind::Delete => Some("record".to_owned()),
        Kind::BulkUpsert => Some("json".to_owned()),
        Kind::Action => result.map(str::to_owned),
        _ => None,
    }
}
