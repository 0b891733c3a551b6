//! Churn events.

use planhat_examples::churn_events::{self, Event};
use planhat_examples::{Report, files};
use planhat_sandbox::Sandbox;
use serde_json::json;

use crate::{data, one, seed, told, writes};

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    let owner = seed(
        &sandbox,
        "user",
        json!({"nickName": "Mia", "email": "mia@us.example"}),
    );
    let companies = ["acme", "initech", "globex"].map(|name| {
        let company = match name {
            "globex" => json!({"name": name, "externalId": name}),
            _ => json!({"name": name, "externalId": name, "phase": "Live", "owner": owner}),
        };
        seed(&sandbox, "company", company)
    });
    for (company, key) in [(0, "sub-1@2026-01-01"), (1, "sub-3@2025-03-15")] {
        let license = json!({"companyId": companies[company], "externalId": key, "mrr": 90, "renewalStatus": "ongoing"});
        seed(&sandbox, "license", license);
    }
    sandbox
}

async fn run(sandbox: &Sandbox) -> Report {
    let mut report = Report::default();
    let events: Vec<Event> = files::read_json(&data("churn_events.json")).unwrap();
    for event in &events {
        let client = sandbox.client();
        let handled = churn_events::handle(&client, event, "Offboarding", &mut report).await;
        handled.unwrap();
    }
    report
}

#[tokio::test]
async fn a_cancellation_reaches_company_licence_and_owner() {
    let sandbox = sandbox().await;
    let report = run(&sandbox).await;
    let company = one(&sandbox, "company", "externalId", "initech");
    let license = one(&sandbox, "license", "externalId", "sub-3@2025-03-15");
    let churn = one(&sandbox, "churn", "sourceId", "evt_1");
    let task = one(&sandbox, "task", "sourceId", "churn-evt_1");
    assert_eq!(company["phase"], "Offboarding");
    assert_eq!(license["renewalStatus"], "lost");
    assert_eq!(
        (&churn["companyId"], &churn["licenseId"]),
        (&company["_id"], &license["_id"])
    );
    assert_eq!(
        (&churn["isChurn"], &churn["reasons"]),
        (&json!(true), &json!(["Price"]))
    );
    assert_eq!(
        (&task["ownerId"], &task["companyId"]),
        (&company["owner"], &company["_id"])
    );
    assert_eq!(task["endTime"], "2026-03-15T00:00:00.000Z");

    // A downgrade leaves phase and licence alone.
    let churn = one(&sandbox, "churn", "sourceId", "evt_2");
    assert_eq!(
        (&churn["isChurn"], &churn["onlyDowngrade"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        one(&sandbox, "company", "externalId", "acme")["phase"],
        "Live"
    );
    let license = one(&sandbox, "license", "externalId", "sub-1@2026-01-01");
    assert_eq!(license["renewalStatus"], "ongoing");

    told(
        &report.refused,
        "event evt_3: no company has externalId `umbrella`",
    );
    told(
        &report.refused,
        "event evt_4: the licence: no licence has externalId `sub-9@2025-01-01`",
    );
    told(&report.notes, "globex has no owner");
    one(&sandbox, "task", "sourceId", "churn-evt_4");
}

#[tokio::test]
async fn a_second_delivery_changes_nothing_whatever_became_of_the_task() {
    let sandbox = sandbox().await;
    run(&sandbox).await;
    let task = one(&sandbox, "task", "sourceId", "churn-evt_1");
    let id = task["_id"].as_str().unwrap();
    let done = planhat_client::task::TaskPatch::new()
        .status("Done")
        .action("Called");
    sandbox.client().tasks().update(id, done).await.unwrap();

    let before = sandbox.tenant().everything();
    sandbox.clear_log();
    let again = run(&sandbox).await;
    assert_eq!((again.created, again.updated), (0, 0), "{again:?}");
    assert_eq!(
        writes(&sandbox),
        ["PUT /churn"; 3],
        "upserts that change nothing"
    );
    assert_eq!(sandbox.tenant().everything(), before);
}

#[tokio::test]
async fn an_event_that_failed_half_way_is_finished_by_the_next_delivery() {
    let sandbox = sandbox().await;
    sandbox
        .add_fault("PUT /companies/* 400 body=\"not now\"")
        .unwrap();
    let mut report = Report::default();
    let events: Vec<Event> = files::read_json(&data("churn_events.json")).unwrap();
    let client = sandbox.client();
    let failed = churn_events::handle(&client, &events[0], "Offboarding", &mut report).await;
    let error = format!("{:#}", failed.unwrap_err());
    assert!(
        error.contains("changing the phase") && error.contains("not now"),
        "{error}"
    );
    sandbox.clear_faults();
    run(&sandbox).await;
    assert_eq!(
        one(&sandbox, "company", "externalId", "initech")["phase"],
        "Offboarding"
    );
    one(&sandbox, "churn", "sourceId", "evt_1");
    one(&sandbox, "task", "sourceId", "churn-evt_1");
}
