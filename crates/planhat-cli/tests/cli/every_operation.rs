//! Every operation of the tables has a command: its help, and a request of what it needs.

use planhat_cli::console::Console;
use planhat_client::api::API;
use planhat_core::table::{Body, Field, Kind, Operation, OperationKind};
use serde_json::Value;

fn kebab(name: &str) -> String {
    planhat_cli::names::kebab(name)
}

/// A command in this process, without credentials and without a home.
fn run(words: &[String]) -> (i32, String, String) {
    let (console, captured) = Console::captured("a,b\n", []);
    let all = ["planhat".to_owned()]
        .into_iter()
        .chain(words.iter().cloned());
    let code = planhat_cli::run(all, console);
    (code, captured.out(), captured.error())
}

fn operations() -> impl Iterator<Item = &'static Operation> {
    API.resources
        .iter()
        .flat_map(|resource| resource.operations)
        .copied()
}

fn command(operation: &Operation) -> Vec<String> {
    let words = planhat_cli::names::words(operation);
    words.split(' ').map(str::to_owned).collect()
}

/// A text that a field takes.
fn sample(field: &Field, kind: &Kind) -> String {
    match kind {
        Kind::String => "text".into(),
        Kind::Integer | Kind::Number => field.min.unwrap_or(1.0).to_string(),
        Kind::Boolean => "true".into(),
        Kind::Id | Kind::Ref(_) => "61dd5bf1d8ecd4a9a5b0c0a1".into(),
        Kind::Date | Kind::Day => "2025-05-30".into(),
        Kind::DateTime => "2025-05-30T09:15:00Z".into(),
        Kind::Enum => field.values[0].0.into(),
        Kind::List(item) => match sample(field, item) {
            json if json.starts_with('{') => format!("[{json}]"),
            text => text,
        },
        Kind::Map(_) | Kind::Object(_) | Kind::Custom | Kind::Json => "{}".into(),
    }
}

/// The least that a call takes, as the tables say.
fn least(operation: &'static Operation) -> Vec<String> {
    let mut words = command(operation);
    if operation.path.contains("{id}") {
        words.push("61dd5bf1d8ecd4a9a5b0c0a2".into());
    }
    if operation.body == Body::Csv {
        words.extend(["--from".into(), "-".into()]);
    }
    let rules = operation
        .required
        .iter()
        .filter(|rule| rule.when.is_empty());
    for name in rules
        .map(|rule| rule.one_of[0])
        .chain(operation.drops_without.iter().copied())
    {
        let field = operation
            .body_field(name)
            .or_else(|| operation.parameter(name));
        let field =
            field.unwrap_or_else(|| panic!("{}: {name} is required and no field", operation.id()));
        let fixed = operation.fixed.iter().any(|(known, _)| *known == name);
        let given = format!("--{}={}", kebab(name), sample(field, &field.kind));
        if !fixed && !words.contains(&given) {
            words.push(given);
        }
    }
    words
}

#[test]
fn every_operation_has_help() {
    let mut number = 0;
    for operation in operations() {
        let mut words = command(operation);
        words.push("--help".into());
        let (code, out, error) = run(&words);
        assert_eq!((code, error.as_str()), (0, ""), "{words:?}");
        let said: String = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(operation.doc), "{words:?}: {out}");
        assert!(
            said.contains("--dry-run") && out.contains(operation.path),
            "{words:?}: {out}"
        );
        for line in out.lines() {
            assert!(line.chars().count() <= 80, "{words:?}: {line}");
        }
        for field in operation.query {
            let fixed = operation
                .fixed
                .iter()
                .any(|(known, _)| *known == field.name);
            assert!(
                fixed || out.contains(&format!("--{}", kebab(field.name))),
                "{words:?}: {}",
                field.name
            );
        }
        number += 1;
    }
    assert!(number > 100, "{number}");
}

#[test]
fn every_operation_shows_its_request() {
    for operation in operations() {
        let mut words = least(operation);
        words.extend(["--dry-run".into(), "-o".into(), "json".into()]);
        let (code, out, error) = run(&words);
        assert_eq!((code, error.as_str()), (0, ""), "{words:?}");
        let request: Value = serde_json::from_str(&out).unwrap();
        let method = format!("{:?}", operation.method).to_uppercase();
        assert_eq!(request["method"], method.as_str(), "{words:?}");
        let host = API
            .hosts
            .iter()
            .find(|host| host.name == operation.host)
            .unwrap();
        let path = operation.path.replace("{id}", "61dd5bf1d8ecd4a9a5b0c0a2");
        let url = request["url"].as_str().unwrap();
        let url = url.split('?').next().unwrap();
        assert_eq!(url, format!("{}{path}", host.url), "{words:?}");
        assert_eq!(
            request["body"].is_null(),
            operation.body == Body::None,
            "{words:?}: {out}"
        );
        if operation.body == Body::Many {
            assert!(request["body"].is_array(), "{words:?}: {out}");
        }
    }
}

#[test]
fn what_is_required_is_asked_for() {
    let mut asked = 0;
    for operation in operations() {
        let all = least(operation);
        let flags: Vec<&String> = all
            .iter()
            .filter(|word| word.starts_with("--") && word.contains('='))
            .collect();
        for flag in flags {
            let mut words: Vec<String> = all.iter().filter(|word| *word != flag).cloned().collect();
            // A row with a key may be one that is there already, and needs nothing.
            let keys = operation.resource.keys.iter();
            let mut keys = keys.map(|key| format!("--{}=", kebab(key)));
            let is_keyed = keys.any(|key| words.iter().any(|word| word.starts_with(&key)));
            if operation.kind == OperationKind::BulkUpsert && is_keyed {
                continue;
            }
            words.push("--dry-run".into());
            let (code, _, error) = run(&words);
            assert_eq!(code, 65, "{words:?} without {flag}");
            let name = flag.split('=').next().unwrap();
            assert!(error.contains(name), "{words:?} without {flag}: {error}");
            asked += 1;
        }
    }
    assert!(asked > 50, "{asked}");
}

#[test]
fn completions_know_every_object_and_flag() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, error) = run(&["completions".into(), shell.into()]);
        assert_eq!((code, error.as_str()), (0, ""), "{shell}");
        for operation in operations() {
            for word in command(operation) {
                assert!(out.contains(&word), "{shell}: {word}");
            }
        }
        assert!(
            out.contains("company-id") && out.contains("dry-run"),
            "{shell}"
        );
    }
}
