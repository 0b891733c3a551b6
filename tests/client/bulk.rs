//! Bulk upserts: how rows are cut into chunks, and the account of what became of them.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use planhat_client::company::CompanyRow;
use planhat_client::note::NoteRow;
use planhat_client::{Chunk, Client, Outcome};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::server::{Memory, Server, answer, builder, client, in_memory, nobody};

/// Rows with a key, numbered.
fn rows(numbers: Range<usize>) -> impl Iterator<Item = CompanyRow> + Send + 'static {
    numbers.map(|number| CompanyRow::by_external_id(number.to_string()))
}

fn chunk(rows: Range<usize>, outcome: Outcome, status: impl Into<Option<u16>>) -> Chunk {
    let status = status.into();
    Chunk {
        rows,
        outcome,
        status,
    }
}

fn created(count: u64) -> ResponseTemplate {
    answer(200, json!({"created": count}).to_string())
}

/// The external ids in each body that was sent.
async fn sent(server: &Server) -> Vec<Vec<String>> {
    let requests = server.requests().await;
    let ids = |body: &[u8]| -> Vec<String> {
        let rows: Vec<Value> = serde_json::from_slice(body).expect("an array was sent");
        let id = |row: &Value| row["externalId"].as_str().unwrap_or_default().to_owned();
        rows.iter().map(id).collect()
    };
    requests.iter().map(|request| ids(&request.body)).collect()
}

/// Rows and bytes of bodies.
type Sizes = Arc<Mutex<Vec<(usize, usize)>>>;

/// A client in memory, and the size of each body that it was sent.
fn measured() -> (Client, Sizes) {
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&bodies);
    let transport = Memory(move |request: http::Request<bytes::Bytes>| {
        let rows = request.body().iter().filter(|byte| **byte == b'{').count();
        let mut seen = seen.lock().expect("no test panics here");
        seen.push((rows, request.body().len()));
        async move { in_memory(200, &json!({"created": rows}).to_string()) }
    });
    let client = builder("http://localhost").transport(Arc::new(transport));
    (client.build().expect("the settings are valid"), bodies)
}

#[tokio::test]
async fn chunks_have_5000_rows_at_most() {
    let (client, bodies) = measured();
    let report = client.companies().bulk_upsert(rows(0..12_001)).await;
    let report = report.expect("all are taken");
    assert_eq!(report.result.created, Some(12_001));
    let written = |rows| chunk(rows, Outcome::Written, 200);
    assert_eq!(
        report.chunks,
        [
            written(0..5000),
            written(5000..10_000),
            written(10_000..12_001)
        ]
    );
    assert!(report.is_complete());
    let bodies = bodies.lock().expect("no test panics here");
    let counts: Vec<usize> = bodies.iter().map(|(rows, _)| *rows).collect();
    assert_eq!(counts, [5000, 5000, 2001]);
}

/// What one request takes.
const BYTES: usize = 32 * 1024 * 1024;

#[tokio::test]
async fn chunks_have_32_megabytes_at_most() {
    let (client, bodies) = measured();
    let text = "x".repeat(BYTES / 4);
    let large = (0..5).map(move |_| CompanyRow::new("Acme").description(text.clone()));
    let report = client
        .companies()
        .bulk_upsert(large)
        .await
        .expect("all are taken");
    let written = |rows| chunk(rows, Outcome::Written, 200);
    assert_eq!(report.chunks, [written(0..3), written(3..5)]);
    let bodies = bodies.lock().expect("no test panics here");
    assert!(
        bodies.iter().all(|(_, bytes)| *bytes <= BYTES),
        "{bodies:?}"
    );
}

#[tokio::test]
async fn a_row_may_fill_a_request_but_not_more() {
    let (client, bodies) = measured();
    let frame = r#"[{"externalId":""}]"#.len();
    let fits = CompanyRow::by_external_id("x".repeat(BYTES - frame));
    let too_long = CompanyRow::by_external_id("x".repeat(BYTES - frame + 1));
    let companies = client.companies();
    companies.bulk_upsert([fits]).await.expect("it fits");
    let small = CompanyRow::by_external_id("small");
    let error = companies
        .bulk_upsert([small, too_long])
        .await
        .expect_err("it does not fit");
    assert!(error.is_invalid(), "{error}");
    assert_eq!(error.faults()[0].argument, "rows[1]");
    assert_eq!(error.chunks(), [chunk(0..1, Outcome::Written, 200)]);
    assert_eq!(bodies.lock().expect("no test panics here")[0], (1, BYTES));
}

