//! Many records at once.

use planhat_unified_runtime::{RowResult, Upserted, WriteOptions};
use serde_json::{Value, json};

use crate::shared::{World, map, told};

fn rows(rows: Vec<Value>) -> Vec<serde_json::Map<String, Value>> {
    rows.into_iter().map(map).collect()
}

#[tokio::test]
async fn every_row_has_its_own_result() {
    let world = World::new().await;
    let id = world
        .made("account", json!({"name": "Old", "external_id": "old"}))
        .await;
    let accounts = world.model("account");
    let given = rows(vec![
        json!({"external_id": "new", "name": "New"}),
        json!({"name": "without a key"}),
        json!({"id": id, "lifecycle_stage": "Growth"}),
        json!({"external_id": "other", "name": "Other", "industry": "x"}),
        json!({"external_id": "old", "name": "Renamed"}),
    ]);
    let upserted = accounts
        .upsert(&given, &WriteOptions::default())
        .await
        .unwrap();
    let Upserted::Done { rows, .. } = upserted else {
        panic!("{upserted:?}");
    };
    let told: Vec<(usize, bool, Option<&str>)> = rows
        .iter()
        .map(|row| {
            (
                row.index,
                row.ok,
                row.error.as_ref().map(|error| error.code.as_str()),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (0, true, None),
            (1, false, Some("missing_required")),
            (2, true, None),
            (3, false, Some("unsupported_field")),
            (4, true, None),
        ]
    );
    assert_eq!((&rows[2].id, &rows[4].id), (&Some(id.clone()), &Some(id)));
    assert!(rows[0].id.is_some());
}

#[tokio::test]
async fn rows_with_one_key_do_not_spoil_the_others() {
    let world = World::new().await;
    let given = rows(vec![
        json!({"external_id": "twice", "name": "A"}),
        json!({"external_id": "once", "name": "B"}),
        json!({"external_id": "twice", "name": "C"}),
    ]);
    let results = results(&world, &given).await;
    let told: Vec<_> = results
        .iter()
        .map(|row| row.error.as_ref().map(told))
        .collect();
    let twice = || Some(("duplicate", vec!["external_id"]));
    assert_eq!(told, [twice(), None, twice()]);
}

#[tokio::test]
async fn rows_that_the_server_refuses_say_why() {
    let world = World::new().await;
    world
        .made("account", json!({"name": "A", "external_id": "taken"}))
        .await;
    let other = world
        .made("account", json!({"name": "B", "external_id": "free"}))
        .await;
    let given = rows(vec![
        json!({"id": other, "external_id": "taken"}),
        json!({"external_id": "new", "name": "C"}),
    ]);
    let first = results(&world, &given).await;
    let error = first[0].error.as_ref().unwrap();
    assert_eq!(
        (error.code.as_str(), error.is_remote_error),
        ("duplicate", true),
        "{error:?}"
    );
    assert!(error.message.contains("externalId duplicated"), "{error}");
    assert!(first[1].ok);
    world.sandbox.set_faults(["PUT /companies 403"]).unwrap();
    for row in results(&world, &rows_of(2)).await {
        assert_eq!(row.error.unwrap().code.as_str(), "forbidden");
    }
}

async fn results(world: &World, rows: &[serde_json::Map<String, Value>]) -> Vec<RowResult> {
    match world
        .model("account")
        .upsert(rows, &WriteOptions::default())
        .await
        .unwrap()
    {
        Upserted::Done { rows, .. } => rows,
        planned => panic!("{planned:?}"),
    }
}

fn rows_of(count: usize) -> Vec<serde_json::Map<String, Value>> {
    let row =
        |number| map(json!({"external_id": format!("x{number}"), "name": format!("X{number}")}));
    (0..count).map(row).collect()
}

#[tokio::test]
async fn a_dry_run_shows_the_rows() {
    let world = World::new().await;
    let dry = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let upserted = world
        .model("account")
        .upsert(&rows_of(2), &dry)
        .await
        .unwrap();
    let json = serde_json::to_value(&upserted).unwrap();
    assert_eq!(
        json["requests"][0]["body"][1],
        json!({"externalId": "x1", "name": "X1"})
    );
    assert_eq!(json["changes"][1]["index"], 1);
    assert!(world.requests().is_empty());
}

#[tokio::test]
async fn more_rows_than_a_request_takes_go_in_batches() {
    let world = World::new().await;
    let given = rows_of(5001);
    let Upserted::Done { rows, .. } = world
        .model("account")
        .upsert(&given, &WriteOptions::default())
        .await
        .unwrap()
    else {
        panic!("nothing was to be planned");
    };
    assert!(rows.iter().all(|row| row.ok && row.id.is_some()));
    assert_eq!(world.requests().len(), 2);
}

#[tokio::test]
async fn a_lost_request_says_nothing_of_the_rows_of_others() {
    let world = World::new().await;
    world
        .made("account", json!({"name": "A", "external_id": "taken"}))
        .await;
    let other = world.made("account", json!({"name": "B"})).await;
    let mut given = rows_of(10_001);
    given[0] = map(json!({"id": other, "external_id": "taken", "name": "B"}));
    for (fault, code, words) in [
        ("PUT /companies 403 at 2", "forbidden", "403"),
        (
            "PUT /companies reset-after at 2,3,4,5,6,7,8,9",
            "",
            "may have taken effect",
        ),
    ] {
        world.sandbox.set_faults([fault]).unwrap();
        let rows = results(&world, &given).await;
        let error = |at: usize| rows[at].error.clone().unwrap();
        assert_eq!(error(0).code.as_str(), "duplicate", "{fault}");
        assert!(rows[1].ok && rows[4999].ok, "{fault}");
        assert!(error(5000).message.contains(words), "{}", error(5000));
        assert!(code.is_empty() || error(9999).code.as_str() == code);
        let last = error(10_000);
        assert!(last.message.contains("was not sent"), "{last}");
        assert!(last.retryable, "{fault}");
    }
}
