//! Walking the server's lists: one request after the other, until enough records were found.

use std::collections::VecDeque;

use http::Method;
use planhat_core::table::Operation;
use planhat_core::{Arguments, Client, Raw};
use serde_json::value::RawValue;

use crate::Error;
use crate::filter::Plan;
use crate::remote;

/// Rows of a request that filters pick from, unless the server gives fewer.
const SCAN_ROWS: u64 = 500;
/// Rows of a request where the table knows no cap.
const MOST_ROWS: u64 = 2000;
/// Whole records of a request, though the server gives more: all of them are held before the first one
/// is given out, and a record can have some ten kilobytes.
const WHOLE_ROWS: u64 = 1000;

/// A record as it came.
pub(crate) type Row = Box<RawValue>;

/// A walk over the lists of several plans, one after the other.
pub(crate) struct Walk {
    client: Client,
    plans: Vec<Plan>,
    /// What is asked for besides, the same for all plans.
    frame: Frame,
    /// The plan that the next row is of.
    pub(crate) at: usize,
    /// Rows of its list that were given out.
    pub(crate) offset: u64,
    /// Rows that were read and not given out yet.
    waiting: VecDeque<Row>,
    /// Whether there is nothing behind those.
    ended: bool,
    /// Requests that were made.
    pub(crate) requests: u32,
    /// Rows that were given out.
    pub(crate) scanned: u64,
    /// Requests that may be made; a list that nothing is picked from has no bound.
    budget: Option<u32>,
}

/// What is asked of the server besides filters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    /// The order, by wire names.
    pub(crate) sort: Option<String>,
    /// The fields that are needed for each plan; nothing is all of them.
    pub(crate) select: Vec<Option<String>>,
    /// Parameters that go along untouched.
    pub(crate) query: Vec<(String, String)>,
}

/// What a step of a walk gives.
pub(crate) enum Step {
    /// A record, and the number of its plan.
    Row(usize, Row),
    /// There are no more.
    End,
    /// The budget is spent.
    Spent,
}

impl Walk {
    /// A walk from a place on.
    pub(crate) fn new(
        client: Client,
        plans: Vec<Plan>,
        frame: Frame,
        at: usize,
        offset: u64,
    ) -> Self {
        Walk {
            client,
            plans,
            frame,
            at,
            offset,
            waiting: VecDeque::new(),
            ended: false,
            requests: 0,
            scanned: 0,
            budget: None,
        }
    }

    /// A walk over all records of a list.
    pub(crate) fn all(client: &Client, operation: &'static Operation) -> Self {
        let plan = Plan {
            variant: 0,
            operation,
            query: Vec::new(),
            key: None,
            tests: Vec::new(),
            conditions: Vec::new(),
        };
        Walk::new(client.clone(), vec![plan], Frame::default(), 0, 0)
    }

    /// The same with some fields of each record alone.
    pub(crate) fn selecting(mut self, fields: &str) -> Self {
        self.frame.select = vec![Some(fields.to_owned())];
        self
    }

    /// Ends it after so many requests where records are picked.
    pub(crate) fn with_budget(mut self, requests: u32) -> Self {
        self.budget = Some(requests.max(1));
        self
    }

    /// The plans that are walked.
    pub(crate) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// Whether the next row is there without a request, or it is known that there is none.
    pub(crate) fn is_settled(&self) -> bool {
        let behind = self.at + usize::from(self.ended);
        !self.waiting.is_empty() || behind >= self.plans.len()
    }

    /// The next row; `wanted` says how many more will be.
    pub(crate) async fn next(&mut self, wanted: u64) -> Result<Step, Error> {
        loop {
            let Some(plan) = self.plans.get(self.at) else {
                return Ok(Step::End);
            };
            if let Some(row) = self.waiting.pop_front() {
                self.offset += 1;
                self.scanned += 1;
                return Ok(Step::Row(self.at, row));
            }
            if self.ended {
                (self.at, self.offset, self.ended) = (self.at + 1, 0, false);
                continue;
            }
            if plan.scans() && self.budget.is_some_and(|budget| self.requests >= budget) {
                return Ok(Step::Spent);
            }
            self.fetch(wanted).await?;
        }
    }

