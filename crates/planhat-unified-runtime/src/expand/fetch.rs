//! The records of several ids, in as few requests as the table allows.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use planhat_core::table::{Filter, Kind, Operation};
use planhat_core::{Arguments, Raw};
use planhat_spec::unified::mapping::MethodKind;
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::error::Error;
use crate::list::{Step, Walk, map, parsed};
use crate::{remote, table};

/// Single records read at the same time.
const PARALLEL: usize = 8;
/// Single records read for one page.
const SINGLE: usize = 50;

/// The server's records of ids, as many as can be read; their ids leave `open`.
pub(super) async fn records(
    other: &ModelHandle,
    at: usize,
    open: &mut BTreeSet<String>,
) -> Result<Vec<(String, Map<String, Value>)>, Error> {
    let (api, mut found) = (other.client().api(), Vec::new());
    let variant = &other.rules().variants[at];
    let (Some(own), false) = (table::own_id(api), open.is_empty()) else {
        return Ok(found);
    };
    let list = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::List);
    if let Some(list) = list.filter(|_| open.len() > 1) {
        let operation = table::operation(api, list)?;
        match by_ids(operation, own) {
            Some(parameter) => by_list(other, operation, parameter, own, open, &mut found).await?,
            None if open.len() > other.mapping().scan_requests as usize => {
                by_scan(other, operation, own, open, &mut found).await?;
            }
            None => {}
        }
    }
    let Some(get) = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::Get)
    else {
        return Ok(found);
    };
    let operation = table::operation(api, get)?;
    let ids: Vec<String> = open.iter().take(SINGLE).cloned().collect();
    let answers = stream::iter(ids).map(|id| async move {
        let raw = remote::get(other.client(), operation, &id).await?;
        Ok::<_, Error>((id, raw))
    });
    let answers: Vec<(String, Option<Raw>)> =
        answers.buffer_unordered(PARALLEL).try_collect().await?;
    for (id, raw) in answers {
        if let Some(raw) = raw {
            let record = map(&raw)?;
            if table::meets(&record, &get.expect) {
                open.remove(&id);
                found.push((id, record));
            }
        }
    }
    Ok(found)
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
    operation: &'static Operation,
    own: &str,
    open: &mut BTreeSet<String>,
    found: &mut Vec<(String, Map<String, Value>)>,
) -> Result<(), Error> {
    let mut walk = Walk::all(other.client(), operation);
    let budget = other.mapping().scan_requests;
    while !open.is_empty() && (walk.is_settled() || walk.requests < budget) {
        let Step::Row(_, row) = walk.next(u64::MAX).await? else {
            break;
        };
        take(own, parsed(&row)?, open, found);
    }
    Ok(())
}
