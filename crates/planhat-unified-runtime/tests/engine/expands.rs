//! References resolved, and what is told of a mapping and a record.

use planhat_client::api::API;
use planhat_unified_runtime::capabilities::capabilities;
use planhat_unified_runtime::{GetOptions, ListRequest, WriteOptions};
use serde_json::{Value, json};

use crate::mapping::mapping;
use crate::shared::{World, map, told};

async fn users(world: &World, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..count {
        let input = json!({
            "display_name": format!("U{number}"), "email": format!("u{number}@forge.example"),
            "first_name": format!("U{number}"), "last_name": "Berg",
        });
        ids.push(world.made("user", input).await);
    }
    ids
}

fn expanding(paths: &[&str]) -> ListRequest {
    ListRequest {
        expand: paths.iter().map(|path| (*path).to_owned()).collect(),
        limit: Some(50),
        ..ListRequest::default()
    }
}

#[tokio::test]
async fn references_are_read_together() {
    let world = World::new().await;
    let owners = users(&world, 7).await;
    for (number, owner) in owners.iter().enumerate() {
        let account = world
            .made(
                "account",
                json!({"name": format!("A{number}"), "owner": owner}),
            )
            .await;
        world
            .made(
                "contact",
                json!({"account": account, "email": format!("c{number}@nordvik.example")}),
            )
            .await;
    }
    world.sandbox.clear_log();
    let page = world
        .model("contact")
        .list(&expanding(&["account.owner"]))
        .await
        .unwrap();
    assert_eq!(page.result[0]["account"]["name"], "A0");
    assert_eq!(
        page.result[0]["account"]["owner"]["email"],
        "u0@forge.example"
    );
    // The contacts, their accounts by id in one list, the owners of those by the list of users.
    let requests = world.requests();
    assert_eq!(requests.len(), 3, "{requests:?}");
    world.sandbox.clear_log();
    let page = world
        .model("account")
        .list(&expanding(&["owner"]))
        .await
        .unwrap();
    assert_eq!(page.result[6]["owner"]["name"], "U6 Berg");
    assert_eq!(world.requests().len(), 2);
}

#[tokio::test]
async fn a_reference_that_leads_nowhere_stays() {
    let world = World::new().await;
    let nobody = "0123456789abcdef01234567";
    let account = world
        .made("account", json!({"name": "A", "owner": nobody}))
        .await;
    let wanted = GetOptions {
        expand: vec!["owner".into()],
        ..GetOptions::default()
    };
    let one = world.model("account").get(&account, &wanted).await.unwrap();
    assert_eq!(one.record["owner"]["id"], nobody);
    assert_eq!(one.warnings[0].id.as_deref(), Some(nobody));
}

#[tokio::test]
async fn what_may_not_be_read_is_told_and_keeps_the_page() {
    let world = World::new().await;
    let owners = users(&world, 2).await;
    for owner in &owners {
        world
            .made("account", json!({"name": "A", "owner": owner}))
            .await;
    }
    let fault = format!("GET /users/{} 403", owners[0]);
    world.sandbox.set_faults([fault.as_str()]).unwrap();
    let accounts = world.model("account");
    let page = accounts.list(&expanding(&["owner"])).await.unwrap();
    let told: Vec<_> = page.warnings.iter().map(|one| one.id.clone()).collect();
    assert_eq!(told, [Some(owners[0].clone())]);
    let named = page
        .result
        .iter()
        .filter(|one| one["owner"]["email"].is_string());
    assert_eq!((page.result.len(), named.count()), (2, 1));
}

#[tokio::test]
async fn what_is_no_reference_or_too_deep_is_refused() {
    let world = World::new().await;
    for path in ["name", "account.owner.manager", "account.name"] {
        let error = world
            .model("contact")
            .list(&expanding(&[path]))
            .await
            .unwrap_err();
        assert_eq!(
            told(&error),
            ("invalid_request", vec!["expand"]),
            "{path}: {error}"
        );
    }
    assert!(world.requests().is_empty());
}

#[tokio::test]
async fn records_that_refer_to_a_record_are_found_from_there() {
    let world = World::new().await;
    let account = world.accounts(1).await.remove(0);
    let ticket = json!({
        "source_id": "T-1", "account": account, "contact": {"email": "ada@nordvik.example"},
    });
    let id = world.made("ticket", ticket).await;
    let issue = json!({"title": "An issue", "conversationIds": [id]});
    world
        .unified
        .client()
        .request(http::Method::POST, "/issues")
        .json(&issue)
        .send()
        .await
        .unwrap();
    let plain = world
        .model("ticket")
        .get(&id, &GetOptions::default())
        .await
        .unwrap();
    assert_eq!(plain.record["collections"], Value::Null);
    let wanted = GetOptions {
        expand: vec!["collections".into()],
        ..GetOptions::default()
    };
    let one = world.model("ticket").get(&id, &wanted).await.unwrap();
    assert_eq!(one.record["collections"][0]["name"], "An issue");
    assert_eq!(one.record["collections"][0]["type"], "issue");
}

#[tokio::test]
async fn each_field_is_explained() {
    let world = World::new().await;
    let input = map(json!({"name": "A", "lifecycle_stage": "Growth"}));
    let made = world
        .model("account")
        .create(&input, &WriteOptions::default())
        .await
        .unwrap();
    let id = made.record().unwrap()["id"].as_str().unwrap().to_owned();
    let explained = world.model("account").explain(&id).await.unwrap();
    let json = serde_json::to_value(&explained).unwrap();
    let field = |name: &str| {
        let fields = json["fields"].as_array().unwrap();
        fields
            .iter()
            .find(|field| field["field"] == name)
            .unwrap()
            .clone()
    };
    let stage = field("lifecycle_stage");
    assert_eq!(
        stage["sources"],
        json!([{"path": "phase", "raw": "Growth"}])
    );
    assert_eq!(
        (&stage["value"], &stage["writes"]),
        (&json!("Growth"), &json!(["phase"]))
    );
    let paths: Vec<Value> = field("created_at")["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].clone())
        .collect();
    assert_eq!(paths, ["createDate", "createdAt", "_id"]);
}

#[test]
fn capabilities_tell_methods_fields_and_filters() {
    let told = serde_json::to_value(capabilities(&mapping(), &API)).unwrap();
    let model = |name: &str| {
        let models = told["models"].as_array().unwrap();
        models
            .iter()
            .find(|model| model["model"] == name)
            .unwrap()
            .clone()
    };
    let account = model("account");
    let field = |name: &str| {
        let fields = account["variants"][0]["fields"].as_array().unwrap();
        fields
            .iter()
            .find(|field| field["field"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(field("industry")["unmapped"], true);
    assert_eq!(field("name")["create_required"], true);
    assert_eq!(
        (&field("status")["write"], &field("status")["read"]),
        (&json!(false), &json!(true))
    );
    let pushdown = |name: &str| {
        let filters = account["filters"].as_array().unwrap();
        filters
            .iter()
            .find(|filter| filter["name"] == name)
            .unwrap()["pushdown"]
            .clone()
    };
    assert_eq!(
        [
            pushdown("status"),
            pushdown("name"),
            pushdown("external_id")
        ],
        ["verify", "scan", "native"]
    );
    let ticket = model("ticket");
    let methods = ticket["variants"][0]["methods"].as_array().unwrap().clone();
    assert_eq!(
        methods[2],
        json!({"method": "create", "call": "PUT /tickets", "unverified": false})
    );
    assert_eq!(told["overridden"], false);
}
