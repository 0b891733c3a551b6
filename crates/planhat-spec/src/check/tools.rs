//! Names of tools: unique, and within what agents take.

use std::collections::BTreeMap;

use super::operations::kind;
use super::{Context, names, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Operation, Resource, ToolName};
use crate::yaml::Step;

/// Letters of the longest name of a tool that all hosts take.
const LENGTH: usize = 64;

pub(super) fn across(context: &Context<'_>, found: &mut Diagnostics) {
    let mut seen: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for (stem, spec) in &context.set.resources {
        let Some(place) = context.places.get(stem) else { continue };
        for (name, operation) in &spec.operations {
            let Some(tool) = tool(context, spec, name, operation) else { continue };
            let at: Vec<Step> = steps!["operations", name].into();
            let valid = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
            if tool.len() > LENGTH || tool.is_empty() || !tool.chars().all(valid) {
                let message = format!(
                    "`{tool}` cannot name a tool: at most {LENGTH} of a-z, 0-9 and _, and this has {}",
                    tool.len()
                );
                found.push(place.at_key("SPEC060", &at, message).help("give it another name with `tool:`"));
            }
            if let Some((other, of)) = seen.insert(tool.clone(), (stem, name)) {
                let message = format!("two tools would be called `{tool}`: this and `{of}` of {other}.yaml");
                found.push(place.at_key("SPEC061", &at, message).help("give one another name with `tool:`"));
            }
        }
    }
}

fn tool(context: &Context<'_>, spec: &Resource, name: &str, operation: &Operation) -> Option<String> {
    let tools = &context.set.api.tools;
    match &operation.tool {
        Some(ToolName::Is(false)) => return None,
        Some(ToolName::Named(name)) => return Some(name.clone()),
        Some(ToolName::Is(true)) => {}
        None if !tools.kinds.contains(&kind(name, operation)) => return None,
        None => {}
    }
    let nouns = spec.tool.clone().unwrap_or_default();
    let plural = names::plural(spec);
    let pattern = tools.names.get(name).or_else(|| tools.names.get("other"))?;
    Some(
        pattern
            .replace("{one}", nouns.one.as_deref().unwrap_or(&spec.resource))
            .replace("{many}", nouns.many.as_deref().unwrap_or(&plural))
            .replace("{operation}", name),
    )
}
