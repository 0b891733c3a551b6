//! What the tools cost an agent before it has done anything: bytes of the compact JSON of the list,
//! by four.

use planhat_tools::CATALOGUE;
use planhat_tools_runtime::{Selection, ToolSet};
use serde_json::Value;

pub fn show() {
    println!(
        "\n| profile or tag | tools | tokens | a tool, on average | the longest |\n|---|---|---|---|---|"
    );
    let profiles = ["full", "default", "compact"].map(|profile| {
        let selection = Selection {
            profile: profile.parse().unwrap(),
            ..Selection::default()
        };
        (profile, selection)
    });
    let tags = ["unified_crm", "unified_ticketing"].map(|tag| {
        let selection = Selection {
            tags: vec![tag.to_owned()],
            ..Selection::default()
        };
        (tag, selection)
    });
    for (profile, selection) in profiles.into_iter().chain(tags) {
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
