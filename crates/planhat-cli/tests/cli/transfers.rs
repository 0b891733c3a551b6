//! Bulk files where something goes wrong: answers that refuse rows, connections that break,
//! programs that are killed.

use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use planhat_sandbox::{Answer, Request, Sandbox};
use serde_json::{Value, json};

use crate::place::{Place, command, run};

fn lines(path: &str) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    let values = text.lines().map(|line| serde_json::from_str(line).unwrap());
    values.collect()
}

fn rows(rows: impl IntoIterator<Item = Value>) -> String {
    let mut text = String::new();
    rows.into_iter()
        .for_each(|row| writeln!(text, "{row}").unwrap());
    text
}

/// A server that answers bulk writes as a test says, and the rows that it was sent.
struct Answering {
    sandbox: Sandbox,
    _runtime: tokio::runtime::Runtime,
}

impl Answering {
    fn new(answer: impl Fn(usize, &[Value]) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let calls = Mutex::new(0);
        let handler = move |request: &Request| {
            let rows: Vec<Value> = serde_json::from_slice(&request.body).unwrap_or_default();
            let mut calls = calls.lock().unwrap();
            *calls += 1;
            let (status, body) = answer(*calls, &rows);
            match body {
                Value::Object(body) => Answer::json(status, &Value::Object(body)),
                other => Answer::text(status, other.as_str().unwrap_or_default()),
            }
        };
        let sandbox = Sandbox::builder().no_quota().handler(handler).start();
        Answering {
            sandbox: runtime.block_on(sandbox).unwrap(),
            _runtime: runtime,
        }
    }

    fn run(&self, place: &Place, words: &[&str]) -> crate::place::Ran {
        let mut variables = place.home_alone();
        variables.push(("PLANHAT_BASE_URL".into(), self.sandbox.url().into()));
        variables.push(("PLANHAT_API_TOKEN".into(), self.sandbox.token().into()));
        run(words, "", variables)
    }

    fn writes(&self) -> usize {
        let log = self.sandbox.log();
        log.iter().filter(|entry| entry.method == "PUT").count()
    }
}

#[test]
fn rows_that_an_answer_cannot_tell_apart_are_not_sent_twice() {
    let server = Answering::new(|_, rows| {
        let errors = json!([{"message": "a row is bad"}]);
        (
            206,
            json!({"created": rows.len() - 1, "createdErrors": errors}),
        )
    });
    let place = Place::new();
    let file = place.file(
        "rows.ndjson",
        &rows((0..4).map(|number| json!({"name": format!("c{number}")}))),
    );
    let done = server.run(&place, &["import", "companies", &file]);
    assert_eq!(done.code, 2, "{}", done.error);
    let account = "4 rows read: 3 taken (3 created), 0 rejected, 1 unknown, 0 not sent";
    assert!(done.error.contains(account), "{}", done.error);
    assert!(
        done.error.contains("in or not (3 of them are): 1-4"),
        "{}",
        done.error
    );
    // Rows to be mended would be doubled if those that are in were among them.
    assert!(!fs::exists(format!("{file}.rejects")).unwrap());
    assert_eq!(lines(&format!("{file}.doubtful")).len(), 4);
    let again = server.run(&place, &["import", "companies", &file, "--resume"]);
    assert_eq!((again.code, server.writes()), (2, 1), "{}", again.error);
}

#[test]
fn a_row_is_rejected_with_its_own_error_and_the_others_are_in() {
    let server = Answering::new(|call, rows| match call {
        1 => {
            let keys: Vec<Value> = (0..4)
                .filter(|at| *at != 2)
                .map(
                    |at| json!({"_id": format!("{at:024x}"), "externalId": rows[at]["externalId"]}),
                )
                .collect();
            let result = json!({"created": 3, "insertsKeys": keys, "updatedErrors": ["too bad"]});
            (206, result)
        }
        2 => (400, json!("no such thing")),
        _ => (200, json!({"created": rows.len()})),
    });
    let place = Place::new();
    let row = |number: usize| json!({"name": "c", "externalId": format!("e-{number}")});
    let file = place.file("rows.ndjson", &rows((0..9).map(row)));
    let done = server.run(&place, &["import", "companies", &file, "--chunk", "4"]);
    assert_eq!(done.code, 2, "{}", done.error);
    let account = "9 rows read: 4 taken (4 created), 5 rejected, 0 unknown, 0 not sent";
    assert!(done.error.contains(account), "{}", done.error);
    let rejects = lines(&format!("{file}.rejects"));
    let told: Vec<_> = rejects
        .iter()
        .map(|row| &row["$rejected"]["line"])
        .collect();
    assert_eq!(told, [3, 5, 6, 7, 8], "a refused request stops nothing");
    assert_eq!(
        rejects[0]["$rejected"]["reason"],
        json!({"updatedErrors": "too bad"})
    );
    let reason = rejects[1]["$rejected"]["reason"].as_str().unwrap();
    assert!(reason.contains("no such thing"), "{reason}");
}

