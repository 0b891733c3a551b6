//! Records made, changed and removed.

use planhat_unified_runtime::{GetOptions, WriteOptions, Written};
use serde_json::{Value, json};

use crate::shared::{World, done, map, text, told};

#[tokio::test]
async fn a_record_is_made_read_changed_and_removed() {
    let world = World::new().await;
    let accounts = world.model("account");
    let plain = WriteOptions::default();
    let input = map(json!({"name": "Nordvik", "external_id": "n 1", "lifecycle_stage": "Growth"}));
    let made = done(accounts.create(&input, &plain).await.unwrap()).record;
    let id = text(&made, "id");
    assert_eq!(
        (&made["name"], &made["lifecycle_stage"]),
        (&json!("Nordvik"), &json!("Growth"))
    );
    let read = accounts
        .get("extid-n 1", &GetOptions::default())
        .await
        .unwrap();
    assert_eq!(text(&read.record, "id"), id);
    let change = map(json!({"lifecycle_stage": null, "domains": ["nordvik.example"]}));
    let changed = done(accounts.update("extid-n 1", &change, &plain).await.unwrap()).record;
    assert_eq!(
        (&changed["lifecycle_stage"], &changed["name"]),
        (&Value::Null, &json!("Nordvik"))
    );
    assert_eq!(changed["domains"], json!(["nordvik.example"]));
    let gone = serde_json::to_value(accounts.delete(&id).await.unwrap()).unwrap();
    assert_eq!(gone, json!({"id": id, "deleted": true}));
    for error in [
        accounts.get(&id, &GetOptions::default()).await.unwrap_err(),
        accounts.delete(&id).await.unwrap_err(),
        accounts.update(&id, &change, &plain).await.unwrap_err(),
    ] {
        assert_eq!((error.code.as_str(), error.status_code), ("not_found", 404));
    }
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_before_the_call() {
    let world = World::new().await;
    let accounts = world.model("account");
    let plain = WriteOptions::default();
    let create = async |input| accounts.create(&map(input), &plain).await.unwrap_err();
    assert_eq!(
        told(&create(json!({"external_id": "x"})).await),
        ("missing_required", vec!["name"])
    );
    assert_eq!(
        told(&create(json!({"name": "A", "industry": "x"})).await),
        ("unsupported_field", vec!["industry"])
    );
    assert!(world.requests().is_empty());
    let dropping = WriteOptions {
        drop_unsupported: true,
        ..WriteOptions::default()
    };
    let input = map(json!({"name": "A", "industry": "x"}));
    let made = done(accounts.create(&input, &dropping).await.unwrap());
    assert_eq!(made.warnings[0].field, "industry");
    let error = world
        .model("ticket_status")
        .create(&input, &plain)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.status_code),
        ("unsupported_method", 405)
    );
}

#[tokio::test]
async fn a_dry_run_shows_the_request_and_sends_nothing() {
    let world = World::new().await;
    let id = world.accounts(1).await.remove(0);
    world.sandbox.clear_log();
    let dry = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let accounts = world.model("account");
    let change = map(json!({"lifecycle_stage": "Growth"}));
    let planned = accounts.update(&id, &change, &dry).await.unwrap();
    let url = format!("{}/companies/{id}", world.sandbox.url());
    assert_eq!(
        serde_json::to_value(&planned).unwrap(),
        json!({
            "dry_run": true,
            "request": {"method": "PUT", "url": url, "body": {"phase": "Growth"}},
            "changes": [{"field": "lifecycle_stage", "remote_field": "phase", "value": "Growth"}],
            "warnings": [],
        })
    );
    let planned = serde_json::to_value(accounts.delete_with(&id, &dry).await.unwrap()).unwrap();
    assert_eq!(planned["request"]["method"], "DELETE");
    assert!(world.requests().is_empty());
}

#[tokio::test]
async fn a_record_that_changed_meanwhile_is_left_alone() {
    let world = World::new().await;
    let id = world.accounts(1).await.remove(0);
    let accounts = world.model("account");
    let change = map(json!({"lifecycle_stage": "Growth"}));
    let since = |moment: &str| WriteOptions {
        if_unchanged_since: Some(moment.into()),
        ..WriteOptions::default()
    };
    let error = accounts
        .update(&id, &change, &since("2020-01-01T00:00:00Z"))
        .await
        .unwrap_err();
    assert_eq!(
        (told(&error), error.status_code),
        (("conflict", vec!["if_unchanged_since"]), 409)
    );
    let read = accounts
        .get(&id, &GetOptions::default())
        .await
        .unwrap()
        .record;
    assert_eq!(read["lifecycle_stage"], Value::Null);
    accounts
        .update(&id, &change, &since(&text(&read, "updated_at")))
        .await
        .unwrap();
    let error = accounts
        .update(&id, &change, &since("soon"))
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "invalid_request");
}

