//! Tools of unified models on the MCP server, and rules of a tenant for them.

use serde_json::{Value, json};

use crate::mcp::{answer, call, greeting, text};
use crate::place::{Place, run};
use crate::unified::industry;

const CREATE: &str = "create_unified_crm_account";
const TAG: [&str; 3] = ["mcp", "--tags", "unified_crm"];

#[test]
fn rules_of_a_tenant_hold_for_its_agents() {
    let place = Place::new();
    let path = industry(&place);
    let given = json!({"name": "Nordvik", "industry": "Ships"});
    let input = greeting() + &call(1, CREATE, given);
    let plain = answer(&place.run_with(&TAG, &input), 1);
    assert!(
        text(&plain).contains("`industry` is no argument"),
        "{plain}"
    );
    let words = [&TAG[..], &["--overrides", &path]].concat();
    let made = answer(&place.run_with(&words, &input), 1);
    let made: Value = serde_json::from_str(text(&made)).expect("a record");
    assert_eq!(made["industry"], "Ships");

    let mut variables = place.variables();
    variables.push(("PLANHAT_MCP_OVERRIDES".to_owned(), path));
    let list = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}});
    let ran = run(&TAG, &format!("{}{list}\n", greeting()), variables);
    let tools = answer(&ran, 2)["result"]["tools"].clone();
    let tools = tools.as_array().expect("a list").iter();
    let mut create = tools.filter(|tool| tool["name"] == CREATE);
    let create = create.next().expect("the tool");
    let told = &create["inputSchema"]["properties"]["industry"];
    assert_eq!(told["type"], "string");
}

#[test]
fn a_configuration_names_the_rules_from_anywhere() {
    let place = Place::new();
    let path = industry(&place);
    let words = [
        "mcp",
        "config",
        "cursor",
        "--tags",
        "unified",
        "--overrides",
        &path,
    ];
    let shown = place.run(&words).json();
    let arguments = shown["mcpServers"]["planhat"]["args"]
        .as_array()
        .expect("arguments");
    let at = arguments
        .iter()
        .position(|one| one == "--overrides")
        .expect("the option");
    assert_eq!(arguments[at + 1], path.as_str());
}

#[test]
fn rules_that_are_wrong_or_change_nothing_are_told() {
    let place = Place::new();
    let wrong = "model: crm.account\nfields:\n  industry: { source: nothing }\n";
    let wrong = place.file("wrong.yaml", wrong);
    let ran = place.run(&[&TAG[..], &["tools", "--overrides", &wrong]].concat());
    assert!(ran.failed(65).contains(&format!("{wrong}:3:")), "{ran:?}");
    let path = industry(&place);
    let ran = place.run(&["mcp", "tools", "--overrides", &path]);
    assert!(ran.error.contains("--tags unified"), "{ran:?}");
    let ran = place.run(&["mcp", "tools", "--tools", "list_unified_*"]);
    assert!(ran.failed(64).contains("add the tag unified"), "{ran:?}");
}