#[test]
fn a_failing_server_stops_an_import_and_resume_goes_on() {
    let place = Place::new();
    let row = |number: usize| json!({"name": format!("c{number}")});
    let file = place.file("rows.ndjson", &rows((0..50).map(row)));
    let import = ["import", "companies", &file, "--chunk", "10"];
    // Taken and lost, before it is taken, and refused for want of credentials.
    for (fault, unknown, not_sent) in [
        ("PUT /companies 503 at 2", 10, 30),
        ("PUT /companies 401 at 2", 10, 20),
    ] {
        place.sandbox.clear_faults();
        place.sandbox.add_fault(fault).unwrap();
        let mut words = import.to_vec();
        words.extend(["--resume", "--retries", "0"]);
        let cut = place.run(&words);
        assert!(![0, 2].contains(&cut.code), "{}", cut.error);
        let account = format!("{unknown} unknown, {not_sent} not sent");
        assert!(cut.error.contains(&account), "{fault}: {}", cut.error);
    }
    place.sandbox.clear_faults();
    let mut words = import.to_vec();
    words.push("--resume");
    let done = place.run(&words);
    assert_eq!(done.code, 2, "{}", done.error);
    assert!(
        done.error.contains("40 taken (40 created"),
        "{}",
        done.error
    );
    assert!(done.error.contains("10 unknown"), "{}", done.error);
    assert_eq!(place.sandbox.tenant().records("company").len(), 40);
    let text = fs::read_to_string(&file).unwrap().replace("c49", "other");
    fs::write(&file, text).unwrap();
    let changed = place.run(&words);
    assert!(
        changed.error.contains("the file was changed"),
        "{}",
        changed.error
    );
}