#[tokio::test]
async fn the_tenants_own_fields_are_checked_and_merged() {
    let world = World::new().await;
    let client = world.sandbox.client();
    client
        .custom_fields()
        .create("Seats sold", "company", "number")
        .await
        .unwrap();
    client
        .custom_fields()
        .create("Region", "Company", "text")
        .await
        .unwrap();
    client
        .custom_fields()
        .create("Total", "company", "number")
        .is_formula(true)
        .await
        .unwrap();
    let accounts = world.model("account");
    let plain = WriteOptions::default();
    let create = async |custom: Value, options: &WriteOptions| {
        accounts
            .create(&map(json!({"name": "A", "custom_fields": custom})), options)
            .await
    };
    let error = create(json!({"seats sold": 3}), &plain).await.unwrap_err();
    assert_eq!(
        told(&error),
        ("unsupported_field", vec!["custom_fields.seats sold"])
    );
    assert!(
        error.message.contains("did you mean `Seats sold`?"),
        "{error}"
    );
    assert_eq!(
        error.failures[0].remote_field.as_deref(),
        Some("custom.seats sold")
    );
    let error = create(json!({"Seats sold": "many"}), &plain)
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "invalid_request");
    let error = create(json!({"Total": 3}), &plain).await.unwrap_err();
    assert_eq!(
        told(&error),
        ("unsupported_field", vec!["custom_fields.Total"])
    );
    let lenient = WriteOptions {
        allow_unknown_custom_fields: true,
        ..WriteOptions::default()
    };
    create(json!({"Colour": "red"}), &lenient).await.unwrap();
    let made = done(
        create(json!({"Seats sold": 3, "Region": "North"}), &plain)
            .await
            .unwrap(),
    )
    .record;
    let change = map(json!({"custom_fields": {"Region": null}}));
    let changed = done(
        accounts
            .update(&text(&made, "id"), &change, &plain)
            .await
            .unwrap(),
    )
    .record;
    assert_eq!(changed["custom_fields"]["Seats sold"], json!(3));
    assert!(
        changed["custom_fields"]
            .get("Region")
            .is_none_or(Value::is_null)
    );
}

#[tokio::test]
async fn a_type_that_the_server_would_replace_is_refused() {
    let world = World::new().await;
    let account = world.accounts(1).await.remove(0);
    let engagements = world.model("engagement");
    let input = map(json!({"account": account, "engagement_type": "webinar"}));
    let error = engagements
        .create(&input, &WriteOptions::default())
        .await
        .unwrap_err();
    assert_eq!(told(&error), ("enum_unmapped", vec!["engagement_type"]));
    assert_eq!(error.failures[0].remote_field.as_deref(), Some("type"));
    assert!(error.insight.allowed["engagement_type"].contains(&json!("call")));
    // A list that may not be read says nothing of what is in use.
    let forbidden = World::new().await;
    let fault = ["GET /conversations 403"];
    forbidden.sandbox.set_faults(fault).unwrap();
    let account = forbidden.accounts(1).await.remove(0);
    let create = async |kind: &str| {
        let input = map(json!({"account": account, "engagement_type": kind}));
        let engagements = forbidden.model("engagement");
        engagements.create(&input, &WriteOptions::default()).await
    };
    create("call").await.unwrap();
    let error = create("webinar").await.unwrap_err();
    assert_eq!(error.code.as_str(), "enum_unmapped");
    assert!(error.message.contains("could not be looked at"), "{error}");
    let lenient = WriteOptions {
        allow_unknown_values: true,
        ..WriteOptions::default()
    };
    let Written::Done(made) = engagements.create(&input, &lenient).await.unwrap() else {
        panic!("it was to be sent");
    };
    assert_eq!(made.record["engagement_type"], "note");
}

#[tokio::test]
async fn the_servers_own_names_go_along() {
    let world = World::new().await;
    let accounts = world.model("account");
    let remote = |value: Value| WriteOptions {
        remote_data: Some(map(value)),
        include_remote_data: true,
        ..WriteOptions::default()
    };
    let input = map(json!({"name": "A"}));
    let made = done(
        accounts
            .create(&input, &remote(json!({"city": "Bergen"})))
            .await
            .unwrap(),
    );
    assert_eq!(made.record["remote_data"]["city"], "Bergen");
    accounts
        .create(&input, &remote(json!({"name": "B"})))
        .await
        .unwrap_err();
}

#[tokio::test]
async fn errors_of_the_server_say_whose_fault_it_is() {
    let world = World::new().await;
    let accounts = world.model("account");
    let input = map(json!({"name": "A", "external_id": "x"}));
    accounts
        .create(&input, &WriteOptions::default())
        .await
        .unwrap();
    let error = accounts
        .create(&input, &WriteOptions::default())
        .await
        .unwrap_err();
    assert!(error.is_remote_error && error.remote.is_some(), "{error:?}");
    world.sandbox.set_faults(["GET /companies/* 403"]).unwrap();
    let error = accounts.get("x", &GetOptions::default()).await.unwrap_err();
    assert_eq!(
        (
            error.code.as_str(),
            error.status_code,
            error.is_remote_error
        ),
        ("forbidden", 403, true)
    );
    assert_eq!(error.remote.as_ref().unwrap().status, Some(403));
}
