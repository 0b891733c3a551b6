//! Filters: what the server does, what is done here, and what is refused.

use planhat_unified_runtime::{GetOptions, ListRequest, WriteOptions};
use serde_json::json;

use crate::shared::{World, all, filtered, map};

#[tokio::test]
async fn what_the_server_can_do_it_does() {
    let world = World::new().await;
    let ids = world.accounts(3).await;
    for (number, id) in ids.iter().enumerate() {
        let email = format!("c{number}@nordvik.example");
        world
            .made("contact", json!({"account": {"id": id}, "email": email}))
            .await;
    }
    world.sandbox.clear_log();
    let contacts = world.model("contact");
    let page = contacts
        .list(&filtered(json!({"account.id": [ids[0], ids[2]]})))
        .await
        .unwrap();
    assert_eq!(page.result.len(), 2);
    let page = contacts
        .list(&filtered(json!({"email": "c1@nordvik.example"})))
        .await
        .unwrap();
    assert_eq!(page.result[0]["account"]["id"], json!(ids[1]));
    let requests = world.requests();
    assert!(
        requests[0].contains(&format!("companyId={},{}", ids[0], ids[2])),
        "{requests:?}"
    );
    assert!(
        requests[1].contains("email=c1%40nordvik.example"),
        "{requests:?}"
    );
    assert!(
        requests.iter().all(|request| request.contains("limit=4")),
        "{requests:?}"
    );
}

#[tokio::test]
async fn a_key_reads_one_record() {
    let world = World::new().await;
    world.accounts(2).await;
    let id = world
        .made("account", json!({"name": "B", "external_id": "b 1"}))
        .await;
    world.sandbox.clear_log();
    let accounts = world.model("account");
    let page = accounts
        .list(&filtered(json!({"external_id": "b 1"})))
        .await
        .unwrap();
    assert_eq!((all(&page, "id"), page.next_cursor), (vec![id], None));
    assert_eq!(world.requests(), ["GET /companies/extid-b 1"]);
    let none = filtered(json!({"external_id": "b 1", "name": "other"}));
    assert!(accounts.list(&none).await.unwrap().result.is_empty());
    let none = accounts
        .list(&filtered(json!({"external_id": "c"})))
        .await
        .unwrap();
    assert_eq!((none.result.len(), none.next_cursor), (0, None));
}

#[tokio::test]
async fn what_the_server_cannot_do_is_done_here() {
    let world = World::new().await;
    world.accounts(4).await;
    world
        .made(
            "account",
            json!({"name": "Nordvik", "domains": ["nordvik.example"], "lifecycle_stage": "Growth"}),
        )
        .await;
    let accounts = world.model("account");
    let names = async |filters| all(&accounts.list(&filtered(filters)).await.unwrap(), "name");
    assert_eq!(names(json!({"name[contains]": "NORD"})).await, ["Nordvik"]);
    assert_eq!(
        names(json!({"domain": "nordvik.example"})).await,
        ["Nordvik"]
    );
    assert_eq!(
        names(json!({"lifecycle_stage[exists]": true})).await,
        ["Nordvik"]
    );
    assert_eq!(
        names(json!({"lifecycle_stage[ne]": "Growth"})).await,
        ["A0", "A1", "A2"]
    );
    assert_eq!(names(json!({"filter[name][contains]": "a1"})).await, ["A1"]);
    assert_eq!(
        names(json!({"modified_after": "2020-01-01"})).await.len(),
        3
    );
    assert_eq!(
        names(json!({"updated_since": "2999-01-01T00:00:00Z"}))
            .await
            .len(),
        0
    );
    assert_eq!(
        names(json!({"updated_at[gte]": "2020-01-01", "updated_at[lt]": "2999-01-01"}))
            .await
            .len(),
        3
    );
    // Words of other unified APIs are in capitals.
    world.sandbox.clear_log();
    assert_eq!(names(json!({"status[in]": "CUSTOMER,lost"})).await.len(), 0);
    assert!(
        world.requests()[0].contains("status=customer,lost"),
        "{:?}",
        world.requests()
    );
}

#[tokio::test]
async fn archived_records_are_there_when_they_are_asked_for() {
    let world = World::new().await;
    let account = world.accounts(1).await.remove(0);
    let contacts = world.model("contact");
    let id = world
        .made(
            "contact",
            json!({"account": account, "email": "a@nordvik.example"}),
        )
        .await;
    let archived = map(json!({"is_archived": true}));
    contacts
        .update(&id, &archived, &WriteOptions::default())
        .await
        .unwrap();
    assert!(
        contacts
            .list(&ListRequest::default())
            .await
            .unwrap()
            .result
            .is_empty()
    );
    let page = contacts
        .list(&filtered(json!({"is_archived": true})))
        .await
        .unwrap();
    assert_eq!(all(&page, "id"), [id]);
}

