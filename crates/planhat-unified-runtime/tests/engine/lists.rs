//! Pages, cursors, streams and forms.

use futures_util::TryStreamExt;
use planhat_unified_runtime::{Format, GetOptions, ListRequest, WriteOptions};
use serde_json::{Value, json};

use crate::mapping::mapping;
use crate::shared::{World, all, filtered, map, text, told};

#[tokio::test]
async fn pages_follow_each_other_to_the_end_and_back() {
    let world = World::new().await;
    let ids = world.accounts(8).await;
    let accounts = world.model("accounts");
    let (mut seen, mut cursor, mut backs) = (Vec::new(), None, Vec::new());
    loop {
        let request = ListRequest {
            cursor: cursor.clone(),
            meta: true,
            ..ListRequest::default()
        };
        let page = accounts.list(&request).await.unwrap();
        assert_eq!(page.limit, 3);
        assert_eq!(page.meta.as_ref().unwrap().requests, 1);
        assert!(!page.is_partial_response && page.warnings.is_empty());
        seen.push(all(&page, "id"));
        backs.push(page.prev_cursor.clone());
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.concat(), ids);
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 2]);
    assert_eq!(backs[0], None);
    let request = ListRequest {
        cursor: backs[2].clone(),
        ..ListRequest::default()
    };
    let back = accounts.list(&request).await.unwrap();
    assert_eq!(all(&back, "id"), seen[1]);
}

#[tokio::test]
async fn the_envelope_has_all_keys() {
    let world = World::new().await;
    world.accounts(1).await;
    let accounts = world.model("account");
    let page = accounts.list(&ListRequest::default()).await.unwrap();
    let json = serde_json::to_value(&page).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "is_partial_response",
            "limit",
            "next_cursor",
            "prev_cursor",
            "result",
            "result_count",
            "warnings"
        ]
    );
    assert_eq!(
        (&json["next_cursor"], &json["result_count"]),
        (&Value::Null, &json!(1))
    );
    assert_eq!(json["result"][0]["industry"], Value::Null);
    assert!(json["result"][0].get("remote_data").is_none());
    let request = ListRequest {
        key_by: Some("name".into()),
        meta: true,
        ..ListRequest::default()
    };
    let json = serde_json::to_value(accounts.list(&request).await.unwrap()).unwrap();
    assert_eq!(json["result"]["A0"]["name"], "A0");
    assert_eq!(json["meta"]["mapping_version"], "v1");
}

#[tokio::test]
async fn a_list_that_changes_is_walked_without_an_error() {
    let world = World::new().await;
    let ids = world.accounts(6).await;
    let accounts = world.model("account");
    let first = accounts.list(&ListRequest::default()).await.unwrap();
    accounts.delete(&ids[1]).await.unwrap();
    world.made("account", json!({"name": "new"})).await;
    let request = ListRequest {
        cursor: first.next_cursor,
        limit: Some(50),
        ..ListRequest::default()
    };
    let rest = accounts.list(&request).await.unwrap();
    // Offsets shift by the record that went; what was made later is at the end.
    assert_eq!(rest.result.len(), 3);
    assert_eq!(rest.result.last().unwrap()["name"], "new");
}

#[tokio::test]
async fn a_cursor_goes_with_its_list_alone() {
    let world = World::new().await;
    world.accounts(5).await;
    let accounts = world.model("account");
    let cursor = accounts
        .list(&ListRequest::default())
        .await
        .unwrap()
        .next_cursor
        .unwrap();
    let with = |cursor: &str, request: ListRequest| ListRequest {
        cursor: Some(cursor.to_owned()),
        ..request
    };
    let error = accounts
        .list(&with(&cursor, filtered(json!({"name": "A1"}))))
        .await
        .unwrap_err();
    assert_eq!(told(&error), ("cursor_mismatch", vec!["cursor"]));
    let error = accounts
        .list(&with(
            &cursor,
            ListRequest {
                sort: Some("-name".into()),
                ..ListRequest::default()
            },
        ))
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "cursor_mismatch");
    let error = world
        .model("contact")
        .list(&with(&cursor, ListRequest::default()))
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "cursor_mismatch");
    let changed = cursor.replacen('.', ".x", 1);
    let error = accounts
        .list(&with(&changed, ListRequest::default()))
        .await
        .unwrap_err();
    assert_eq!(told(&error), ("invalid_request", vec!["cursor"]));
    let mut other = mapping();
    other.version = "v2".into();
    let World { sandbox, .. } = world;
    let world = World::over(other, sandbox);
    let error = world
        .model("account")
        .list(&with(&cursor, ListRequest::default()))
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "cursor_mismatch");
}

