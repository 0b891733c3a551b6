//! Projects, tasks and time in both directions.

use planhat_client::DateTime;
use planhat_client::ids::{ProjectKey, TaskKey};
use planhat_client::project::ProjectPatch;
use planhat_client::task::TaskPatch;
use planhat_client::time_entry::TimeEntryPatch;
use planhat_examples::project_sync::{self, tool::Tool};
use planhat_examples::{Report, files};
use planhat_sandbox::Sandbox;
use serde_json::json;

use crate::{data, one, seed, told, writes};

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    for name in ["acme", "globex"] {
        seed(
            &sandbox,
            "company",
            json!({"name": name, "externalId": name}),
        );
    }
    sandbox
}

fn tool() -> Tool {
    files::read_json(&data("projects.json")).unwrap()
}

async fn run(sandbox: &Sandbox, tool: &mut Tool) -> Report {
    let mut report = Report::default();
    let ended = project_sync::sync(&sandbox.client(), tool, &mut report).await;
    ended.unwrap();
    report
}

/// What was written to the file and read again is the same.
fn saved(tool: &Tool) -> Tool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tool.json");
    files::write_json(&path, tool).unwrap();
    files::read_json(&path).unwrap()
}

#[tokio::test]
async fn all_reaches_planhat_and_a_second_run_changes_nothing() {
    let sandbox = sandbox().await;
    let mut tool = tool();
    let report = run(&sandbox, &mut tool).await;
    assert_eq!((report.created, report.updated), (4, 0), "{report:?}");
    let company = one(&sandbox, "company", "externalId", "acme");
    let project = one(&sandbox, "project", "externalId", "tool:p1");
    assert_eq!(
        (&project["name"], &project["companyId"]),
        (&json!("Onboarding"), &company["_id"])
    );
    assert_eq!(project["endDate"], "2026-03-31T00:00:00.000Z");
    let done = one(&sandbox, "task", "sourceId", "tool:t1");
    assert_eq!(
        (&done["action"], &done["status"]),
        (&json!("Kick-off"), &json!("Done"))
    );
    let open = one(&sandbox, "task", "sourceId", "tool:t2");
    assert_eq!(
        (&open["mainType"], open.get("endTime")),
        (&json!("task"), Some(&json!(null)))
    );
    let entry = one(&sandbox, "time_entry", "description", "Kick-off");
    assert_eq!(
        (&entry["hours"], &entry["companyId"]),
        (&json!(1.5), &company["_id"])
    );
    told(
        &report.refused,
        "project p2: no company has externalId `umbrella`",
    );
    told(
        &report.refused,
        "time h2: time_entry.create: nothing was sent: `hours` is 0",
    );

    let before = sandbox.tenant().everything();
    sandbox.clear_log();
    let again = run(&sandbox, &mut tool).await;
    assert_eq!(
        (again.created, again.updated, again.unchanged),
        (0, 0, 4),
        "{again:?}"
    );
    assert_eq!(writes(&sandbox), [""; 0]);
    assert_eq!(again.refused.len(), 2, "still told");
    let tool_before = tool.clone();
    let mut tool = saved(&tool);
    run(&sandbox, &mut tool).await;
    assert_eq!((sandbox.tenant().everything(), tool), (before, tool_before));
}

#[tokio::test]
async fn changes_go_both_ways() {
    let sandbox = sandbox().await;
    let (mut tool, client) = (tool(), sandbox.client());
    run(&sandbox, &mut tool).await;
    run(&sandbox, &mut tool).await;

    let patch = TaskPatch::new()
        .action("Import it all")
        .end_time("2026-02-01".parse::<DateTime>().unwrap());
    client
        .tasks()
        .update(TaskKey::source_id("tool:t2"), patch)
        .await
        .unwrap();
    let patch = ProjectPatch::new().name("Onboarding II");
    client
        .projects()
        .update(ProjectKey::external_id("tool:p1"), patch)
        .await
        .unwrap();
    tool.time[0].values.hours = 2.into();
    tool.time[0].changed = DateTime::now();
    let report = run(&sandbox, &mut tool).await;
    assert_eq!((report.created, report.updated), (0, 1), "{report:?}");
    assert_eq!(report.received, ["project p1", "task t2"]);
    assert_eq!(tool.tasks[1].values.title, "Import it all");
    assert!(tool.tasks[1].values.due.is_some());
    assert_eq!(tool.projects[0].values.name, "Onboarding II");
    assert_eq!(
        one(&sandbox, "time_entry", "description", "Kick-off")["hours"],
        2
    );

    // Both change: the newer wins; of a project nobody knows which that is.
    run(&sandbox, &mut tool).await;
    let patch = TaskPatch::new().action("Planhat's");
    client
        .tasks()
        .update(TaskKey::source_id("tool:t2"), patch)
        .await
        .unwrap();
    let patch = ProjectPatch::new().name("Planhat's");
    client
        .projects()
        .update(ProjectKey::external_id("tool:p1"), patch)
        .await
        .unwrap();
    tool.tasks[1].values.title = "The tool's".into();
    tool.projects[0].values.name = "The tool's".into();
    let report = run(&sandbox, &mut tool).await;
    told(
        &report.notes,
        "project p1: changed on both sides, the tool's holds",
    );
    assert_eq!(tool.tasks[1].values.title, "Planhat's");
    assert_eq!(
        one(&sandbox, "project", "externalId", "tool:p1")["name"],
        "The tool's"
    );
}

