//! Arguments that are refused before anything is sent.

use http::Method;
use planhat_client::company::{CompanyPatch, CompanyRow};
use planhat_client::ids::{CompanyId, CompanyKey, NpsKey};
use planhat_client::nps::NpsPatch;
use planhat_client::ticket::TicketRow;
use planhat_client::timesheet::{TimesheetPatch, TimesheetStatus};
use planhat_client::{Error, ErrorKind, Number, company};
use serde_json::json;

use crate::server::{ID, Server};

/// Fails unless each was refused for these arguments, and nothing was sent.
async fn all_refused(server: &Server, cases: Vec<(&str, Option<Error>)>) {
    for (arguments, error) in cases {
        let error = error.unwrap_or_else(|| panic!("{arguments}: it was sent"));
        assert_eq!(error.kind(), ErrorKind::Invalid, "{arguments}: {error}");
        assert!(error.is_invalid() && !error.may_have_arrived(), "{error}");
        let refused: Vec<&str> = error
            .faults()
            .iter()
            .map(|fault| &*fault.argument)
            .collect();
        assert_eq!(refused.join(" "), arguments, "{error}");
    }
    assert_eq!(server.count().await, 0);
}

#[tokio::test]
async fn an_empty_id_would_name_the_whole_list() {
    let server = Server::with([]).await;
    let client = server.client();
    let companies = client.companies();
    let mut cases = Vec::new();
    for id in ["", "  ", "\t", "extid-", "srcid-", " extid- ", ".", ".."] {
        cases.push(("id", companies.get(id).await.err()));
        cases.push(("id", companies.update(id, CompanyPatch::new()).await.err()));
        cases.push(("id", companies.delete(id).await.err()));
    }
    cases.push(("id", companies.get(CompanyKey::external_id("")).await.err()));
    cases.push(("id", companies.get(CompanyKey::source_id(" ")).await.err()));
    cases.push(("id", client.nps().get(NpsKey::source_id("")).await.err()));
    let no_id = client.call::<planhat_client::Company>(&company::GET);
    cases.push(("id", no_id.await.err()));
    all_refused(&server, cases).await;
}

#[tokio::test]
async fn a_prefixed_key_is_refused_where_it_is_not_taken() {
    let server = Server::with([]).await;
    let client = server.client();
    let patch = NpsPatch::new().c_id("extid-crm-1");
    let cases = vec![
        ("id", client.companies().delete("extid-crm-1").await.err()),
        ("id", client.notes().delete("srcid-1").await.err()),
        ("id", client.timesheets().get("extid-1").await.err()),
        ("id", client.issues().get("extid-1").await.err()),
        ("cId", client.nps().update(ID, patch).await.err()),
    ];
    all_refused(&server, cases).await;
}

#[tokio::test]
async fn values_of_a_query_are_checked() {
    let server = Server::with([]).await;
    let client = server.client();
    let list = || client.companies().list();
    let by_name = |name: &str, value: &str| list().into_call().query(name, value);
    let cases = vec![
        ("limit", list().limit(5_001).await.err()),
        ("limit", client.churn().list().limit(1_001).await.err()),
        ("limit", by_name("limit", "many").await.err()),
        ("sort", list().sort("").await.err()),
        ("select", list().select(Vec::<String>::new()).await.err()),
        ("select", list().select(["_id,name"]).await.err()),
        (
            "companyId",
            list().company_id(Vec::<CompanyId>::new()).await.err(),
        ),
        ("companyId", list().company_id(["a", ""]).await.err()),
        (
            "updatedSince",
            by_name("updatedSince", "2025-01-01").await.err(),
        ),
        ("Limit", by_name("Limit", "5").await.err()),
        (
            "limit nope",
            list().limit(9_999).into_call().query("nope", 1).await.err(),
        ),
    ];
    all_refused(&server, cases).await;
    let error = by_name("updatedSince", "2025-01-01")
        .await
        .expect_err("it does not exist");
    assert!(
        error.to_string().contains("limit, offset, sort, select"),
        "{error}"
    );
}

