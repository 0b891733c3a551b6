//! Errors of bulk writes traced to rows, in whatever shape an entry comes.

use std::sync::{Arc, Mutex};

use planhat_client::company::CompanyRow;
use planhat_client::{Fate, Fields, trace};
use serde_json::{Map, Value, json};

use crate::server::{Server, answer};

const ROWS: [&str; 4] = [
    r#"{"externalId": "a-1", "name": "A"}"#,
    r#"{"externalId": "b-2", "sourceId": "S2", "name": "B"}"#,
    r#"{"name": "no key"}"#,
    r#"{"externalId": "d-4", "name": "D"}"#,
];

fn rows() -> Vec<Fields> {
    let rows = ROWS
        .iter()
        .map(|row| serde_json::from_str::<Map<String, Value>>(row).unwrap());
    rows.map(Fields::from).collect()
}

/// Numbers of the rows that a result says have failed, entries not traced, suspects.
fn traced(result: Value) -> (Vec<usize>, usize, Vec<usize>) {
    let operation = planhat_client::company::TABLE
        .operation("bulk_upsert")
        .unwrap();
    let Value::Object(result) = result else {
        unreachable!()
    };
    let failures = trace(operation, &rows(), &result);
    let numbers = failures.rows.iter().map(|failure| failure.row).collect();
    (numbers, failures.untraced.len(), failures.suspects)
}

#[test]
fn an_entry_names_its_row() {
    for entry in [
        json!({"externalId": "b-2", "error": "no"}),
        json!({"error": "no", "item": {"sourceId": "S2"}}),
        json!({"err": {"op": {"doc": {"externalId": "b-2", "x": 1}}}}),
        json!([{"externalId": "b-2"}]),
        json!("sourceId S2 is taken"),
        json!("E11000 duplicate key { externalId: \"b-2\" }"),
        json!("key=b-2, no good."),
        json!({"index": 1, "message": "no"}),
        json!({"index": 1, "externalId": "b-2"}),
    ] {
        assert_eq!(
            traced(json!({"updatedErrors": [entry]})),
            (vec![1], 0, vec![]),
            "{entry}"
        );
    }
    let repeated = json!({"createdErrors": [{"message": "no", "row": {"name": "no key"}}]});
    assert_eq!(
        traced(repeated).0,
        [2],
        "the row itself, though it has no key"
    );
}

#[test]
fn nothing_is_guessed() {
    // Two rows in one message, a key that no row has, and what has none.
    for entry in [
        json!("a-1 and b-2 clash"),
        json!({"externalId": "z"}),
        json!("something is wrong"),
    ] {
        let (rows, untraced, suspects) = traced(json!({"createdErrors": [entry]}));
        assert_eq!((rows.len(), untraced), (0, 1), "{entry}");
        assert_eq!(suspects, [0, 1, 2, 3]);
    }
}

#[test]
fn what_is_left_is_the_row() {
    let result = json!({
        "created": 3,
        "insertsKeys": [{"_id": "1", "externalId": "a-1"}, {"_id": "2", "externalId": "b-2"}, {"_id": "4", "externalId": "d-4"}],
        "createdErrors": ["name is required"],
    });
    assert_eq!(traced(result), (vec![2], 0, vec![]));
    let result = json!({
        "insertsKeys": [{"_id": "1", "externalId": "a-1"}],
        "createdErrors": ["bad", {"externalId": "d-4"}],
    });
    assert_eq!(traced(result), (vec![3], 1, vec![1, 2]));
}

#[test]
fn many_rows_take_no_time() {
    let operation = planhat_client::company::TABLE
        .operation("bulk_upsert")
        .unwrap();
    let row = |number: usize| {
        let row = json!({"externalId": format!("e-{number}"), "name": "x"});
        let Value::Object(row) = row else {
            unreachable!()
        };
        Fields::from(row)
    };
    let rows: Vec<Fields> = (0..5000).map(row).collect();
    let entries: Vec<Value> = (0..5000)
        .map(|number| json!(format!("e-{number} failed")))
        .collect();
    let Value::Object(result) = json!({ "createdErrors": entries }) else {
        unreachable!()
    };
    let failures = trace(operation, &rows, &result);
    assert_eq!(failures.rows.len(), 5000);
}

#[tokio::test]
async fn every_row_is_told_of_chunk_by_chunk() {
    let result = json!({
        "created": 1, "insertsKeys": [{"_id": "1", "externalId": "0"}], "nonupdates": 1,
        "updatedErrors": [{"item": {"externalId": "2"}, "message": "no"}],
    });
    let server = Server::with([
        answer(206, result.to_string()),
        answer(200, json!({"updated": 2}).to_string()),
        answer(400, "\"bad\""),
    ])
    .await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&told);
    let rows = (0..8).map(|number: usize| CompanyRow::by_external_id(number.to_string()));
    let error = server
        .client()
        .companies()
        .bulk_upsert(rows)
        .chunk_rows(3)
        .on_rows(move |chunk| {
            let rows = chunk.rows.iter();
            let rows = rows.map(|row| (row.row, row.fate, row.counted));
            seen.lock().unwrap().extend(rows);
        })
        .await
        .expect_err("the third is refused");
    let failed = &error.failures().rows;
    assert_eq!(
        (failed.len(), failed[0].row, failed[0].list),
        (1, 2, "updatedErrors")
    );
    // Three rows were sent and two are counted: one was left out, or which are in is not known.
    let expected = [
        (0, Fate::Taken, Some("created")),
        (1, Fate::Taken, Some("nonupdates")),
        (2, Fate::Failed, None),
        (3, Fate::Unknown, None),
        (4, Fate::Unknown, None),
        (5, Fate::Unknown, None),
        (6, Fate::Failed, None),
        (7, Fate::Failed, None),
    ];
    assert_eq!(*told.lock().unwrap(), expected);
}
