//! Export and import of bulk files.

use std::fs;

use planhat_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::place::Place;

fn insert(sandbox: &Sandbox, resource: &str, record: Value) {
    let Value::Object(record) = record else {
        unreachable!()
    };
    sandbox.tenant().insert(resource, record).unwrap();
}

fn companies(sandbox: &Sandbox, count: usize) {
    for number in 0..count {
        insert(
            sandbox,
            "company",
            json!({"name": format!("c{number}"), "externalId": format!("e-{number}")}),
        );
    }
}

fn lines(path: &std::path::Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn an_export_has_every_record_once() {
    let place = Place::new();
    companies(&place.sandbox, 25);
    let out = place.path("c.ndjson");
    let done = place.run(&["export", "companies", "--out", &out, "--page", "10"]);
    assert_eq!(done.code, 0, "{}", done.error);
    assert!(done.error.contains("25 records"));
    let names: Vec<String> = lines(out.as_ref())
        .iter()
        .map(|one| one["name"].as_str().unwrap().into())
        .collect();
    assert_eq!(
        names,
        (0..25)
            .map(|number| format!("c{number}"))
            .collect::<Vec<_>>()
    );
    let again = place.run(&["export", "companies", "--out", &out]);
    assert_eq!(again.code, 74, "what is there is not written over");
    let csv = place.path("c.csv");
    let done = place.run(&[
        "export",
        "companies",
        "--out",
        &csv,
        "--select",
        "name,custom.Plan",
    ]);
    assert_eq!(done.code, 0, "{}", done.error);
    assert!(
        fs::read_to_string(csv)
            .unwrap()
            .starts_with("_id,name,custom.Plan\n")
    );
}

#[test]
fn an_export_that_was_cut_off_goes_on() {
    let place = Place::new();
    companies(&place.sandbox, 25);
    let out = place.path("c.ndjson");
    place
        .sandbox
        .add_fault("GET /companies?offset=20 403")
        .unwrap();
    let export = ["export", "companies", "--out", &out, "--page", "10"];
    let cut = place.run(&export);
    assert_ne!(cut.code, 0);
    assert!(cut.error.contains("--resume"), "{}", cut.error);
    place.sandbox.clear_faults();
    assert_eq!(place.run(&export).code, 74, "it says that one was cut off");
    let mut resumed = export.to_vec();
    resumed.push("--resume");
    let done = place.run(&resumed);
    assert_eq!(done.code, 0, "{}", done.error);
    assert_eq!(lines(out.as_ref()).len(), 25);
    let asked = place
        .sandbox
        .log()
        .iter()
        .filter(|entry| entry.parameter("offset").as_deref() == Some("0"))
        .count();
    assert_eq!(asked, 1, "what was there is not read again");
}

#[test]
fn an_import_checks_everything_first() {
    let place = Place::new();
    insert(
        &place.sandbox,
        "custom_field",
        json!({"name": "Tier", "parent": "company", "type": "text"}),
    );
    let file = place.file(
        "rows.ndjson",
        "{\"externalId\":\"a\",\"name\":\"A\",\"custom\":{\"Tier\":\"x\"}}\n{oops\n{\"externalId\":\"a\",\"name\":\"again\"}\n{\"name\":\"N\",\"custom\":{\"tier\":\"x\"}}\n",
    );
    let done = place.run(&["import", "companies", &file]);
    assert_eq!(done.code, 65);
    for part in [
        ":2: no object",
        ":3: has the same key as line 1",
        ":4: custom.tier",
        "`Tier`",
    ] {
        assert!(done.error.contains(part), "{part}: {}", done.error);
    }
    assert_eq!(
        place.sandbox.tenant().records("company").len(),
        0,
        "nothing was sent"
    );
    let done = place.run(&["import", "companies", &file, "--skip-invalid"]);
    assert_eq!(done.code, 2, "{}", done.error);
    assert_eq!(place.sandbox.tenant().records("company").len(), 1);
    assert_eq!(lines(format!("{file}.rejects").as_ref()).len(), 3);
}

#[test]
fn rejected_rows_can_be_mended_and_imported() {
    let place = Place::new();
    let file = place.file("rows.csv", "externalId,name,tags\na,A,\"x,y\"\nb,,\n");
    let done = place.run(&["import", "companies", &file]);
    assert_eq!(done.code, 2, "{}", done.error);
    let rejects = format!("{file}.rejects");
    let rows = lines(rejects.as_ref());
    assert_eq!((rows.len(), &rows[0]["$rejected"]["line"]), (1, &json!(3)));
    let mended = fs::read_to_string(&rejects).unwrap().replace(
        "\"externalId\":\"b\"",
        "\"externalId\":\"b\",\"name\":\"B\"",
    );
    let mended = place.file("mended.ndjson", &mended);
    assert_eq!(place.run(&["import", "companies", &mended]).code, 0);
    let records = place.sandbox.tenant().records("company");
    assert_eq!(records.len(), 2);
    assert_eq!(records[0]["tags"], json!(["x", "y"]));
}

/// Rows of which every second has a key.
fn mixed(count: usize) -> String {
    let row = |number: usize| match number % 2 {
        0 => json!({"name": format!("c{number}"), "externalId": format!("e-{number}")}),
        _ => json!({"name": format!("c{number}")}),
    };
    (0..count)
        .map(|number| format!("{}\n", row(number)))
        .collect()
}

#[test]
fn an_import_that_was_killed_goes_on_and_doubles_nothing() {
    let place = Place::new();
    let file = place.file("rows.ndjson", &mixed(60));
    // Rows with and without a key go apart. The second chunk of those without is taken, and its
    // answer never comes.
    place
        .sandbox
        .add_fault("PUT /companies hang-after at 4")
        .unwrap();
    let mut child = place.spawn(&["import", "companies", &file, "--chunk", "10"]);
    let waited = std::time::Instant::now();
    while place.sandbox.tenant().records("company").len() < 40 {
        assert!(waited.elapsed().as_secs() < 30, "four chunks");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    place.sandbox.clear_faults();
    let stopped = place.run(&["import", "companies", &file, "--chunk", "10"]);
    assert_eq!(
        stopped.code, 65,
        "rows without a key would be doubled: {}",
        stopped.error
    );
    let done = place.run(&["import", "companies", &file, "--chunk", "10", "--resume"]);
    assert_eq!(done.code, 2, "of some it is not known: {}", done.error);
    assert!(done.error.contains("50 taken"), "{}", done.error);
    assert!(done.error.contains("10 unknown"), "{}", done.error);
    assert!(done.error.contains("in or not: 22, 24"), "{}", done.error);
    assert_eq!(lines(format!("{file}.doubtful").as_ref()).len(), 10);
    let again = place.run(&["import", "companies", &file, "--chunk", "10", "--resume"]);
    assert_eq!(again.code, 2, "they stay in doubt: {}", again.error);
    assert!(again.error.contains("10 unknown"), "{}", again.error);
    let records = place.sandbox.tenant().records("company");
    let mut names: Vec<&str> = records
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), records.len()), (60, 60), "every row once");
}

#[test]
fn a_killed_import_of_keyed_rows_is_simply_repeated() {
    let place = Place::new();
    let rows: String = (0..60)
        .map(|number| {
            format!(
                "{}\n",
                json!({"name": format!("c{number}"), "externalId": format!("e-{number}")})
            )
        })
        .collect();
    let file = place.file("rows.ndjson", &rows);
    place
        .sandbox
        .add_fault("PUT /companies hang-after at 4")
        .unwrap();
    let mut child = place.spawn(&["import", "companies", &file, "--chunk", "10"]);
    while place.sandbox.tenant().records("company").len() < 40 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    place.sandbox.clear_faults();
    let done = place.run(&["import", "companies", &file, "--chunk", "10"]);
    assert_eq!(done.code, 0, "{}", done.error);
    assert!(
        done.error.contains("20 created") && done.error.contains("40 nonupdates"),
        "{}",
        done.error
    );
    assert_eq!(
        place.sandbox.tenant().records("company").len(),
        60,
        "every row once"
    );
}