    async fn fetch(&mut self, wanted: u64) -> Result<(), Error> {
        let plan = &self.plans[self.at];
        let operation = plan.operation;
        self.requests += 1;
        if let Some((key, method)) = &plan.key {
            let rows = by_key(&self.client, key, method).await?;
            self.take(rows);
            self.ended = true;
            return Ok(());
        }
        let select = self.frame.select.get(self.at).and_then(Option::as_deref);
        let select = select.filter(|_| operation.parameter("select").is_some());
        let limit = rows(operation, plan.scans(), select.is_none(), wanted);
        let mut query = plan.query.clone();
        if let Some(limit) = limit {
            query.push(("limit".into(), limit.to_string()));
            query.push(("offset".into(), self.offset.to_string()));
        }
        let page_order = self.client.api().page_order;
        let sort = self.frame.sort.as_deref().unwrap_or(page_order);
        for (name, value) in [("sort", Some(sort)), ("select", select)] {
            if let (Some(value), Some(_)) = (value, operation.parameter(name)) {
                query.push((name.into(), value.to_owned()));
            }
        }
        let given = &self.frame.query;
        query.retain(|(name, _)| !given.iter().any(|(known, _)| known == name));
        query.extend(given.iter().cloned());
        let raw = send(&self.client, operation, query).await?;
        let found: Vec<Row> = raw.decode().map_err(remote::error)?;
        let count = found.len() as u64;
        self.ended = match limit {
            None => true,
            Some(_) if short_page_is_no_end(operation) => count == 0,
            Some(limit) => count < limit,
        };
        self.take(found);
        Ok(())
    }

    /// Rows that stand before the place were given out earlier.
    fn take(&mut self, rows: Vec<Row>) {
        let whole = self.plans[self.at].operation.parameter("offset").is_none()
            || self.plans[self.at].key.is_some();
        let skip = if whole {
            usize::try_from(self.offset).unwrap_or(usize::MAX)
        } else {
            0
        };
        self.waiting.extend(rows.into_iter().skip(skip));
    }
}

/// A list where the server may cap lower than it is thought to: only an empty page ends it.
fn short_page_is_no_end(operation: &Operation) -> bool {
    operation
        .parameter("limit")
        .is_some_and(|field| field.unverified)
}

/// Rows to ask for; nothing where the list comes whole.
fn rows(operation: &Operation, scans: bool, whole: bool, wanted: u64) -> Option<u64> {
    let field = operation.parameter("limit")?;
    operation.parameter("offset")?;
    let cap = field.max.map_or(MOST_ROWS, |max| max as u64);
    let cap = cap.min(if whole { WHOLE_ROWS } else { u64::MAX }).max(1);
    let rows = if scans { wanted.max(SCAN_ROWS) } else { wanted };
    Some(rows.clamp(1, cap))
}

/// The one record of a key, or none.
async fn by_key(
    client: &Client,
    key: &str,
    method: &planhat_spec::unified::mapping::Method,
) -> Result<Vec<Row>, Error> {
    let operation = crate::table::operation(client.api(), method)?;
    match remote::get(client, operation, key).await? {
        None => Ok(Vec::new()),
        Some(raw) => {
            let row: Row = raw.decode().map_err(remote::error)?;
            let record: serde_json::Map<_, _> = serde_json::from_str(row.get()).unwrap_or_default();
            Ok(if crate::table::meets(&record, &method.expect) {
                vec![row]
            } else {
                Vec::new()
            })
        }
    }
}

/// Sends a list; parameters that the table does not know go by the raw door.
async fn send(
    client: &Client,
    operation: &'static Operation,
    query: Vec<(String, String)>,
) -> Result<Raw, Error> {
    let api = client.api();
    let known = |name: &str| {
        let mut fields = operation.query.iter();
        fields.any(|field| field.name == name || field.aliases.contains(&name))
    };
    let plain = operation.host == api.default_host && !operation.path.contains('{');
    if plain && query.iter().any(|(name, _)| !known(name)) {
        let mut request = client.request(Method::GET, operation.path);
        for (name, value) in query {
            request = request.query(&name, value);
        }
        return request.send().await.map_err(remote::error);
    }
    let arguments = Arguments {
        query,
        ..Arguments::default()
    };
    client
        .call_raw(operation, arguments)
        .await
        .map_err(remote::error)
}

/// An answer as a map.
pub(crate) fn map(raw: &Raw) -> Result<serde_json::Map<String, serde_json::Value>, Error> {
    let value: serde_json::Value = raw.decode().map_err(remote::error)?;
    match value {
        serde_json::Value::Object(map) => Ok(map),
        _ => Ok(serde_json::Map::new()),
    }
}
