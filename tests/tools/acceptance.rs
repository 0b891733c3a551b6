//! The 97 tools that have to be there, by name, required arguments and returned fields; and the
//! size of what hosts list.

use std::collections::BTreeSet;

use planhat_client::table::Returns;
use planhat_tools::{CATALOGUE, Profile, Selection, Tool, ToolSet};
use serde_json::Value;

use crate::stand::operation;

/// The list of what is wanted.
fn wanted() -> Vec<Value> {
    match planhat_tests::fixture("tools.json") {
        Value::Array(all) => all,
        other => panic!("a list of tools was expected: {other}"),
    }
}

fn texts(value: &Value) -> BTreeSet<&str> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

fn tool(wanted: &Value) -> &'static Tool {
    let name = wanted["tool"].as_str().unwrap_or_default();
    CATALOGUE
        .tool(name)
        .unwrap_or_else(|| panic!("there is no tool `{name}`"))
}

fn selected(profile: Profile) -> ToolSet {
    let selection = Selection {
        profile,
        ..Selection::default()
    };
    ToolSet::select(&CATALOGUE, &selection).unwrap()
}

#[test]
fn every_wanted_tool_requires_and_returns_what_it_should() {
    let all = wanted();
    assert_eq!(all.len(), 97);
    for wanted in &all {
        let tool = tool(wanted);
        let schema: Value = serde_json::from_str(tool.schema).unwrap();
        assert_eq!(tool.method.as_str(), wanted["verb"], "{}", tool.name);
        assert_eq!(
            texts(&schema["required"]),
            texts(&wanted["required"]),
            "{} requires",
            tool.name
        );
        let one_of = texts(&wanted["required_one_of"]);
        let rules = operation(tool).required.iter();
        let rules: Vec<BTreeSet<&str>> = rules
            .filter(|rule| rule.one_of.len() > 1 && rule.when.is_empty())
            .map(|rule| rule.one_of.iter().copied().collect())
            .collect();
        assert_eq!(rules.is_empty(), one_of.is_empty(), "{} one of", tool.name);
        assert!(
            one_of.is_empty() || rules.contains(&one_of),
            "{}",
            tool.name
        );
        let promised: BTreeSet<&str> = match operation(tool).returns {
            Returns::Records(names) | Returns::Record(names) => names.iter().copied().collect(),
            Returns::Shape(_, fields) => fields.iter().map(|field| field.name).collect(),
            Returns::Nothing | Returns::Json => BTreeSet::new(),
        };
        let missing: Vec<&str> = texts(&wanted["returns"])
            .difference(&promised)
            .copied()
            .collect();
        assert!(
            missing.is_empty(),
            "{} does not return {missing:?}",
            tool.name
        );
        for name in texts(&wanted["returns"]) {
            assert!(
                tool.description.contains(name),
                "{} tells {name}",
                tool.name
            );
        }
    }
}

#[test]
fn the_profile_full_is_exactly_the_wanted_tools() {
    let all = wanted();
    let wanted: BTreeSet<&str> = all.iter().filter_map(|one| one["tool"].as_str()).collect();
    let full = selected(Profile::Full);
    let names: BTreeSet<&str> = full.definitions().iter().map(|one| one.name).collect();
    assert_eq!(names, wanted);
}

/// Tokens, counted as bytes of the compact list through four.
fn tokens(set: &ToolSet) -> usize {
    set.list_json().len().div_ceil(4)
}

#[test]
fn the_profiles_are_as_small_as_hosts_want_them() {
    for (profile, count, most) in [
        (Profile::Full, 97, 25_000),
        (Profile::Default, 40, 8_000),
        (Profile::Compact, 5, 1_500),
    ] {
        let set = selected(profile);
        assert!(set.definitions().len() <= count, "{profile}");
        let tokens = tokens(&set);
        println!(
            "{profile}: {} tools, {tokens} tokens",
            set.definitions().len()
        );
        assert!(tokens < most, "{profile}: {tokens} tokens");
    }
}

/// A small snapshot for each: a changed one is a changed promise to agents.
#[test]
fn each_wanted_tool_is_as_it_was() {
    let full = selected(Profile::Full);
    for definition in full.definitions() {
        let tool = CATALOGUE.tool(definition.name).unwrap();
        let shown = serde_json::json!({
            "tool": definition,
            "example": serde_json::from_str::<Value>(tool.example).unwrap(),
        });
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(definition.name, serde_json::to_string_pretty(&shown).unwrap());
        });
    }
}