#[tokio::test]
async fn values_of_a_body_are_checked() {
    let server = Server::with([]).await;
    let client = server.client();
    let nps = client.nps();
    let patch = CompanyPatch::new;
    let update = async |patch| client.companies().update(ID, patch).await.err();
    let status = TimesheetPatch::new().status(TimesheetStatus::Unknown("lost".into()));
    let cases = vec![
        ("score", nps.create("ada@example.com", 11).await.err()),
        ("score", nps.create("ada@example.com", -1).await.err()),
        (
            "score",
            nps.update(ID, NpsPatch::new().score(100)).await.err(),
        ),
        ("status", client.timesheets().update(ID, status).await.err()),
        ("name", client.companies().create("").await.err()),
        (
            "name",
            client.companies().create("Acme").clear("name").await.err(),
        ),
        (
            "csmScore",
            update(patch().csm_score(Number::Float(f64::NAN))).await,
        ),
        ("mrr", update(patch().set("mrr", 5)).await),
        ("tags", update(patch().set("tags", "vip")).await),
        ("custom", update(patch().set("custom", json!([]))).await),
        (
            "phase tags",
            update(patch().set("phase", 1).set("tags", 2)).await,
        ),
    ];
    all_refused(&server, cases).await;
}

#[tokio::test]
async fn the_bounds_themselves_are_good() {
    let server = Server::with((0..3).map(|_| crate::server::answer(200, "{}"))).await;
    let nps = server.client();
    nps.nps()
        .create("ada@example.com", 0)
        .await
        .expect("the least score");
    nps.nps()
        .create("ada@example.com", 10)
        .await
        .expect("the greatest score");
    let status = TimesheetPatch::new().status("approved");
    nps.timesheets()
        .update(ID, status)
        .await
        .expect("a known status");
    assert_eq!(server.count().await, 3);
}

#[tokio::test]
async fn a_row_is_checked_by_its_number() {
    let server = Server::with([]).await;
    let client = server.client();
    let rows = [
        CompanyRow::by_id(ID),
        CompanyRow::new("Acme").set("tags", 1),
    ];
    let nameless = [CompanyRow::new("")];
    // A ticket without an address would vanish without a word.
    let ticket = [TicketRow::by_source_id("t-1")];
    let cases = vec![
        (
            "rows[0].email",
            client.tickets().bulk_upsert(ticket).await.err(),
        ),
        (
            "rows[1].tags",
            client.companies().bulk_upsert(rows).await.err(),
        ),
        (
            "rows[0].name",
            client.companies().bulk_upsert(nameless).await.err(),
        ),
    ];
    all_refused(&server, cases).await;
}

#[tokio::test]
async fn the_raw_door_refuses_what_is_no_path() {
    let server = Server::with([]).await;
    let client = server.client();
    let mut cases = Vec::new();
    for path in [
        "",
        "companies",
        "//evil.example/x",
        "https://evil.example/",
        "/a/../b",
        "/..",
        "/a#b",
        "/a/%2e%2E/b",
        "/.%2e",
        "/a\\..\\b",
        "/a/..?b",
    ] {
        cases.push(("path", client.request(Method::GET, path).send().await.err()));
    }
    let keys: std::collections::HashMap<(u8, u8), u8> = [((1, 2), 3)].into();
    let request = client.request(Method::POST, "/any").json(&keys);
    cases.push(("body", request.send().await.err()));
    all_refused(&server, cases).await;
}

#[tokio::test]
async fn a_dry_run_shows_the_call_and_sends_nothing() {
    let server = Server::with([]).await;
    let client = server.client();
    let run = client.companies().create("Acme").phase("Live").dry_run();
    let run = run.expect("it can be sent");
    assert_eq!(
        (run.method.as_str(), run.body),
        ("POST", Some(json!({"name": "Acme", "phase": "Live"})))
    );
    assert_eq!(run.url, format!("{}/companies", server.url()));
    let run = client
        .companies()
        .list()
        .limit(5)
        .dry_run()
        .expect("it can be sent");
    assert_eq!(
        (run.url, run.body),
        (format!("{}/companies?limit=5", server.url()), None)
    );
    let raw = client
        .request(Method::PUT, "/any")
        .body("text/plain", "as it is")
        .dry_run();
    assert_eq!(raw.expect("it can be sent").body, Some(json!("as it is")));
    let refused = client.companies().create("").dry_run();
    assert!(refused.expect_err("the name is missing").is_invalid());
    assert_eq!(server.count().await, 0);
}