#[tokio::test]
async fn tasks_are_finished_and_taken_up_again_from_either_side() {
    let sandbox = sandbox().await;
    let (mut tool, client) = (tool(), sandbox.client());
    run(&sandbox, &mut tool).await;
    run(&sandbox, &mut tool).await;

    let task = || TaskKey::source_id("tool:t2");
    client
        .tasks()
        .update(task(), TaskPatch::new().status("Done"))
        .await
        .unwrap();
    assert_eq!(run(&sandbox, &mut tool).await.received, ["task t2"]);
    assert!(tool.tasks[1].values.done);

    tool.tasks[1].values.done = false;
    run(&sandbox, &mut tool).await;
    assert_eq!(
        one(&sandbox, "task", "sourceId", "tool:t2")["status"],
        "To Do"
    );
    run(&sandbox, &mut tool).await;
    client
        .tasks()
        .update(task(), TaskPatch::new().status("Blocked"))
        .await
        .unwrap();
    tool.tasks[1].values.title = "Import the rest".into();
    run(&sandbox, &mut tool).await;
    let found = one(&sandbox, "task", "sourceId", "tool:t2");
    assert_eq!(
        (&found["action"], &found["status"]),
        (&json!("Import the rest"), &json!("Blocked"))
    );
    run(&sandbox, &mut tool).await;
    tool.tasks[1].values.done = true;
    run(&sandbox, &mut tool).await;
    assert_eq!(
        one(&sandbox, "task", "sourceId", "tool:t2")["status"],
        "Done"
    );
}

#[tokio::test]
async fn what_is_made_in_planhat_for_a_customer_with_a_project_is_taken_over() {
    let sandbox = sandbox().await;
    let id = |name: &str| one(&sandbox, "company", "externalId", name)["_id"].clone();
    let (acme, globex) = (id("acme"), id("globex"));
    let task = seed(
        &sandbox,
        "task",
        json!({"companyId": acme, "action": "Call Ada", "mainType": "task"}),
    );
    seed(
        &sandbox,
        "task",
        json!({"companyId": globex, "action": "Of no project", "mainType": "task"}),
    );
    seed(
        &sandbox,
        "task",
        json!({"companyId": acme, "action": "Meeting", "mainType": "event", "sourceId": "cal-1"}),
    );
    seed(
        &sandbox,
        "project",
        json!({"companyId": acme, "name": "Training"}),
    );
    let worked = json!({"companyId": acme, "date": "2026-01-10T00:00:00.000Z", "hours": 3, "description": "Slides"});
    seed(&sandbox, "time_entry", worked);

    let mut tool = tool();
    let report = run(&sandbox, &mut tool).await;
    assert_eq!(report.received.len(), 3, "{report:?}");
    told(&report.received, &format!("task planhat-{task} is new"));
    assert_eq!(
        (tool.projects.len(), tool.tasks.len(), tool.time.len()),
        (3, 3, 3)
    );
    assert_eq!(tool.tasks[2].values.title, "Call Ada");
    let linked = one(&sandbox, "task", "sourceId", format!("tool:planhat-{task}"));
    assert_eq!(
        (&linked["_id"], &linked["action"]),
        (&json!(task), &json!("Call Ada"))
    );
    assert_eq!(sandbox.tenant().records("project").len(), 2);
    assert_eq!(sandbox.tenant().records("time_entry").len(), 2);
    run(&sandbox, &mut tool).await;
    sandbox.clear_log();
    let again = run(&sandbox, &mut tool).await;
    assert_eq!(
        (writes(&sandbox).len(), again.received.len()),
        (0, 0),
        "{again:?}"
    );
}

#[tokio::test]
async fn time_whose_answer_was_lost_is_not_made_twice() {
    let sandbox = sandbox().await;
    sandbox
        .add_fault("POST /timeentries reset-after once")
        .unwrap();
    let mut tool = tool();
    let mut report = Report::default();
    let failed = project_sync::sync(&sandbox.client(), &mut tool, &mut report).await;
    assert!(failed.is_err());
    told(&report.unknown, "time h1");
    run(&sandbox, &mut tool).await;
    let entry = one(&sandbox, "time_entry", "description", "Kick-off");
    let id = tool.time[0].planhat_id.as_ref().unwrap();
    assert_eq!(entry["_id"], id.as_str());
}

#[tokio::test]
async fn time_that_is_approved_is_left_alone() {
    let sandbox = sandbox().await;
    let mut tool = tool();
    run(&sandbox, &mut tool).await;
    run(&sandbox, &mut tool).await;
    let id = tool.time[0].planhat_id.clone().unwrap();
    // Only Planhat itself approves: put it in as approved.
    let mut entry = one(&sandbox, "time_entry", "description", "Kick-off");
    entry.insert("timesheetStatus".into(), json!("approved"));
    sandbox.tenant().insert("time_entry", entry).unwrap();
    tool.time[0].values.hours = 4.into();
    for _ in 0..2 {
        let report = run(&sandbox, &mut tool).await;
        told(&report.refused, "time h1: its timesheet is approved");
    }
    let entry = one(&sandbox, "time_entry", "description", "Kick-off");
    assert_eq!(
        (&entry["_id"], &entry["hours"]),
        (&json!(id.as_str()), &json!(1.5))
    );
    // What does change there still comes in.
    let patch = TimeEntryPatch::new().description("Kick-off, long");
    sandbox
        .client()
        .time_entries()
        .update(id.cast::<planhat_client::ids::tag::TimeEntry>(), patch)
        .await
        .unwrap();
    run(&sandbox, &mut tool).await;
    assert_eq!(tool.time[0].values.note, "Kick-off, long");
}
