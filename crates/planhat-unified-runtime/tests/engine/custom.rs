//! The tenant's own values: typed by their definitions, as an object or a list.

use futures_util::TryStreamExt;
use planhat_unified_runtime::{
    CustomFieldsFormat, Format, GetOptions, ListRequest, Record, WarningCode, WriteOptions,
};
use serde_json::{Value, json};

use crate::shared::{World, done, map, text};

/// A tenant with fields of its own, and the id of an account with values as the server may have them.
async fn tenant() -> (World, String) {
    let world = World::new().await;
    let client = world.sandbox.client();
    for (name, kind) in [
        ("Go-live", "date"),
        ("Renewal day", "day"),
        ("Seats", "number"),
        ("Regions", "multipicklist"),
        ("Sso", "checkbox"),
        ("Remark", "text"),
    ] {
        let made = client.custom_fields().create(name, "Company", kind);
        made.await.unwrap();
    }
    let values = json!({
        "Go-live": "2025-05-30T09:15:00+0000",
        "Renewal day": "2025-06-30T00:00:00.000Z",
        "Seats": "12",
        "Regions": "North",
        "Sso": "undefined",
        "Remark": "2025-05-30T09:15:00+0000",
        "Unknown": "2025-05-30T09:15:00+0000",
    });
    let id = world.made("account", json!({"name": "A"})).await;
    let path = format!("/companies/{id}");
    let put = client.request(http::Method::PUT, &path);
    put.json(&json!({"custom": values})).send().await.unwrap();
    world.sandbox.clear_log();
    (world, id)
}

fn typed() -> Value {
    json!({
        "Go-live": "2025-05-30T09:15:00Z",
        "Renewal day": "2025-06-30",
        "Seats": 12,
        "Regions": ["North"],
        "Sso": "undefined",
        "Remark": "2025-05-30T09:15:00+0000",
        "Unknown": "2025-05-30T09:15:00+0000",
    })
}

fn definitions(world: &World) -> usize {
    let requests = world.requests();
    let asked = |request: &&String| request.contains("/customfields");
    requests.iter().filter(asked).count()
}

#[tokio::test]
async fn values_are_typed_by_their_definitions_with_one_request_for_all_reads() {
    let (world, id) = tenant().await;
    let accounts = world.model("account");
    let page = accounts.list(&ListRequest::default()).await.unwrap();
    assert_eq!(page.result[0]["custom_fields"], typed());
    let mut told: Vec<_> = page
        .warnings
        .iter()
        .map(|one| (one.code, one.field.as_str(), one.id.as_deref()))
        .collect();
    told.sort_by_key(|one| one.1);
    assert_eq!(
        told,
        [
            (WarningCode::ValueCast, "custom_fields.Seats", Some(&*id)),
            (
                WarningCode::CustomFieldsUntyped,
                "custom_fields.Sso",
                Some(&*id)
            ),
        ]
    );
    let one = accounts.get(&id, &GetOptions::default()).await.unwrap();
    assert_eq!(one.record["custom_fields"], typed());
    let all = accounts.stream(&ListRequest::default()).unwrap();
    let all: Vec<_> = all.try_collect().await.unwrap();
    assert_eq!(all[0].record["custom_fields"], typed());
    let explained = accounts.explain(&id).await.unwrap();
    let field = explained
        .fields
        .iter()
        .find(|one| one.field == "custom_fields")
        .unwrap();
    assert_eq!(field.value, typed());
    assert_eq!(field.sources[0].raw["Seats"], "12");
    assert_eq!(definitions(&world), 1);
    // What Planhat sent stays as it came.
    let with_remote = GetOptions {
        remote_data: true,
        ..GetOptions::default()
    };
    let one = accounts.get(&id, &with_remote).await.unwrap();
    assert_eq!(one.record["remote_data"]["custom"]["Seats"], "12");
    let raw = GetOptions {
        format: Format::Raw,
        ..GetOptions::default()
    };
    let one = accounts.get(&id, &raw).await.unwrap();
    assert_eq!(
        one.record["custom"]["Renewal day"],
        "2025-06-30T00:00:00.000Z"
    );
}

