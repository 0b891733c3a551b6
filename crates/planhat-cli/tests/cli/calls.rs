//! Objects from the first to the last call.

use serde_json::json;

use crate::place::Place;

#[test]
fn a_company_is_made_read_changed_and_deleted() {
    let place = Place::new();
    for (name, kind) in [("Seats", "number"), ("Plan", "text")] {
        place.insert(
            "custom_field",
            json!({"name": name, "parent": "company", "type": kind}),
        );
    }
    let made = place
        .run(&[
            "companies",
            "create",
            "--name",
            "Nordvik",
            "--external-id",
            "n1",
            "--phase",
            "Live",
            "--tags",
            "a,b",
            "--custom",
            "Seats=12",
            "--custom",
            "Plan=Gold",
        ])
        .json();
    assert_eq!(made["custom"], json!({"Seats": 12, "Plan": "Gold"}));
    assert_eq!(made["tags"], json!(["a", "b"]));
    let id = made["_id"].as_str().unwrap();
    let got = place.run(&["company", "get", "extid-n1"]).json();
    assert_eq!(got["_id"], made["_id"]);
    let changed = [
        "companies",
        "update",
        id,
        "--phase=Churned",
        "--clear",
        "tags",
        "--set",
        "new={\"a\":1}",
    ];
    place.run(&changed).ok();
    let got = place.run(&["companies", "get", id]).json();
    assert_eq!(
        (&got["phase"], &got["name"]),
        (&json!("Churned"), &json!("Nordvik"))
    );
    assert_eq!(got["new"], json!({"a": 1}));
    assert!(
        place
            .run(&["companies", "delete", id])
            .failed(64)
            .contains("--yes")
    );
    assert_eq!(place.sandbox.tenant().records("company").len(), 1);
    assert_eq!(
        place.run(&["companies", "delete", id, "--yes"]).json()["deletedCount"],
        1
    );
    assert!(place.sandbox.tenant().records("company").is_empty());
}

#[test]
fn lists_are_lines_and_all_pages_come_on_demand() {
    let place = Place::with_companies(7);
    let some = place.run(&["companies", "list", "--limit", "2", "--select", "name"]);
    assert_eq!(some.lines().len(), 2);
    assert!(some.lines()[0].get("phase").is_none());
    place.sandbox.clear_log();
    let all = place.run(&["companies", "list", "--all", "--limit", "3"]);
    let names: Vec<String> = all
        .lines()
        .iter()
        .map(|row| row["name"].to_string())
        .collect();
    assert_eq!(names.len(), 7);
    assert_eq!(place.sandbox.log().len(), 3);
    let array = place
        .run(&["companies", "list", "--all", "--limit", "3", "-o", "json"])
        .json();
    assert_eq!(array.as_array().unwrap().len(), 7);
    let none = place
        .run(&["companies", "list", "--offset", "100", "-o", "json"])
        .json();
    assert_eq!(none, json!([]));
}

#[test]
fn every_spelling_of_an_object_is_one() {
    let place = Place::new();
    let wanted = place.run(&["time-entries", "list", "--dry-run"]);
    for word in [
        "timeentries",
        "time_entries",
        "time-entry",
        "timeentry",
        "time_entry",
    ] {
        assert_eq!(
            place.run(&[word, "list", "--dry-run"]).ok(),
            wanted.ok(),
            "{word}"
        );
    }
}

#[test]
fn flags_take_the_names_of_the_api_too() {
    let place = Place::new();
    let kebab = place.run(&[
        "tasks",
        "list",
        "--company-id",
        "a,b",
        "--is-archived",
        "--dry-run",
    ]);
    let wire = place.run(&[
        "tasks",
        "list",
        "--companyId=a",
        "--companyId=b",
        "--isArchived=true",
        "--dry-run",
    ]);
    assert_eq!(kebab.ok(), wire.ok());
    assert!(kebab.out.contains("companyId=a,b") && kebab.out.contains("isArchived=true"));
}

#[test]
fn days_are_written_as_dates() {
    let place = Place::new();
    let by_date = place.run(&[
        "dimension-data",
        "list",
        "--from",
        "2025-05-30",
        "--dry-run",
    ]);
    assert!(by_date.ok().contains("from=20238"), "{by_date:?}");
}

#[test]
fn a_body_comes_from_a_file_the_input_or_the_command_line() {
    let place = Place::new();
    let text = r#"{"name": "A", "phase": "x"}"#;
    let path = place.file("body.json", text);
    let at = format!("@{path}");
    for body in [path.as_str(), &at, "-", text] {
        let made = place
            .run_with(
                &["companies", "create", "--body", body, "--phase", "y"],
                text,
            )
            .json();
        assert_eq!(
            (&made["name"], &made["phase"]),
            (&json!("A"), &json!("y")),
            "{body}"
        );
    }
}

#[test]
fn named_operations_are_called() {
    let place = Place::with_companies(2);
    assert_eq!(place.run(&["companies", "lean-list"]).lines().len(), 2);
    let pushed = [
        "dimension-data",
        "push",
        "--dimension-id",
        "seats",
        "--value",
        "3",
        "--external-id",
        "1",
    ];
    place.run(&pushed).ok();
    let csv = "cId,id,name,email,weight,action,date,count\n1,2,A,a@b.c,1,login,2025-05-30,1\n";
    place
        .run_with(&["user-activities", "stream-csv", "--from", "-"], csv)
        .ok();
    let sent = place.sandbox.log();
    let sent = sent.last().unwrap();
    assert_eq!((sent.text().as_str(), sent.method.as_str()), (csv, "PUT"));
}

#[test]
fn the_raw_door_takes_any_path() {
    let place = Place::with_companies(3);
    let list = place.run(&["request", "get", "/companies", "--query", "limit=2"]);
    assert_eq!(list.lines().len(), 2);
    let made = place.run_with(
        &["request", "POST", "/companies", "--body", "-"],
        r#"{"name":"R"}"#,
    );
    assert_eq!(made.json()["name"], "R");
    assert!(
        place
            .run(&["request", "GET", "companies"])
            .failed(65)
            .contains("begins with one `/`")
    );
    let error = place.run(&["request", "GET", "/companies/nope", "-v"]);
    assert!(error.failed(1).contains("status     404"), "{error:?}");
}
