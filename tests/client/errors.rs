//! What failures say: kinds, predicates, messages, places, their serialized form.

use insta::assert_snapshot;
use planhat_client::company::{CompanyPatch, CompanyRow};
use planhat_client::{Error, ErrorKind};
use serde::Serialize;

use crate::server::{ID, Server, answer, at_once, builder, client, nobody};

/// What a read of one company gives when the server answers so.
async fn get(status: u16, body: &str) -> Result<planhat_client::Company, Error> {
    let server = Server::with([answer(status, body)]).await;
    let get = server.client().companies().get(ID);
    get.with_retry(at_once(1)).await
}

async fn failed(status: u16, body: &str) -> Error {
    get(status, body)
        .await
        .expect_err("the answer is a failure")
}

fn json(error: &impl Serialize) -> String {
    serde_json::to_string_pretty(error).expect("errors serialize")
}

#[tokio::test]
async fn each_status_has_its_kind() {
    let cases = [
        (304, ErrorKind::Rejected, "rejected"),
        (400, ErrorKind::Rejected, "rejected"),
        (401, ErrorKind::Unauthorized, "unauthorized"),
        (403, ErrorKind::Forbidden, "forbidden"),
        (404, ErrorKind::NotFound, "not_found"),
        (409, ErrorKind::Rejected, "rejected"),
        (422, ErrorKind::Rejected, "rejected"),
        (429, ErrorKind::RateLimited, "rate_limited"),
        (500, ErrorKind::Server, "server"),
        (502, ErrorKind::Server, "server"),
        (503, ErrorKind::Server, "server"),
        (504, ErrorKind::Server, "server"),
        (599, ErrorKind::Server, "server"),
    ];
    for (status, kind, name) in cases {
        let error = failed(status, "").await;
        assert_eq!((error.kind(), kind.as_str()), (kind, name), "{error}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.operation_name(), Some("company.get"));
        let status = format!("company.get: status {status}: ");
        assert!(error.to_string().starts_with(&status), "{error}");
        let predicates = [
            (error.is_auth(), matches!(error.status(), Some(401 | 403))),
            (error.is_not_found(), error.status() == Some(404)),
            (error.is_rate_limited(), error.status() == Some(429)),
            (
                error.is_transient(),
                error.status() == Some(429) || kind == ErrorKind::Server,
            ),
            (error.is_invalid(), false),
            (error.may_have_arrived(), false),
        ];
        assert!(
            predicates.iter().all(|(is, should)| is == should),
            "{error}: {predicates:?}"
        );
    }
}

#[tokio::test]
async fn an_unauthorized_call_says_that_a_wrong_region_looks_the_same() {
    let error = failed(401, r#"{"error":"Unauthorized"}"#).await.to_string();
    for word in [
        "token",
        "region",
        "PLANHAT_REGION",
        "PLANHAT_BASE_URL",
        "Unauthorized",
    ] {
        assert!(error.contains(word), "{word}: {error}");
    }
}

#[tokio::test]
async fn a_page_of_a_gateway_is_cut_short_in_the_message_and_kept_in_the_body() {
    let page = format!(
        "<html>\n  <body>\n{}</body>\n</html>",
        "Bad gateway. ".repeat(500)
    );
    for status in [502, 200] {
        let error = failed(status, &page).await;
        let text = error.to_string();
        assert!(text.contains("<html> <body> Bad gateway."), "{text}");
        assert!(text.len() < 400 && !text.contains('\n'), "{text}");
        assert_eq!(error.body(), Some(page.as_str()));
    }
    // A cut does not fall into the middle of a letter.
    let umlauts = "ä".repeat(500);
    assert!(
        failed(400, &umlauts)
            .await
            .to_string()
            .contains(&format!("{}…", "ä".repeat(200)))
    );
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_says_where() {
    let cases = [
        ("<html>", (1, 1)),
        ("{\n  \"name\": \"Acme\",\n  \"mrr\": 1,2\n}", (3, 12)),
        ("{\"name\": \"Ac", (1, 12)),
        ("{\"name\": \"Acme\"} {}", (1, 18)),
        ("[]", (1, 0)),
        ("\"no\"", (1, 4)),
    ];
    for (body, place) in cases {
        let error = failed(200, body).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(error.place(), Some(place), "{body}: {error}");
        assert_eq!((error.status(), error.body()), (Some(200), Some(body)));
        assert_eq!(error.operation_name(), Some("company.get"));
        assert!(!error.is_transient(), "{error}");
    }
    let server = Server::with([answer(200, "{\"_id\":\n\"1\"}")]).await;
    let error = server
        .client()
        .companies()
        .list()
        .await
        .expect_err("a list was expected");
    assert_eq!(error.place(), Some((1, 0)), "{error}");
}

#[tokio::test]
async fn an_empty_answer_is_an_empty_record_and_no_list() {
    let company = get(200, " \n").await.expect("there is nothing to read");
    assert_eq!(company, planhat_client::Company::default());
    let server = Server::with([answer(200, "")]).await;
    let error = server
        .client()
        .companies()
        .list()
        .await
        .expect_err("no list");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[tokio::test]
async fn a_body_that_is_no_text_is_no_panic() {
    let page = wiremock::ResponseTemplate::new(200).set_body_bytes(b"{\"name\":\"\xff\"}");
    let server = Server::with([page]).await;
    let error = server
        .client()
        .companies()
        .get(ID)
        .await
        .expect_err("it is not UTF-8");
    assert_eq!(
        (error.kind(), error.place()),
        (ErrorKind::Decode, None),
        "{error}"
    );
    assert_eq!(error.body(), Some("{\"name\":\"\u{fffd}\"}"));
    let page = wiremock::ResponseTemplate::new(409).set_body_bytes(b"\xfe\xff");
    let server = Server::with([page]).await;
    let error = server.client().companies().get(ID).await.expect_err("409");
    assert_eq!(error.status(), Some(409));
}

#[tokio::test]
async fn a_refusal_serializes() {
    let error = failed(404, r#"{"message":"Company not found"}"#).await;
    assert_snapshot!(json(&error), @r#"
    {
      "kind": "not_found",
      "message": "company.get: status 404: there is no such record or path (it says: {\"message\":\"Company not found\"})",
      "operation": "company.get",
      "status": 404,
      "body": "{\"message\":\"Company not found\"}",
      "may_have_arrived": false
    }
    "#);
}

#[tokio::test]
async fn bad_arguments_serialize() {
    let patch = CompanyPatch::new().set("tags", "vip").set("mrr", 5);
    let error = client("http://localhost")
        .companies()
        .update("", patch)
        .await;
    assert_snapshot!(json(&error.expect_err("it is refused")), @r#"
    {
      "kind": "invalid",
      "message": "company.update: nothing was sent: `id` is empty; `mrr` is read only: the server would ignore it; `tags` is \"vip\", and a list was expected",
      "operation": "company.update",
      "faults": [
        {
          "argument": "id",
          "message": "is empty"
        },
        {
          "argument": "mrr",
          "message": "is read only: the server would ignore it"
        },
        {
          "argument": "tags",
          "message": "is \"vip\", and a list was expected"
        }
      ],
      "may_have_arrived": false
    }
    "#);
}

#[tokio::test]
async fn an_unreadable_answer_serializes() {
    let server = Server::with([answer(200, "[{]")]).await;
    let error = server
        .client()
        .companies()
        .list()
        .await
        .expect_err("it is no JSON");
    assert_snapshot!(json(&error), @r#"
    {
      "kind": "decode",
      "message": "company.list: the answer cannot be read: key must be a string at line 1 column 3 (it says: [{])",
      "operation": "company.list",
      "status": 200,
      "body": "[{]",
      "line": 1,
      "column": 3,
      "may_have_arrived": false
    }
    "#);
}

#[tokio::test]
async fn a_bulk_write_that_failed_serializes() {
    let server = Server::with([answer(200, "{}"), answer(500, "")]).await;
    let rows = ["a", "b", "c"].map(CompanyRow::by_external_id);
    let bulk = server.client().companies().bulk_upsert(rows).chunk_rows(2);
    assert_snapshot!(json(&bulk.await.expect_err("the second chunk fails")), @r#"
    {
      "kind": "server",
      "message": "company.bulk_upsert: status 500: the server failed; it may have taken effect",
      "operation": "company.bulk_upsert",
      "status": 500,
      "body": "",
      "may_have_arrived": true,
      "chunks": [
        {
          "rows": {
            "start": 0,
            "end": 2
          },
          "outcome": "written",
          "status": 200
        },
        {
          "rows": {
            "start": 2,
            "end": 3
          },
          "outcome": "unknown",
          "status": 500
        }
      ],
      "bulk_result": {
        "created": 0,
        "createdErrors": [],
        "insertsKeys": [],
        "modified": [],
        "nonupdates": 0,
        "permissionErrors": [],
        "updated": 0,
        "updatedErrors": [],
        "updatesKeys": [],
        "upsertedIds": [],
        "validationErrors": []
      }
    }
    "#);
}

#[tokio::test]
async fn a_failed_connection_names_its_cause_but_not_its_address() {
    let (url, _socket) = nobody();
    let error = client(&url)
        .companies()
        .get(ID)
        .await
        .expect_err("nobody listens");
    let cause = std::error::Error::source(&error).expect("the transport failed");
    assert!(cause.to_string().contains("refused"), "{cause}");
    assert!(error.to_string().contains(&cause.to_string()), "{error}");
    assert!(!error.to_string().contains(ID), "{error}");
    assert_eq!((error.status(), error.body()), (None, None));
}

#[tokio::test]
async fn a_missing_token_names_where_it_comes_from() {
    let client = planhat_client::Client::builder()
        .base_url("http://localhost")
        .build();
    let client = client.expect("a token is no need yet");
    let error = client
        .companies()
        .get(ID)
        .await
        .expect_err("there is no token");
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(error.operation_name(), Some("company.get"));
    for word in ["apiToken", "PLANHAT_API_TOKEN"] {
        assert!(error.to_string().contains(word), "{error}");
    }
    let odd = builder("http://localhost").token("line\nbreak").build();
    let error = odd.expect("nothing is sent").companies().get(ID).await;
    let error = error.expect_err("it cannot be sent");
    assert!(!format!("{error} {error:?}").contains("line"), "{error}");
}
