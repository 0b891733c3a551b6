//! The tenant without a connection: one request after the other.

use bytes::Bytes;
use http::{HeaderMap, Method};
use planhat_client::api::API;
use planhat_sandbox::{Request, Secrets, Tenant};
use serde_json::{Value, json};

fn tenant() -> Tenant {
    let secrets = Secrets {
        token: "t".into(),
        tenant_token: "u".into(),
    };
    Tenant::new(&API, secrets)
}

fn call(tenant: &Tenant, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut headers = HeaderMap::new();
    headers.insert("authorization", "Bearer t".parse().unwrap());
    let answer = tenant.answer(&Request {
        method: method.parse::<Method>().unwrap(),
        path: path.into(),
        query: query.into(),
        headers,
        body: match body {
            Value::Null => Bytes::new(),
            body => body.to_string().into(),
        },
    });
    let text = String::from_utf8(answer.body.concat()).unwrap();
    let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (answer.status, value)
}

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

#[test]
fn lists_have_pages_an_order_and_filters() {
    let tenant = tenant();
    for number in 0..120 {
        let value = match number {
            7 => json!({"name": "no phase"}),
            number => json!({"name": format!("c{number:03}"), "phase": format!("p{}", number % 3)}),
        };
        let Value::Object(record) = value else {
            unreachable!()
        };
        tenant.insert("company", record);
    }
    let names = |path: &str| -> Vec<String> {
        let (status, list) = call(&tenant, "GET", path, &Value::Null);
        assert_eq!(status, 200, "{path}");
        let items = list.as_array().unwrap().iter();
        items
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("/companies").len(), 100, "the default");
    assert_eq!(names("/companies?limit=100000").len(), 120);
    assert_eq!(
        names("/companies?limit=0").len(),
        100,
        "no limit is the default"
    );
    assert_eq!(names("/companies?limit=2&offset=119"), ["c119"]);
    assert_eq!(names("/companies?limit=2&sort=-_id"), ["c119", "c118"]);
    assert_eq!(
        names("/companies?limit=2&sort=phase"),
        ["no phase", "c000"],
        "those without come first"
    );
    assert_eq!(names("/companies?limit=1&sort=-phase"), ["c119"]);
    assert_eq!(
        names("/companies?name=c003&updatedAfter=2025-01-01").len(),
        100,
        "unknown filters are ignored"
    );
    let (_, list) = call(
        &tenant,
        "GET",
        "/companies?select=phase,Name&limit=1",
        &Value::Null,
    );
    let keys: Vec<&String> = list[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["_id", "phase"], "names are case sensitive");
    let (_, lean) = call(&tenant, "GET", "/leancompanies", &Value::Null);
    assert_eq!(lean.as_array().unwrap().len(), 120, "no pages");
    assert!(lean[0].get("phase").is_none());
}

#[test]
fn references_take_prefixed_keys_and_ids_that_point_nowhere() {
    let tenant = tenant();
    let (_, company) = call(
        &tenant,
        "POST",
        "/companies",
        &json!({"name": "A", "externalId": "a/1 ö", "sourceId": "s"}),
    );
    for key in ["extid-a/1 ö", "srcid-s"] {
        let body = json!({"companyId": key, "email": format!("{}@a.example", key.len())});
        let (status, made) = call(&tenant, "POST", "/endusers", &body);
        assert_eq!(
            (status, &made["companyId"]),
            (200, &company["_id"]),
            "{made}"
        );
    }
    let (status, got) = call(
        &tenant,
        "GET",
        "/companies/extid-a%2F1%20%C3%B6",
        &Value::Null,
    );
    assert_eq!((status, &got["_id"]), (200, &company["_id"]));
    let nowhere = "61dd5bf1d8ecd4a9a5b0c0a1";
    let (status, made) = call(
        &tenant,
        "POST",
        "/endusers",
        &json!({"companyId": nowhere, "email": "n@a.example"}),
    );
    assert_eq!((status, &made["companyId"]), (200, &json!(nowhere)));
    let (status, _) = call(
        &tenant,
        "POST",
        "/endusers",
        &json!({"companyId": "extid-nowhere", "email": "m@a.example"}),
    );
    assert_eq!(status, 400);
    assert_eq!(
        call(&tenant, "DELETE", "/companies/srcid-s", &Value::Null).0,
        404,
        "delete takes ids alone"
    );
}

#[test]
fn values_are_stored_as_their_types() {
    let tenant = tenant();
    let body = json!({"cId": "61dd5bf1d8ecd4a9a5b0c0a1", "currency": "EUR", "dueDate": "2025-05-30T10:00:00Z", "invoiceDate": 20_230});
    let (status, made) = call(&tenant, "POST", "/invoices", &body);
    assert_eq!(status, 200, "{made}");
    assert_eq!(
        (&made["dueDate"], &made["invoiceDate"]),
        (&json!(20_238), &json!(20_230))
    );
    let (status, says) = call(
        &tenant,
        "POST",
        "/invoices",
        &json!({"cId": "x", "currency": "EUR", "dueDate": "soon"}),
    );
    assert_eq!(status, 400);
    assert!(says.as_str().unwrap().contains("dueDate"), "{says}");
    let (status, _) = call(
        &tenant,
        "POST",
        "/companies",
        &json!({"name": "A", "custom": {"Plan": 1, "plan": 2}}),
    );
    assert_eq!(status, 400, "keys that differ in case alone");
}

#[test]
fn bulk_writes_find_rows_by_their_highest_key() {
    let tenant = tenant();
    let (_, one) = call(
        &tenant,
        "POST",
        "/companies",
        &json!({"name": "1", "sourceId": "s1", "externalId": "e1"}),
    );
    // Found by sourceId, the lower key can change; found by externalId, the higher one cannot.
    let (status, result) = call(
        &tenant,
        "PUT",
        "/companies",
        &json!([{"sourceId": "s1", "externalId": "e2", "name": "1"}]),
    );
    assert_eq!(
        (status, &result["updatesKeys"][0]["externalId"]),
        (200, &json!("e2")),
        "{result}"
    );
    let (status, result) = call(
        &tenant,
        "PUT",
        "/companies",
        &json!([{"sourceId": "s9", "externalId": "e2", "name": "1"}]),
    );
    assert_eq!(
        (status, result["updatedErrors"].as_array().unwrap().len()),
        (400, 1),
        "{result}"
    );
    // Contacts of two companies that share a key say nothing.
    let (_, two) = call(&tenant, "POST", "/companies", &json!({"name": "2"}));
    for company in [&one, &two] {
        let body = json!({"companyId": company["_id"], "email": "same@a.example"});
        assert_eq!(call(&tenant, "POST", "/endusers", &body).0, 200);
    }
    let (status, result) = call(
        &tenant,
        "PUT",
        "/endusers",
        &json!([{"email": "same@a.example", "position": "CEO"}]),
    );
    assert_eq!(status, 400);
    assert_eq!(result["updatedErrors"][0]["message"], "email duplicated");
    let many: Vec<Value> = (0..5001)
        .map(|number| json!({"name": number.to_string()}))
        .collect();
    assert_eq!(
        call(&tenant, "PUT", "/companies", &Value::Array(many)).0,
        400
    );
    assert_eq!(
        call(&tenant, "PUT", "/companies", &json!({"name": "no array"})).0,
        400
    );
}

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
