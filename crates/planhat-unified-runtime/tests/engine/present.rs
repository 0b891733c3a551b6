//! Writes that go by what is there already, under the mappings that the specs make.

use futures_util::TryStreamExt;
use planhat_sandbox::Sandbox;
use planhat_unified_runtime::{GetOptions, ListRequest, RowResult, Upserted, WriteOptions};
use serde_json::{Map, Value, json};

use crate::real::mappings;
use crate::shared::{World, all, done, filtered, map, text, told};

async fn world(api: &str) -> World {
    let mapping = mappings().into_iter().find(|mapping| mapping.api == api);
    World::over(mapping.unwrap(), Sandbox::start().await.unwrap())
}

async fn upsert(world: &World, model: &str, rows: Vec<Value>) -> Vec<RowResult> {
    let rows: Vec<Map<String, Value>> = rows.into_iter().map(map).collect();
    let options = WriteOptions::default();
    match world.model(model).upsert(&rows, &options).await.unwrap() {
        Upserted::Done { rows, .. } => rows,
        planned => panic!("{planned:?}"),
    }
}

async fn raw(world: &World, path: &str) -> Value {
    let request = world.unified.client().request(http::Method::GET, path);
    request.send().await.unwrap().decode().unwrap()
}

async fn user(world: &World, name: &str) -> String {
    let input = json!({
        "display_name": name, "email": format!("{name}@forge.example"),
        "first_name": name, "last_name": "Berg",
    });
    world.made("user", input).await
}

#[tokio::test]
async fn a_row_changes_no_record_of_another_model() {
    let world = world("crm").await;
    let account = world.made("account", json!({"name": "A"})).await;
    let call = json!({"account": account, "engagement_type": "call", "subject": "a call"});
    let call = world.made("engagement", call).await;
    let note = json!({"account": account, "title": "a note"});
    let note = world.made("note", note).await;
    let nothing = "0123456789abcdef01234567";
    let rows = upsert(
        &world,
        "note",
        vec![
            json!({"id": call, "title": "x", "account": account}),
            json!({"id": note, "title": "changed", "account": account}),
            json!({"id": nothing, "title": "x", "account": account}),
        ],
    )
    .await;
    let codes: Vec<_> = rows
        .iter()
        .map(|row| row.error.as_ref().map(told))
        .collect();
    let missing = || Some(("not_found", vec!["id"]));
    assert_eq!(codes, [missing(), None, missing()]);
    let call = raw(&world, &format!("/conversations/{call}")).await;
    assert_eq!(
        (&call["type"], &call["subject"]),
        (&json!("call"), &json!("a call"))
    );
    let note = world
        .model("note")
        .get(&note, &GetOptions::default())
        .await
        .unwrap();
    assert_eq!(note.record["title"], "changed");
}

#[tokio::test]
async fn a_row_keeps_what_a_value_goes_by() {
    let world = world("crm").await;
    let account = world.made("account", json!({"name": "A"})).await;
    let mut users = Vec::new();
    for name in ["ada", "ben", "cyd"] {
        users.push(user(&world, name).await);
    }
    let input = json!({
        "account": account, "engagement_type": "call", "external_id": "e-1", "owner": users[0],
        "participants": users.iter().map(|id| json!({"id": id})).collect::<Vec<_>>(),
    });
    let id = world.made("engagement", input).await;
    for (row, owner) in [
        (json!({"id": id, "owner": users[1]}), &users[1]),
        (json!({"external_id": "e-1", "owner": users[2]}), &users[2]),
        (json!({"id": "extid-e-1", "owner": users[1]}), &users[1]),
    ] {
        let mut row = row;
        row["account"] = json!(account);
        row["engagement_type"] = json!("call");
        let rows = upsert(&world, "engagement", vec![row]).await;
        assert!(rows[0].ok, "{:?}", rows[0].error);
        let one = world
            .model("engagement")
            .get(&id, &GetOptions::default())
            .await
            .unwrap()
            .record;
        assert_eq!(one["owner"]["id"], json!(owner));
        // Who had it leaves with the change; the others stay.
        let count = one["participants"].as_array().unwrap().len();
        assert!(count >= 2, "{one:?}");
        assert!(world.sandbox.log().len() < 100);
        let whole = users.iter().map(|id| json!({"id": id})).collect::<Vec<_>>();
        let back = map(json!({"participants": whole}));
        world
            .model("engagement")
            .update(&id, &back, &WriteOptions::default())
            .await
            .unwrap();
    }
    // A key that leads to nothing makes a record.
    let row = json!({
        "external_id": "e-2", "owner": users[0], "account": account, "engagement_type": "call",
    });
    assert!(upsert(&world, "engagement", vec![row]).await[0].ok);
    let error = upsert(
        &world,
        "note",
        vec![json!({"id": "extid-e-1", "account": account})],
    )
    .await;
    assert_eq!(told(error[0].error.as_ref().unwrap()).0, "invalid_request");
}

