//! Answers that real servers give and strict readers choke on.

use planhat_client::{DriftKind, Object, Record};
use serde_json::{Value, json};

use crate::server::{ID, Server, answer};

#[tokio::test]
async fn half_an_emoji_spoils_nothing() {
    let body = r#"[{"_id": "1", "name": "cut \ud83d", "newKey": "\uDE00 cut", "other": 1,
        "custom": {"Note \ud83d": "x\ud83d"}}, {"_id": "2", "name": "whole \ud83d\ude00"}]"#;
    let server = Server::with([answer(200, body)]).await;
    let rows = server.client().companies().list().await;
    let rows = rows.expect("the rest is sound");
    assert_eq!(rows[0].name.as_deref(), Some("cut \u{fffd}"));
    assert_eq!(rows[1].name.as_deref(), Some("whole 😀"));
    let unknown = rows[0].unknown();
    assert_eq!(
        Value::from(unknown),
        json!({"newKey": "\u{fffd} cut", "other": 1})
    );
    let custom = rows[0].custom.clone().map(Value::from);
    assert_eq!(custom, Some(json!({"Note \u{fffd}": "x\u{fffd}"})));
}

#[tokio::test]
async fn a_number_beyond_all_bounds_takes_no_neighbour_with_it() {
    let body = r#"{"_id": "1", "huge": 1e999, "other": 1, "custom": {"a": 1e999, "b": 2}}"#;
    let server = Server::with([answer(200, body)]).await;
    let company = server.client().companies().get(ID).await;
    let company = company.expect("the rest is sound");
    assert_eq!(company.unknown()["other"], 1);
    assert_eq!(
        company.custom.as_ref().map(|custom| custom["b"].clone()),
        Some(json!(2))
    );
}

#[tokio::test]
async fn an_own_field_is_looked_up_and_changed() {
    let server = Server::with([answer(
        200,
        r#"{"custom": {"Tier": "gold", "Seats": null}}"#,
    )])
    .await;
    let mut company = server
        .client()
        .companies()
        .get(ID)
        .await
        .expect("it is sound");
    let custom = company.custom.get_or_insert_with(Object::new);
    assert_eq!(custom["Tier"], "gold");
    assert!(custom.get("tier").is_none(), "case counts");
    custom.insert("Seats".to_owned(), 3.into());
    let written = serde_json::to_value(&company).expect("records serialize");
    assert_eq!(written, json!({"custom": {"Tier": "gold", "Seats": 3}}));
}

#[tokio::test]
async fn a_day_that_no_calendar_has_is_reported() {
    let rows = r#"[{"date": "2025-02-31"}, {"date": "2025-02-28"}]"#;
    let server = Server::with([answer(200, rows)]).await;
    let rows = server.client().time_entries().list().await;
    let drifts: Vec<_> = rows
        .expect("it is sound")
        .iter()
        .flat_map(Record::drift)
        .collect();
    let found: Vec<_> = drifts
        .iter()
        .map(|drift| (&*drift.path, &drift.kind))
        .collect();
    assert_eq!(found, [("date", &DriftKind::NoSuchMoment)]);
}