#[tokio::test]
async fn a_projection_is_asked_of_the_server() {
    let world = World::new().await;
    let ids = world.accounts(1).await;
    world.sandbox.clear_log();
    let request = ListRequest {
        fields: vec!["name".into(), "owner.id".into()],
        ..ListRequest::default()
    };
    let page = world.model("account").list(&request).await.unwrap();
    assert_eq!(page.result[0].keys().collect::<Vec<_>>(), ["name", "owner"]);
    assert!(
        world.requests()[0].contains("select=_id,name,owner"),
        "{:?}",
        world.requests()
    );
    let request = ListRequest {
        fields: vec!["nam".into()],
        ..ListRequest::default()
    };
    let error = world.model("account").list(&request).await.unwrap_err();
    assert!(error.message.contains("did you mean `name`?"), "{error}");
    let wanted = GetOptions {
        exclude_fields: vec!["custom_fields".into()],
        remote_data: true,
        ..GetOptions::default()
    };
    let one = world.model("account").get(&ids[0], &wanted).await.unwrap();
    assert!(one.record.get("custom_fields").is_none());
    assert_eq!(one.record["remote_data"]["_id"], json!(ids[0]));
}

#[tokio::test]
async fn an_order_is_the_servers() {
    let world = World::new().await;
    world.accounts(3).await;
    let request = ListRequest {
        sort: Some("-name".into()),
        ..ListRequest::default()
    };
    let page = world.model("account").list(&request).await.unwrap();
    assert_eq!(all(&page, "name"), ["A2", "A1", "A0"]);
    let request = ListRequest {
        sort: Some("industry".into()),
        ..ListRequest::default()
    };
    let error = world.model("account").list(&request).await.unwrap_err();
    assert_eq!(told(&error), ("invalid_request", vec!["sort"]));
}

#[tokio::test]
async fn a_stream_gives_every_record_of_all_pages() {
    let world = World::new().await;
    let ids = world.accounts(7).await;
    let accounts = world.model("account");
    let items: Vec<_> = accounts
        .stream(&ListRequest::default())
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let seen: Vec<String> = items.iter().map(|item| text(&item.record, "id")).collect();
    assert_eq!(seen, ids);
    let page = accounts.list(&ListRequest::default()).await.unwrap();
    let rest = ListRequest {
        cursor: page.next_cursor,
        ..ListRequest::default()
    };
    let rest: Vec<_> = accounts.stream(&rest).unwrap().try_collect().await.unwrap();
    assert_eq!(rest.len(), 4);
}

#[tokio::test]
async fn variants_come_one_after_the_other_and_a_filter_chooses() {
    let world = World::new().await;
    let account = world.accounts(1).await.remove(0);
    for name in ["P0", "P1"] {
        world
            .made(
                "collection",
                json!({"type": "project", "name": name, "account": account}),
            )
            .await;
    }
    for name in ["I0", "I1"] {
        world
            .made("collection", json!({"type": "issue", "name": name}))
            .await;
    }
    let collections = world.model("collection");
    let (mut names, mut cursor) = (Vec::new(), None);
    loop {
        let request = ListRequest {
            cursor,
            ..ListRequest::default()
        };
        let page = collections.list(&request).await.unwrap();
        names.extend(all(&page, "name"));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    names.sort();
    assert_eq!(names, ["I0", "I1", "P0", "P1"]);
    let page = collections
        .list(&filtered(json!({"type": "issue"})))
        .await
        .unwrap();
    assert_eq!(all(&page, "type"), ["issue", "issue"]);
    let id = text(&page.result[0], "id");
    let one = collections.get(&id, &GetOptions::default()).await.unwrap();
    assert_eq!(one.record["type"], "issue");
    let name = map(json!({"name": "renamed"}));
    let one = collections
        .update(&id, &name, &WriteOptions::default())
        .await
        .unwrap();
    assert_eq!(one.record().unwrap()["name"], "renamed");
    collections.delete(&id).await.unwrap();
    let error = collections
        .get(&id, &GetOptions::default())
        .await
        .unwrap_err();
    assert_eq!(error.code.as_str(), "not_found");
}

#[tokio::test]
async fn records_come_raw_and_normalized_too() {
    let world = World::new().await;
    let id = world
        .made("account", json!({"name": "A", "external_id": "x"}))
        .await;
    let raw = GetOptions {
        format: Format::Raw,
        ..GetOptions::default()
    };
    let raw = world.model("account").get(&id, &raw).await.unwrap().record;
    assert_eq!((&raw["_id"], &raw["externalId"]), (&json!(id), &json!("x")));
    let request = ListRequest {
        format: Format::Normalized,
        ..ListRequest::default()
    };
    let page = world.model("account").list(&request).await.unwrap();
    assert_eq!(page.result[0]["_id"], json!(id));
    assert!(text(&page.result[0], "updatedAt").ends_with('Z'));
}

#[tokio::test]
async fn parameters_pass_untouched() {
    let world = World::new().await;
    world.accounts(1).await;
    world.sandbox.clear_log();
    let remote = |name: &str, value: &str| ListRequest {
        remote_query: vec![(name.into(), value.into())],
        ..ListRequest::default()
    };
    world
        .model("account")
        .list(&remote("newFilter", "1"))
        .await
        .unwrap();
    assert!(
        world.requests()[0].contains("newFilter=1"),
        "{:?}",
        world.requests()
    );
    let error = world
        .model("account")
        .list(&remote("offset", "7"))
        .await
        .unwrap_err();
    assert_eq!(told(&error), ("invalid_request", vec!["remote_query"]));
}
