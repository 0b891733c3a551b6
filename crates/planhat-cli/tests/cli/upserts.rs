//! Rows of files.

use std::fmt::Write as _;

use serde_json::json;

use crate::place::Place;

#[test]
fn rows_come_as_lines_an_array_or_one_by_flags() {
    let place = Place::new();
    let lines = "{\"name\":\"A\",\"externalId\":\"a\"}\n\n{\"name\":\"B\",\"externalId\":\"b\"}\n";
    let made = place
        .run_with(&["companies", "upsert", "--from", "-"], lines)
        .json();
    assert_eq!(made["created"], 2);
    let path = place.file(
        "rows.json",
        r#"[{"externalId":"a","phase":"Live"},{"name":"C","externalId":"c"}]"#,
    );
    let made = place.run(&["companies", "upsert", "--from", &path]).json();
    assert_eq!((&made["created"], &made["updated"]), (&json!(1), &json!(1)));
    let one = place
        .run(&["companies", "upsert", "--external-id", "a", "--name", "AA"])
        .json();
    assert_eq!(one["updated"], 1);
    assert_eq!(place.sandbox.tenant().records("company").len(), 3);
}

#[test]
fn all_rows_are_checked_before_one_is_sent_and_faults_have_lines() {
    let place = Place::new();
    let mut text = String::new();
    for at in 0..5200 {
        let _ = writeln!(text, "{{\"name\":\"A{at}\",\"externalId\":\"{at}\"}}\n");
    }
    text.push_str("{\"phase\":\"x\"}\n{\"name\":5,\"externalId\":\"5\"}\n");
    let path = place.file("rows.ndjson", &text);
    let ran = place.run(&["companies", "upsert", "--from", &path]);
    let error = ran.failed(65);
    assert!(
        error.contains("rows.ndjson:10401: name is missing"),
        "{error}"
    );
    assert!(
        error.contains("rows.ndjson:10402: name is 5, and a text was expected"),
        "{error}"
    );
    assert!(error.contains("nothing was sent"), "{error}");
    assert!(place.sandbox.log().is_empty());
    let broken = place.run_with(&["companies", "upsert", "--from", "-"], "{}\n{\"a\":}\n");
    assert!(
        broken
            .failed(65)
            .starts_with("error: standard input:2: no JSON"),
        "{broken:?}"
    );
}

#[test]
fn many_rows_go_in_chunks_and_are_shown_as_such() {
    let place = Place::new();
    let mut text = String::new();
    for at in 0..25 {
        let _ = writeln!(text, "{{\"name\":\"A{at}\",\"externalId\":\"{at}\"}}");
    }
    let path = place.file("rows.ndjson", &text);
    let shown = place.run(&[
        "companies",
        "upsert",
        "--from",
        &path,
        "--chunk",
        "10",
        "--dry-run",
        "-o",
        "ndjson",
    ]);
    let sizes: Vec<usize> = shown
        .lines()
        .iter()
        .map(|one| one["body"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [10, 10, 5]);
    assert!(place.sandbox.log().is_empty());
    assert_eq!(
        place
            .run(&["companies", "upsert", "--from", &path, "--chunk", "10"])
            .json()["created"],
        25
    );
    assert_eq!(place.sandbox.log().len(), 3);
}

#[test]
fn rows_that_fail_there_make_it_partial_and_have_lines() {
    let place = Place::new();
    let company = place.insert("company", json!({"name": "A"}));
    let good = json!({"companyId": company, "email": "good@b.c"});
    let rows = format!("{good}\n\n{{\"companyId\":\"extid-none\",\"email\":\"bad@b.c\"}}\n");
    let path = place.file("rows.ndjson", &rows);
    let ran = place.run(&["endusers", "upsert", "--from", &path]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let lines: Vec<&str> = ran.error.lines().collect();
    assert_eq!(lines.len(), 1, "{ran:?}");
    assert!(lines[0].starts_with(&format!("{path}:3: ")), "{ran:?}");
    assert_eq!(place.sandbox.tenant().records("enduser").len(), 1);
}

#[test]
fn a_chunk_that_fails_says_which_rows_are_in() {
    let place = Place::new();
    place.sandbox.add_fault("PUT /companies 500 at 2").unwrap();
    let rows = "{\"name\":\"A\"}\n{\"name\":\"B\"}\n{\"name\":\"C\"}\n";
    let ran = place.run_with(
        &["companies", "upsert", "--from", "-", "--chunk", "1"],
        rows,
    );
    let error = ran.failed(75);
    assert!(error.contains("rows 1-1 are in, rows 2-2 "), "{error}");
    assert!(error.contains("rows behind 2 were not sent"), "{error}");
}

#[test]
fn custom_fields_are_held_against_the_definitions_of_the_tenant() {
    let place = Place::new();
    let define = [
        "custom-fields",
        "create",
        "--name",
        "Seats",
        "--parent",
        "company",
        "--type",
    ];
    place.run(&[&define[..], &["number"]].concat()).ok();
    place.sandbox.clear_log();
    let made = ["companies", "create", "--name", "A", "--custom", "Sets=1"];
    let ran = place.run(&made);
    assert!(ran.failed(65).contains("did you mean `Seats`?"), "{ran:?}");
    assert!(ran.error.contains("--no-custom-check"), "{ran:?}");
    let rows = "{\"name\":\"A\"}\n{\"name\":\"B\",\"custom\":{\"Sets\":1}}\n";
    let path = place.file("rows.ndjson", rows);
    let ran = place.run(&["companies", "upsert", "--from", &path]);
    assert!(
        ran.failed(65)
            .contains("rows.ndjson:2: custom.Sets is not defined"),
        "{ran:?}"
    );
    assert!(place.sandbox.tenant().records("company").is_empty());
    place
        .run(&["companies", "create", "--name", "A", "--custom", "Seats=1"])
        .ok();
    place
        .run(&[&made[..], &["--no-custom-check"]].concat())
        .ok();
    place.sandbox.clear_log();
    place.run(&["companies", "create", "--name", "A"]).ok();
    assert_eq!(
        place.sandbox.log().len(),
        1,
        "nothing is read where nothing is to check"
    );
}
