//! Tasks. Those that are finished are put away and no part of a plain list, so both are read.

use anyhow::Context;
use planhat_client::task::{TaskMainType, TaskRow};
use planhat_client::{Client, DateTime, Patch};

use super::tool::{Item, Moment, Task, Tool};
use super::{Scope, Seen, key, reconcile, tool_id};
use crate::Report;
use crate::changes::Changes;

const FIELDS: [&str; 7] = [
    "sourceId",
    "companyId",
    "action",
    "endTime",
    "status",
    "mainType",
    "updatedAt",
];
/// The state that finishes a task; with a small d it is refused.
const DONE: &str = "Done";
const OPEN: &str = "To Do";

pub(super) async fn sync(
    client: &Client,
    tool: &mut Tool,
    scope: &Scope,
    report: &mut Report,
) -> anyhow::Result<()> {
    let since = tool.tasks_seen_until.clone();
    // First the open ones: one that is finished meanwhile is then seen among the others.
    let (mut seen, until) = changed(client, since.as_ref(), false, scope).await?;
    let (finished, until_finished) = changed(client, since.as_ref(), true, scope).await?;
    seen.extend(finished);
    let send = reconcile("task", &mut tool.tasks, seen, scope, report);
    if !send.is_empty() {
        let rows: Vec<TaskRow> = send
            .into_iter()
            .map(|at| row(&tool.tasks[at], scope))
            .collect();
        let sent = client.tasks().bulk_upsert(rows).await;
        report.add_bulk("tasks", sent)?;
    }
    tool.tasks_seen_until = later(until, until_finished);
    Ok(())
}

/// What changed since the last run among the tasks that are open, or put away.
async fn changed(
    client: &Client,
    since: Option<&DateTime>,
    archived: bool,
    scope: &Scope,
) -> anyhow::Result<(Vec<Seen<Task>>, Option<DateTime>)> {
    let mut changes = Changes::since(since);
    let list = client
        .tasks()
        .list()
        .sort("-updatedAt")
        .is_archived(archived);
    let mut list = list.select(FIELDS).limit(500).items().prefetch(false);
    let mut seen = Vec::new();
    while let Some(task) = list.next().await {
        let task = task.context("reading tasks")?;
        if !changes.goes_on(task.updated_at.as_ref()) {
            break;
        }
        seen.extend(task_seen(task).filter(|task| task.concerns(scope)));
    }
    Ok((seen, changes.newest()))
}

fn later(one: Option<DateTime>, other: Option<DateTime>) -> Option<DateTime> {
    let moment = |date: &Option<DateTime>| date.as_ref().and_then(|date| date.timestamp().ok());
    match moment(&one) > moment(&other) {
        true => one,
        false => other,
    }
}

fn task_seen(task: planhat_client::Task) -> Option<Seen<Task>> {
    let tool_id = tool_id(task.source_id.as_deref());
    // What has another key came from elsewhere, such as a calendar, and an event is no task.
    let elsewhere = task.source_id.is_some() || task.main_type == Some(TaskMainType::Event);
    if tool_id.is_none() && elsewhere {
        return None;
    }
    let status = task.status.unwrap_or_default();
    let closed = ["done", "ignored"]
        .iter()
        .any(|one| status.eq_ignore_ascii_case(one));
    Some(Seen {
        planhat_id: task.id?.cast(),
        tool_id,
        company: task.company_id,
        values: Task {
            title: task.action.unwrap_or_default(),
            due: task.end_time.map(Moment),
            done: closed,
        },
        changed: task.updated_at,
    })
}

fn row(item: &Item<Task>, scope: &Scope) -> TaskRow {
    let row = match (&item.planhat_id, scope.companies.id(&item.customer)) {
        (None, Some(company)) => TaskRow::new(company).main_type(TaskMainType::Task),
        (Some(id), _) => TaskRow::by_id(id.clone().cast()),
        (None, None) => TaskRow::by_source_id(key(&item.id)),
    };
    let due = match &item.values.due {
        Some(moment) => Patch::Set(moment.0.clone()),
        None => Patch::<DateTime>::Clear,
    };
    let row = row
        .source_id(key(&item.id))
        .action(&item.values.title)
        .end_time(due);
    let was_done = item.synced.as_ref().is_some_and(|last| last.done);
    match (item.values.done, was_done) {
        (true, _) => row.status(DONE),
        (false, true) => row.status(OPEN),
        // The tenant's own states of open tasks stay as they are.
        (false, false) => row,
    }
}
