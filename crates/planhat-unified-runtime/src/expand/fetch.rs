//! The records of several ids, in as few requests as the table allows.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use planhat_core::table::{Filter, Kind, Operation};
use planhat_core::{Arguments, Raw};
use planhat_spec::unified::mapping::MethodKind;
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::error::{Code, Error};
use crate::list::{Step, Walk, map, parsed};
use crate::read::{Projection, selects};
use crate::{remote, table};

/// Single records read at the same time.
pub(crate) const PARALLEL: usize = 8;
/// Single records read for one page.
const SINGLE: usize = 50;

/// How the records of ids are looked for.
pub(crate) struct Search<'s> {
    /// Single records that may be read.
    pub(crate) single: usize,
    /// Whether a record will do as a list gave it; else it is read by itself.
    pub(crate) listed: &'s (dyn Fn(&Map<String, Value>) -> bool + Sync),
    /// The fields that are needed of a list that is looked through; nothing is all of them.
    pub(crate) select: Option<String>,
}

/// What a search gave; the ids of what was found are no longer open.
#[derive(Default)]
pub(crate) struct Fetched {
    pub(crate) found: Vec<(String, Map<String, Value>)>,
    /// Ids that were not looked for, as that would have taken too many calls.
    pub(crate) left: BTreeSet<String>,
}

/// The server's records of ids for references: a bounded number of calls.
pub(super) async fn records(
    other: &ModelHandle,
    at: usize,
    open: &mut BTreeSet<String>,
) -> Result<Fetched, Error> {
    let variant = &other.rules().variants[at];
    let own = table::own_id(other.client().api());
    let select = selects(variant, &Projection::default()).map(|mut names| {
        names.extend(own);
        names.sort_unstable();
        names.dedup();
        names.join(",")
    });
    let search = Search {
        single: SINGLE,
        listed: &|_| true,
        select,
    };
    let mut fetched = search.records(other, at, open).await?;
    let get = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::Get);
    let expected = get.map_or(&[][..], |get| &get.expect);
    let (found, others) = fetched
        .found
        .into_iter()
        .partition(|(_, record)| table::meets(record, expected));
    fetched.found = found;
    open.extend(others.into_iter().map(|(id, _): (String, _)| id));
    Ok(fetched)
}

impl Search<'_> {
    /// The server's records of ids of a variant, whatever they are. What may not be read stays open.
    pub(crate) async fn records(
        &self,
        other: &ModelHandle,
        at: usize,
        open: &mut BTreeSet<String>,
    ) -> Result<Fetched, Error> {
        let mut fetched = Fetched::default();
        if open.is_empty() {
            return Ok(fetched);
        }
        match self.listed(other, at, open, &mut fetched.found).await {
            Err(error) if error.code == Code::Forbidden => return Ok(fetched),
            listed => listed?,
        }
        let mut methods = other.rules().variants[at].methods.iter();
        let Some(get) = methods.find(|method| method.kind == MethodKind::Get) else {
            return Ok(fetched);
        };
        let operation = table::operation(other.client().api(), get)?;
        let mut ids = open.iter().cloned();
        let chosen: Vec<String> = ids.by_ref().take(self.single).collect();
        fetched.left = ids.collect();
        let answers = stream::iter(chosen).map(|id| async move {
            match remote::get(other.client(), operation, &id).await {
                Err(error) if error.code == Code::Forbidden => Ok((id, None)),
                answer => Ok::<_, Error>((id, answer?)),
            }
        });
        let answers: Vec<(String, Option<Raw>)> =
            answers.buffer_unordered(PARALLEL).try_collect().await?;
        for (id, raw) in answers {
            if let Some(raw) = raw {
                open.remove(&id);
                fetched.found.push((id, map(&raw)?));
            }
        }
        Ok(fetched)
    }

    /// What lists give of them, where that takes fewer calls than reading each.
    async fn listed(
        &self,
        other: &ModelHandle,
        at: usize,
        open: &mut BTreeSet<String>,
        found: &mut Vec<(String, Map<String, Value>)>,
    ) -> Result<(), Error> {
        let api = other.client().api();
        let mut methods = other.rules().variants[at].methods.iter();
        let list = methods.find(|method| method.kind == MethodKind::List);
        let (Some(own), Some(list)) = (table::own_id(api), list.filter(|_| open.len() > 1)) else {
            return Ok(());
        };
        let operation = table::operation(api, list)?;
        let mut records = Vec::new();
        match by_ids(operation, own) {
            Some(parameter) => {
                by_list(other, operation, parameter, own, open, &mut records).await?;
            }
            None if open.len() > other.mapping().scan_requests as usize => {
                let walk = Walk::all(other.client(), operation);
                let walk = match &self.select {
                    Some(select) => walk.selecting(select),
                    None => walk,
                };
                by_scan(other, walk, own, open, &mut records).await?;
            }
            None => {}
        }
        for (id, record) in records {
            if (self.listed)(&record) {
                found.push((id, record));
            } else {
                open.insert(id);
            }
        }
        Ok(())
    }
}

/// The parameter by which a list gives the records of several ids.
fn by_ids(operation: &'static Operation, own: &str) -> Option<&'static str> {
    let mut parameters = operation.query.iter();
    let found = parameters.find(|parameter| {
        matches!(parameter.filter, Some(Filter::Equals(field)) if field == own)
            && matches!(parameter.kind, Kind::List(_))
            && !parameter.unverified
    });
    found.map(|parameter| parameter.name)
}

/// Takes a record that is looked for.
fn take(
    own: &str,
    record: Map<String, Value>,
    open: &mut BTreeSet<String>,
    found: &mut Vec<(String, Map<String, Value>)>,
) {
    let id = record.get(own).and_then(Value::as_str).map(str::to_owned);
    if let Some(id) = id.filter(|id| open.remove(id)) {
        found.push((id, record));
    }
}

async fn by_list(
    other: &ModelHandle,
    operation: &'static Operation,
    parameter: &str,
    own: &str,
    open: &mut BTreeSet<String>,
    found: &mut Vec<(String, Map<String, Value>)>,
) -> Result<(), Error> {
    let (client, mut left) = (other.client(), open.iter().cloned().peekable());
    let bytes = client.api().limits.query_bytes;
    let mut parts: Vec<(String, usize)> = Vec::new();
    while let Some(mut part) = left.next() {
        let mut count = 1;
        while let Some(id) = left.next_if(|id| part.len() + 1 + id.len() <= bytes) {
            part.push(',');
            part.push_str(&id);
            count += 1;
        }
        parts.push((part, count));
    }
    for (part, count) in parts {
        let mut query = vec![(parameter.to_owned(), part)];
        if operation.parameter("limit").is_some() {
            query.push(("limit".to_owned(), count.to_string()));
        }
        let arguments = Arguments {
            query,
            ..Arguments::default()
        };
        let raw = client
            .call_raw(operation, arguments)
            .await
            .map_err(remote::error)?;
        let rows: Vec<crate::list::Row> = raw.decode().map_err(remote::error)?;
        for row in rows {
            take(own, parsed(&row)?, open, found);
        }
    }
    Ok(())
}

async fn by_scan(
    other: &ModelHandle,
    mut walk: Walk,
    own: &str,
    open: &mut BTreeSet<String>,
    found: &mut Vec<(String, Map<String, Value>)>,
) -> Result<(), Error> {
    let budget = other.mapping().scan_requests;
    while !open.is_empty() && (walk.is_settled() || walk.requests < budget) {
        let Step::Row(_, row) = walk.next(u64::MAX).await? else {
            break;
        };
        take(own, parsed(&row)?, open, found);
    }
    Ok(())
}
