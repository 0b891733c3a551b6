//! Parts of a request together: none of them is left out because of another.

use futures_util::TryStreamExt;
use planhat_unified_runtime::{Format, GetOptions, ListRequest, Page, WriteOptions};
use serde_json::{Value, json};

use crate::shared::{World, all, done, filtered, map, told};

async fn contact(world: &World, account: &str, external_id: &str) -> String {
    let email = format!("{external_id}@nordvik.example");
    let input = json!({"account": account, "email": email, "external_id": external_id});
    world.made("contact", input).await
}

#[tokio::test]
async fn a_key_does_not_hide_other_filters() {
    let world = World::new().await;
    let accounts = world.accounts(2).await;
    let id = contact(&world, &accounts[0], "c-1").await;
    let contacts = world.model("contact");
    let ids = async |filters| all(&contacts.list(&filtered(filters)).await.unwrap(), "id");
    let of = |account: &str| json!({"external_id": "c-1", "account.id": account});
    world.sandbox.clear_log();
    assert_eq!(ids(of(&accounts[0])).await, [id.as_str()]);
    assert!(ids(of(&accounts[1])).await.is_empty());
    assert_eq!(
        world.requests(),
        ["GET /endusers/extid-c-1", "GET /endusers/extid-c-1"]
    );
    // A record that is read by its key takes no parameters: then the list is asked.
    world.sandbox.clear_log();
    let request = ListRequest {
        remote_query: vec![("newFilter".into(), "1".into())],
        ..filtered(json!({"external_id": "c-1"}))
    };
    assert_eq!(all(&contacts.list(&request).await.unwrap(), "id"), [id]);
    assert!(
        world.requests()[0].contains("newFilter=1"),
        "{:?}",
        world.requests()
    );
}

#[tokio::test]
async fn every_operator_sees_archived_records() {
    let world = World::new().await;
    let account = world.accounts(1).await.remove(0);
    let id = contact(&world, &account, "c-1").await;
    let other = contact(&world, &account, "c-2").await;
    let contacts = world.model("contact");
    let archived = map(json!({"is_archived": true}));
    contacts
        .update(&id, &archived, &WriteOptions::default())
        .await
        .unwrap();
    let ids = async |filters| all(&contacts.list(&filtered(filters)).await.unwrap(), "id");
    assert_eq!(ids(json!({"archived[ne]": false})).await, [id.as_str()]);
    assert_eq!(ids(json!({"archived": true})).await, [id.as_str()]);
    assert_eq!(ids(json!({"archived": false})).await, [other.as_str()]);
    assert_eq!(ids(json!({"archived[exists]": true})).await.len(), 2);
}

#[tokio::test]
async fn a_parameter_does_not_take_the_place_of_a_filter() {
    let world = World::new().await;
    let account = world.accounts(1).await.remove(0);
    let contacts = world.model("contact");
    let with = |name: &str, filters: Value| ListRequest {
        remote_query: vec![(name.into(), "x".into())],
        ..filtered(filters)
    };
    for request in [
        with("companyId", json!({"account.id": account})),
        with("select", json!({})),
        ListRequest {
            sort: Some("email".into()),
            ..with("sort", json!({}))
        },
    ] {
        let error = contacts.list(&request).await.unwrap_err();
        assert_eq!(told(&error), ("invalid_request", vec!["remote_query"]));
    }
    contacts.list(&with("companyId", json!({}))).await.unwrap();
}

