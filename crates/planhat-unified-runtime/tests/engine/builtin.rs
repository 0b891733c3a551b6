//! Rows behind those of the server: the fields that its own objects have.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;
use planhat_client::api::API;
use planhat_sandbox::Sandbox;
use planhat_unified_runtime::capabilities::capabilities;
use planhat_unified_runtime::{
    Format, GetOptions, ListRequest, ModelHandle, Page, Record, WriteOptions,
};
use serde_json::{Value, json};

use crate::real::mappings;
use crate::shared::{World, all, filtered, map, text, told};

/// The unified API of this name over a tenant with one field of its own, `Tier` of companies.
async fn tenant(api: &str) -> World {
    let mut mappings = mappings().into_iter();
    let mapping = mappings.find(|mapping| mapping.api == api).unwrap();
    let world = World::over(mapping, Sandbox::start().await.unwrap());
    let client = world.sandbox.client();
    let made = client.custom_fields().create("Tier", "company", "text");
    made.await.unwrap();
    world.sandbox.clear_log();
    world
}

/// Every page of a list.
async fn pages(handle: &ModelHandle, request: ListRequest) -> Vec<Page> {
    let (mut pages, mut request) = (Vec::new(), request);
    loop {
        let page = handle.list(&request).await.unwrap();
        request.cursor = page.next_cursor.clone();
        pages.push(page);
        if request.cursor.is_none() {
            return pages;
        }
    }
}

fn records(pages: &[Page]) -> Vec<Record> {
    pages.iter().flat_map(|page| page.result.clone()).collect()
}

#[tokio::test]
async fn fields_of_the_tenant_come_first_then_those_that_are_built_in() {
    for (api, words) in [
        (
            "crm",
            "account contact engagement opportunity project task user",
        ),
        (
            "ticketing",
            "account collection contact ticket user workspace",
        ),
    ] {
        let world = tenant(api).await;
        let fields = world.model("field");
        let request = ListRequest {
            limit: Some(7),
            ..ListRequest::default()
        };
        let pages = pages(&fields, request).await;
        let last = pages.len() - 1;
        assert!(pages[..last].iter().all(|page| page.result.len() == 7));
        let found = records(&pages);
        assert_eq!(
            (&found[0]["name"], &found[0]["is_user_defined"]),
            (&json!("Tier"), &json!(true))
        );
        let rest = &found[1..];
        assert!(rest.iter().all(|one| one["is_user_defined"] == false));
        let entities: BTreeSet<String> = rest.iter().map(|one| text(one, "entity_type")).collect();
        assert_eq!(
            entities,
            words.split(' ').map(str::to_owned).collect(),
            "{api}"
        );
        let ids: BTreeSet<String> = found.iter().map(|one| text(one, "id")).collect();
        assert_eq!(ids.len(), found.len());
        // Each object with all that the tables know of it, but for the place of the tenant's own.
        let own = API.resources.iter().find(|one| one.name == "company");
        let accounts = rest.iter().filter(|one| one["entity_type"] == "account");
        assert_eq!(accounts.count(), own.unwrap().fields.len() - 1);
        let items = fields.stream(&ListRequest::default()).unwrap();
        let items: Vec<_> = items.try_collect().await.unwrap();
        let streamed: Vec<Record> = items.into_iter().map(|one| one.record).collect();
        assert_eq!(streamed, found);
        // A stream goes on from where a page ended, in either part.
        for page in [&pages[0], &pages[1]] {
            let rest = ListRequest {
                cursor: page.next_cursor.clone(),
                ..ListRequest::default()
            };
            let items = fields.stream(&rest).unwrap();
            let items: Vec<_> = items.try_collect().await.unwrap();
            assert_eq!(items[0].record, found[found.len() - items.len()]);
        }
    }
}

