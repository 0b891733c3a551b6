//! Projects. Planhat does not say when one last changed: all are read, and who has changed one is told
//! by what both sides held after the last run.

use anyhow::Context;
use planhat_client::project::ProjectRow;
use planhat_client::{Client, DateTime, Patch};

use super::tool::{Item, Moment, Project, Tool};
use super::{Scope, Seen, key, reconcile, tool_id};
use crate::Report;

const FIELDS: [&str; 5] = ["externalId", "companyId", "name", "startDate", "endDate"];

pub(super) async fn sync(
    client: &Client,
    tool: &mut Tool,
    scope: &Scope,
    report: &mut Report,
) -> anyhow::Result<()> {
    if scope.ids.is_empty() {
        let seen = Vec::new();
        reconcile("project", &mut tool.projects, seen, scope, report);
        return Ok(());
    }
    let list = client.projects().list().company_id(&scope.ids);
    let mut list = list.select(FIELDS).limit(2000).items();
    let mut seen = Vec::new();
    while let Some(project) = list.next().await {
        let project = project.context("reading projects")?;
        seen.extend(project_seen(project));
    }
    let send = reconcile("project", &mut tool.projects, seen, scope, report);
    if send.is_empty() {
        return Ok(());
    }
    let rows: Vec<ProjectRow> = send
        .into_iter()
        .map(|at| row(&tool.projects[at], scope))
        .collect();
    let sent = client.projects().bulk_upsert(rows).await;
    report.add_bulk("projects", sent)
}

fn project_seen(project: planhat_client::Project) -> Option<Seen<Project>> {
    Some(Seen {
        planhat_id: project.id?.cast(),
        tool_id: tool_id(project.external_id.as_deref()),
        company: project.company_id,
        values: Project {
            name: project.name.unwrap_or_default(),
            start: project.start_date.map(Moment),
            end: project.end_date.map(Moment),
        },
        changed: None,
    })
}

fn row(item: &Item<Project>, scope: &Scope) -> ProjectRow {
    let row = match (&item.planhat_id, scope.companies.id(&item.customer)) {
        (None, Some(company)) => ProjectRow::new(&item.values.name, company),
        (Some(id), _) => ProjectRow::by_id(id.clone().cast()),
        (None, None) => ProjectRow::by_external_id(key(&item.id)),
    };
    let date = |moment: &Option<Moment>| match moment {
        Some(moment) => Patch::Set(moment.0.clone()),
        None => Patch::<DateTime>::Clear,
    };
    row.external_id(key(&item.id))
        .name(&item.values.name)
        .start_date(date(&item.values.start))
        .end_date(date(&item.values.end))
}
