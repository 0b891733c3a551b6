//! NPS answers.

use planhat_examples::nps_ingestion::{self, Answer};
use planhat_examples::{Report, files};
use planhat_sandbox::Sandbox;
use serde_json::json;

use crate::{data, one, seed, told, writes};

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    let acme = json!({"name": "Acme", "externalId": "acme", "domains": ["acme.example"]});
    let acme = seed(&sandbox, "company", acme);
    seed(
        &sandbox,
        "company",
        json!({"name": "Globex", "externalId": "globex"}),
    );
    // Put away, and a contact all the same.
    let ada = json!({"companyId": acme, "email": "ada@acme.example", "archived": true});
    seed(&sandbox, "enduser", ada);
    sandbox
}

fn answers() -> Vec<Answer> {
    files::read_json(&data("nps.json")).unwrap()
}

async fn run(sandbox: &Sandbox, answers: Vec<Answer>) -> Report {
    let mut report = Report::default();
    let client = sandbox.client();
    let ended = nps_ingestion::ingest(&client, "spring", answers, &mut report).await;
    ended.unwrap();
    report
}

#[tokio::test]
async fn answers_find_their_contacts_and_are_sent_once() {
    let sandbox = sandbox().await;
    let report = run(&sandbox, answers()).await;
    assert_eq!(report.created, 3 + 2, "answers and contacts: {report:?}");
    assert_eq!(sandbox.tenant().records("enduser").len(), 3);

    let ada = one(&sandbox, "enduser", "email", "ada@acme.example");
    let answer = one(&sandbox, "nps", "sourceId", "spring:a1");
    assert_eq!(
        (&answer["nps"], &answer["npsComment"]),
        (&json!(9), &json!("Quick help."))
    );
    assert_eq!(
        (&answer["euId"], &answer["cId"]),
        (&ada["_id"], &ada["companyId"])
    );
    assert_eq!(answer["scoreType"], "promoter");

    let new = one(&sandbox, "enduser", "email", "new@acme.example");
    assert_eq!(
        (&new["name"], &new["companyId"]),
        (&json!("Nel Newcomer"), &ada["companyId"])
    );
    assert_eq!(
        one(&sandbox, "nps", "sourceId", "spring:a2")["euId"],
        new["_id"]
    );
    let grace = one(&sandbox, "enduser", "email", "grace@mail.example");
    assert_eq!(
        grace["companyId"],
        one(&sandbox, "company", "externalId", "globex")["_id"]
    );

    told(
        &report.refused,
        "answer a4: neither a contact nor a company",
    );
    told(&report.refused, "answer a5: the score is 11");

    let before = sandbox.tenant().everything();
    sandbox.clear_log();
    let again = run(&sandbox, answers()).await;
    assert_eq!(
        (again.created, again.updated, again.unchanged),
        (0, 0, 3),
        "{again:?}"
    );
    assert!(
        !writes(&sandbox)
            .iter()
            .any(|call| call.contains("/endusers"))
    );
    assert_eq!(sandbox.tenant().everything(), before);
}

#[tokio::test]
async fn an_answer_that_came_by_another_way_is_known_by_email_and_moment() {
    let sandbox = sandbox().await;
    let other =
        json!({"email": "ada@acme.example", "nps": 9, "npsDate": "2026-02-03T09:15:00.000Z"});
    seed(&sandbox, "nps", other);
    let report = run(&sandbox, answers()).await;
    assert_eq!((report.created, report.unchanged), (2 + 2, 1), "{report:?}");
    assert_eq!(sandbox.tenant().records("nps").len(), 3);
}

#[tokio::test]
async fn a_domain_of_two_companies_decides_nothing() {
    let sandbox = sandbox().await;
    seed(
        &sandbox,
        "company",
        json!({"name": "Acme II", "domains": ["ACME.example"]}),
    );
    let report = run(&sandbox, answers()).await;
    told(
        &report.refused,
        "answer a2: neither a contact nor a company",
    );
    assert_eq!(sandbox.tenant().records("enduser").len(), 2);
}
