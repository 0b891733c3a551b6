//! Time entries. They have no key but Planhat's own, so each is made by itself, and its id is kept at
//! once. Its id in the tool stands among its custom fields: should the answer to a create be lost, the
//! next run finds the entry by that.

use anyhow::Context;
use planhat_client::ids::TimeEntryId;
use planhat_client::time_entry::{TimeEntryPatch, TimeEntryTimesheetStatus};
use planhat_client::{AnyId, Client, ErrorKind, TimeEntry};

use super::tool::{Item, Moment, Time, Tool};
use super::{Scope, Seen, reconcile};
use crate::Report;
use crate::changes::Changes;

/// The custom field that holds the id in the tool.
const MARK: &str = "Project tool id";
const FIELDS: [&str; 6] = [
    "companyId",
    "date",
    "hours",
    "description",
    "custom",
    "updatedAt",
];

pub(super) async fn sync(
    client: &Client,
    tool: &mut Tool,
    scope: &Scope,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut changes = Changes::since(tool.time_seen_until.as_ref());
    let list = client
        .time_entries()
        .list()
        .sort("-updatedAt")
        .select(FIELDS);
    let mut list = list.limit(500).items().prefetch(false);
    let mut seen = Vec::new();
    while let Some(entry) = list.next().await {
        let entry = entry.context("reading time entries")?;
        if !changes.goes_on(entry.updated_at.as_ref()) {
            break;
        }
        seen.extend(entry_seen(entry).filter(|entry| entry.concerns(scope)));
    }
    for at in reconcile("time", &mut tool.time, seen, scope, report) {
        let item = &mut tool.time[at];
        match item.planhat_id.clone() {
            Some(id) => update(client, item, id.cast(), report).await?,
            None => create(client, item, scope, report).await?,
        }
    }
    tool.time_seen_until = changes.newest();
    Ok(())
}

fn entry_seen(entry: TimeEntry) -> Option<Seen<Time>> {
    let mark = entry
        .custom
        .as_ref()
        .and_then(|custom| custom.get(MARK)?.as_str());
    Some(Seen {
        tool_id: mark.map(str::to_owned),
        planhat_id: entry.id?.cast(),
        company: entry.company_id,
        values: Time {
            date: Moment(entry.date?),
            hours: entry.hours?,
            note: entry.description.unwrap_or_default(),
        },
        changed: entry.updated_at,
    })
}

async fn create(
    client: &Client,
    item: &mut Item<Time>,
    scope: &Scope,
    report: &mut Report,
) -> anyhow::Result<()> {
    let values = &item.values;
    let call = client
        .time_entries()
        .create(values.date.0.clone(), values.hours)
        .description(&values.note)
        .custom(MARK, item.id.as_str());
    let sent = match scope.companies.id(&item.customer) {
        Some(company) => call.company_id(company).await,
        None => call.await,
    };
    match sent {
        Ok(entry) => {
            report.created += 1;
            item.planhat_id = entry.id.map(|id| -> AnyId { id.cast() });
            Ok(())
        }
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Rejected) => {
            report.refuse(format!("time {}", item.id), error);
            Ok(())
        }
        Err(error) => {
            if error.may_have_arrived() {
                report.unknown.push(format!("time {}", item.id));
            }
            Err(error).with_context(|| format!("making time {}", item.id))
        }
    }
}

async fn update(
    client: &Client,
    item: &Item<Time>,
    id: TimeEntryId,
    report: &mut Report,
) -> anyhow::Result<()> {
    let entry = client
        .time_entries()
        .get(&id)
        .await
        .context("reading a time entry")?;
    if entry.timesheet_status == Some(TimeEntryTimesheetStatus::Approved) {
        report.refuse(format!("time {}", item.id), "its timesheet is approved");
        return Ok(());
    }
    let patch = TimeEntryPatch::new()
        .date(item.values.date.0.clone())
        .hours(item.values.hours)
        .description(&item.values.note)
        .custom(MARK, item.id.as_str());
    let sent = client.time_entries().update(&id, patch).await;
    sent.with_context(|| format!("changing time {}", item.id))?;
    report.updated += 1;
    Ok(())
}
