//! Records in the spellings in which they may come, and what a write keeps of them, under the mappings
//! that the specs make.

use planhat_sandbox::Sandbox;
use planhat_spec::unified::mapping::Mapping;
use planhat_unified_runtime::read::{Projection, parsed};
use planhat_unified_runtime::{GetOptions, WriteOptions, overrides};
use serde_json::{Value, json};

use crate::real::sources;
use crate::shared::{World, done, map, text};

fn mapping(api: &str) -> Mapping {
    let all = overrides::of_sources(&sources(), &[]).unwrap();
    all.into_iter().find(|one| one.api == api).unwrap()
}

/// Some fields of a record, as a model and a variant of it read them.
fn read(path: &str, record: Value, fields: &[&str]) -> Vec<Value> {
    let mut names = path.split('.');
    let mapping = mapping(names.next().unwrap());
    let name = names.next().unwrap();
    let model = mapping.models.iter().find(|one| one.name == name).unwrap();
    let variant = model
        .variants
        .iter()
        .find(|one| names.clone().next().is_none_or(|name| one.name == name));
    let read = parsed(
        &mapping,
        model,
        variant.unwrap(),
        &map(record),
        &Projection::default(),
    );
    fields
        .iter()
        .map(|field| read.value[*field].clone())
        .collect()
}

#[test]
fn people_are_read_however_they_are_told() {
    let fields = ["contact", "created_by", "additional_contacts"];
    let ids = |record: Value| {
        let found = read("ticketing.ticket", record, &fields);
        let first = |value: &Value| value["id"].clone();
        (first(&found[0]), first(&found[1]), first(&found[2][0]))
    };
    let expected = (json!("5f1"), json!("5f1"), json!("5f2"));
    for endusers in [
        json!(["5f1", "5f2"]),
        json!([{ "id": "5f1" }, { "id": "5f2" }]),
        json!([{ "_id": "5f1", "name": "A" }, { "_id": "5f2" }]),
    ] {
        let record = json!({ "_id": "t", "endusers": endusers, "email": "a@b.example" });
        assert_eq!(ids(record), expected);
    }
    for id in ["id", "_id"] {
        let record = json!({ "_id": "e", "users": [{ id: "u1", "isOwner": true }], "owner": { id: "u1", "name": "X" } });
        let found = read("crm.engagement", record.clone(), &["owner", "participants"]);
        assert_eq!(found[0]["id"], "u1", "{id}");
        assert_eq!(found[1][0]["id"], "u1", "{id}");
        let found = read("crm.account", record, &["owner"]);
        assert_eq!(
            (&found[0]["id"], &found[0]["name"]),
            (&json!("u1"), &json!("X"))
        );
    }
}

#[test]
fn companies_of_an_issue_are_read_however_they_are_told() {
    for id in ["id", "_id"] {
        let record =
            json!({ "_id": "i", "companies": [{ id: "c1", "name": "Acme" }, { id: "c2" }] });
        let found = read(
            "ticketing.collection.issue",
            record,
            &["account", "accounts"],
        );
        assert_eq!(found[0], json!({ "id": "c1", "name": "Acme" }), "{id}");
        assert_eq!(found[1][0]["name"], "Acme", "{id}");
        assert_eq!(found[1][1]["id"], "c2", "{id}");
    }
}

#[test]
fn moments_that_arrive_are_read() {
    let record = json!({
        "_id": "61dd5bf1d8ecd4a9a5b0c0a1",
        "createdAt": "2025-01-01T00:00:00Z",
        "updatedAt": "2025-02-01T00:00:00Z",
    });
    for path in [
        "crm.opportunity",
        "crm.project",
        "ticketing.collection.project",
        "ticketing.workspace",
    ] {
        let found = read(path, record.clone(), &["created_at", "updated_at"]);
        assert_eq!(
            found,
            ["2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z"],
            "{path}"
        );
        let bare = json!({ "_id": "61dd5bf1d8ecd4a9a5b0c0a1" });
        let found = read(path, bare, &["created_at", "updated_at"]);
        assert_eq!(
            found,
            [json!("2022-01-11T10:29:05Z"), Value::Null],
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_change_of_the_participants_keeps_the_owner() {
    let sandbox = Sandbox::builder().demo(3).start().await.unwrap();
    let world = World::over(mapping("crm"), sandbox);
    let users = world.model("user").list(&Default::default()).await.unwrap();
    let users: Vec<String> = users.result.iter().map(|one| text(one, "id")).collect();
    let accounts = world
        .model("account")
        .list(&Default::default())
        .await
        .unwrap();
    let account = text(&accounts.result[0], "id");
    let id = world
        .made(
            "engagement",
            json!({
                "engagement_type_ref": "other",
                "account": account,
                "owner": users[0],
                "participants": [users[0], users[1]],
            }),
        )
        .await;
    let engagements = world.model("engagement");
    let change = async |input: Value| {
        let options = WriteOptions::default();
        done(
            engagements
                .update(&id, &map(input), &options)
                .await
                .unwrap(),
        );
        let read = engagements.get(&id, &GetOptions::default()).await.unwrap();
        let people = read.record["participants"].as_array().unwrap();
        let mut people: Vec<String> = people
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        people.sort();
        (read.record["owner"]["id"].clone(), people)
    };
    let sorted = |ids: &[&String]| {
        let mut ids: Vec<String> = ids.iter().map(|id| (*id).clone()).collect();
        ids.sort();
        ids
    };
    let three = [&users[0], &users[1], &users[2]];
    let changed = change(json!({ "participants": three })).await;
    assert_eq!(changed, (json!(users[0]), sorted(&three)));
    let changed = change(json!({ "owner": users[1] })).await;
    assert_eq!(changed, (json!(users[1]), sorted(&three)));
}

#[tokio::test]
async fn the_word_that_routes_may_be_in_capitals() {
    let sandbox = Sandbox::builder().demo(2).start().await.unwrap();
    let world = World::over(mapping("ticketing"), sandbox);
    let input = json!({ "type": "ISSUE", "name": "Slow import" });
    let made = world.made("collection", input).await;
    let read = world
        .model("collection")
        .get(&made, &GetOptions::default())
        .await
        .unwrap();
    assert_eq!(read.record["type"], "issue");
}
