//! The tenant's own fields: the server stores a misspelt key without a word, so a write warns.

use std::time::Duration;

use planhat_core::table::Kind;
use planhat_core::{Client, Fields};

use crate::arguments::{Content, Plan};
use crate::call::PATIENCE;

/// Definitions that are older are read again.
const AGE: Duration = Duration::from_secs(300);
/// They are not waited for any longer.
const LOOK: Duration = Duration::from_secs(10);
/// So many are told.
const TOLD: usize = 10;

/// What no definition allows in what is to be written. Where the definitions cannot be read, nothing
/// is said: the write does not hang on them.
pub(crate) async fn warnings(client: &Client, plan: &Plan) -> Vec<String> {
    let operation = plan.operation;
    let rows: Vec<(usize, &Fields)> = match &plan.content {
        Content::One(fields) => vec![(0, fields)],
        Content::Rows(rows) => rows.iter().enumerate().collect(),
        Content::None | Content::Csv(_) => Vec::new(),
    };
    let mut fields = operation.body_fields.iter();
    let Some(own) = fields.find(|field| matches!(field.kind, Kind::Custom)) else {
        return Vec::new();
    };
    let has = |row: &Fields| {
        let mut names = row.map().keys();
        names.any(|name| name.split('.').next() == Some(own.name))
    };
    if !rows.iter().any(|(_, row)| has(row)) {
        return Vec::new();
    }
    if client.quota().wait > PATIENCE {
        return Vec::new();
    }
    // Another call may be reading them already: neither it nor this one holds the write up for long.
    let read = tokio::time::timeout(LOOK, client.custom_fields_within(AGE, LOOK));
    let Ok(Ok(Some(definitions))) = read.await else {
        return Vec::new();
    };
    let many = rows.len() > 1;
    let mut all = Vec::new();
    for (at, row) in rows {
        for fault in definitions.check(operation.resource, row) {
            let place = match many {
                true => format!("rows[{at}]."),
                false => String::new(),
            };
            all.push(format!("{place}{}: {}", fault.argument, fault.message));
        }
    }
    let more = all.len().saturating_sub(TOLD);
    all.truncate(TOLD);
    if more > 0 {
        all.push(format!("and {more} more"));
    }
    all
}
