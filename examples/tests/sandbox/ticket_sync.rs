//! Tickets in both directions.

use planhat_client::ticket::TicketRow;
use planhat_examples::ticket_sync::{self, Desk, DeskTicket};
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
    // Of another help desk, and none of this one's business.
    let other = json!({"externalId": "T-1", "subject": "Else", "email": "x@y.example"});
    seed(&sandbox, "ticket", other);
    sandbox
}

fn desk() -> Desk {
    files::read_json(&data("helpdesk.json")).unwrap()
}

fn ticket<'d>(desk: &'d mut Desk, id: &str) -> &'d mut DeskTicket {
    desk.tickets.iter_mut().find(|one| one.id == id).unwrap()
}

async fn run(sandbox: &Sandbox, desk: &mut Desk) -> Report {
    let mut report = Report::default();
    let ended = ticket_sync::sync(&sandbox.client(), desk, &mut report).await;
    ended.unwrap();
    report
}

/// Changes a ticket as somebody does in Planhat.
async fn change_in_planhat(sandbox: &Sandbox, row: TicketRow) {
    let sent = sandbox.client().tickets().bulk_upsert([row]).await.unwrap();
    assert_eq!(sent.result.updated, Some(1));
}

#[tokio::test]
async fn tickets_reach_planhat_and_a_second_run_changes_nothing() {
    let sandbox = sandbox().await;
    let mut desk = desk();
    let report = run(&sandbox, &mut desk).await;
    assert_eq!(report.created, 2, "{report:?}");
    told(&report.refused, "ticket T-3: it has no email address");
    told(
        &report.refused,
        "ticket T-4: no company has externalId `umbrella`",
    );
    let made = one(&sandbox, "ticket", "subject", "Login loops");
    assert_eq!(
        (&made["externalId"], &made["status"]),
        (&json!("helpdesk:T-1"), &json!("open"))
    );
    assert_eq!(
        made["companyId"],
        one(&sandbox, "company", "externalId", "acme")["_id"]
    );
    assert_eq!(made["snippet"], "It asks for the password <twice>.");

    run(&sandbox, &mut desk).await;
    let (before, desk_before) = (sandbox.tenant().everything(), desk.clone());
    sandbox.clear_log();
    let again = run(&sandbox, &mut desk).await;
    assert_eq!(
        (again.created, again.updated, again.unchanged),
        (0, 0, 2),
        "{again:?}"
    );
    assert_eq!(again.refused.len(), 2, "still told");
    assert_eq!(writes(&sandbox), [""; 0]);
    assert_eq!((sandbox.tenant().everything(), desk), (before, desk_before));
}

#[tokio::test]
async fn who_changed_a_ticket_wins_and_of_both_the_newer() {
    let sandbox = sandbox().await;
    let mut desk = desk();
    run(&sandbox, &mut desk).await;
    run(&sandbox, &mut desk).await;

    // One changes here, the other there.
    ticket(&mut desk, "T-1").values.status = "pending".into();
    let row = TicketRow::by_source_id("helpdesk:T-2").email("grace@globex.example");
    change_in_planhat(&sandbox, row.status("resolved")).await;
    // A touch of something else makes Planhat's record the newer one, and its old status no newer.
    let row = TicketRow::by_source_id("helpdesk:T-1").email("ada@acme.example");
    change_in_planhat(&sandbox, row.tags(["vip"])).await;
    let report = run(&sandbox, &mut desk).await;
    assert_eq!(report.updated, 1, "{report:?}");
    told(&report.received, "ticket T-2: new to resolved");
    assert_eq!(ticket(&mut desk, "T-2").values.status, "resolved");
    let first = one(&sandbox, "ticket", "subject", "Login loops");
    assert_eq!(
        (&first["status"], &first["tags"]),
        (&json!("pending"), &json!(["vip"]))
    );
    run(&sandbox, &mut desk).await;

    // Both change: once Planhat is the later one, once the desk.
    let row = TicketRow::by_source_id("helpdesk:T-1").email("ada@acme.example");
    change_in_planhat(&sandbox, row.status("closed")).await;
    let row = TicketRow::by_source_id("helpdesk:T-2").email("grace@globex.example");
    change_in_planhat(&sandbox, row.status("closed")).await;
    ticket(&mut desk, "T-1").values.status = "open".into();
    let second = ticket(&mut desk, "T-2");
    second.values.status = "reopened".into();
    second.updated = "2999-01-01".parse().unwrap();
    run(&sandbox, &mut desk).await;
    assert_eq!(ticket(&mut desk, "T-1").values.status, "closed");
    assert_eq!(
        one(&sandbox, "ticket", "subject", "Empty export")["status"],
        "reopened"
    );
}

#[tokio::test]
async fn a_ticket_made_in_planhat_becomes_one_of_the_desk_even_if_the_first_try_fails() {
    let sandbox = sandbox().await;
    let company = one(&sandbox, "company", "externalId", "globex")["_id"].clone();
    let made = json!({"companyId": company, "subject": "From the app", "status": "new", "email": "grace@globex.example"});
    let id = seed(&sandbox, "ticket", made);
    seed(
        &sandbox,
        "ticket",
        json!({"companyId": company, "subject": "No address"}),
    );

    let mut desk = desk();
    sandbox
        .add_fault("PUT /tickets 400 body=\"not now\"")
        .unwrap();
    let mut report = Report::default();
    let failed = ticket_sync::sync(&sandbox.client(), &mut desk, &mut report).await;
    assert!(failed.is_err());
    told(&report.received, "ticket D-5 is new: From the app");
    told(
        &report.refused,
        "Planhat's ticket `No address`: it has no email",
    );
    told(&report.refused, "tickets: rows 0 to 3");
    sandbox.clear_faults();

    for _ in 0..2 {
        run(&sandbox, &mut desk).await;
    }
    assert_eq!(desk.tickets.len(), 5);
    let linked = one(&sandbox, "ticket", "externalId", "helpdesk:D-5");
    assert_eq!(
        (&linked["_id"], &linked["subject"]),
        (&json!(id), &json!("From the app"))
    );
    assert!(ticket(&mut desk, "D-5").synced.is_some());
    sandbox.clear_log();
    run(&sandbox, &mut desk).await;
    assert_eq!(writes(&sandbox), [""; 0]);
}

#[tokio::test]
async fn a_run_reads_what_changed_and_not_all() {
    let sandbox = sandbox().await;
    for number in 0..1200 {
        let made = json!({"externalId": format!("X-{number}"), "source": "other", "email": "x@y.example",
            "subject": "Old", "updateDate": "2025-01-01T00:00:00.000Z"});
        seed(&sandbox, "ticket", made);
    }
    let mut desk = desk();
    run(&sandbox, &mut desk).await;
    run(&sandbox, &mut desk).await;
    sandbox.clear_log();
    run(&sandbox, &mut desk).await;
    let pages = sandbox
        .log()
        .iter()
        .filter(|entry| entry.path == "/tickets")
        .count();
    assert_eq!(pages, 1);
}
