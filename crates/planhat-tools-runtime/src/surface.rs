//! The compact surface: five tools that find, describe and call all the others. Reading, writing and
//! deleting are kept apart, so that what hosts are told of each stays true.

use std::borrow::Cow;

use planhat_core::{Client, Fault};
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Outcome};
use crate::definition::Definition;
use crate::select::nearest;
use crate::table::{Annotations, Method, Tool};
use crate::toolset::ToolSet;
use crate::{call, cut, schema, wording};

/// Tools that a search tells, unless it asks for more or fewer.
const FOUND: usize = 8;

/// The ways to call a tool.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Read,
    Write,
    Delete,
}

const SEARCH: Definition = Definition {
    name: "search_planhat_tools",
    title: "Search tools",
    description: "Finds tools by words, such as \"list companies\" or \"log churn\". Returns name, what it does, and through which of read_planhat, write_planhat and delete_planhat it is called. Without query it lists the objects there are.",
    schema: Cow::Borrowed(
        r#"{"type":"object","properties":{"query":{"type":"string","description":"A few words"},"limit":{"type":"integer","minimum":1,"maximum":50}},"additionalProperties":false}"#,
    ),
    annotations: LOOKS,
};

const DESCRIBE: Definition = Definition {
    name: "describe_planhat_tool",
    title: "Describe a tool",
    description: "What a tool requires and returns, the schema of its arguments, and a right call.",
    schema: Cow::Borrowed(
        r#"{"type":"object","properties":{"tool":{"type":"string"}},"required":["tool"],"additionalProperties":false}"#,
    ),
    annotations: LOOKS,
};

/// Of a door: `tool` and its arguments.
const CALL: &str = r#"{"type":"object","properties":{"tool":{"type":"string","description":"Name of a tool"},"arguments":{"type":"object","description":"Its arguments"}},"required":["tool"],"additionalProperties":false}"#;

const READ: Definition = Definition {
    name: "read_planhat",
    title: "Read",
    description: "Calls a tool that changes nothing, such as a list or a get. Describe the tool first for its arguments. Lists answer {records, next_cursor}.",
    schema: Cow::Borrowed(CALL),
    annotations: Annotations {
        open_world: true,
        ..LOOKS
    },
};

const WRITE: Definition = Definition {
    name: "write_planhat",
    title: "Write",
    description: "Calls a tool that creates or changes records. Describe the tool first for its arguments; dry_run among them shows the request without sending it.",
    schema: Cow::Borrowed(CALL),
    annotations: CHANGES,
};

const DELETE: Definition = Definition {
    name: "delete_planhat",
    title: "Delete",
    description: "Calls a tool that deletes a record. Ask the user first; the tool takes confirm.",
    schema: Cow::Borrowed(CALL),
    annotations: CHANGES,
};

const LOOKS: Annotations = Annotations {
    read_only: true,
    destructive: false,
    idempotent: true,
    open_world: false,
};

const CHANGES: Annotations = Annotations {
    read_only: false,
    destructive: true,
    idempotent: false,
    open_world: true,
};

fn door(tool: &Tool) -> Door {
    match tool.method {
        _ if tool.annotations.read_only => Door::Read,
        Method::Delete => Door::Delete,
        _ => Door::Write,
    }
}

fn definition(door: Door) -> Definition {
    match door {
        Door::Read => READ,
        Door::Write => WRITE,
        Door::Delete => DELETE,
    }
}

