//! Lists, references, values and bulk writes.

use serde_json::{Value, json};

use crate::{call, tenant};

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