#[tokio::test]
async fn a_day_goes_where_the_present_record_has_it() {
    let world = world("crm").await;
    let account = world.made("account", json!({"name": "A"})).await;
    let input = json!({
        "account": account, "subject": "T", "type": {"id": "task"}, "source_id": "t-1",
        "start_time": "2025-05-01T08:00:00Z", "end_time": "2025-05-02T08:00:00Z",
    });
    let id = world.made("task", input).await;
    for row in [
        json!({"id": id, "account": account, "due_date": "2025-06-01T08:00:00.000Z"}),
        json!({"source_id": "t-1", "account": account, "due_date": "2025-06-02T08:00:00.000Z"}),
    ] {
        let due = row["due_date"].clone();
        let rows = upsert(&world, "task", vec![row]).await;
        assert!(rows[0].ok, "{:?}", rows[0].error);
        let one = world
            .model("task")
            .get(&id, &GetOptions::default())
            .await
            .unwrap()
            .record;
        assert_eq!(one["end_time"], due);
        assert_eq!(one["start_time"], json!("2025-05-01T08:00:00.000Z"));
    }
}

#[tokio::test]
async fn twins_by_a_lower_key_count_with_their_owner() {
    let world = world("crm").await;
    let one = world.made("account", json!({"name": "A"})).await;
    let other = world.made("account", json!({"name": "B"})).await;
    let contact = |account: &str, email: &str| {
        json!({
            "account": account, "last_name": "B",
            "email_addresses": [{"email": email, "type": "primary", "is_primary": true}],
        })
    };
    let rows = vec![
        contact(&one, "a@nordvik.example"),
        contact(&other, "a@nordvik.example"),
        contact(&one, "b@nordvik.example"),
        contact(&one, "b@nordvik.example"),
        contact(&one, "c@nordvik.example"),
    ];
    let rows = upsert(&world, "contact", rows).await;
    let codes: Vec<_> = rows
        .iter()
        .map(|row| row.error.as_ref().map(|error| error.code.as_str()))
        .collect();
    let twice = Some("duplicate");
    assert_eq!(codes, [None, None, twice, twice, None]);
}

#[tokio::test]
async fn an_age_is_no_part_of_what_makes_records() {
    let world = world("crm").await;
    let options = WriteOptions {
        if_unchanged_since: Some("2020-01-01T00:00:00Z".into()),
        ..WriteOptions::default()
    };
    let input = map(json!({"name": "A", "external_id": "a"}));
    let accounts = world.model("account");
    let errors = [
        accounts.create(&input, &options).await.unwrap_err(),
        accounts
            .upsert(std::slice::from_ref(&input), &options)
            .await
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(
            told(&error),
            ("invalid_request", vec!["if_unchanged_since"])
        );
    }
    assert!(world.requests().is_empty());
}

#[tokio::test]
async fn a_write_answers_on_the_basis_that_it_was_given() {
    let world = world("crm").await;
    let account = world.made("account", json!({"name": "A"})).await;
    let input = map(json!({
        "account": account, "name": "Deal", "amount": 1200, "amount_basis": "annual",
    }));
    let opportunities = world.model("opportunity");
    let made = opportunities.create(&input, &WriteOptions::default()).await;
    let made = done(made.unwrap()).record;
    assert_eq!(
        (&made["amount"], &made["amount_basis"]),
        (&json!(1200), &json!("annual"))
    );
}

#[tokio::test]
async fn a_word_that_stands_for_two_reads_as_the_one_that_was_asked_for() {
    let world = world("crm").await;
    let client = world.sandbox.client();
    for (label, parent) in [("Mood", "conversation"), ("Region", "company")] {
        let made = client.custom_fields().create(label, parent, "text").await;
        made.unwrap();
    }
    let fields = world.model("field");
    for word in ["note", "engagement"] {
        let request = ListRequest {
            limit: Some(500),
            ..filtered(json!({"entity_type": word}))
        };
        let page = fields.list(&request).await.unwrap();
        // Built-in fields stand behind those of the tenant.
        assert_eq!(all(&page, "name")[..2], ["Mood", "_id"], "{word}");
        assert!(page.result.iter().all(|one| one["entity_type"] == word));
    }
    let several = json!({"entity_type[in]": "note,account", "is_user_defined": true});
    let several = filtered(several);
    let mut types = all(&fields.list(&several).await.unwrap(), "entity_type");
    types.sort();
    assert_eq!(types, ["account", "note"]);
}

