//! Forms of output, and requests that are shown.

use serde_json::json;

use crate::place::{Place, run};

#[test]
fn records_are_shown_as_they_came() {
    let place = Place::new();
    let id = place.insert(
        "company",
        json!({"name": "A", "unknown": {"b": 1.50, "a": []}}),
    );
    let raw = place.run(&["companies", "get", &id, "-o", "ndjson"]);
    assert!(raw.ok().contains(r#""unknown":{"#), "{raw:?}");
    assert_eq!(raw.out.lines().count(), 1);
    let pretty = place.run(&["companies", "get", &id]);
    assert_eq!(
        pretty.json(),
        serde_json::from_str::<serde_json::Value>(&raw.out).unwrap()
    );
    assert!(pretty.out.starts_with("{\n  \""));
}

#[test]
fn csv_has_the_columns_that_were_selected() {
    let place = Place::new();
    place.insert(
        "company",
        json!({"name": "A, \"B\"", "tags": ["x"], "custom": {"Plan": "Gold"}}),
    );
    let shown = place.run(&[
        "companies",
        "list",
        "--select",
        "name,tags,custom.Plan,phase",
        "-o",
        "csv",
    ]);
    let mut lines = shown.ok().lines();
    assert_eq!(lines.next(), Some("_id,name,tags,custom.Plan,phase"));
    let line = lines.next().unwrap();
    assert!(line.ends_with(r#","A, ""B""","[""x""]",Gold,"#), "{line}");
}

#[test]
fn a_table_is_cut_to_nothing_where_no_terminal_is() {
    let place = Place::new();
    let long = "x".repeat(150);
    place.insert("company", json!({"name": long, "mrr": 5}));
    let shown = place.run(&["companies", "list", "--select", "name", "-o", "table"]);
    assert!(shown.ok().contains(&long));
    assert!(!shown.out.contains('\u{1b}'));
}

#[test]
fn requests_are_shown_without_secrets_and_without_credentials() {
    let place = Place::new();
    let words = ["user-activities", "create", "--email", "a@b.c", "--dry-run"];
    let shown = run(&words, "", place.home_alone());
    let url = "POST https://analytics.planhat.com/analytics/{tenantToken}\n";
    assert!(shown.ok().starts_with(url), "{shown:?}");
    let with = place.run(&words);
    assert!(with.ok().contains("/analytics/{tenantToken}"));
    assert!(!with.out.contains(place.sandbox.tenant_token()));
    assert!(place.sandbox.log().is_empty());
    let json = run(
        &[
            "companies",
            "create",
            "--name",
            "A",
            "--dry-run",
            "-o",
            "json",
        ],
        "",
        place.home_alone(),
    );
    let json = json.json();
    assert_eq!(json["body"], json!({"name": "A"}));
    assert_eq!(json["authorization"], "Bearer {apiToken}");
    assert_eq!(json["url"], "https://api.planhat.com/companies");
}

#[cfg(unix)]
#[test]
fn what_is_shown_for_curl_is_a_command_of_a_shell() {
    let place = Place::new();
    let words = [
        "companies",
        "create",
        "--name",
        "It's $HOME \"x\"",
        "--dry-run=curl",
    ];
    let shown = place.run(&words);
    assert!(!shown.ok().contains(place.sandbox.token()), "{shown:?}");
    // A function in place of curl shows what it would get.
    let script = format!(
        "curl() {{ for word in \"$@\"; do echo \"<$word>\"; done; }}\n{}",
        shown.out
    );
    let ran = std::process::Command::new("sh")
        .arg("-c")
        .arg(script)
        .envs(place.variables())
        .output()
        .unwrap();
    let got = String::from_utf8(ran.stdout).unwrap();
    for word in [
        format!("<Authorization: Bearer {}>", place.sandbox.token()),
        r#"<{"name":"It's $HOME \"x\""}>"#.to_owned(),
        format!("<{}/companies>", place.sandbox.url()),
    ] {
        assert!(got.contains(&word), "{word} in {got}");
    }
}
