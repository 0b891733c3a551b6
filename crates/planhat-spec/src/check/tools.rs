//! Names of tools: unique, and within what agents take.

use std::collections::{BTreeMap, BTreeSet};

use super::effective::{kind, plural};
use super::{Context, Place, below, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Operation, Resource, ToolName};
use crate::node::Step;

/// Letters of the longest name of a tool that all hosts take, some of which put the name of the
/// server before it.
const LENGTH: usize = 48;

pub(super) fn across(context: &Context<'_>, found: &mut Diagnostics) {
    let mut seen: BTreeMap<String, (&Place, Vec<Step>)> = BTreeMap::new();
    for (stem, spec) in &context.set.resources {
        let Some(place) = context.places.get(stem) else {
            continue;
        };
        for (name, operation) in &spec.operations {
            let Some(tool) = tool(context, spec, name, operation) else {
                continue;
            };
            let at = match operation.tool {
                Some(ToolName::Named(_)) => below(&steps!["operations", name], "tool"),
                _ => steps!["operations", name].to_vec(),
            };
            form(place, &at, &tool, found);
            if let Some((there, other)) = seen.get(&tool) {
                let one = place.at_key(
                    "SPEC061",
                    &at,
                    format!("two tools would be called `{tool}`"),
                );
                let one = one.second(&there.file, there.key(other), "the other one stands here");
                found.push(one.help("give one another name with `tool:`"));
            } else {
                seen.insert(tool, (place, at));
            }
        }
    }
}

/// The names of all tools; nothing when a fault may hide some.
pub(super) fn names(context: &Context<'_>) -> Option<BTreeSet<String>> {
    let api = context.api;
    let unsure = api.broken
        || !context.broken.is_empty()
        || [&[][..], &steps!["tools"], &steps!["tools", "names"]]
            .iter()
            .any(|path| api.has_faulty(path))
        || context.places.values().any(is_unsure);
    if unsure {
        return None;
    }
    let resources = context.set.resources.values();
    let all = resources.flat_map(|spec| {
        let operations = spec.operations.iter();
        operations.filter_map(|(name, operation)| tool(context, spec, name, operation))
    });
    Some(all.collect())
}

/// Whether a resource has faults that may change what its tools are called.
fn is_unsure(place: &Place) -> bool {
    let operations = place.keys(&steps!["operations"]);
    let mut faulty = operations
        .into_iter()
        .map(|name| place.has_faulty(&steps!["operations", name]));
    place.has_faulty(&[]) || place.has_faulty(&steps!["operations"]) || faulty.any(|one| one)
}

fn form(place: &Place, at: &[Step], tool: &str, found: &mut Diagnostics) {
    let valid = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    let message = if tool.is_empty() {
        "a tool needs a name".to_owned()
    } else if !tool.chars().all(valid) {
        format!("`{tool}` cannot name a tool: it has other letters than a-z, 0-9 and `_`")
    } else if !tool.starts_with(|first: char| first.is_ascii_lowercase()) {
        format!("`{tool}` cannot name a tool: it begins with something else than a letter")
    } else if tool.len() > LENGTH {
        format!(
            "`{tool}` cannot name a tool: {LENGTH} letters at most, and this has {}",
            tool.len()
        )
    } else {
        return;
    };
    found.push(
        place
            .at_key("SPEC060", at, message)
            .help("give it another name with `tool:`, or the resource shorter nouns with `tool: { one: …, many: … }`"),
    );
}

fn tool(
    context: &Context<'_>,
    spec: &Resource,
    name: &str,
    operation: &Operation,
) -> Option<String> {
    let tools = &context.set.api.tools;
    match &operation.tool {
        Some(ToolName::Is(false)) => return None,
        Some(ToolName::Named(name)) => return Some(name.clone()),
        Some(ToolName::Is(true)) => {}
        None if !tools.kinds.contains(&kind(name, operation)) => return None,
        None => {}
    }
    let nouns = spec.tool.clone().unwrap_or_default();
    let plural = plural(spec);
    let pattern = tools.names.get(name).or_else(|| tools.names.get("other"))?;
    // A bad pattern is reported once, in planhat.yaml.
    is_pattern(pattern).then_some(())?;
    Some(
        pattern
            .replace("{one}", nouns.one.as_deref().unwrap_or(&spec.resource))
            .replace("{many}", nouns.many.as_deref().unwrap_or(&plural))
            .replace("{operation}", name),
    )
}

/// Patterns of names: known placeholders, and letters that a name may have.
pub(super) fn patterns(context: &Context<'_>, found: &mut Diagnostics) {
    let (tools, place) = (&context.set.api.tools, context.api);
    for (name, pattern) in &tools.names {
        if !is_pattern(pattern) {
            let message = format!(
                "`{pattern}` is no pattern of a name: a-z, 0-9, `_`, {{one}}, {{many}}, {{operation}}"
            );
            found.push(place.at_value("SPEC062", &steps!["tools", "names", name], message));
        }
    }
    if place.has(&steps!["tools", "names"])
        && !place.keys(&steps!["tools", "names"]).contains(&"other")
    {
        let message = "`other` is missing here: the pattern of all that has none of its own";
        found.push(place.at_key("SPEC011", &steps!["tools", "names"], message));
    }
}

fn is_pattern(pattern: &str) -> bool {
    let bare = ["{one}", "{many}", "{operation}"]
        .iter()
        .fold(pattern.to_owned(), |rest, part| rest.replace(part, "x"));
    !bare.is_empty()
        && bare
            .chars()
            .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_')
}
