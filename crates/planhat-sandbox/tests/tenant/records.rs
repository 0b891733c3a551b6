//! Records that are made, read, changed and deleted.

use serde_json::{Value, json};

use crate::{call, tenant};

#[test]
fn a_company_lives() {
    let tenant = tenant();
    let (status, made) = call(
        &tenant,
        "POST",
        "/companies",
        &json!({"name": "Nordvik", "externalId": "n-1", "custom": {"Plan": "A", "Seats": 3}}),
    );
    assert_eq!(status, 200, "{made}");
    let id = made["_id"].as_str().unwrap();
    assert_eq!(id.len(), 24);
    let (status, got) = call(&tenant, "GET", "/companies/extid-n-1", &Value::Null);
    assert_eq!((status, &got["_id"]), (200, &made["_id"]));
    let (status, put) = call(
        &tenant,
        "PUT",
        &format!("/companies/{id}"),
        &json!({"custom": {"Plan": "B"}, "tags": ["x"]}),
    );
    assert_eq!(status, 200, "{put}");
    assert_eq!(put["custom"], json!({"Plan": "B", "Seats": 3}));
    let (_, list) = call(&tenant, "GET", "/companies?select=name", &Value::Null);
    assert_eq!(list, json!([{"_id": id, "name": "Nordvik"}]));
    let (status, gone) = call(&tenant, "DELETE", &format!("/companies/{id}"), &Value::Null);
    assert_eq!(
        (status, gone),
        (200, json!({"n": 1, "ok": 1, "deletedCount": 1}))
    );
    assert_eq!(
        call(&tenant, "GET", &format!("/companies/{id}"), &Value::Null).0,
        404
    );
    assert_eq!(call(&tenant, "POST", "/companies", &json!({})).0, 400);
}

#[test]
fn a_bulk_write_tells_what_became_of_each_row() {
    let tenant = tenant();
    call(
        &tenant,
        "POST",
        "/companies",
        &json!({"name": "A", "externalId": "a"}),
    );
    let rows = json!([
        {"externalId": "a", "name": "A2"},
        {"externalId": "b", "name": "B"},
        {"externalId": "c"},
    ]);
    let (status, result) = call(&tenant, "PUT", "/companies", &rows);
    assert_eq!(status, 206, "{result}");
    assert_eq!(
        (&result["created"], &result["updated"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(result["createdErrors"].as_array().unwrap().len(), 1);
    let (status, result) = call(
        &tenant,
        "PUT",
        "/companies",
        &json!([{"externalId": "a", "name": "A2"}]),
    );
    assert_eq!((status, &result["nonupdates"]), (200, &json!(1)));
    let (status, result) = call(
        &tenant,
        "PUT",
        "/companies",
        &json!([{"externalId": "z", "name": "1"}, {"externalId": "z", "name": "2"}]),
    );
    assert_eq!((status, &result["created"]), (400, &json!(0)));
}

#[test]
fn tickets_are_conversations() {
    let tenant = tenant();
    let (_, company) = call(
        &tenant,
        "POST",
        "/companies",
        &json!({"name": "A", "externalId": "a"}),
    );
    let rows = json!([
        {"sourceId": "T1", "email": "x@a.example", "companyId": "extid-a", "title": "Login", "description": "<p>It <b>loops</b></p>", "status": "New"},
        {"sourceId": "T2", "companyId": "extid-a", "title": "No mail"},
    ]);
    let (status, result) = call(&tenant, "PUT", "/tickets", &rows);
    assert_eq!((status, &result["created"]), (200, &json!(1)), "{result}");
    let (_, list) = call(&tenant, "GET", "/tickets", &Value::Null);
    let ticket = &list[0];
    assert_eq!(ticket["subject"], "Login");
    assert_eq!(ticket["snippet"], "It loops");
    assert_eq!(ticket["externalId"], "T1");
    assert_eq!(ticket["companyId"], company["_id"]);
    let id = ticket["_id"].as_str().unwrap();
    let (status, same) = call(
        &tenant,
        "GET",
        &format!("/conversations/{id}"),
        &Value::Null,
    );
    assert_eq!((status, &same["type"]), (200, &json!("ticket")));
    let (_, gone) = call(&tenant, "DELETE", &format!("/tickets/{id}"), &Value::Null);
    assert_eq!(gone["subject"], "Login");
}

#[test]
fn nps_has_other_names_when_it_is_read() {
    let tenant = tenant();
    let (status, made) = call(
        &tenant,
        "POST",
        "/nps",
        &json!({"email": "x@a.example", "score": 9, "comment": "fine"}),
    );
    assert_eq!((status, &made["score"]), (200, &json!(9)), "{made}");
    let (_, list) = call(&tenant, "GET", "/nps", &Value::Null);
    assert_eq!(
        (&list[0]["nps"], &list[0]["npsComment"]),
        (&json!(9), &json!("fine"))
    );
    assert!(list[0].get("score").is_none());
}

#[test]
fn the_analytics_paths_take_the_tenant_token() {
    let tenant = tenant();
    assert_eq!(
        call(
            &tenant,
            "POST",
            "/analytics/u",
            &json!({"email": "x@a.example"})
        ),
        (200, json!(""))
    );
    assert_eq!(
        call(
            &tenant,
            "POST",
            "/analytics/v",
            &json!({"email": "x@a.example"})
        )
        .0,
        401
    );
    let (status, said) = call(
        &tenant,
        "POST",
        "/dimensiondata/u",
        &json!([{"dimensionId": "d", "value": 1, "externalId": "a"}]),
    );
    assert_eq!((status, &said["processed"]), (200, &json!(1)));
    let (_, list) = call(&tenant, "GET", "/dimensiondata", &Value::Null);
    assert_eq!(list[0]["value"], 1);
}
