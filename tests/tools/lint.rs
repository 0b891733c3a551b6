//! What hosts of agents refuse: each rule on each tool, also on those of the compact surface.

use planhat_tools::{CATALOGUE, Definition, Method, Profile, Selection, ToolSet};
use serde_json::Value;

/// Keywords that all hosts take.
const KEYWORDS: [&str; 10] = [
    "type",
    "description",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "minimum",
    "maximum",
    "format",
];
const TYPES: [&str; 6] = ["object", "array", "string", "integer", "number", "boolean"];

fn all() -> Vec<Definition> {
    let compact = Selection {
        profile: Profile::Compact,
        ..Selection::default()
    };
    let surface = ToolSet::select(&CATALOGUE, &compact).unwrap();
    let tools = CATALOGUE.tools.iter().map(|tool| Definition::from(*tool));
    tools.chain(surface.definitions().to_vec()).collect()
}

fn is_name(name: &str, most: usize, letters: impl Fn(char) -> bool) -> bool {
    !name.is_empty() && name.len() <= most && name.chars().all(letters)
}

/// Everything that some host would refuse in a schema.
fn faults(schema: &Value, at: &str, root: bool, depth: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |what: &str| found.push(format!("{at}: {what}"));
    let Some(members) = schema.as_object() else {
        return vec![format!("{at}: is no object")];
    };
    for keyword in members.keys() {
        if !KEYWORDS.contains(&keyword.as_str()) {
            say(&format!("has `{keyword}`"));
        }
    }
    let kind = schema["type"].as_str().unwrap_or_default();
    if !TYPES.contains(&kind) || root && kind != "object" {
        say(&format!("has the type {}", schema["type"]));
    }
    if depth > 4 {
        say("is too deep");
    }
    if root && schema["additionalProperties"] != Value::Bool(false) {
        say("takes any argument");
    }
    if members
        .get("format")
        .is_some_and(|format| format != "date-time")
    {
        say("has a format that some host does not know");
    }
    if let Some(values) = members.get("enum") {
        let texts = values.as_array().into_iter().flatten();
        if texts.clone().count() == 0 || !texts.clone().all(Value::is_string) {
            say("has an enum of something else than texts");
        }
    }
    if kind == "array" && !schema["items"]["type"].is_string() {
        say("has items of no one type");
    }
    let properties = schema["properties"].as_object();
    for required in schema["required"].as_array().into_iter().flatten() {
        let name = required.as_str().unwrap_or_default();
        if !properties.is_some_and(|all| all.contains_key(name)) {
            say(&format!("requires `{name}`, which it does not have"));
        }
    }
    if let Some(items) = members.get("items") {
        found.extend(faults(items, &format!("{at}[]"), false, depth + 1));
    }
    for (name, property) in properties.into_iter().flatten() {
        let letters = |one: char| one.is_ascii_alphanumeric() || "_.-".contains(one);
        if !is_name(name, 64, letters) {
            found.push(format!(
                "{at}: the property `{name}` has a name that some host refuses"
            ));
        }
        found.extend(faults(property, &format!("{at}.{name}"), false, depth + 1));
    }
    found
}

#[test]
fn no_host_refuses_a_tool() {
    let mut found = Vec::new();
    for one in all() {
        let letters = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '_');
        if !is_name(one.name, 48, letters)
            || !one
                .name
                .starts_with(|first: char| first.is_ascii_lowercase())
        {
            found.push(format!("{}: has a name that some host refuses", one.name));
        }
        if one.title.is_empty() || one.description.is_empty() || one.description.len() > 1024 {
            found.push(format!(
                "{}: {} bytes of description",
                one.name,
                one.description.len()
            ));
        }
        let schema: Value = serde_json::from_str(&one.schema).unwrap();
        found.extend(faults(&schema, one.name, true, 0));
        let listed = serde_json::to_value(&one).unwrap();
        let hints = [
            "readOnlyHint",
            "destructiveHint",
            "idempotentHint",
            "openWorldHint",
        ];
        for hint in hints {
            if !listed["annotations"][hint].is_boolean() {
                found.push(format!("{}: lacks {hint}", one.name));
            }
        }
        if listed
            .as_object()
            .is_some_and(|members| members.values().any(Value::is_null))
        {
            found.push(format!("{}: has a member that is null", one.name));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn names_are_unique_and_descriptions_short() {
    let mut names: Vec<&str> = all().iter().map(|one| one.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    let long: Vec<&str> = all()
        .iter()
        .filter(|one| one.description.len() > 400)
        .map(|one| one.name)
        .collect();
    assert!(long.is_empty(), "longer than 400 letters: {long:?}");
}

#[test]
fn annotations_are_true() {
    for tool in CATALOGUE.tools {
        let told = tool.annotations;
        let reads = match tool.operation() {
            Some(operation) => operation.method == planhat_client::table::Method::Get,
            None => matches!(tool.method, Method::List | Method::Get),
        };
        assert_eq!(told.read_only, reads, "{}", tool.name);
        assert!(!(told.read_only && told.destructive), "{}", tool.name);
        assert!(told.open_world, "{}", tool.name);
    }
}

#[test]
fn every_example_has_what_is_required() {
    for tool in CATALOGUE.tools {
        let schema: Value = serde_json::from_str(tool.schema).unwrap();
        let example: Value = serde_json::from_str(tool.example).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&example)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?} in {example}", tool.name);
    }
}
