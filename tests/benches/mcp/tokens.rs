//! What the tools cost an agent before it has done anything: bytes of the compact JSON of the list,
//! by four.

use planhat_tools::CATALOGUE;
use planhat_tools_runtime::{Selection, ToolSet};
use serde_json::Value;

pub fn show() {
    println!(
        "\n| profile | tools | tokens | a tool, on average | the longest |\n|---|---|---|---|---|"
    );
    for profile in ["full", "default", "compact"] {
        let selection = Selection {
            profile: profile.parse().unwrap(),
            ..Selection::default()
        };
        let list = ToolSet::select(&CATALOGUE, &selection).unwrap();
        let tools: Vec<Value> = serde_json::from_str(list.list_json()).unwrap();
        let tokens = list.list_json().len() / 4;
        let (longest, name) = tools
            .iter()
            .map(|tool| (tool.to_string().len() / 4, tool["name"].to_string()))
            .max()
            .unwrap();
        let (count, name) = (tools.len(), name.trim_matches('"'));
        let average = tokens / count;
        println!("| {profile} | {count} | {tokens} | {average} | {longest}, `{name}` |");
    }
}