async fn keyed(world: &World, request: ListRequest) -> Result<Value, String> {
    let page: Result<Page, _> = world.model("account").list(&request).await;
    page.map(|page| serde_json::to_value(page).unwrap()["result"].clone())
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn keys_lose_no_record() {
    let world = World::new().await;
    let user = json!({
        "display_name": "Grace", "email": "grace@forge.example", "first_name": "Grace", "last_name": "H",
    });
    let owner = world.made("user", user).await;
    let first = world
        .made(
            "account",
            json!({"name": "A", "owner": owner, "external_id": "x"}),
        )
        .await;
    let by = |field: &str, fields: &[&str]| ListRequest {
        key_by: Some(field.into()),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        ..ListRequest::default()
    };
    let result = keyed(&world, by("id", &["name"])).await.unwrap();
    assert_eq!(result, json!({first.clone(): {"name": "A"}}));
    let result = keyed(&world, by("owner.id", &["name"])).await.unwrap();
    assert_eq!(result, json!({owner.clone(): {"name": "A"}}));
    let result = keyed(&world, by("owner", &["owner.name"])).await.unwrap();
    assert_eq!(result[&owner]["owner"].as_object().unwrap().len(), 1);
    // A second record: with the same name, and without the key.
    world.made("account", json!({"name": "A"})).await;
    for (field, why) in [
        ("name", "several records"),
        ("external_id", "has no `external_id`"),
    ] {
        let error = keyed(&world, by(field, &[])).await.unwrap_err();
        assert!(error.contains(why), "{error}");
    }
    assert_eq!(
        keyed(&world, by("id", &[]))
            .await
            .unwrap()
            .as_object()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn fields_and_expand_go_together() {
    let world = World::new().await;
    let user = json!({
        "display_name": "Grace", "email": "grace@forge.example", "first_name": "Grace", "last_name": "H",
    });
    let owner = world.made("user", user).await;
    let account = world
        .made("account", json!({"name": "A", "owner": owner}))
        .await;
    let email = "ada@nordvik.example";
    let contact = world
        .made("contact", json!({"account": account, "email": email}))
        .await;
    let get = async |model: &str, id: &str, fields: &[&str], exclude: &[&str], expand: &str| {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let options = GetOptions {
            fields: list(fields),
            exclude_fields: list(exclude),
            expand: vec![expand.into()],
            ..GetOptions::default()
        };
        let one = world.model(model).get(id, &options).await.unwrap();
        serde_json::to_value(one.record).unwrap()
    };
    let one = get("account", &account, &["name"], &[], "owner").await;
    assert_eq!(one["owner"]["email"], "grace@forge.example");
    assert_eq!(one.as_object().unwrap().len(), 2);
    let one = get("account", &account, &["owner.email"], &[], "owner").await;
    assert_eq!(one, json!({"owner": {"email": "grace@forge.example"}}));
    let one = get("contact", &contact, &["email"], &[], "account.owner").await;
    assert_eq!(one["account"]["owner"]["email"], "grace@forge.example");
    assert_eq!(one["account"].as_object().unwrap().len(), 1);
    let one = get("account", &account, &[], &["owner.id", "id"], "owner").await;
    assert_eq!(one["owner"]["email"], "grace@forge.example");
    assert!(one["owner"].get("id").is_none() && one.get("id").is_none());
    let request = ListRequest {
        fields: vec!["name".into()],
        expand: vec!["owner".into()],
        ..ListRequest::default()
    };
    let page = world.model("account").list(&request).await.unwrap();
    assert_eq!(page.result[0].keys().collect::<Vec<_>>(), ["name", "owner"]);
    let items: Vec<_> = world
        .model("account")
        .stream(&request)
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(items[0].record, page.result[0]);
}

#[tokio::test]
async fn what_goes_by_unified_names_is_refused_with_others() {
    let world = World::new().await;
    let id = world.accounts(1).await.remove(0);
    let accounts = world.model("account");
    for format in [Format::Raw, Format::Normalized] {
        let request = ListRequest {
            fields: vec!["name".into()],
            format,
            ..ListRequest::default()
        };
        let error = accounts.list(&request).await.unwrap_err();
        assert_eq!(told(&error), ("invalid_request", vec!["fields"]));
        let options = GetOptions {
            expand: vec!["owner".into()],
            format,
            ..GetOptions::default()
        };
        let error = accounts.get(&id, &options).await.unwrap_err();
        assert_eq!(told(&error), ("invalid_request", vec!["expand"]));
    }
}

#[tokio::test]
async fn an_order_over_several_lists_is_refused() {
    let world = World::new().await;
    let collections = world.model("collection");
    let sorted = |filters| ListRequest {
        sort: Some("-id".into()),
        ..filtered(filters)
    };
    let error = collections.list(&sorted(json!({}))).await.unwrap_err();
    assert_eq!(told(&error), ("invalid_request", vec!["sort"]));
    assert!(error.message.contains("filter by `type`"), "{error}");
    collections
        .list(&sorted(json!({"type": "issue"})))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_first_page_on_the_way_back_overlaps_with_none() {
    let world = World::new().await;
    let ids = world.accounts(5).await;
    let accounts = world.model("account");
    let page = async |cursor: Option<String>, limit| {
        let request = ListRequest {
            cursor,
            limit: Some(limit),
            ..ListRequest::default()
        };
        accounts.list(&request).await.unwrap()
    };
    let first = page(None, 2).await;
    let second = page(first.next_cursor, 3).await;
    assert_eq!(all(&second, "id"), ids[2..]);
    let back = page(second.prev_cursor, 3).await;
    assert_eq!((all(&back, "id"), back.limit), (ids[..2].to_vec(), 2));
    assert_eq!(back.prev_cursor, None);
    let again = page(back.next_cursor, 3).await;
    assert_eq!(all(&again, "id"), ids[2..]);
}

#[tokio::test]
async fn a_stream_that_fails_says_where_to_go_on() {
    use futures_util::StreamExt;
    let world = World::new().await;
    world.accounts(3).await;
    let accounts = world.model("account");
    let items: Vec<_> = accounts
        .stream(&ListRequest::default())
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let request = ListRequest {
        cursor: items[0].cursor.clone(),
        ..ListRequest::default()
    };
    let rest: Vec<_> = accounts
        .stream(&request)
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let records = |items: &[planhat_unified_runtime::list::Item]| -> Vec<_> {
        items.iter().map(|item| item.record.clone()).collect()
    };
    assert_eq!(records(&rest), records(&items[1..]));
    // Projects come first; the list of issues fails.
    let account = rest[0].record["id"].clone();
    for name in ["P0", "P1"] {
        let input = json!({"type": "project", "name": name, "account": account});
        world.made("collection", input).await;
    }
    world.sandbox.set_faults(["GET /issues 403"]).unwrap();
    let stream = world
        .model("collection")
        .stream(&ListRequest::default())
        .unwrap();
    let items: Vec<_> = stream.collect().await;
    assert_eq!(items.len(), 3);
    assert!(items[0].is_ok() && items[1].as_ref().unwrap().cursor.is_some());
    assert_eq!(items[2].as_ref().unwrap_err().code.as_str(), "forbidden");
}

#[tokio::test]
async fn a_list_without_the_filtered_field_says_so() {
    let world = World::new().await;
    world.accounts(2).await;
    let accounts = world.model("account");
    let filters = filtered(json!({"external_id": "x", "lifecycle_stage": "Growth"}));
    let empty = accounts.list(&filters).await.unwrap();
    assert!(empty.warnings.is_empty());
    let page = accounts
        .list(&filtered(json!({"domain": "nordvik.example"})))
        .await
        .unwrap();
    let fields: Vec<&str> = page.warnings.iter().map(|one| one.field.as_str()).collect();
    let has = accounts
        .list(&ListRequest {
            format: Format::Raw,
            ..ListRequest::default()
        })
        .await
        .unwrap()
        .result[0]
        .contains_key("domains");
    assert_eq!(fields, if has { vec![] } else { vec!["domains"] });
}

#[tokio::test]
async fn a_filter_with_something_behind_it_is_refused() {
    let world = World::new().await;
    let error = world
        .model("account")
        .list(&filtered(json!({"filter[name]junk": "A"})))
        .await
        .unwrap_err();
    assert_eq!(
        told(&error),
        ("unsupported_filter", vec!["filter[name]junk"])
    );
}

#[tokio::test]
async fn an_answer_that_lacks_fields_is_read_again() {
    let world = World::new().await;
    let id = world.accounts(1).await.remove(0);
    let made = done(
        world
            .model("account")
            .update(
                &id,
                &map(json!({"lifecycle_stage": "Growth"})),
                &WriteOptions::default(),
            )
            .await
            .unwrap(),
    );
    let read = world
        .model("account")
        .get(&id, &GetOptions::default())
        .await
        .unwrap();
    assert_eq!(made.record, read.record);
}
