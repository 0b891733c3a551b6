//! The catalogue as files, for programs that are not written in Rust: the tools of the profile
//! `full`, in the form that each host takes.

use super::json::{Json, Object};
use super::tool_schema;
use crate::ir::{Ir, Profile, Tool};

fn full(ir: &Ir) -> impl Iterator<Item = &Tool> {
    let tools = ir.resources.iter().flat_map(|resource| &resource.tools);
    tools.filter(|tool| tool.profiles.contains(&Profile::Full))
}

fn named(tool: &Tool) -> Object {
    Object::new()
        .with("name", &tool.name)
        .with("description", &tool.description)
}

/// The result of `tools/list`.
pub(super) fn mcp(ir: &Ir) -> String {
    let tools = full(ir).map(|tool| {
        Object::new()
            .with("name", &tool.name)
            .with("title", &tool.title)
            .with("description", &tool.description)
            .with("inputSchema", tool_schema::of_tool(tool))
            .with("annotations", annotations(tool))
    });
    Json::from(Object::new().with("tools", tools.collect::<Vec<_>>())).text()
}

fn annotations(tool: &Tool) -> Object {
    Object::new()
        .with("readOnlyHint", tool.read_only)
        .with("destructiveHint", tool.destructive)
        .with("idempotentHint", tool.idempotent)
        .with("openWorldHint", true)
}

/// `tools` of a request for a chat completion.
pub(super) fn openai(ir: &Ir) -> String {
    let tools = full(ir).map(|tool| {
        let function = named(tool).with("parameters", tool_schema::of_tool(tool));
        Object::new()
            .with("type", "function")
            .with("function", function)
    });
    Json::from(tools.collect::<Vec<_>>()).text()
}

/// `tools` of a request for a message.
pub(super) fn anthropic(ir: &Ir) -> String {
    let tools = full(ir).map(|tool| named(tool).with("input_schema", tool_schema::of_tool(tool)));
    Json::from(tools.collect::<Vec<_>>()).text()
}

/// `tools` of a request for content. Its schemas know no `additionalProperties`.
pub(super) fn gemini(ir: &Ir) -> String {
    let functions = full(ir).map(|tool| {
        let schema = tool_schema::of_tool(tool).without("additionalProperties");
        named(tool).with("parameters", schema)
    });
    let declared = Object::new().with("functionDeclarations", functions.collect::<Vec<_>>());
    Json::from(vec![declared]).text()
}