#[test]
fn an_import_killed_again_and_again_writes_every_row_once() {
    let place = Place::new();
    let row = |number: usize| match number % 3 {
        0 => json!({"name": format!("c{number}")}),
        _ => json!({"name": format!("c{number}"), "externalId": format!("e-{number}")}),
    };
    let file = place.file("rows.ndjson", &rows((0..300).map(row)));
    place
        .sandbox
        .add_fault("PUT /companies delay=15ms")
        .unwrap();
    let words = ["import", "companies", &file, "--chunk", "7", "--resume"];
    for wait in [60, 110, 170, 230, 90, 140] {
        let mut child = command(&words, place.variables())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    place.sandbox.clear_faults();
    let done = place.run(&words);
    assert!([0, 2].contains(&done.code), "{}", done.error);
    let records = place.sandbox.tenant().records("company");
    let mut names: Vec<&str> = records
        .iter()
        .map(|record| record["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "no row is in twice");
    // What is missing is told to be in doubt.
    let doubtful = fs::read_to_string(format!("{file}.doubtful")).unwrap_or_default();
    let missing = 300 - all;
    assert!(doubtful.lines().count() >= missing, "{missing} are missing");
    assert!(
        done.error.contains("0 rejected") && done.error.contains("0 not sent"),
        "{}",
        done.error
    );
}

#[test]
fn an_export_killed_in_the_middle_has_every_record_once_in_the_end() {
    let place = Place::with_companies(400);
    place
        .sandbox
        .add_fault("GET /companies delay=10ms")
        .unwrap();
    for format in ["ndjson", "csv"] {
        let out = place.home.path().join(format!("all.{format}"));
        let out = out.display().to_string();
        let words = [
            "export",
            "companies",
            "--out",
            &out,
            "--page",
            "9",
            "--resume",
        ];
        let begun = Instant::now();
        for wait in [40, 120, 160, 220, 100] {
            let mut child = command(&words, place.variables())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(wait));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        if !fs::exists(&out).unwrap() {
            place.run(&words).ok();
        }
        assert!(begun.elapsed() < Duration::from_secs(60));
        let text = fs::read_to_string(&out).unwrap();
        let mut names: Vec<String> = text
            .lines()
            .filter_map(|line| Some(format!("Company {}", line.split("Company ").nth(1)?)))
            .map(|name| name.split(['"', ',']).next().unwrap_or_default().to_owned())
            .collect();
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!((all, names.len()), (400, 400), "{format}");
        assert!(!fs::exists(format!("{out}.part")).unwrap());
    }
}

#[test]
fn records_that_move_up_while_an_export_rests_are_not_missed() {
    let place = Place::with_companies(30);
    let out = place.home.path().join("all.ndjson").display().to_string();
    place
        .sandbox
        .add_fault("GET /companies?offset=20 403")
        .unwrap();
    let words = ["export", "companies", "--out", &out, "--page", "10"];
    assert_ne!(place.run(&words).code, 0);
    place.sandbox.clear_faults();
    // Three of those that are written are gone: three of the next page moved to the last one.
    let first = lines(&format!("{out}.part"));
    for record in &first[..3] {
        let id = record["_id"].as_str().unwrap();
        let path = format!("/companies/{id}");
        place.run(&["request", "DELETE", &path]).ok();
    }
    let mut words = words.to_vec();
    words.push("--resume");
    place.run(&words).ok();
    let mut names: Vec<Value> = lines(&out)
        .into_iter()
        .map(|record| record["name"].clone())
        .collect();
    names.dedup();
    assert_eq!(names.len(), 30);
    // A part that is shorter than it should be is not gone on with.
    fs::remove_file(&out).unwrap();
    place
        .sandbox
        .add_fault("GET /companies?offset=20 403")
        .unwrap();
    place.run(&words[..6]);
    fs::write(format!("{out}.part"), "{}\n").unwrap();
    assert!(place.run(&words).failed(66).contains("were written"));
}

#[test]
fn cells_become_values_by_tables_and_definitions() {
    let place = Place::new();
    for (name, kind) in [("Code", "text"), ("Seats", "number"), ("On", "checkbox")] {
        place.insert(
            "custom_field",
            json!({"name": name, "parent": "Company", "type": kind}),
        );
    }
    let csv = "externalId,name,tags,custom.Code,custom.Seats,custom.On\n\
        a,\"A, \"\"B\"\"\nC\",\"[\"\"x\"\"]\",007,12.5,TRUE\n\
        b,B,,,,\n\
        c,C,,true,null,false\n";
    let file = place.file("rows.csv", csv);
    place.run(&["import", "companies", &file]).ok();
    let records = place.sandbox.tenant().records("company");
    assert_eq!(records[0]["name"], "A, \"B\"\nC");
    assert_eq!(records[0]["tags"], json!(["x"]));
    assert_eq!(
        records[0]["custom"],
        json!({"Code": "007", "Seats": 12.5, "On": true})
    );
    assert_eq!(records[2]["custom"]["Code"], "true");
    let wrong = place.file("wrong.csv", "externalId,name,custom.Seats\nd,D,many\n");
    let refused = place.run(&["import", "companies", &wrong]);
    let told = refused.failed(65);
    assert!(told.contains("wrong.csv:2: custom.Seats"), "{told}");
}

#[test]
fn an_array_is_read_as_it_comes_with_its_lines() {
    let place = Place::new();
    let file = place.file(
        "rows.json",
        "[\n{\"name\": \"A\",\n \"externalId\": \"a\"},\n{\"name\": 5, \"externalId\": 7}\n]\n",
    );
    let refused = place.run(&["import", "companies", &file]);
    let told = refused.failed(65);
    assert!(told.contains("rows.json:4: "), "{told}");
    let same = place.file(
        "same.json",
        "[{\"name\":\"A\",\"_id\":\"61dd5bf1d8ecd4a9a5b0c0a1\",\"externalId\":\"a\"},\n{\"name\":\"B\",\"externalId\":\"a\"}]",
    );
    let told = place.run(&["import", "companies", &same]);
    let told = told.failed(65);
    assert!(told.contains(":2: has the same key as line 1"), "{told}");
}

#[test]
fn rows_with_a_key_whose_answer_is_lost_are_sent_again() {
    let place = Place::new();
    let row = |number: usize| json!({"name": "c", "externalId": format!("e-{number}")});
    let file = place.file("rows.ndjson", &rows((0..30).map(row)));
    place
        .sandbox
        .add_fault("PUT /companies 503 after at 2")
        .unwrap();
    let words = ["import", "companies", &file, "--chunk", "10"];
    let mut impatient = words.to_vec();
    impatient.extend(["--retries", "0"]);
    let cut = place.run(&impatient);
    assert!(
        cut.failed(75).contains("10 unknown, 10 not sent"),
        "{}",
        cut.error
    );
    let mut resumed = words.to_vec();
    resumed.push("--resume");
    let done = place.run(&resumed);
    assert_eq!(done.code, 0, "{}", done.error);
    let account = "30 taken (20 created, 10 nonupdates, 0 updated)";
    assert!(done.error.contains(account), "{}", done.error);
    assert!(!fs::exists(format!("{file}.import")).unwrap());
    assert!(!fs::exists(format!("{file}.rejects")).unwrap());
}

#[test]
fn a_name_that_nobody_knows_is_told() {
    let place = Place::new();
    let file = place.file("rows.csv", "externalId,name,phsae\na,A,x\n");
    let done = place.run(&["import", "companies", &file, "--dry-run"]);
    assert_eq!(done.code, 0, "{}", done.error);
    let told = "rows.csv:2: `phsae` is no field that is known here";
    assert!(done.error.contains(told), "{}", done.error);
    assert!(
        done.error.contains("did you mean `phase`?"),
        "{}",
        done.error
    );
}