#[tokio::test]
async fn a_list_has_id_name_and_value_of_each() {
    let (world, id) = tenant().await;
    let accounts = world.model("account");
    let wanted = GetOptions {
        custom_fields_format: CustomFieldsFormat::List,
        ..GetOptions::default()
    };
    let items = |record: &Record| record["custom_fields"].as_array().unwrap().clone();
    let found = items(&accounts.get(&id, &wanted).await.unwrap().record);
    let named = |items: &[Value], name: &str| {
        let found = items.iter().find(|one| one["name"] == name);
        found
            .unwrap_or_else(|| panic!("{name} in {items:?}"))
            .clone()
    };
    let seats = named(&found, "Seats");
    assert_eq!(seats["value"], 12);
    assert_eq!(seats["id"].as_str().map(str::len), Some(24));
    assert_eq!(named(&found, "Unknown")["id"], Value::Null);
    assert_eq!(found.len(), 7);
    let request = ListRequest {
        custom_fields_format: CustomFieldsFormat::List,
        ..ListRequest::default()
    };
    let page = accounts.list(&request).await.unwrap();
    assert_eq!(items(&page.result[0]), found);
    let options = WriteOptions {
        custom_fields_format: CustomFieldsFormat::List,
        ..WriteOptions::default()
    };
    let change = map(json!({"custom_fields": {"Seats": 13}}));
    let changed = done(accounts.update(&id, &change, &options).await.unwrap());
    assert_eq!(named(&items(&changed.record), "Seats")["value"], 13);
}

#[tokio::test]
async fn what_was_read_can_be_written_again() {
    let (world, id) = tenant().await;
    let accounts = world.model("account");
    let one = accounts.get(&id, &GetOptions::default()).await.unwrap();
    let mut values = one.record["custom_fields"].as_object().unwrap().clone();
    values.retain(|name, _| name != "Sso" && name != "Unknown");
    let input = map(json!({"custom_fields": values}));
    let options = WriteOptions::default();
    let again = done(accounts.update(&id, &input, &options).await.unwrap());
    assert_eq!(again.record["custom_fields"], typed());
    let made = map(json!({"name": "B", "custom_fields": {"Go-live": "2025-05-30T11:15:00+02:00"}}));
    let made = done(accounts.create(&made, &options).await.unwrap()).record;
    assert_eq!(
        made["custom_fields"],
        json!({"Go-live": "2025-05-30T09:15:00Z"})
    );
    let read = GetOptions::default();
    let read = accounts.get(&text(&made, "id"), &read).await.unwrap();
    assert_eq!(read.record["custom_fields"], made["custom_fields"]);
}

#[tokio::test]
async fn without_definitions_values_stay_and_one_warning_says_so() {
    let (world, id) = tenant().await;
    world.sandbox.set_faults(["GET /customfields 403"]).unwrap();
    let other = world.made("account", json!({"name": "B"})).await;
    assert_ne!(other, id);
    let accounts = world.model("account");
    for _ in 0..2 {
        let page = accounts.list(&ListRequest::default()).await.unwrap();
        let [warning] = page.warnings.as_slice() else {
            panic!("{:?}", page.warnings);
        };
        assert_eq!(
            serde_json::to_value(warning.code).unwrap(),
            "custom_fields_untyped"
        );
        assert_eq!(warning.field, "custom_fields");
        let record = page.result.iter().find(|one| one["id"] == id.as_str());
        assert_eq!(record.unwrap()["custom_fields"]["Seats"], "12");
    }
    assert_eq!(definitions(&world), 1);
}

#[tokio::test]
async fn records_without_values_of_their_own_ask_for_no_definitions() {
    let world = World::new().await;
    world.accounts(3).await;
    let accounts = world.model("account");
    accounts.list(&ListRequest::default()).await.unwrap();
    let request = ListRequest {
        custom_fields_format: CustomFieldsFormat::List,
        ..ListRequest::default()
    };
    accounts.list(&request).await.unwrap();
    assert_eq!(definitions(&world), 0);
}

#[tokio::test]
async fn a_record_in_place_of_a_reference_is_typed_too() {
    let (world, id) = tenant().await;
    let input = json!({"name": "C", "email": "c@example.com", "account": {"id": id}});
    world.made("contact", input).await;
    let request = ListRequest {
        expand: vec!["account".into()],
        ..ListRequest::default()
    };
    let page = world.model("contact").list(&request).await.unwrap();
    assert_eq!(page.result[0]["account"]["custom_fields"], typed());
}
