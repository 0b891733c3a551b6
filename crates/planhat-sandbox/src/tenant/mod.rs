//! The tenant: its records, and the answer to each request. It knows no connection, no quota and
//! no faults.

mod analytics;
mod body;
mod bulk;
pub(crate) mod cast;
mod catalog;
pub(crate) mod clock;
mod effect;
mod fill;
mod filter;
mod list;
mod lookup;
mod route;
mod rules;
mod secret;
mod shelf;
mod show;
mod write;

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use planhat_core::table::{Api, Body, Method, Operation, OperationKind};
use serde_json::{Map, Value};

use crate::exchange::{Answer, Request};
use catalog::Catalog;
use route::{Routes, Target};
use shelf::Shelf;

/// The secrets that a tenant takes. Debug output shows neither.
#[derive(Clone)]
pub struct Secrets {
    /// The API token.
    pub token: String,
    /// The tenant token of the analytics paths.
    pub tenant_token: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

/// A record as JSON.
pub(crate) type Doc = Map<String, Value>;

/// A tenant of an API, in memory. It may be used from many threads at once.
pub struct Tenant {
    api: &'static Api,
    secrets: Secrets,
    catalog: Catalog,
    routes: Routes,
    state: RwLock<State>,
}

/// Everything that changes.
pub(crate) struct State {
    pub(crate) shelves: Vec<Shelf>,
    pub(crate) ids: clock::Ids,
    /// Counts writes, so that one who saves the tenant knows whether anything changed.
    pub(crate) writes: u64,
}

impl Tenant {
    /// An empty tenant.
    pub fn new(api: &'static Api, secrets: Secrets) -> Self {
        let catalog = Catalog::new(api);
        let shelves = catalog.shelves();
        Tenant {
            api,
            secrets,
            routes: Routes::new(api),
            catalog,
            state: RwLock::new(State {
                shelves,
                ids: clock::Ids::default(),
                writes: 0,
            }),
        }
    }

    /// The table of the API.
    pub fn api(&self) -> &'static Api {
        self.api
    }

