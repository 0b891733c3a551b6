//! What the server does by itself.

use serde_json::{Value, json};

use crate::{call, tenant};

#[test]
fn the_server_fills_in_what_it_knows() {
    let tenant = tenant();
    let post = |path: &str, body: Value| {
        let (status, made) = call(&tenant, "POST", path, &body);
        assert_eq!(status, 200, "{made}");
        made
    };
    let company = post("/companies", json!({"name": "A", "externalId": "a"}));
    let id = company["_id"].as_str().unwrap();
    let person = post(
        "/endusers",
        json!({"companyId": id, "email": "ada@a.example", "firstName": "Ada", "lastName": "L"}),
    );
    assert_eq!(
        (&person["name"], &person["companyName"]),
        (&json!("Ada L"), &json!("A"))
    );
    assert!(person["createdAt"].as_str().unwrap().ends_with('Z'));
    call(
        &tenant,
        "PUT",
        &format!("/companies/{id}"),
        &json!({"name": "B"}),
    );
    let (_, list) = call(
        &tenant,
        "GET",
        &format!("/endusers?companyId={id}"),
        &Value::Null,
    );
    assert_eq!(list[0]["companyName"], "B", "a copy follows");
    let nps = post("/nps", json!({"email": "ada@a.example", "score": 3}));
    assert_eq!(
        (&nps["scoreType"], &nps["euId"]),
        (&json!("detractor"), &person["_id"])
    );
    post("/licenses", json!({"companyId": id, "mrr": 5}));
    let (_, got) = call(&tenant, "GET", "/companies/extid-a", &Value::Null);
    assert_eq!(got["licenses"][0]["mrr"], 5);
    let talk = post(
        "/conversations",
        json!({"companyId": id, "type": "séance", "description": "<p>a&amp;b</p>"}),
    );
    assert_eq!(
        (&talk["type"], &talk["snippet"]),
        (&json!("note"), &json!("a&b"))
    );
    let (_, said) = call(
        &tenant,
        "POST",
        "/dimensiondata/u",
        &json!({"dimensionId": "d", "value": 2, "externalId": "a", "model": "Company"}),
    );
    assert_eq!(said["processed"], 1);
    let (_, figures) = call(
        &tenant,
        "GET",
        &format!("/dimensiondata?cId={id}&dimid=d&from=1"),
        &Value::Null,
    );
    assert_eq!(
        (&figures[0]["parentId"], &figures[0]["companyName"]),
        (&json!(id), &json!("B"))
    );
    let (_, figures) = call(&tenant, "GET", "/dimensiondata?to=1", &Value::Null);
    assert_eq!(figures, json!([]));
}

#[test]
fn a_task_that_is_done_becomes_a_conversation() {
    let tenant = tenant();
    let (_, task) = call(
        &tenant,
        "POST",
        "/tasks",
        &json!({"companyId": "61dd5bf1d8ecd4a9a5b0c0a1", "action": "Call"}),
    );
    let id = task["_id"].as_str().unwrap();
    let path = format!("/tasks/{id}");
    assert_eq!(
        call(&tenant, "PUT", &path, &json!({"status": "done"})).0,
        400
    );
    let (status, done) = call(&tenant, "PUT", &path, &json!({"status": "Done"}));
    assert_eq!((status, &done["noteId"]), (200, &json!(id)));
    let (status, talk) = call(
        &tenant,
        "GET",
        &format!("/conversations/{id}"),
        &Value::Null,
    );
    assert_eq!(
        (status, &talk["taskId"], &talk["subject"]),
        (200, &json!(id), &json!("Call"))
    );
    let count = |query: &str| {
        let (_, list) = call(&tenant, "GET", &format!("/tasks{query}"), &Value::Null);
        list.as_array().unwrap().len()
    };
    assert_eq!(
        (
            count(""),
            count("?isArchived=true"),
            count("?isArchived=false")
        ),
        (0, 1, 0)
    );
    let (_, made) = call(
        &tenant,
        "POST",
        "/tasks",
        &json!({"companyId": "61dd5bf1d8ecd4a9a5b0c0a1", "status": "Done"}),
    );
    let id = made["_id"].as_str().unwrap();
    assert_eq!(
        call(
            &tenant,
            "GET",
            &format!("/conversations/{id}"),
            &Value::Null
        )
        .0,
        404,
        "made as done, it gets none"
    );
}

#[test]
fn archived_contacts_are_hidden() {
    let tenant = tenant();
    for archived in [true, false] {
        let body = json!({"companyId": "61dd5bf1d8ecd4a9a5b0c0a1", "email": format!("{archived}@a.example"), "archived": archived});
        assert_eq!(call(&tenant, "POST", "/endusers", &body).0, 200);
    }
    let count = |path: &str| {
        call(&tenant, "GET", path, &Value::Null)
            .1
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(
        (count("/endusers"), count("/endusers?archived=true")),
        (1, 2)
    );
}