#[tokio::test]
async fn rows_are_sent_as_they_are_in_their_order() {
    let server = Server::with([created(1), created(1), created(1)]).await;
    let bulk = server
        .client()
        .companies()
        .bulk_upsert(rows(0..5))
        .chunk_rows(2);
    bulk.await.expect("all are taken");
    assert_eq!(
        sent(&server).await,
        [vec!["0", "1"], vec!["2", "3"], vec!["4"]]
    );
    let first = &server.requests().await[0];
    assert_eq!(
        (first.method.as_str(), first.url.path()),
        ("PUT", "/companies")
    );
    assert_eq!(first.body, br#"[{"externalId":"0"},{"externalId":"1"}]"#);
}

#[tokio::test]
async fn no_rows_are_no_request() {
    let server = Server::with([]).await;
    let report = server
        .client()
        .companies()
        .bulk_upsert([])
        .await
        .expect("nothing to do");
    assert_eq!(report.result.created, Some(0));
    assert_eq!(report.result.created_errors, Some(Vec::new()));
    assert!(report.is_complete() && report.chunks.is_empty());
    assert_eq!(server.count().await, 0);
}

/// The results of three chunks: taken, partly taken, refused.
fn three_results() -> [ResponseTemplate; 3] {
    let first = json!({
        "created": 1, "updated": 1, "nonupdates": 2, "modified": ["a"], "upsertedIds": ["b"],
        "insertsKeys": [{"_id": "b", "externalId": "1"}], "createdErrors": [], "mark": "first",
    });
    let second = json!({
        "created": 1, "updated": null, "modified": null, "upsertedIds": ["c"],
        "insertsKeys": [{"_id": "c", "externalId": "2"}], "createdErrors": [{"row": "3"}],
        "mark": "second",
    });
    let third = json!({"created": 0, "permissionErrors": ["no"], "nonupdates": 0});
    [
        answer(200, first.to_string()),
        answer(206, second.to_string()),
        answer(403, third.to_string()),
    ]
}

#[tokio::test]
async fn results_of_all_chunks_are_put_together() {
    let server = Server::with(three_results()).await;
    let bulk = server
        .client()
        .companies()
        .bulk_upsert(rows(0..6))
        .chunk_rows(2);
    let report = bulk.await.expect("each chunk has a result");
    let expected = json!({
        "created": 2, "updated": 1, "nonupdates": 2, "modified": ["a"], "upsertedIds": ["b", "c"],
        "insertsKeys": [{"_id": "b", "externalId": "1"}, {"_id": "c", "externalId": "2"}],
        "updatesKeys": [], "createdErrors": [{"row": "3"}], "updatedErrors": [],
        "permissionErrors": ["no"], "validationErrors": [], "mark": "second",
    });
    assert_eq!(report.raw, expected);
    assert_eq!(
        (report.result.created, report.result.updated),
        (Some(2), Some(1))
    );
    let keys = report.result.inserts_keys.as_deref().unwrap_or_default();
    assert_eq!(keys.len(), 2);
    assert_eq!(
        report.chunks,
        [
            chunk(0..2, Outcome::Written, 200),
            chunk(2..4, Outcome::Partial, 206),
            chunk(4..6, Outcome::Refused, 403),
        ]
    );
    assert!(!report.is_complete());
}

#[tokio::test]
async fn errors_in_a_result_make_it_partial_whatever_the_status() {
    for name in [
        "createdErrors",
        "updatedErrors",
        "permissionErrors",
        "validationErrors",
    ] {
        let server = Server::with([answer(200, json!({name: ["why"]}).to_string())]).await;
        let report = server.client().companies().bulk_upsert(rows(0..1)).await;
        let report = report.expect("there is a result");
        assert_eq!(
            report.chunks,
            [chunk(0..1, Outcome::Partial, 200)],
            "{name}"
        );
    }
}

#[tokio::test]
async fn rows_that_a_refused_chunk_counts_are_in() {
    let some = json!({"created": 1, "insertsKeys": [{"_id": "b"}], "validationErrors": ["no"]});
    for (status, result, outcome) in [
        (400, some.to_string(), Outcome::Partial),
        (
            400,
            json!({"created": 1, "createdErrors": ["no"]}).to_string(),
            Outcome::Partial,
        ),
        (
            403,
            json!({"created": 0, "permissionErrors": ["no"]}).to_string(),
            Outcome::Refused,
        ),
    ] {
        let server = Server::with([answer(status, result)]).await;
        let report = server.client().companies().bulk_upsert(rows(0..2)).await;
        let report = report.expect("there is a result");
        assert_eq!(report.chunks, [chunk(0..2, outcome, status)]);
    }
}

#[tokio::test]
async fn a_refusal_says_nothing_of_an_attempt_before_it() {
    let result = json!({"created": 0, "permissionErrors": ["no"]}).to_string();
    let server = Server::with([answer(503, ""), answer(403, result.clone())]).await;
    let report = server.client().companies().bulk_upsert(rows(0..2)).await;
    let report = report.expect("there is a result");
    assert_eq!(report.chunks, [chunk(0..2, Outcome::Unknown, 403)]);
    let server = Server::with([answer(429, ""), answer(403, result)]).await;
    let report = server.client().companies().bulk_upsert(rows(0..2)).await;
    let report = report.expect("there is a result");
    assert_eq!(report.chunks, [chunk(0..2, Outcome::Refused, 403)]);
}

#[tokio::test]
async fn a_write_that_fails_keeps_the_results_so_far() {
    let [first, second, _] = three_results();
    let server = Server::with([first, second, answer(500, "")]).await;
    let client = server.client();
    let bulk = client.companies().bulk_upsert(rows(0..6)).chunk_rows(2);
    let error = bulk.await.expect_err("the third chunk fails");
    let result = error.bulk_result().expect("two chunks were answered");
    assert_eq!(result["created"], 2);
    assert_eq!(result["createdErrors"], json!([{"row": "3"}]));
    assert_eq!(result["insertsKeys"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn the_dynamic_door_takes_a_refusal_for_a_failure() {
    let mut resources = planhat_client::api::API.resources.iter();
    let company = resources.find(|resource| resource.name == "company");
    let operation = company.and_then(|company| company.operation("bulk_upsert"));
    let operation = operation.expect("companies are upserted");
    let rows: Vec<_> = rows(0..2).map(planhat_client::Fields::from).collect();
    let arguments = planhat_client::Arguments {
        body: planhat_client::Payload::Many(rows),
        ..Default::default()
    };
    let server = Server::with([answer(403, r#"{"error": "no permission"}"#)]).await;
    let error = server.client().call_raw(operation, arguments).await;
    assert_eq!(error.expect_err("it was refused").status(), Some(403));
}

#[tokio::test]
async fn progress_is_told_after_each_chunk() {
    let server = Server::with(three_results()).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let bulk = server
        .client()
        .companies()
        .bulk_upsert(rows(0..5))
        .chunk_rows(2);
    let bulk = bulk.on_progress(move |progress| {
        let mut tell = tell.lock().expect("no test panics here");
        tell.push((progress.rows, progress.chunks, progress.outcome));
    });
    bulk.await.expect("each chunk has a result");
    let told = told.lock().expect("no test panics here");
    let expected = [
        (2, 1, Outcome::Written),
        (4, 2, Outcome::Partial),
        (5, 3, Outcome::Refused),
    ];
    assert_eq!(*told, expected);
}

/// Fails the second of four chunks, and gives the account.
async fn fail_second(failure: ResponseTemplate) -> Vec<Chunk> {
    let server = Server::with([created(2), failure]).await;
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let rows = rows(0..8).inspect(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let bulk = server.client().companies().bulk_upsert(rows).chunk_rows(2);
    let error = bulk.await.expect_err("the second chunk fails");
    assert_eq!(error.operation_name(), Some("company.bulk_upsert"));
    assert_eq!(server.count().await, 2, "{error}");
    assert!(
        taken.load(Ordering::SeqCst) <= 4,
        "rows are taken as they are needed"
    );
    error.chunks().to_vec()
}

#[tokio::test]
async fn a_failure_in_the_middle_says_which_rows_are_in() {
    let first = chunk(0..2, Outcome::Written, 200);
    let cases = [
        (answer(500, "down"), Outcome::Unknown, 500),
        (answer(422, "no"), Outcome::Refused, 422),
        (answer(413, "too large"), Outcome::Refused, 413),
        (answer(400, "\"Bad request\""), Outcome::Refused, 400),
        (
            answer(403, r#"{"error":"no permission"}"#),
            Outcome::Refused,
            403,
        ),
        (answer(200, "<html>"), Outcome::Unknown, 200),
        (answer(200, "[]"), Outcome::Unknown, 200),
    ];
    for (failure, outcome, status) in cases {
        let expected = [first.clone(), chunk(2..4, outcome, status)];
        assert_eq!(fail_second(failure).await, expected);
    }
}

#[tokio::test]
async fn rows_that_never_left_are_not_in() {
    let (url, _socket) = nobody();
    let error = client(&url).companies().bulk_upsert(rows(0..3)).await;
    let error = error.expect_err("nobody listens");
    assert_eq!(error.chunks(), [chunk(0..3, Outcome::NotSent, None)]);
}

#[tokio::test]
async fn a_bad_row_stops_the_write_before_its_chunk() {
    let server = Server::with([created(2)]).await;
    let rows = rows(0..8).enumerate();
    let rows = rows.map(|(at, row)| {
        if at == 5 {
            row.set("tags", "no list")
        } else {
            row
        }
    });
    let bulk = server.client().companies().bulk_upsert(rows).chunk_rows(4);
    let error = bulk.await.expect_err("tags are a list");
    assert!(error.is_invalid(), "{error}");
    assert_eq!(error.faults()[0].argument, "rows[5].tags");
    assert_eq!(error.chunks(), [chunk(0..4, Outcome::Written, 200)]);
    assert_eq!(server.count().await, 1);
}

#[tokio::test]
async fn only_a_chunk_of_rows_with_keys_is_sent_twice() {
    let server = Server::with([answer(503, "down"), created(2), answer(503, "down")]).await;
    let rows = rows(0..3).chain([CompanyRow::new("No key")]);
    let bulk = server.client().companies().bulk_upsert(rows).chunk_rows(2);
    let error = bulk.await.expect_err("the second chunk is sent once");
    let expected = [
        chunk(0..2, Outcome::Written, 200),
        chunk(2..4, Outcome::Unknown, 503),
    ];
    assert_eq!(error.chunks(), expected);
    assert_eq!(server.count().await, 3);
}

#[tokio::test]
async fn every_row_of_a_note_says_that_it_is_one() {
    let server = Server::with([created(2)]).await;
    let notes = server.client();
    let rows = [
        NoteRow::new("c").subject("Hello"),
        NoteRow::by_id("n").set("type", "note"),
    ];
    notes
        .notes()
        .bulk_upsert(rows)
        .await
        .expect("both are taken");
    let request = server.request().await;
    assert_eq!(
        (request.method.as_str(), request.url.path()),
        ("PUT", "/conversations")
    );
    let body: Value = request.body_json().expect("an array was sent");
    let expected = json!([
        {"companyId": "c", "subject": "Hello", "type": "note"},
        {"_id": "n", "type": "note"},
    ]);
    assert_eq!(body, expected);
    let other = NoteRow::by_id("n").set("type", "call");
    let error = notes
        .notes()
        .bulk_upsert([other])
        .await
        .expect_err("a note is no call");
    assert_eq!(error.faults()[0].argument, "rows[0].type");
    assert_eq!(server.count().await, 1);
}
