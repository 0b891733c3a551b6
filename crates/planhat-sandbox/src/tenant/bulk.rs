//! Bulk upsert: each row finds its record by the highest key that it has, or becomes a new one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use planhat_core::table::{Operation, Returns};
use serde_json::{Value, json};

use super::body::{objects, refused};
use super::catalog::Kind;
use super::route::Target;
use super::shelf::Id;
use super::write::{self, Job};
use super::{Doc, State, Tenant, clock, rules};
use crate::exchange::Answer;

/// What became of a row.
enum Fate {
    Created(Id),
    Updated(Id),
    Same,
    /// Taken and forgotten.
    Dropped,
    /// Refused: as an insert, or as an update.
    Refused {
        insert: bool,
        why: String,
    },
}

impl Tenant {
    pub(crate) fn bulk_upsert(&self, target: &Target, body: &[u8]) -> Result<Answer, Answer> {
        let operation = target.operation;
        let job = self.job(operation);
        let kind = job.kind;
        let mut rows = objects(operation, body)?;
        let most = self.api().limits.bulk_rows;
        if rows.len() > most {
            let count = rows.len();
            return Err(refused(format!(
                "{count} items, and a request takes {most}"
            )));
        }
        for row in &mut rows {
            target.put_into(row);
        }
        let twice = twice(kind, &rows);
        let mut result = Tally::default();
        let mut state = self.write_state();
        for (at, row) in rows.iter().enumerate() {
            // A key that is given twice makes the whole call a bad one.
            let fate = match (twice.is_empty(), twice.get(&at)) {
                (true, _) => upsert(job, &mut state, row),
                (false, Some(key)) => Some(insert_refused(format!("{key} duplicated"))),
                (false, None) => None,
            };
            if let Some(fate) = fate {
                result.add(&state, kind, row, fate);
            }
        }
        Ok(result.answer(operation, rows.len()))
    }
}

fn insert_refused(why: String) -> Fate {
    Fate::Refused { insert: true, why }
}

/// A key of a row as text; an empty one is none.
fn key<'r>(row: &'r Doc, name: &str) -> Option<&'r str> {
    let text = row.get(name)?.as_str()?;
    (!text.is_empty()).then_some(text)
}

/// Rows whose highest key stands in another row too, and the name of that key.
fn twice(kind: &Kind, rows: &[Doc]) -> BTreeMap<usize, &'static str> {
    let mut seen: HashMap<(&str, &str, Option<&Value>), usize> = HashMap::new();
    let mut twice = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let keys = kind.resource.keys.iter();
        let Some((name, value)) = keys
            .filter_map(|name| Some((*name, key(row, name)?)))
            .next()
        else {
            continue;
        };
        let owner = owner(kind, name, row);
        if let Some(first) = seen.insert((name, value, owner), at) {
            twice.insert(first, name);
            twice.insert(at, name);
        }
    }
    twice
}

/// What a record belongs to, for a key that others may have too: one that stands in no path.
fn owner<'r>(kind: &Kind, key: &str, row: &'r Doc) -> Option<&'r Value> {
    let mut references =
        kind.resource.fields.iter().filter(|field| {
            matches!(field.kind, planhat_core::table::Kind::Ref(_)) && field.prefixed
        });
    match kind.in_paths(key) {
        true => None,
        false => row.get(references.next()?.name),
    }
}

fn upsert(job: Job<'_>, state: &mut State, row: &Doc) -> Option<Fate> {
    let dropped = job
        .operation
        .drops_without
        .iter()
        .any(|name| match row.get(*name) {
            None | Some(Value::Null) => true,
            Some(value) => value.as_str() == Some(""),
        });
    if dropped {
        return Some(Fate::Dropped);
    }
    let doc = match job.stored(state, row) {
        Ok(doc) => doc,
        Err(why) => return Some(insert_refused(why)),
    };
    Some(match matched(job, state, row, &doc) {
        Err(why) => Fate::Refused { insert: false, why },
        Ok(Some((id, by))) => update(job, state, &id, by, &doc),
        Ok(None) => insert(job, state, row, doc),
    })
}

fn insert(job: Job<'_>, state: &mut State, row: &Doc, doc: Doc) -> Fate {
    if let Err(why) = rules::required(job.operation, row) {
        return insert_refused(why);
    }
    let given = key(row, "_id").filter(|id| clock::is_id(id));
    let id = job.add(state, given.map(Arc::from), doc);
    Fate::Created(id)
}

fn update(job: Job<'_>, state: &mut State, id: &Id, by: usize, doc: &Doc) -> Fate {
    let before = job.before(state, id);
    // Only keys below the one that matched can be changed.
    for name in &job.kind.resource.keys[..by] {
        let kept = job.kind.kept_as(name);
        let (old, new) = (before.get(kept), doc.get(kept));
        let differs = old.is_some_and(|old| !old.is_null() && new.is_some_and(|new| new != old));
        if *name != "_id" && differs {
            let matched = job.kind.resource.keys[by];
            let why = format!("{name} cannot be changed in a record that was found by {matched}");
            return Fate::Refused { insert: false, why };
        }
    }
    let after = write::merged(job.kind, &before, doc);
    if let Some(name) = job.taken(state, &after, Some(id)) {
        let why = format!("{name} duplicated");
        return Fate::Refused { insert: false, why };
    }
    match job.change(state, id, &before, after) {
        true => Fate::Updated(Arc::clone(id)),
        false => Fate::Same,
    }
}