#[tokio::test]
async fn a_budget_ends_a_page_and_the_cursor_goes_on() {
    let world = World::new().await;
    world.accounts(6).await;
    // A page that finds nothing still looks at as many rows as a request gives.
    let wanted = ListRequest {
        scan_requests: Some(1),
        ..filtered(json!({"name": "A5"}))
    };
    let accounts = world.model("account");
    let page = accounts.list(&wanted).await.unwrap();
    assert_eq!(
        (all(&page, "name"), page.is_partial_response),
        (vec!["A5".to_owned()], false)
    );
    // Projects are listed until an empty page, as their cap is not known.
    let account = world.accounts(1).await.remove(0);
    for name in ["P0", "P1"] {
        world
            .made(
                "collection",
                json!({"type": "project", "name": name, "account": account}),
            )
            .await;
    }
    let collections = world.model("collection");
    let wanted = ListRequest {
        scan_requests: Some(1),
        meta: true,
        ..filtered(json!({"name": "P9"}))
    };
    let page = collections.list(&wanted).await.unwrap();
    assert_eq!((page.result.len(), page.is_partial_response), (0, true));
    assert_eq!(page.meta.unwrap().requests, 1);
    assert_eq!(
        serde_json::to_value(page.warnings[0].code).unwrap(),
        "scan_budget"
    );
    let mut cursor = page.next_cursor;
    let mut pages = 1;
    while cursor.is_some() {
        let page = collections
            .list(&ListRequest {
                cursor,
                ..wanted.clone()
            })
            .await
            .unwrap();
        cursor = page.next_cursor;
        pages += 1;
    }
    // Rows, an empty page, and the same for issues.
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn filters_outside_the_list_are_refused() {
    let world = World::new().await;
    let accounts = world.model("account");
    for (filters, code) in [
        (json!({"industry": "x"}), "unsupported_filter"),
        (json!({"name[gt]": "x"}), "unsupported_filter"),
        (json!({"name[like]": "x"}), "unsupported_filter"),
        (json!({"status": "asleep"}), "invalid_request"),
        (json!({"updated_at[gt]": "yesterday"}), "invalid_request"),
        (json!({"name": {"a": 1}}), "invalid_request"),
        (json!({"status[in]": []}), "invalid_request"),
    ] {
        let error = accounts.list(&filtered(filters.clone())).await.unwrap_err();
        assert_eq!(error.code.as_str(), code, "{filters}: {error}");
        assert!(!error.is_remote_error);
    }
    let error = accounts
        .list(&filtered(json!({"name[gt]": "x"})))
        .await
        .unwrap_err();
    assert_eq!(
        error.insight.allowed["name"],
        [json!("eq"), json!("contains")]
    );
    assert!(world.requests().is_empty());
}

#[tokio::test]
async fn a_scope_holds_unless_a_filter_says_otherwise() {
    let world = World::new().await;
    let account = world.accounts(1).await.remove(0);
    for kind in ["call", "note", "email"] {
        let input = json!({"account": account, "engagement_type": kind, "subject": kind});
        world.made("engagement", input).await;
    }
    let note = world
        .made("note", json!({"account": account, "title": "a note"}))
        .await;
    let engagements = world.model("engagement");
    let page = engagements.list(&ListRequest::default()).await.unwrap();
    assert_eq!(all(&page, "engagement_type"), ["call", "email"]);
    let page = engagements
        .list(&filtered(json!({"engagement_type": "note"})))
        .await
        .unwrap();
    assert_eq!(page.result.len(), 2);
    let notes = world.model("note");
    assert_eq!(
        notes
            .list(&ListRequest::default())
            .await
            .unwrap()
            .result
            .len(),
        2
    );
    notes.get(&note, &GetOptions::default()).await.unwrap();
    // A call is no note, whatever its id says.
    let page = engagements
        .list(&filtered(json!({"engagement_type": "call"})))
        .await
        .unwrap();
    let call = all(&page, "id").remove(0);
    let error = notes.get(&call, &GetOptions::default()).await.unwrap_err();
    assert_eq!(error.code.as_str(), "not_found");
    let error = notes.delete(&call).await.unwrap_err();
    assert_eq!(error.code.as_str(), "not_found");
    engagements
        .get(&call, &GetOptions::default())
        .await
        .unwrap();
}
