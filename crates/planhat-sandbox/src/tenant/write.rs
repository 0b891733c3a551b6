//! Writing records: what is sent becomes what is kept.

use std::sync::Arc;

use planhat_core::table::{Access, Field, Fill, Format, Kind as Type, Operation, Rule};
use serde_json::Value;

use super::body::refused;
use super::catalog::Kind;
use super::fill::{self, Occasion};
use super::shelf::Id;
use super::{Doc, State, Tenant, cast, clock, effect, lookup, rules};
use crate::exchange::Answer;

/// What is written, and where.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) kind: &'a Kind,
    pub(crate) operation: &'static Operation,
}

/// Puts a record in as it is, and fills in what it lacks.
pub(crate) fn insert(tenant: &Tenant, state: &mut State, kind: &Kind, mut doc: Doc) -> Id {
    let given = doc.get("_id").and_then(Value::as_str).map(Arc::from);
    let id = given.unwrap_or_else(|| state.ids.next());
    doc.insert("_id".to_owned(), Value::from(&*id));
    for (name, value) in &kind.constants {
        doc.insert((*name).to_owned(), value.clone());
    }
    defaults(kind, None, &mut doc);
    fill::fill(tenant, state, kind.shelf, &mut doc, Occasion::Inserted);
    state.shelves[kind.shelf].put(Arc::clone(&id), doc);
    id
}

/// A record changed by what is written: objects of the tenant's own fields are merged, anything else
/// is replaced.
pub(crate) fn merged(kind: &Kind, before: &Doc, changes: &Doc) -> Doc {
    let mut doc = before.clone();
    for (name, value) in changes {
        match (doc.get_mut(name), value) {
            (Some(Value::Object(old)), Value::Object(new)) if kind.custom == Some(name) => {
                old.extend(new.clone());
            }
            _ => {
                doc.insert(name.clone(), value.clone());
            }
        }
    }
    doc
}

/// What the server fills in on create.
fn defaults(kind: &Kind, operation: Option<&Operation>, doc: &mut Doc) {
    let fields = kind.resource.fields.iter();
    let body = operation.map_or(&[][..], |operation| operation.body_fields);
    for field in fields.chain(body) {
        let Some(json) = field.default else { continue };
        let kept = kind.kept_as(field.name);
        if field.access != Access::Write
            && !doc.contains_key(kept)
            && let Ok(value) = serde_json::from_str(json)
        {
            doc.insert(kept.to_owned(), value);
        }
    }
}