#[tokio::test]
async fn a_row_says_what_the_tables_know() {
    let world = tenant("crm").await;
    let fields = world.model("field");
    let get = async |id: &str| {
        let wanted = GetOptions::default();
        fields.get(id, &wanted).await.unwrap().record
    };
    let name = get("builtin:company:name").await;
    assert_eq!(
        json!(name),
        json!({
            "id": "builtin:company:name",
            "name": "name",
            "label": "name",
            "description": name["description"],
            "type": "string",
            "format": null,
            "entity_type": "account",
            "reference_entity": null,
            "options": null,
            "is_user_defined": false,
            "is_required": true,
            "is_editable": true,
            "is_hidden": false,
            "is_unique": false,
            "is_computed": false,
            "formula": null,
            "is_featured": null,
            "is_shared": null,
            "number_format": null,
            "field_groups": null,
            "created_at": null,
            "updated_at": null,
        })
    );
    let company = API.resources.iter().find(|one| one.name == "company");
    let doc = company.unwrap().field("name").unwrap().doc;
    assert_eq!(name["description"], doc);
    let status = get("builtin:company:status").await;
    let options = status["options"].as_array().unwrap();
    assert_eq!(
        (&status["type"], &options[0]["value"]),
        (&json!("enum"), &json!("prospect"))
    );
    let owner = get("builtin:company:owner").await;
    assert_eq!(owner["reference_entity"], "user");
    let id = get("builtin:company:_id").await;
    assert_eq!(
        (&id["is_unique"], &id["is_editable"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        get("builtin:enduser:companyId").await["reference_entity"],
        "account"
    );
    assert!(world.requests().is_empty());
    let named = filtered(json!({"is_user_defined": false, "name": "name"}));
    let page = fields.list(&named).await.unwrap();
    assert_eq!(page.result[0], name);
    let part = GetOptions {
        fields: vec!["name".into(), "options.value".into()],
        remote_data: true,
        ..GetOptions::default()
    };
    let part = fields.get("builtin:company:status", &part).await.unwrap();
    assert_eq!(part.record["options"][0], json!({"value": "prospect"}));
    assert_eq!(part.record["remote_data"], Value::Null);
    assert_eq!(part.record.len(), 3);
}

#[tokio::test]
async fn filters_hold_for_both_parts() {
    let world = tenant("crm").await;
    let fields = world.model("field");
    let found = async |filters: Value| {
        let request = ListRequest {
            limit: Some(500),
            ..filtered(filters)
        };
        fields.list(&request).await.unwrap()
    };
    let own = found(json!({"is_user_defined": true})).await;
    assert_eq!(all(&own, "name"), ["Tier"]);
    assert_eq!(own.next_cursor, None);
    world.sandbox.clear_log();
    let built_in = found(json!({"is_user_defined": false, "entity_type": "user"})).await;
    assert!(
        built_in
            .result
            .iter()
            .all(|one| one["entity_type"] == "user")
    );
    assert!(all(&built_in, "name").contains(&"email".to_owned()));
    // What Planhat does not list it is not asked for.
    assert!(world.requests().is_empty());
    let accounts = found(json!({"entity_type": "account"})).await;
    assert_eq!(accounts.result[0]["name"], "Tier");
    assert!(accounts.result.len() > 20);
    assert_eq!(all(&found(json!({"name": "Tier"})).await, "name"), ["Tier"]);
    let sorted = ListRequest {
        sort: Some("-name".into()),
        limit: Some(500),
        ..filtered(json!({"is_user_defined": false, "entity_type": "user"}))
    };
    let mut names = all(&built_in, "name");
    names.sort();
    names.reverse();
    assert_eq!(all(&fields.list(&sorted).await.unwrap(), "name"), names);
}

#[tokio::test]
async fn a_cursor_goes_back_and_rejects_other_filters() {
    let world = tenant("crm").await;
    let fields = world.model("field");
    let with = |filters: Value, cursor: Option<String>| ListRequest {
        limit: Some(5),
        cursor,
        meta: true,
        ..filtered(filters)
    };
    let only = json!({"is_user_defined": false});
    let first = fields.list(&with(only.clone(), None)).await.unwrap();
    let meta = first.meta.clone().unwrap();
    assert_eq!((first.prev_cursor.clone(), meta.requests), (None, 0));
    let second = with(only.clone(), first.next_cursor.clone());
    let second = fields.list(&second).await.unwrap();
    let back = with(only, second.prev_cursor.clone());
    assert_eq!(fields.list(&back).await.unwrap().result, first.result);
    let foreign = with(json!({}), first.next_cursor);
    let error = fields.list(&foreign).await.unwrap_err();
    assert_eq!(error.code.as_str(), "cursor_mismatch");
}

#[tokio::test]
async fn what_is_built_in_is_read_alone() {
    let world = tenant("crm").await;
    let fields = world.model("field");
    let (id, options) = ("builtin:company:name", WriteOptions::default());
    let change = map(json!({"is_hidden": true}));
    for error in [
        fields.update(id, &change, &options).await.unwrap_err(),
        fields.delete(id).await.unwrap_err(),
        fields.explain(id).await.unwrap_err(),
    ] {
        assert_eq!(told(&error).0, "unsupported_method");
        assert!(error.message.contains("built in"), "{error}");
    }
    let plain = GetOptions::default();
    for id in [
        "builtin:company:nothing",
        "builtin:nothing:name",
        "builtin:",
    ] {
        let error = fields.get(id, &plain).await.unwrap_err();
        assert_eq!(told(&error).0, "not_found", "{id}");
    }
    // Other models know no such ids, and Planhat has no record of them.
    let error = world.model("account").get(id, &plain).await.unwrap_err();
    assert_eq!(told(&error).0, "not_found");
    let raw = GetOptions {
        format: Format::Raw,
        ..GetOptions::default()
    };
    let error = fields.get(id, &raw).await.unwrap_err();
    assert_eq!(told(&error).0, "invalid_request");
    let raw = ListRequest {
        format: Format::Raw,
        ..ListRequest::default()
    };
    let page = fields.list(&raw).await.unwrap();
    assert_eq!(all(&page, "name"), ["Tier"]);
    assert_eq!(page.next_cursor, None);
}

#[tokio::test]
async fn capabilities_tell_of_them() {
    let world = tenant("crm").await;
    let told = capabilities(world.unified.mapping(), &API);
    let of = |name: &str| told.models.iter().find(|one| one.model == name).unwrap();
    assert_eq!(of("field").builtin[..2], ["account", "contact"]);
    assert!(of("account").builtin.is_empty());
    let mut fields = of("field").variants[0].fields.iter();
    let description = fields.find(|one| one.field == "description").unwrap();
    assert_eq!(
        (description.read, description.write, description.unmapped),
        (true, false, false)
    );
}