    /// The secrets that it takes.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The operation that a request calls, if there is one.
    pub fn operation(&self, request: &Request) -> Option<&'static Operation> {
        let target = self.routes.find(&request.method, &request.path)?;
        Some(target.operation)
    }

    /// The answer to a request.
    pub fn answer(&self, request: &Request) -> Answer {
        let Some(target) = self.routes.find(&request.method, &request.path) else {
            return Answer::text(404, format!("Cannot {} {}", request.method, request.path));
        };
        if let Err(refused) = secret::check(self, &target, request) {
            return refused;
        }
        let answer = match (target.operation.kind, target.id().is_some()) {
            (OperationKind::List, _) => self.list(&target, &request.query),
            (_, true) if target.operation.method == Method::Get => self.get(&target),
            (_, false) if target.operation.method == Method::Get => self.first(&target),
            (OperationKind::Delete, true) => self.delete(&target),
            (OperationKind::BulkUpsert, _) => self.bulk_upsert(&target, &request.body),
            (OperationKind::Create, _) if target.operation.body == Body::One => {
                self.create(&target, &request.body)
            }
            (_, true) => self.update(&target, &request.body),
            _ => self.receive(&target, &request.body),
        };
        answer.unwrap_or_else(|refused| refused)
    }

    /// Puts a record in as a create call would, without its checks. What it lacks is filled in, what
    /// it has (`_id` and timestamps too) stays. Gives its id; nothing when there is no such resource.
    pub fn insert(&self, resource: &str, record: Map<String, Value>) -> Option<String> {
        let kind = self.catalog.kind(resource)?;
        let mut state = self.write_state();
        Some(write::insert(self, &mut state, kind, record).to_string())
    }

    /// All records of a resource as its get operation shows them, in the order of their ids.
    pub fn records(&self, resource: &str) -> Vec<Map<String, Value>> {
        let Some(kind) = self.catalog.kind(resource) else {
            return Vec::new();
        };
        let state = self.read_state();
        let shelf = &state.shelves[kind.shelf];
        let mine = shelf.records().filter(|record| kind.holds(&record.doc));
        mine.map(|record| show::with_having(self, &state, kind, &record.doc))
            .collect()
    }

    /// All that it holds, each record once, with the name of the resource that keeps it: what
    /// [`insert`](Self::insert) takes back unchanged.
    pub fn everything(&self) -> Vec<(&'static str, Map<String, Value>)> {
        let state = self.read_state();
        let mut all = Vec::new();
        for (at, shelf) in state.shelves.iter().enumerate() {
            let home = self.catalog.home(at).resource.name;
            all.extend(shelf.records().map(|record| (home, record.doc.clone())));
        }
        all
    }

    /// How often it was written to.
    pub fn writes(&self) -> u64 {
        self.read_state().writes
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// A write of an operation.
    pub(crate) fn job(&self, operation: &'static Operation) -> write::Job<'_> {
        write::Job {
            tenant: self,
            kind: self.catalog.of(operation),
            operation,
        }
    }

    // A panic elsewhere leaves records whole: each is put in by one assignment.
    pub(crate) fn read_state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write_state(&self) -> RwLockWriteGuard<'_, State> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.writes += 1;
        state
    }

    fn get(&self, target: &Target) -> Result<Answer, Answer> {
        let kind = self.catalog.of(target.operation);
        let state = self.read_state();
        let record = lookup::record(self.api, &state, kind, target)?;
        Ok(show::record(self, &state, kind, target.operation, record))
    }

    /// A read that names no record shows the first, which stands for the one that is meant, such as
    /// the one that the token belongs to.
    fn first(&self, target: &Target) -> Result<Answer, Answer> {
        let kind = self.catalog.of(target.operation);
        let state = self.read_state();
        let mut records = state.shelves[kind.shelf].records();
        let record = records.find(|record| kind.holds(&record.doc));
        let record = record.ok_or_else(|| lookup::unknown(target))?;
        Ok(show::record(self, &state, kind, target.operation, record))
    }

    fn delete(&self, target: &Target) -> Result<Answer, Answer> {
        let kind = self.catalog.of(target.operation);
        let mut state = self.write_state();
        let id = lookup::record(self.api, &state, kind, target)?.id.clone();
        let removed = state.shelves[kind.shelf].remove(&id);
        let removed = removed.ok_or_else(|| lookup::unknown(target))?;
        Ok(show::deleted(
            self,
            &state,
            kind,
            target.operation,
            &removed,
        ))
    }

    fn create(&self, target: &Target, body: &[u8]) -> Result<Answer, Answer> {
        let kind = self.catalog.of(target.operation);
        let mut body = body::object(body)?;
        target.put_into(&mut body);
        let mut state = self.write_state();
        let id = self.job(target.operation).create(&mut state, &body)?;
        let record = &state.shelves[kind.shelf].get(&id);
        let record = record.ok_or_else(|| lookup::unknown(target))?;
        Ok(show::record(self, &state, kind, target.operation, record))
    }

    fn update(&self, target: &Target, body: &[u8]) -> Result<Answer, Answer> {
        let kind = self.catalog.of(target.operation);
        let body = match (target.operation.body, body.is_empty()) {
            (Body::None, _) | (_, true) => Doc::new(),
            _ => body::object(body)?,
        };
        let mut state = self.write_state();
        let id = lookup::record(self.api, &state, kind, target)?.id.clone();
        self.job(target.operation).update(&mut state, &id, &body)?;
        let record = state.shelves[kind.shelf].get(&id);
        let record = record.ok_or_else(|| lookup::unknown(target))?;
        Ok(show::record(self, &state, kind, target.operation, record))
    }
}

impl std::fmt::Debug for Tenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tenant")
            .field("api", &self.api.title)
            .finish_non_exhaustive()
    }
}