impl Job<'_> {
    /// Makes a record and gives its id.
    pub(crate) fn create(&self, state: &mut State, body: &Doc) -> Result<Id, Answer> {
        rules::required(self.operation, body).map_err(refused)?;
        let doc = self.stored(state, body).map_err(refused)?;
        self.free(state, &doc, None)?;
        Ok(self.add(state, None, doc))
    }

    /// Changes a record.
    pub(crate) fn update(&self, state: &mut State, id: &Id, body: &Doc) -> Result<(), Answer> {
        if let Some(given) = body.get("_id")
            && given.as_str() != Some(&**id)
        {
            return Err(refused("_id cannot be changed"));
        }
        let changes = self.stored(state, body).map_err(refused)?;
        let before = self.before(state, id);
        let after = merged(self.kind, &before, &changes);
        self.free(state, &after, Some(id))?;
        self.change(state, id, &before, after);
        Ok(())
    }

    /// Refuses a record with a key that another one has.
    fn free(&self, state: &State, doc: &Doc, own: Option<&str>) -> Result<(), Answer> {
        match self.taken(state, doc, own) {
            None => Ok(()),
            Some(name) => Err(refused(format!(
                "duplicate key: {name} {} is that of another record",
                doc[name]
            ))),
        }
    }

    /// The record as it is.
    pub(crate) fn before(&self, state: &State, id: &str) -> Doc {
        let record = state.shelves[self.kind.shelf].get(id);
        record.map(|record| record.doc.clone()).unwrap_or_default()
    }

    /// A body under the names and in the form in which records are kept.
    pub(crate) fn stored(&self, state: &State, body: &Doc) -> Result<Doc, String> {
        let mut doc = Doc::new();
        for (name, given) in body {
            if let Some((custom, key)) = self.own_field(name) {
                let custom = doc.entry(custom).or_insert_with(|| Doc::new().into());
                if let Value::Object(custom) = custom {
                    custom.insert(key.to_owned(), given.clone());
                }
                continue;
            }
            let field = self.field(name);
            if name == "_id" || field.is_some_and(|field| field.access == Access::Read) {
                continue;
            }
            if self.is_stamped(field.map_or(name, |field| self.kind.kept_as(field.name))) {
                continue;
            }
            let Some(field) = field else {
                doc.insert(name.clone(), given.clone());
                continue;
            };
            let mut value = cast::value(field, given)?;
            if field.prefixed {
                value = self.resolved(state, field, value)?;
            }
            if matches!(field.kind, Type::Custom) {
                rules::no_twins(&value)?;
            }
            self.put(&mut doc, field, value);
        }
        for (name, value) in &self.kind.constants {
            doc.insert((*name).to_owned(), value.clone());
        }
        Ok(doc)
    }

    /// A name such as `custom.Plan` as the field and the key in it.
    fn own_field<'n>(&self, name: &'n str) -> Option<(&'static str, &'n str)> {
        let custom = self.kind.custom?;
        let key = name.strip_prefix(custom)?.strip_prefix('.')?;
        Some((custom, key))
    }

    fn field(&self, name: &str) -> Option<&'static Field> {
        let own = self
            .operation
            .body_fields
            .iter()
            .find(|one| one.name == name);
        own.or_else(|| self.kind.resource.field(name))
    }

    /// Whether a name is one that the shelf stamps, whatever a guest on it sends.
    fn is_stamped(&self, name: &str) -> bool {
        let home = self.tenant.catalog().home(self.kind.shelf);
        home.resource.field(name).is_some_and(|field| {
            let stamp = matches!(
                field.fill,
                Some(Fill::Created | Fill::Updated | Fill::Version)
            );
            stamp && field.access == Access::Read
        })
    }

    /// Puts a value under the name that reads show; markup is lost where that is no markup.
    fn put(&self, doc: &mut Doc, field: &Field, value: Value) {
        let kept = self.kind.kept_as(field.name);
        let other = self.kind.resource.field(kept);
        let loses = field.format == Some(Format::Html)
            && kept != field.name
            && other.is_some_and(|other| other.format != Some(Format::Html));
        let value = match (loses, &value) {
            (true, Value::String(text)) => fill::without_markup(text).into(),
            _ => value,
        };
        if let (true, Some(Value::Object(old)), Value::Object(new)) =
            (self.kind.custom == Some(kept), doc.get_mut(kept), &value)
        {
            old.extend(new.clone());
            return;
        }
        doc.insert(kept.to_owned(), value);
    }

    /// Prefixed keys as the ids that they stand for.
    fn resolved(&self, state: &State, field: &Field, value: Value) -> Result<Value, String> {
        match (&field.kind, value) {
            (Type::Ref(resource), Value::String(text)) => self.id_of(state, field, resource, text),
            (Type::List(Type::Ref(resource)), Value::Array(items)) => {
                let ids = items.into_iter().map(|item| match item {
                    Value::String(text) => self.id_of(state, field, resource, text),
                    other => Ok(other),
                });
                ids.collect::<Result<Vec<_>, _>>().map(Value::Array)
            }
            (_, other) => Ok(other),
        }
    }

    /// The id behind a prefixed key. An id that points nowhere is taken, as Planhat does.
    fn id_of(
        &self,
        state: &State,
        field: &Field,
        resource: &str,
        text: String,
    ) -> Result<Value, String> {
        let Some(kind) = self.tenant.catalog().kind(resource) else {
            return Ok(text.into());
        };
        let mut prefixed = false;
        for key in kind.resource.keys {
            let rest = lookup::prefix(self.tenant.api(), key);
            let Some(value) = rest.and_then(|prefix| text.strip_prefix(prefix)) else {
                continue;
            };
            prefixed = true;
            if let Some(record) = lookup::by_key(state, kind, kind.kept_as(key), value) {
                return Ok(Value::from(&*record.id));
            }
        }
        match prefixed {
            true => Err(format!("{}: no {resource} has the key {text}", field.name)),
            false => Ok(text.into()),
        }
    }

    /// The first key of a record that another one of the same owner has.
    pub(crate) fn taken<'d>(
        &self,
        state: &State,
        doc: &'d Doc,
        own: Option<&str>,
    ) -> Option<&'d str> {
        let shelf = &state.shelves[self.kind.shelf];
        let keys = self.kind.resource.keys.iter().filter(|key| **key != "_id");
        let mut keys = keys.map(|key| self.kind.kept_as(key));
        let taken = keys.find(|kept| {
            let value = doc.get(*kept).and_then(Value::as_str).unwrap_or_default();
            let ids = shelf.having(kept, value).into_iter().flatten();
            let mut others = ids.filter(|id| own != Some(&***id));
            others.any(|id| {
                let other = shelf.get(id).map(|record| &record.doc);
                other.is_some_and(|other| self.kind.holds(other) && self.same_owner(doc, other))
            })
        });
        let taken = taken?;
        doc.keys().find(|name| *name == taken).map(String::as_str)
    }

    /// Whether two records belong to the same record of another kind, as far as they belong to one.
    pub(crate) fn same_owner(&self, one: &Doc, other: &Doc) -> bool {
        let owners = self.kind.resource.fields.iter().filter(|field| {
            let required = |rule: &Rule| rule.one_of.contains(&field.name);
            matches!(field.kind, Type::Ref(_)) && self.operation.required.iter().any(required)
        });
        let mut owners = owners.filter_map(|field| {
            let (one, other) = (one.get(field.name)?, other.get(field.name)?);
            Some(one == other)
        });
        owners.all(|same| same)
    }

    /// Adds a record and gives its id.
    pub(crate) fn add(&self, state: &mut State, id: Option<Id>, mut doc: Doc) -> Id {
        let id = id.unwrap_or_else(|| state.ids.next());
        doc.insert("_id".to_owned(), Value::from(&*id));
        defaults(self.kind, Some(self.operation), &mut doc);
        fill::fill(
            self.tenant,
            state,
            self.kind.shelf,
            &mut doc,
            Occasion::Created,
        );
        state.shelves[self.kind.shelf].put(Arc::clone(&id), doc);
        id
    }

    /// Puts a changed record in place of the one before, and says whether anything in it changed.
    pub(crate) fn change(&self, state: &mut State, id: &Id, before: &Doc, mut doc: Doc) -> bool {
        // What is made of other fields is no change of its own.
        fill::fill(
            self.tenant,
            state,
            self.kind.shelf,
            &mut doc,
            Occasion::Copied,
        );
        if doc == *before {
            return false;
        }
        effect::happen(self.tenant, state, self.kind, before, &mut doc);
        fill::fill(
            self.tenant,
            state,
            self.kind.shelf,
            &mut doc,
            Occasion::Changed,
        );
        let renamed = fill::copied_elsewhere(self.tenant, self.kind.shelf, before, &doc);
        state.shelves[self.kind.shelf].put(Arc::clone(id), doc);
        if renamed {
            fill::copy_again(self.tenant, state, self.kind.shelf, id);
        }
        true
    }
}

/// The moment, as text.
pub(crate) fn stamp() -> Value {
    clock::text(clock::now()).into()
}
