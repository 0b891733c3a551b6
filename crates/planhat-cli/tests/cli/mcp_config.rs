//! Configurations of clients: each starts this program, and holds no token that is kept elsewhere.

use serde_json::{Value, json};

use crate::mcp::{COMPANIES, LIST, answer, call, greeting, text};
use crate::place::{PLANHAT, Place, run};

#[test]
fn the_configuration_of_a_client_starts_this_program() {
    let place = Place::with_companies(1);
    for (client, below) in [
        ("claude-desktop", "mcpServers"),
        ("claude-code", "mcpServers"),
        ("cursor", "mcpServers"),
        ("vscode", "servers"),
    ] {
        let words = ["mcp", "config", client, "--tools", COMPANIES, "--read-only"];
        let shown = place.run(&words);
        let whole = shown.json();
        let token = place.sandbox.token();
        assert!(
            !shown.out.contains(token) && !shown.error.contains(token),
            "{shown:?}"
        );
        let server = &whole[below]["planhat"];
        assert_eq!(server["command"], PLANHAT);
        assert_eq!(server["env"]["PLANHAT_BASE_URL"], place.sandbox.url());
        let reference = server["env"]["PLANHAT_API_TOKEN"]
            .as_str()
            .expect("a reference");
        assert!(
            reference
                .to_uppercase()
                .replace('-', "_")
                .contains("PLANHAT_API_TOKEN")
        );
        let arguments = server["args"].as_array().expect("arguments").iter();
        let arguments: Vec<&str> = arguments.filter_map(Value::as_str).collect();
        let started = place.run_with(&arguments, &(greeting() + &call(1, LIST, json!({}))));
        assert!(
            text(&answer(&started, 1)).contains("Company 0"),
            "{started:?}"
        );
    }
    let unknown = place.run(&["mcp", "config", "emacs"]);
    assert!(unknown.failed(64).contains("emacs"), "{unknown:?}");
}

#[test]
fn a_token_in_a_profile_is_left_there() {
    let place = Place::with_companies(1);
    for (name, more) in [("default", vec![]), ("work", vec!["--credentials", "work"])] {
        let login = [
            "login",
            "--profile",
            name,
            "--base-url",
            place.sandbox.url(),
        ];
        run(&login, place.sandbox.token(), place.home_alone()).ok();
        for client in ["claude-desktop", "claude-code", "cursor", "vscode"] {
            let words = [&["mcp", "config", client, "--tools", COMPANIES], &more[..]].concat();
            let shown = run(&words, "", place.home_alone());
            let whole = shown.json();
            let server = whole
                .get("mcpServers")
                .or(whole.get("servers"))
                .expect("servers");
            assert_eq!(server["planhat"].get("env"), None, "{shown:?}");
            assert_eq!(whole.get("inputs"), None);
            assert!(!shown.out.contains(place.sandbox.token()));
            let arguments = server["planhat"]["args"]
                .as_array()
                .expect("arguments")
                .iter();
            let arguments: Vec<&str> = arguments.filter_map(Value::as_str).collect();
            let input = greeting() + &call(1, LIST, json!({}));
            let started = run(&arguments, &input, place.home_alone());
            assert!(
                text(&answer(&started, 1)).contains("Company 0"),
                "{started:?}"
            );
        }
    }
}
