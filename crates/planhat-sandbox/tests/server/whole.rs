//! The client against the whole sandbox.

use std::collections::BTreeSet;
use std::time::Duration;

use planhat_client::company::CompanyRow;
use planhat_client::{Client, Error, ErrorKind};
use planhat_sandbox::Sandbox;

async fn names(client: &Client, page: i64) -> Result<Vec<String>, Error> {
    let mut items = client.companies().list().limit(page).items();
    let mut names = Vec::new();
    while let Some(company) = items.next().await {
        names.extend(company?.name);
    }
    Ok(names)
}

fn rows(count: usize) -> impl Iterator<Item = CompanyRow> {
    (0..count).map(|number| CompanyRow::new(format!("c{number}")).external_id(format!("{number}")))
}

#[tokio::test]
async fn a_client_gets_through_what_passes() {
    let faults = [
        "PUT /companies 503 once",
        "PUT /companies reset-after at 3",
        "PUT /companies close at 5",
        "GET /companies?offset=200 reset once",
        "GET /companies?offset=300 truncate once",
        "GET /companies?offset=400 close-after once",
        "GET /companies?offset=500 429 retry-after=0 once",
        "GET /companies?offset=600 delay=50ms 502 once",
    ];
    let mut builder = Sandbox::builder();
    for fault in faults {
        builder = builder.fault(fault).expect("a fault");
    }
    let sandbox = builder.start().await.expect("a sandbox");
    let client = sandbox.client();
    let companies = client.companies();
    let report = companies.bulk_upsert(rows(1000)).chunk_rows(250);
    let report = report.await.expect("written");
    assert!(report.is_complete(), "{report:?}");
    let names = names(&client, 100).await.expect("read");
    assert_eq!(names.len(), 1000);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 1000);
    let met: BTreeSet<String> = sandbox
        .log()
        .into_iter()
        .filter_map(|one| one.fault)
        .collect();
    assert_eq!(met.len(), faults.len(), "{met:?}");
    assert_eq!(sandbox.tenant().records("company").len(), 1000);
}

#[tokio::test]
async fn what_never_passes_is_told() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let client = sandbox.client();
    let mut told = Vec::new();
    for fault in ["* /** garbage", "* /** 403 body=no", "* /** hang"] {
        sandbox.set_faults([fault]).expect("a fault");
        let companies = client.companies();
        let call = companies.get("61dd5bf1d8ecd4a9a5b0c0a1");
        let call = call.with_deadline(Duration::from_millis(300));
        told.push(call.await.expect_err(fault));
    }
    assert_eq!(told[1].status(), Some(403));
    assert_eq!(told[1].body(), Some("no"));
    assert_eq!(told[2].kind(), ErrorKind::Deadline);
    sandbox.set_faults(["* /** reset-after"]).expect("a fault");
    let companies = client.companies();
    let made = companies.create("A").await.expect_err("a reset");
    assert!(made.may_have_arrived(), "{made}");
    assert_eq!(sandbox.tenant().records("company").len(), 1);
}

#[tokio::test]
async fn records_stay_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.ndjson");
    let sandbox = Sandbox::builder().data(&path).start().await;
    let sandbox = sandbox.expect("a sandbox");
    let client = sandbox.client();
    let companies = client.companies();
    let made = companies.create("A").external_id("1").await.expect("made");
    companies.bulk_upsert(rows(20)).await.expect("written");
    let before = sandbox.tenant().everything();
    sandbox.stop().await.expect("saved");
    let text = std::fs::read_to_string(&path).expect("a file");
    assert_eq!(text.lines().count(), before.len());

    let sandbox = Sandbox::builder().data(&path).start().await;
    let sandbox = sandbox.expect("started again");
    assert_eq!(sandbox.tenant().everything(), before);
    let client = sandbox.client();
    let companies = client.companies();
    let got = companies.get("extid-1").await.expect("it is there");
    assert_eq!(got.id, made.id);
    companies.create("B").await.expect("made");
    let before = sandbox.tenant().everything();
    drop(sandbox);

    let sandbox = Sandbox::builder().data(&path).start().await;
    let sandbox = sandbox.expect("started again");
    assert_eq!(sandbox.tenant().everything(), before);
    let second = Sandbox::builder().data(&path).start().await;
    let told = second.expect_err("in use").to_string();
    assert!(told.contains("in use by another sandbox"), "{told}");
}

#[tokio::test]
async fn changes_are_saved_while_it_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.ndjson");
    let sandbox = Sandbox::builder().data(&path).start().await;
    let sandbox = sandbox.expect("a sandbox");
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "");
    let client = sandbox.client();
    client.companies().create("A").await.expect("made");
    for _ in 0..200 {
        let text = std::fs::read_to_string(&path).expect("a file");
        if text.contains("\"A\"") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing was saved in ten seconds");
}
