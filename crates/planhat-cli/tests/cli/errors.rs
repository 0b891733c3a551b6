//! What is told when something is wrong, and the exit code.

use serde_json::Value;

use crate::place::{Place, run};

/// Two lines: what is wrong, and what to do.
fn told(words: &[&str], code: i32, lines: &[&str]) {
    let place = Place::new();
    let ran = place.run(words);
    let error = ran.failed(code);
    let shown: Vec<&str> = error.lines().collect();
    assert_eq!(shown, lines, "{words:?}");
    assert!(ran.out.is_empty());
    assert!(place.sandbox.log().is_empty(), "{words:?}");
}

#[test]
fn near_misses_are_told() {
    told(
        &["compnies", "list"],
        64,
        &[
            "error: there is no object or command `compnies`",
            "hint: did you mean `companies`?",
        ],
    );
    told(
        &["companies", "lst"],
        64,
        &[
            "error: companies has no operation `lst`",
            "hint: did you mean `list`?",
        ],
    );
    told(
        &["companies", "list", "--limt", "3"],
        64,
        &[
            "error: `planhat companies list` has no flag `--limt`",
            "hint: did you mean `--limit`?",
        ],
    );
    told(
        &["tasks", "create", "--main-type", "tsk"],
        65,
        &[
            "error: --main-type does not take `tsk`; did you mean `task`?",
            "hint: nothing was sent; `planhat tasks create --help` shows what it takes",
        ],
    );
    told(
        &["companies", "list", "-o", "tabel"],
        64,
        &[
            "error: --output does not take `tabel`",
            "hint: did you mean `table`?",
        ],
    );
}

#[test]
fn what_is_written_oddly_is_told() {
    let help = "hint: `planhat companies list --help` shows what it takes";
    told(
        &["tasks", "list", "--is-archived", "false"],
        64,
        &[
            "error: `planhat tasks list` takes no `false`",
            "hint: yes and no stand behind an equals sign, as in --flag=false",
        ],
    );
    told(
        &["companies", "list", "--limit", "1", "--limit", "2"],
        64,
        &["error: `--limit <INTEGER>` is given twice", help],
    );
    told(
        &["companies", "list", "--limit"],
        64,
        &["error: --limit needs a value", help],
    );
    told(
        &["companies", "list", "--timeout", "x"],
        64,
        &[
            "error: --timeout does not take `x`",
            "hint: invalid digit found in string",
        ],
    );
}

#[test]
fn each_fault_has_a_line() {
    told(
        &["endusers", "create", "--name", "x"],
        65,
        &[
            "error: --company-id is missing",
            "error: --email or --external-id or --source-id is missing: at least one is needed",
            "hint: nothing was sent; `planhat endusers create --help` shows what it takes",
        ],
    );
    told(
        &["companies", "list", "--limit", "x", "--offset", "y"],
        65,
        &[
            "error: --limit `x` is no whole number",
            "error: --offset `y` is no whole number",
            "hint: nothing was sent; `planhat companies list --help` shows what it takes",
        ],
    );
    told(
        &["companies", "get"],
        64,
        &[
            "error: ID is missing",
            "hint: `planhat companies get --help` shows what it takes",
        ],
    );
}

#[test]
fn a_token_on_the_command_line_is_refused_and_not_repeated() {
    let place = Place::new();
    for words in [
        &["login", "--token", "s3cret-token"][..],
        &["login", "--api-token=s3cret-token"],
        &["login", "s3cret-token"],
        &["companies", "list", "--token", "s3cret-token"],
    ] {
        let ran = run(words, "", place.home_alone());
        let error = ran.failed(64);
        assert!(error.contains("not taken from the command line"), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
    }
    assert!(!place.profiles().exists());
}

#[test]
fn codes_tell_failures_apart() {
    let place = Place::with_companies(1);
    assert!(
        place
            .run(&["companies", "get", "nope"])
            .failed(1)
            .contains("status 404")
    );
    place.sandbox.add_fault("GET /companies 503").unwrap();
    let ran = place.run(&["companies", "list", "--retries", "0"]);
    assert!(ran.failed(75).contains("status 503"));
    place.sandbox.clear_faults();
    place.sandbox.add_fault("GET /companies 403").unwrap();
    assert!(
        place
            .run(&["companies", "list"])
            .failed(77)
            .contains("hint: the private app")
    );
    let missing = place.run(&["companies", "upsert", "--from", "/no/such/file"]);
    assert!(missing.failed(66).contains("/no/such/file cannot be read"));
    let nobody = run(&["companies", "list"], "", place.home_alone());
    assert!(
        nobody.failed(77).contains("PLANHAT_API_TOKEN"),
        "{nobody:?}"
    );
    let unreachable = [
        ("PLANHAT_BASE_URL", "http://127.0.0.1:1"),
        ("PLANHAT_API_TOKEN", "token-of-a-test"),
    ];
    let unreachable = unreachable.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let ran = run(
        &["companies", "list", "--retries=0", "-v"],
        "",
        unreachable.into(),
    );
    assert!(ran.failed(75).contains("because"), "{ran:?}");
    assert!(
        run(&["help", "exit-codes"], "", place.home_alone())
            .ok()
            .contains("77")
    );
}

#[test]
fn errors_are_json_where_that_was_asked_for() {
    let place = Place::new();
    let ran = place.run(&["companies", "get", "nope", "-o", "json"]);
    let error: Value = serde_json::from_str(ran.failed(1)).unwrap();
    assert_eq!(
        (&error["error"]["kind"], &error["exit"]),
        (&"not_found".into(), &1.into())
    );
    let ran = place.run(&["compnies", "-o", "json"]);
    let error: Value = serde_json::from_str(ran.failed(64)).unwrap();
    assert_eq!(error["hint"], "did you mean `companies`?");
}

#[test]
fn details_come_on_demand_without_secrets() {
    let place = Place::new();
    place.sandbox.add_fault("GET /companies 400").unwrap();
    let plain = place.run(&["companies", "list"]);
    assert_eq!(plain.failed(1).lines().count(), 2);
    let more = place.run(&["companies", "list", "-v"]);
    for line in [
        "kind       rejected",
        "operation  company.list",
        "status     400",
        "attempts   1",
        "effect     none",
    ] {
        assert!(more.failed(1).contains(line), "{line}: {more:?}");
    }
    assert!(!more.error.contains(place.sandbox.token()), "{more:?}");
}