/// What hosts list: a door is there when a tool stands behind it.
pub(crate) fn definitions(tools: &[&'static Tool]) -> Vec<Definition> {
    let doors = [Door::Read, Door::Write, Door::Delete].into_iter();
    let doors = doors.filter(|one| tools.iter().any(|tool| door(tool) == *one));
    let doors = doors.map(definition);
    [SEARCH, DESCRIBE].into_iter().chain(doors).collect()
}

/// Calls one of the five.
pub(crate) async fn call(
    set: &ToolSet,
    client: &Client,
    name: &str,
    mut arguments: Map<String, Value>,
) -> Answer {
    let Some(own) = set.definitions().iter().find(|one| one.name == name) else {
        return Answer::new(Outcome::Invalid, format!("there is no tool `{name}`"));
    };
    unpacked(&mut arguments);
    schema::whole_numbers(&mut arguments);
    let parsed: Value = serde_json::from_str(&own.schema).unwrap_or_default();
    let faults = schema::check(&parsed, &arguments);
    if !faults.is_empty() {
        return invalid(own.name, &faults);
    }
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    if own.name == SEARCH.name {
        let limit = arguments.get("limit").and_then(Value::as_u64);
        let limit = limit.and_then(|limit| usize::try_from(limit).ok());
        return search(
            set,
            text("query").unwrap_or_default(),
            limit.unwrap_or(FOUND),
        );
    }
    let meant = text("tool").unwrap_or_default();
    let Some((tool, schema)) = set.tool(meant) else {
        return unknown(set, meant);
    };
    if own.name == DESCRIBE.name {
        return described(set, tool, schema);
    }
    let right = definition(door(tool)).name;
    if right != own.name {
        let message = format!("is called through {right}, not through {}", own.name);
        return invalid(
            own.name,
            &[Fault {
                argument: "tool".to_owned(),
                message,
            }],
        );
    }
    let arguments = match arguments.remove("arguments") {
        Some(Value::Object(arguments)) => arguments,
        _ => Map::new(),
    };
    call::tool(set, client, tool, schema, arguments).await
}

/// Some agents send the arguments as a text of JSON.
fn unpacked(arguments: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = arguments.get("arguments")
        && let Ok(parsed @ Value::Object(_)) = serde_json::from_str(text)
    {
        arguments.insert("arguments".to_owned(), parsed);
    }
}

fn invalid(name: &str, faults: &[Fault]) -> Answer {
    let example = match name == SEARCH.name {
        true => r#"{"query":"list companies"}"#,
        false => r#"{"tool":"<name from search_planhat_tools>"}"#,
    };
    wording::refused(faults, None, &format!("{name} {example}"))
}

fn unknown(set: &ToolSet, name: &str) -> Answer {
    let names = set.tools().iter().map(|tool| tool.name);
    let meant = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "search_planhat_tools finds one by words".to_owned(),
    };
    Answer::new(
        Outcome::Invalid,
        format!("There is no tool `{name}`; {meant}"),
    )
}

/// Tools by words: those whose names have them come first.
fn search(set: &ToolSet, query: &str, limit: usize) -> Answer {
    let words: Vec<String> = query
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(stem)
        .collect();
    if words.is_empty() {
        return objects(set);
    }
    let mut rated: Vec<(u32, &Tool)> = set
        .tools()
        .iter()
        .map(|tool| (words.iter().map(|word| rate(tool, word)).sum(), *tool))
        .filter(|(rate, _)| *rate > 0)
        .collect();
    rated.sort_by_key(|(rate, _)| std::cmp::Reverse(*rate));
    let found: Vec<Value> = rated
        .iter()
        .take(limit)
        .map(|(_, tool)| {
            json!({
                "tool": tool.name,
                "does": first_sentence(tool.description),
                "through": definition(door(tool)).name,
            })
        })
        .collect();
    let mut told = json!({ "tools": found });
    if rated.is_empty() {
        told["note"] = json!("nothing has these words; search without query lists the objects");
    }
    Answer::new(Outcome::Done, told.to_string())
}

/// The objects there are, each with what can be done with it.
fn objects(set: &ToolSet) -> Answer {
    let mut all: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for tool in set.tools() {
        match all.last_mut() {
            Some((name, _, methods)) if *name == tool.resource_name() => {
                methods.push(tool.action());
            }
            _ => all.push((
                tool.resource_name(),
                tool.resource_summary(),
                vec![tool.action()],
            )),
        }
    }
    let told: Vec<Value> = all
        .into_iter()
        .map(|(name, summary, operations)| {
            json!({ "object": name, "is": summary, "operations": operations.join(" ") })
        })
        .collect();
    Answer::new(Outcome::Done, json!({ "objects": told }).to_string())
}

/// A word in small letters, without the end of a plural.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
        _ => word,
    }
}

/// How well a word fits a tool.
fn rate(tool: &Tool, word: &str) -> u32 {
    let has = |text: &str| {
        let mut words = text.split(|letter: char| !letter.is_alphanumeric());
        words.any(|one| stem(one) == word)
    };
    let parts = [
        (6, has(tool.resource_name()) || has(tool.resource_title())),
        (4, has(tool.name) || has(tool.title)),
        (3, tool.method.as_str() == word || has(tool.action())),
        (2, tool.tags.iter().any(|tag| has(tag))),
        (1, has(tool.description) || has(tool.resource_summary())),
    ];
    parts
        .iter()
        .filter(|(_, fits)| *fits)
        .map(|(rate, _)| rate)
        .sum()
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first)
}

/// All that hosts would list of a tool, and a right call.
fn described(set: &ToolSet, tool: &'static Tool, schema: &Value) -> Answer {
    let example: Value = serde_json::from_str(tool.example).unwrap_or_default();
    let told = json!({
        "tool": tool.name,
        "description": tool.description,
        "through": definition(door(tool)).name,
        "arguments": schema,
        "example": example,
    });
    let text = told.to_string();
    let text = match text.len() > set.bytes() {
        true => cut::shortened(&text, set.bytes()),
        false => text,
    };
    Answer::new(Outcome::Done, text)
}
