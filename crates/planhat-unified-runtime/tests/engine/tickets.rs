//! A model whose methods go by the operations of others.

use planhat_unified_runtime::{GetOptions, ListRequest, WriteOptions};
use serde_json::{Value, json};

use crate::shared::{World, all, done, filtered, map, text, told};

async fn world() -> (World, String) {
    let world = World::new().await;
    let account = world.accounts(1).await.remove(0);
    (world, account)
}

fn ticket(account: &str, number: u32) -> Value {
    json!({
        "source_id": format!("T-{number}"),
        "name": format!("Ticket {number}"),
        "status": {"name": "open"},
        "account": {"id": account},
        "contact": {"email": "ada@nordvik.example"},
    })
}

#[tokio::test]
async fn all_five_methods_work() {
    let (world, account) = world().await;
    let tickets = world.model("ticket");
    let plain = WriteOptions::default();
    let made = done(
        tickets
            .create(&map(ticket(&account, 1)), &plain)
            .await
            .unwrap(),
    )
    .record;
    assert_eq!(
        (&made["name"], &made["source_id"]),
        (&json!("Ticket 1"), &json!("T-1"))
    );
    let id = text(&made, "id");
    let read = tickets
        .get(&id, &GetOptions::default())
        .await
        .unwrap()
        .record;
    assert_eq!(
        (&read["name"], &read["status"]["name"]),
        (&json!("Ticket 1"), &json!("open"))
    );
    let page = tickets.list(&ListRequest::default()).await.unwrap();
    assert_eq!(all(&page, "id"), std::slice::from_ref(&id));
    let change = map(json!({"name": "Renamed", "status": {"id": "On Hold"}}));
    let changed = done(tickets.update(&id, &change, &plain).await.unwrap()).record;
    assert_eq!(
        (&changed["name"], &changed["status"]["id"]),
        (&json!("Renamed"), &json!("On Hold"))
    );
    let change = map(json!({"status": {"name": "closed"}}));
    let changed = done(tickets.update("srcid-T-1", &change, &plain).await.unwrap()).record;
    assert_eq!(
        (text(&changed, "id"), &changed["status"]["name"]),
        (id.clone(), &json!("closed"))
    );
    assert_eq!(
        serde_json::to_value(tickets.delete("srcid-T-1").await.unwrap()).unwrap()["id"],
        json!(id)
    );
    assert!(
        tickets
            .list(&ListRequest::default())
            .await
            .unwrap()
            .result
            .is_empty()
    );
    let error = tickets
        .update("srcid-T-1", &change, &plain)
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "not_found");
}

#[tokio::test]
async fn what_would_be_dropped_is_refused() {
    let (world, account) = world().await;
    let tickets = world.model("ticket");
    let mut input = map(ticket(&account, 1));
    input.remove("contact");
    world.sandbox.clear_log();
    let error = tickets
        .create(&input, &WriteOptions::default())
        .await
        .unwrap_err();
    assert_eq!(told(&error), ("missing_required", vec!["contact"]));
    assert_eq!(error.failures[0].remote_field.as_deref(), Some("email"));
    assert!(world.requests().is_empty());
}

#[tokio::test]
async fn a_create_that_makes_nothing_is_an_error() {
    let (world, account) = world().await;
    let tickets = world.model("ticket");
    let input = map(ticket(&account, 1));
    tickets
        .create(&input, &WriteOptions::default())
        .await
        .unwrap();
    let error = tickets
        .create(&input, &WriteOptions::default())
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "duplicate");
}

#[tokio::test]
async fn a_conversation_that_is_no_ticket_is_not_found() {
    let (world, account) = world().await;
    let call = world
        .made(
            "engagement",
            json!({"account": account, "engagement_type": "call"}),
        )
        .await;
    let tickets = world.model("ticket");
    let plain = WriteOptions::default();
    let change = map(json!({"name": "x"}));
    for error in [
        tickets
            .get(&call, &GetOptions::default())
            .await
            .unwrap_err(),
        tickets.update(&call, &change, &plain).await.unwrap_err(),
        tickets.delete(&call).await.unwrap_err(),
    ] {
        assert_eq!(error.code.as_str(), "not_found");
    }
}

