//! Unified models on the command line, against a sandbox.

use serde_json::{Value, json};

use crate::place::{Place, Ran, run};

/// Runs a command on unified accounts of the CRM.
fn accounts(place: &Place, words: &[&str]) -> Ran {
    place.run(&[&["unified", "crm", "accounts"], words].concat())
}

/// An override that binds a field to one of the tenant's own, which is there.
pub fn industry(place: &Place) -> String {
    place.insert(
        "custom_field",
        json!({"name": "Industry", "parent": "company", "type": "text"}),
    );
    place.file(
        "tenant.yaml",
        "model: crm.account\nfields:\n  industry: { source: custom.Industry }\n",
    )
}

#[test]
fn an_account_is_made_read_changed_and_deleted() {
    let place = Place::new();
    let given = r#"{"name": "Nordvik", "external_id": "n1"}"#;
    let made = accounts(
        &place,
        &["create", "--json", given, "--set", "tags=[\"a\"]"],
    )
    .json();
    assert_eq!(
        (&made["name"], &made["tags"][0]["name"]),
        (&json!("Nordvik"), &json!("a"))
    );
    let id = made["id"].as_str().unwrap();
    let company = place.run(&["companies", "get", id]).json();
    assert_eq!(company["externalId"], "n1");
    let changed = accounts(
        &place,
        &[
            "update",
            id,
            "--set",
            "lifecycle_stage=Live",
            "--clear",
            "description",
        ],
    );
    assert_eq!(changed.json()["lifecycle_stage"], "Live");
    let path = place.file("account.json", r#"{"description": "From a file"}"#);
    accounts(&place, &["update", id, "--json", &format!("@{path}")]).ok();
    let got = accounts(
        &place,
        &[
            "get",
            id,
            "--include",
            "remote_data",
            "--fields",
            "name,description,remote_data",
        ],
    )
    .json();
    assert_eq!(got["description"], "From a file");
    assert_eq!(got["remote_data"]["phase"], "Live");
    let asks = accounts(&place, &["delete", id]);
    assert!(asks.failed(64).contains("--yes"), "{asks:?}");
    assert_eq!(place.sandbox.tenant().records("company").len(), 1);
    assert_eq!(
        accounts(&place, &["delete", id, "--yes"]).json()["deleted"],
        true
    );
    assert!(place.sandbox.tenant().records("company").is_empty());
    let gone = accounts(&place, &["get", id]);
    assert!(gone.failed(1).contains("not_found"), "{gone:?}");
}

#[test]
fn a_cursor_goes_on_in_the_next_command() {
    let place = Place::with_companies(5);
    let first = accounts(&place, &["list", "--limit", "2", "-o", "json"]).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let words = ["list", "--limit", "2", "--cursor", cursor, "-o", "json"];
    let second = accounts(&place, &words).json();
    let ids = |page: &Value| -> Vec<String> {
        let records = page["result"].as_array().unwrap().iter();
        records
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!((ids(&first).len(), ids(&second).len()), (2, 2));
    assert!(ids(&first).iter().all(|id| !ids(&second).contains(id)));
    assert!(
        place
            .home
            .path()
            .join(".config/planhat/cursor.key")
            .exists()
    );
    let lines = accounts(&place, &["list", "--limit", "2"]);
    assert_eq!(lines.lines().len(), 2);
    assert!(lines.error.contains("next page: --cursor "), "{lines:?}");
    let mut other = place.variables();
    other.push(("PLANHAT_CURSOR_KEY".into(), "another".into()));
    let foreign = run(
        &[&["unified", "crm", "accounts"], &words[..]].concat(),
        "",
        other,
    );
    assert!(foreign.failed(65).contains("cursor"), "{foreign:?}");
    // A variable that is set to nothing is not set.
    let mut blank = place.variables();
    blank.push(("PLANHAT_CURSOR_KEY".into(), " ".into()));
    let own = run(
        &[&["unified", "crm", "accounts"], &words[..]].concat(),
        "",
        blank,
    );
    assert_eq!(ids(&own.json()), ids(&second));
    let filtered = [&words[..], &["--filter", "name=Company 1"]].concat();
    let ran = accounts(&place, &filtered);
    assert!(ran.failed(65).contains("cursor_mismatch"), "{ran:?}");
}

#[test]
fn lists_are_filtered_projected_and_shown_whole() {
    let place = Place::with_companies(5);
    let all = accounts(&place, &["list", "--all", "--fields", "id,name"]).lines();
    assert_eq!(all.len(), 5);
    assert!(all[0].get("tags").is_none() && all[0]["name"].is_string());
    let one = accounts(&place, &["list", "--filter", "name[eq]=Company 3"]).lines();
    assert_eq!(one.len(), 1);
    assert_eq!(one[0]["external_id"], "3");
    let table = accounts(&place, &["list", "-o", "table"]);
    let head = table.ok().lines().next().unwrap();
    assert!(head.starts_with("id") && head.contains("name"), "{head}");
    let wrong = accounts(&place, &["list", "--filter", "nothing=1"]);
    let told = wrong.failed(65);
    assert!(told.starts_with("error: unsupported_filter: "), "{told}");
    assert!(told.contains("hint: "), "{told}");
    place.sandbox.clear_log();
    assert_eq!(accounts(&place, &["list", "--fields", "nothing"]).code, 65);
    assert!(place.sandbox.log().is_empty());
}

#[test]
fn a_refused_field_has_both_names_and_json_has_the_unified_error() {
    let place = Place::new();
    let ran = accounts(
        &place,
        &["create", "--set", "name=A", "--set", "status=lost"],
    );
    assert!(ran.failed(65).contains("`status`"), "{ran:?}");
    let ran = accounts(
        &place,
        &[
            "create",
            "--set",
            "name=A",
            "--set",
            "industry=Ships",
            "-o",
            "json",
        ],
    );
    let told: Value = serde_json::from_str(ran.failed(65)).unwrap();
    assert_eq!(told["error"]["code"], "unsupported_field");
    assert_eq!(told["error"]["failures"][0]["path"], "industry");
    assert_eq!(told["exit"], 65);
    let dropped = accounts(
        &place,
        &[
            "create",
            "--set",
            "name=A",
            "--set",
            "industry=Ships",
            "--drop-unsupported",
        ],
    );
    assert_eq!(dropped.json()["name"], "A");
    assert!(dropped.error.contains("warning: `industry`"), "{dropped:?}");
    let mut wrong = place.home_alone();
    wrong.push(("PLANHAT_BASE_URL".into(), place.sandbox.url().into()));
    wrong.push(("PLANHAT_API_TOKEN".into(), "wrong".into()));
    let ran = run(&["unified", "crm", "accounts", "list"], "", wrong);
    assert_eq!(ran.code, 77, "{ran:?}");
}

#[test]
fn a_dry_run_shows_the_request_and_sends_none() {
    let place = Place::new();
    let words = ["create", "--set", "name=A", "--dry-run"];
    let shown = accounts(&place, &words);
    let text = shown.ok();
    assert!(
        text.starts_with("POST ") && text.contains("\"name\": \"A\""),
        "{text}"
    );
    assert!(!text.contains(place.sandbox.token()), "{text}");
    let planned = accounts(&place, &[&words[..], &["-o", "json"]].concat()).json();
    assert_eq!(planned["request"]["body"]["name"], "A");
    assert_eq!(planned["changes"][0]["field"], "name");
    let curl = accounts(&place, &["create", "--set", "name=A", "--dry-run=curl"]);
    assert!(curl.ok().starts_with("curl -X POST"), "{curl:?}");
    assert!(place.sandbox.log().is_empty());
}

#[test]
fn an_override_adds_a_field_of_the_tenant() {
    let place = Place::new();
    let path = industry(&place);
    let made = accounts(
        &place,
        &[
            "create",
            "--set",
            "name=A",
            "--set",
            "industry=Ships",
            "--overrides",
            &path,
        ],
    );
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let company = place.run(&["companies", "get", &id]).json();
    assert_eq!(company["custom"]["Industry"], "Ships");
    let listed = accounts(&place, &["list", "--overrides", &path]).lines();
    assert_eq!(listed[0]["industry"], "Ships");
    let table = accounts(&place, &["list", "--overrides", &path, "-o", "table"]);
    assert!(table.ok().contains("Ships"), "{table:?}");
    let words = [
        "unified",
        "explain",
        "crm",
        "account",
        &id,
        "--overrides",
        &path,
    ];
    let explained = place.run(&words).json();
    let fields = explained["fields"].as_array().unwrap();
    let field = fields
        .iter()
        .find(|one| one["field"] == "industry")
        .unwrap();
    assert_eq!(
        (&field["value"], &field["overridden"]),
        (&json!("Ships"), &json!(true))
    );
    assert_eq!(field["sources"][0]["raw"], "Ships");
    let rows = place.run(&[&words[..], &["-o", "ndjson"]].concat()).lines();
    let row = rows.iter().find(|one| one["field"] == "name").unwrap();
    assert_eq!((&row["source"], &row["raw"]), (&json!("name"), &json!("A")));
    let table = place.run(&[&words[..], &["-o", "table"]].concat());
    let head: Vec<&str> = table
        .ok()
        .lines()
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(head, ["field", "value", "source", "transform", "raw"]);
}

#[test]
fn a_wrong_override_is_refused_with_its_place() {
    let place = Place::new();
    let path = place.file(
        "wrong.yaml",
        "model: crm.account\nfields:\n  industry: { source: nothing }\n",
    );
    for words in [
        &["unified", "check"][..],
        &["unified", "capabilities"],
        &["unified", "crm", "accounts", "list"],
    ] {
        let ran = place.run(&[words, &["--overrides", &path]].concat());
        let told = ran.failed(65);
        assert!(told.starts_with(&format!("error: {path}:3:")), "{told}");
        assert!(told.contains("nothing"), "{told}");
    }
    assert!(place.sandbox.log().is_empty());
    let missing = place.run(&["unified", "check", "--overrides", "/none.yaml"]);
    assert!(missing.failed(66).contains("/none.yaml"), "{missing:?}");
}

#[test]
fn overrides_and_samples_are_checked() {
    let place = Place::new();
    let path = industry(&place);
    let checked = place
        .run(&["unified", "check", "--overrides", &path])
        .json();
    assert_eq!(checked["mappings"][0]["overridden"], 1);
    assert_eq!(checked["mappings"][1]["overridden"], 0);
    let record = json!({"_id": "60b0f0f0f0f0f0f0f0f0f0f0", "name": "A", "odd": 1});
    let samples = place.file("companies.ndjson", &format!("{record}\n"));
    let found = place
        .run(&["unified", "check", "--samples", &samples])
        .json();
    let lost = found["findings"].as_array().unwrap().iter();
    let mut lost = lost.filter(|one| one["field"] == "odd");
    assert_eq!(lost.next().unwrap()["kind"], "lost");
    let wrong = json!({"_id": "60b0f0f0f0f0f0f0f0f0f0f0", "name": "A", "tags": 5});
    let given = format!("company={}", place.file("some.ndjson", &wrong.to_string()));
    let ran = place.run(&["unified", "check", "--samples", &given, "-o", "table"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("type_change"), "{ran:?}");
    let unknown = place.file("things.ndjson", "{}");
    let ran = place.run(&["unified", "check", "--samples", &unknown]);
    assert!(ran.failed(64).contains("OBJECT=FILE"), "{ran:?}");
}

#[test]
fn capabilities_tell_methods_fields_and_filters() {
    let place = Place::new();
    let all = place.run(&["unified", "capabilities"]).json();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let rows = place
        .run(&["unified", "capabilities", "ticketing", "-o", "ndjson"])
        .lines();
    let ticket = rows.iter().find(|row| row["model"] == "ticket").unwrap();
    assert_eq!(
        ticket["methods"],
        "list, get, create, update, delete, upsert"
    );
    assert!(rows.iter().all(|row| row["api"] == "ticketing"));
    assert!(place.sandbox.log().is_empty());
}

#[test]
fn tickets_go_all_the_way() {
    let place = Place::new();
    let company = place.insert("company", json!({"name": "A"}));
    place.insert(
        "enduser",
        json!({"companyId": company, "email": "who@a.example"}),
    );
    let tickets =
        |words: &[&str]| place.run(&[&["unified", "ticketing", "tickets"], words].concat());
    let made = tickets(&[
        "create",
        "--set",
        "name=Broken",
        "--set",
        "source_id=t-1",
        "--set",
        &format!("account.id={company}"),
        "--set",
        "contact.email=who@a.example",
        "--allow-unknown-values",
    ])
    .json();
    assert_eq!(made["name"], "Broken");
    let id = made["id"].as_str().unwrap();
    assert_eq!(tickets(&["list"]).lines().len(), 1);
    let changed = tickets(&["update", id, "--set", "name=Mended"]);
    assert_eq!(changed.json()["name"], "Mended");
    assert_eq!(tickets(&["get", id]).json()["name"], "Mended");
    tickets(&["delete", id, "--yes"]).ok();
    assert!(tickets(&["list"]).lines().is_empty());
}

#[test]
fn rows_are_upserted_with_a_result_for_each() {
    let place = Place::new();
    let rows =
        "{\"external_id\":\"a\",\"name\":\"A\"}\n\n{\"external_id\":\"b\",\"status\":\"lost\"}\n";
    let path = place.file("rows.ndjson", rows);
    let dry = accounts(&place, &["upsert", "--from", &path, "--dry-run"]);
    assert!(dry.failed(65).contains("rows.ndjson:3: "), "{dry:?}");
    assert!(dry.out.contains("\"externalId\": \"a\""), "{dry:?}");
    assert!(place.sandbox.tenant().records("company").is_empty());
    let ran = accounts(&place, &["upsert", "--from", &path, "-o", "ndjson"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.error.contains("rows.ndjson:3: "), "{ran:?}");
    let results: Vec<bool> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["ok"] == true)
        .collect();
    assert_eq!(results, [true, false]);
    assert_eq!(place.sandbox.tenant().records("company").len(), 1);
}

#[test]
fn custom_fields_come_typed_or_as_a_list() {
    let place = Place::new();
    let definition = place.insert(
        "custom_field",
        json!({"name": "Go-live", "parent": "company", "type": "date"}),
    );
    let given = r#"{"name": "Nordvik", "custom_fields": {"Go-live": "2025-05-30"}}"#;
    let made = accounts(&place, &["create", "--json", given]).json();
    let typed = json!({"Go-live": "2025-05-30T00:00:00Z"});
    assert_eq!(made["custom_fields"], typed);
    let id = made["id"].as_str().unwrap();
    let item = json!({"id": definition, "name": "Go-live", "value": typed["Go-live"]});
    let list = ["--custom-fields-format", "list"];
    let got = accounts(&place, &[&["get", id], &list[..]].concat()).json();
    assert_eq!(got["custom_fields"], json!([item]));
    let page = accounts(&place, &[&["list", "-o", "json"], &list[..]].concat()).json();
    assert_eq!(page["result"][0]["custom_fields"], json!([item]));
    let set = ["update", id, "--set", "name=Sydvik"];
    let changed = accounts(&place, &[&set[..], &list[..]].concat()).json();
    assert_eq!(changed["custom_fields"], json!([item]));
}

#[test]
fn fields_that_are_built_in_stand_behind_those_of_the_tenant() {
    let place = Place::new();
    industry(&place);
    let fields = |words: &[&str]| place.run(&[&["unified", "crm", "fields"], words].concat());
    let rows = fields(&[
        "list",
        "--all",
        "-o",
        "ndjson",
        "--fields",
        "name,is_user_defined",
    ])
    .lines();
    assert_eq!(
        rows[0],
        json!({"name": "Industry", "is_user_defined": true})
    );
    assert!(rows.len() > 50);
    let one = fields(&["get", "builtin:company:name"]).json();
    assert_eq!(
        (&one["name"], &one["entity_type"]),
        (&json!("name"), &json!("account"))
    );
    let refused = fields(&["update", "builtin:company:name", "--set", "is_hidden=true"]);
    assert!(refused.failed(65).contains("built in"), "{refused:?}");
}

#[test]
fn flags_reach_what_the_engine_can_do() {
    let place = Place::with_companies(3);
    let page = accounts(
        &place,
        &["list", "--key-by", "name", "--meta", "-o", "json"],
    )
    .json();
    assert_eq!(page["result"].as_object().unwrap().len(), 3);
    assert!(page["meta"]["mapping_version"].is_string());
    let asked = ["list", "--remote-query", "status=lost", "-o", "json"];
    let page = accounts(&place, &asked).json();
    assert_eq!(page["result"], json!([]), "none of them is lost");
    // Fields by the names of Planhat go along, and the record comes back with the answer.
    let made = accounts(
        &place,
        &[
            "create",
            "--set",
            "name=Nordvik",
            "--remote-data",
            r#"{"phase": "Live"}"#,
            "--include",
            "remote_data",
        ],
    )
    .json();
    assert_eq!(made["remote_data"]["phase"], "Live");
    let id = made["id"].as_str().unwrap();
    let since = [
        "delete",
        id,
        "--yes",
        "--if-unchanged-since",
        "2000-01-01T00:00:00Z",
    ];
    assert!(accounts(&place, &since).failed(1).contains("conflict"));
}

#[test]
fn digits_of_a_reference_stay_text() {
    let place = Place::new();
    for given in [
        "account.id=123456789012345678901234",
        "account=123456789012345678901234",
    ] {
        let ran = place.run(&[
            "unified",
            "crm",
            "notes",
            "create",
            "--set",
            given,
            "--set",
            "title=A",
            "--dry-run",
            "-o",
            "json",
        ]);
        assert!(
            ran.json()
                .to_string()
                .contains(r#""123456789012345678901234""#),
            "{ran:?}"
        );
    }
}

#[test]
fn override_files_are_told_with_rules_and_help() {
    let place = Place::new();
    let path = place.file(
        "wrong.yaml",
        "model: crm.account\nfields:\n  industry: { sorce: custom.X }\n  more: { source: nam }\n",
    );
    let err = place
        .run(&["unified", "check", &path])
        .failed(65)
        .to_owned();
    assert!(
        err.contains("wrong.yaml:3:15: SPEC010") && err.contains("did you mean"),
        "{err}"
    );
    let path = industry(&place);
    let told = place.run(&["unified", "check", &path]).json();
    assert_eq!(told["mappings"][0]["overridden"], 1);
}