#[tokio::test]
async fn a_catalogue_is_a_list_like_others() {
    let world = world("ticketing").await;
    let account = world.made("account", json!({"name": "A"})).await;
    for (number, status) in ["new", "new", "open", "done"].iter().enumerate() {
        let input = json!({
            "source_id": format!("T-{number}"), "status": {"id": status}, "name": "x",
            "account": account, "contact": {"email": "ada@nordvik.example"},
        });
        world.made("ticket", input).await;
    }
    let states = world.model("ticket_status");
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let request = ListRequest {
            limit: Some(2),
            cursor,
            ..ListRequest::default()
        };
        let page = states.list(&request).await.unwrap();
        assert!(page.result.len() <= 2);
        seen.extend(all(&page, "id"));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["new", "done", "open"]);
    let items: Vec<_> = states
        .stream(&ListRequest::default())
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let streamed: Vec<String> = items.iter().map(|item| text(&item.record, "id")).collect();
    assert_eq!(streamed, seen);
    assert_eq!(items[0].record["count"], 2);
    let wrong = [
        ListRequest {
            sort: Some("id".into()),
            ..ListRequest::default()
        },
        ListRequest {
            expand: vec!["id".into()],
            ..ListRequest::default()
        },
        ListRequest {
            remote_data: true,
            ..ListRequest::default()
        },
    ];
    for request in wrong {
        let error = states.list(&request).await.unwrap_err();
        assert_eq!(error.code.as_str(), "invalid_request");
        assert!(states.stream(&request).is_err());
    }
}

#[tokio::test]
async fn what_is_looked_up_cannot_be_contradicted() {
    let world = world("ticketing").await;
    let account = world.made("account", json!({"name": "A"})).await;
    let agent = json!({
        "first_name": "Ada", "last_name": "Berg", "name": "Ada Berg",
        "emails": [{"email": "ada@forge.example"}],
    });
    let agent = world.made("user", agent).await;
    let input = map(json!({
        "source_id": "T-1", "name": "x", "account": account, "assignees": [{"id": agent}],
        "contact": {"email": "ada@nordvik.example"},
    }));
    let with = |email: &str| WriteOptions {
        remote_data: Some(map(json!({"agentEmail": email}))),
        dry_run: true,
        ..WriteOptions::default()
    };
    let tickets = world.model("ticket");
    let error = tickets.create(&input, &with("ben@forge.example")).await;
    let error = error.unwrap_err();
    assert_eq!(told(&error), ("invalid_request", vec!["assignees[0]"]));
    tickets
        .create(&input, &with("ada@forge.example"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_refusal_names_the_fields_that_it_is_about() {
    let world = world("crm").await;
    let fault = r#"POST /endusers 400 body="companyId is required""#;
    world.sandbox.set_faults([fault]).unwrap();
    let input =
        map(json!({"account": "0123456789abcdef01234567", "last_name": "B", "external_id": "x"}));
    let error = world
        .model("contact")
        .create(&input, &WriteOptions::default())
        .await
        .unwrap_err();
    let named = error
        .failures
        .iter()
        .map(|one| (one.path.as_str(), one.remote_field.as_deref()));
    assert!(
        named
            .into_iter()
            .any(|one| one == ("account", Some("companyId"))),
        "{error:?}"
    );
    assert_eq!(
        (error.status_code, error.error.as_str()),
        (400, "Bad Request")
    );
}

#[tokio::test]
async fn any_key_of_the_server_finds_the_record_of_a_row() {
    let world = world("ticketing").await;
    let account = world
        .sandbox
        .client()
        .companies()
        .create("A")
        .await
        .unwrap();
    let account = account.id.unwrap().to_string();
    let workspaces = world.model("workspace");
    let row = map(json!({"source_id": "w-1", "name": "West", "account": account}));
    let later = map(json!({"source_id": "w-1", "name": "East"}));
    for rows in [[row], [later]] {
        let upserted = workspaces.upsert(&rows, &WriteOptions::default()).await;
        let Upserted::Done { rows, .. } = upserted.unwrap() else {
            panic!("it was to be done");
        };
        assert!(rows[0].ok, "{rows:?}");
    }
    let found = workspaces.get("srcid-w-1", &GetOptions::default()).await;
    assert_eq!(found.unwrap().record["name"], "East");
}