/// The record that a row finds, and the number of the key by which it does.
fn matched(
    job: Job<'_>,
    state: &State,
    row: &Doc,
    doc: &Doc,
) -> Result<Option<(Id, usize)>, String> {
    let shelf = &state.shelves[job.kind.shelf];
    let mut found: Option<(Id, usize)> = None;
    let mut names: Vec<&str> = Vec::new();
    let mut several = BTreeSet::new();
    for (at, name) in job.kind.resource.keys.iter().enumerate() {
        let Some(value) = key(row, name) else {
            continue;
        };
        let ids: Vec<Id> = match *name {
            "_id" => shelf
                .get(value)
                .map(|record| Arc::clone(&record.id))
                .into_iter()
                .collect(),
            _ => {
                let ids = shelf.having(job.kind.kept_as(name), value);
                ids.into_iter().flatten().cloned().collect()
            }
        };
        let mine = |id: &Id| {
            let record = shelf.get(id).map(|record| &record.doc);
            record.is_some_and(|other| job.kind.holds(other))
        };
        let mut ids: Vec<Id> = ids.into_iter().filter(mine).collect();
        if ids.is_empty() {
            continue;
        }
        if ids.len() > 1 {
            ids.retain(|id| {
                let other = shelf.get(id).map(|record| &record.doc);
                other.is_some_and(|other| job.same_owner(doc, other))
            });
        }
        names.push(name);
        several.extend(ids.iter().cloned());
        if let (None, [id]) = (&found, ids.as_slice()) {
            found = Some((Arc::clone(id), at));
        } else if found.is_none() && ids.len() > 1 {
            return Err(format!("{} duplicated", names.join(",")));
        }
    }
    // Keys that point to different records say nothing, unless the id itself decides.
    let by_id = found
        .as_ref()
        .is_some_and(|(_, at)| job.kind.resource.keys[*at] == "_id");
    match several.len() > 1 && !by_id {
        true => Err(format!("{} duplicated", names.join(","))),
        false => Ok(found),
    }
}

/// The result of a bulk upsert.
#[derive(Default)]
struct Tally {
    created: Vec<Value>,
    updated: Vec<Value>,
    same: usize,
    dropped: usize,
    insert_errors: Vec<Value>,
    update_errors: Vec<Value>,
}

impl Tally {
    fn add(&mut self, state: &State, kind: &Kind, row: &Doc, fate: Fate) {
        match fate {
            Fate::Created(id) => self.created.push(keys(state, kind, &id)),
            Fate::Updated(id) => self.updated.push(keys(state, kind, &id)),
            Fate::Same => self.same += 1,
            Fate::Dropped => self.dropped += 1,
            Fate::Refused { insert, why } => {
                let error = json!({ "message": why, "item": row });
                match insert {
                    true => self.insert_errors.push(error),
                    false => self.update_errors.push(error),
                }
            }
        }
    }

    fn answer(self, operation: &Operation, rows: usize) -> Answer {
        let failed = self.insert_errors.len() + self.update_errors.len();
        let done = self.created.len() + self.updated.len() + self.same + self.dropped;
        let status = match (failed, done) {
            (0, _) => 200,
            (_, 0) => 400,
            _ => 206,
        };
        let ids = |keys: &[Value]| keys.iter().map(|key| key["_id"].clone()).collect::<Value>();
        debug_assert!(failed + done <= rows, "no row is counted twice");
        let result = json!({
            "created": self.created.len(),
            "createdErrors": self.insert_errors,
            "upsertedIds": ids(&self.created),
            "insertsKeys": self.created,
            "updated": self.updated.len(),
            "updatedErrors": self.update_errors,
            "modified": ids(&self.updated),
            "updatesKeys": self.updated,
            "nonupdates": self.same,
            "permissionErrors": [],
        });
        let Value::Object(mut result) = result else {
            return Answer::text(200, "");
        };
        if let Returns::Shape(_, fields) = operation.returns {
            result.retain(|name, _| fields.iter().any(|field| field.name == name));
        }
        Answer::json(status, &Value::Object(result))
    }
}

/// The keys of a record that stand in results.
fn keys(state: &State, kind: &Kind, id: &Id) -> Value {
    let doc = state.shelves[kind.shelf].get(id).map(|record| &record.doc);
    let mut keys = Doc::new();
    for name in kind.resource.keys {
        let value = doc.and_then(|doc| doc.get(kind.kept_as(name)));
        if let Some(value) = value.filter(|value| !value.is_null())
            && kind.in_paths(name)
        {
            keys.insert((*name).to_owned(), value.clone());
        }
    }
    Value::Object(keys)
}