#[tokio::test]
async fn an_update_shows_the_row_with_the_key_and_what_the_server_needs() {
    let (world, account) = world().await;
    let id = world.made("ticket", ticket(&account, 1)).await;
    let tickets = world.model("ticket");
    let dry = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let planned = tickets
        .update(&id, &map(json!({"name": "Renamed"})), &dry)
        .await
        .unwrap();
    let planned = serde_json::to_value(&planned).unwrap();
    let row = json!([{"email": "ada@nordvik.example", "sourceId": "T-1", "title": "Renamed"}]);
    assert_eq!(
        (&planned["request"]["method"], &planned["request"]["body"]),
        (&json!("PUT"), &row)
    );
    assert_eq!(
        planned["changes"],
        json!([{"field": "name", "remote_field": "title", "value": "Renamed"}])
    );
    let error = tickets
        .update(&id, &map(json!({"source_id": "T-9"})), &dry)
        .await
        .unwrap_err();
    assert_eq!(told(&error), ("unsupported_field", vec!["source_id"]));
}

#[tokio::test]
async fn who_answers_is_looked_up() {
    let (world, account) = world().await;
    let input = json!({"display_name": "Grace", "email": "grace@forge.example", "first_name": "Grace", "last_name": "H"});
    let user = world.made("user", input).await;
    let tickets = world.model("ticket");
    let mut input = map(ticket(&account, 1));
    input.insert("assignees".into(), json!([{"id": user}]));
    let dry = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let planned = serde_json::to_value(tickets.create(&input, &dry).await.unwrap()).unwrap();
    assert_eq!(
        planned["request"]["body"][0]["agentEmail"],
        "grace@forge.example"
    );
    input.insert(
        "assignees".into(),
        json!([{"id": "0123456789abcdef01234567"}]),
    );
    let error = tickets.create(&input, &dry).await.unwrap_err();
    assert_eq!(error.code.as_str(), "invalid_request");
    assert_eq!(
        error.failures[0].remote_field.as_deref(),
        Some("agentEmail")
    );
}

#[tokio::test]
async fn filters_use_the_servers_words() {
    let (world, account) = world().await;
    let tickets = world.model("ticket");
    for (number, status) in [(1, "New"), (2, "open"), (3, "done")] {
        let mut input = map(ticket(&account, number));
        input.insert("status".into(), json!({"id": status}));
        tickets
            .create(&input, &WriteOptions::default())
            .await
            .unwrap();
    }
    world.sandbox.clear_log();
    let ids = async |filters| {
        all(
            &tickets.list(&filtered(filters)).await.unwrap(),
            "source_id",
        )
    };
    assert_eq!(ids(json!({"status.id": "done"})).await, ["T-3"]);
    assert_eq!(ids(json!({"status.name": "open"})).await, ["T-1", "T-2"]);
    assert_eq!(
        ids(json!({"contact.email": "ada@nordvik.example"}))
            .await
            .len(),
        3
    );
    let requests = world.requests();
    assert!(requests[0].contains("status=done"), "{requests:?}");
    // Several words, in any letter case: the server cannot be asked for those.
    assert!(!requests[1].contains("status="), "{requests:?}");
    let facet = world
        .model("ticket_status")
        .list(&ListRequest::default())
        .await
        .unwrap();
    let counted: Vec<_> = facet
        .result
        .iter()
        .map(|one| (text(one, "id"), one["name"].clone(), one["count"].clone()))
        .collect();
    let expected = [("New", "open"), ("done", "closed"), ("open", "open")];
    let expected = expected.map(|(id, name)| (id.to_owned(), json!(name), json!(1)));
    assert_eq!(counted, expected);
}
