//! Licences from subscriptions.

use planhat_examples::Report;
use planhat_examples::license_sync::{self, Subscription};
use planhat_sandbox::Sandbox;
use serde_json::json;

use crate::{data, one, seed, told, writes};

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    for name in ["acme", "globex", "initech"] {
        seed(
            &sandbox,
            "company",
            json!({"name": name, "externalId": name}),
        );
    }
    sandbox
}

fn subscriptions() -> Vec<csv::Result<Subscription>> {
    let reader = csv::Reader::from_path(data("subscriptions.csv")).unwrap();
    reader.into_deserialize().collect()
}

/// Those of the file, one changed.
fn changed(id: &str, change: impl Fn(&mut Subscription)) -> Vec<csv::Result<Subscription>> {
    let mut all = subscriptions();
    let of = all.iter_mut().flatten().filter(|one| one.id == id);
    of.for_each(change);
    all
}

async fn run(sandbox: &Sandbox, from: Vec<csv::Result<Subscription>>, dry: bool) -> Report {
    let mut report = Report::default();
    let ended = license_sync::sync(&sandbox.client(), from, dry, &mut report).await;
    ended.unwrap();
    report
}

#[tokio::test]
async fn each_term_becomes_a_licence_and_a_second_run_sends_nothing() {
    let sandbox = sandbox().await;
    let report = run(&sandbox, subscriptions(), false).await;
    assert_eq!((report.created, report.updated), (4, 0), "{report:?}");
    let first = one(&sandbox, "license", "externalId", "sub-1@2025-01-01");
    let second = one(&sandbox, "license", "externalId", "sub-1@2026-01-01");
    let company = one(&sandbox, "company", "externalId", "acme");
    assert_eq!(first["companyId"], company["_id"]);
    assert_eq!(first["renewalStatus"], "renewed");
    assert_eq!(first["toDate"], "2026-01-01T00:00:00.000Z");
    assert_eq!(
        (&second["renewalStatus"], &second["mrr"]),
        (&json!("ongoing"), &json!(1350.5))
    );
    let open = one(&sandbox, "license", "externalId", "sub-2@2025-06-01");
    assert_eq!(
        (&open["fixedPeriod"], &open["toDate"]),
        (&json!(false), &json!(null))
    );
    let lost = one(&sandbox, "license", "externalId", "sub-3@2025-03-15");
    assert_eq!(lost["renewalStatus"], "lost");
    // What could not be written is told.
    told(
        &report.refused,
        "sub-4: no company has externalId `umbrella`",
    );
    told(&report.refused, "sub-5: mrr is 0");

    let before = sandbox.tenant().everything();
    sandbox.clear_log();
    let again = run(&sandbox, subscriptions(), false).await;
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 4));
    assert_eq!(writes(&sandbox), [""; 0]);
    assert_eq!(sandbox.tenant().everything(), before);
}

#[tokio::test]
async fn a_dry_run_says_what_a_run_then_does() {
    let sandbox = sandbox().await;
    run(&sandbox, subscriptions(), false).await;
    let changes = || {
        let mut all = changed("sub-2", |one| one.mrr = 450.into());
        all.push(Ok(Subscription {
            start: "2026-06-01".parse().unwrap(),
            status: license_sync::Status::Cancelled,
            ..subscriptions().remove(1).unwrap()
        }));
        all
    };
    sandbox.clear_log();
    let before = sandbox.tenant().everything();
    let dry = run(&sandbox, changes(), true).await;
    assert_eq!(writes(&sandbox), [""; 0]);
    assert_eq!(sandbox.tenant().everything(), before);
    told(&dry.notes, "sub-2@2025-06-01: price 400 to 450");
    told(&dry.notes, "sub-1@2026-01-01: renewed by sub-1@2026-06-01");

    let report = run(&sandbox, changes(), false).await;
    assert_eq!(report.notes, dry.notes);
    assert_eq!((report.created, report.updated), (1, 2));
    assert_eq!(
        one(&sandbox, "license", "externalId", "sub-2@2025-06-01")["mrr"],
        450
    );
}

#[tokio::test]
async fn a_cancelled_subscription_can_be_taken_up_again() {
    let sandbox = sandbox().await;
    run(&sandbox, subscriptions(), false).await;
    let cancelled = || {
        changed("sub-2", |one| {
            one.status = license_sync::Status::Cancelled;
            one.end = Some("2025-12-31".parse().unwrap());
        })
    };
    assert_eq!(run(&sandbox, cancelled(), false).await.updated, 1);
    let license = one(&sandbox, "license", "externalId", "sub-2@2025-06-01");
    assert_eq!(
        (&license["renewalStatus"], &license["fixedPeriod"]),
        (&json!("lost"), &json!(true))
    );
    assert_eq!(run(&sandbox, subscriptions(), false).await.updated, 1);
    let license = one(&sandbox, "license", "externalId", "sub-2@2025-06-01");
    assert_eq!(
        (&license["renewalStatus"], &license["toDate"]),
        (&json!("ongoing"), &json!(null))
    );
}

#[tokio::test]
async fn lines_that_are_no_subscription_are_told_and_a_failure_keeps_its_account() {
    let sandbox = sandbox().await;
    let text = "id,customer,product,currency,start,end,mrr,auto_renews,status\n\
                x,acme,P,EUR,2025-02-31,,5,true,active\n\
                y,acme,P,EUR,2025-02-01,,5,true,active\n";
    let lines = csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .collect();
    let report = run(&sandbox, lines, false).await;
    assert_eq!(report.created, 1);
    told(&report.refused, "line: 2");

    // The answer to the write is lost: whether it was taken is not known, and a second run settles it.
    let sandbox = self::sandbox().await;
    sandbox.add_fault("PUT /licenses reset-after").unwrap();
    let mut report = Report::default();
    let client = planhat_client::Client::builder()
        .base_url(sandbox.url())
        .token(sandbox.token())
        .no_pacing()
        .retry(planhat_client::Backoff::never())
        .build()
        .unwrap();
    let ended = license_sync::sync(&client, subscriptions(), false, &mut report).await;
    assert!(ended.is_err());
    told(&report.unknown, "licences: rows 0 to 4");
    sandbox.clear_faults();
    let again = run(&sandbox, subscriptions(), false).await;
    assert_eq!((again.created, again.unchanged), (0, 4));
}
