//! The emitters, one for each target. They read the IR and decide nothing.

mod api;
mod body;
mod common;
mod demo;
mod docs;
mod example;
mod ids;
mod json;
mod library;
mod manifest;
mod openapi;
mod operation;
mod readme;
mod record;
mod reference;
mod resource;
mod schema;
mod server;
mod table;
mod tool;
mod tool_files;
mod tool_schema;
mod tools;
mod tools_readme;
mod types;
mod unified;
mod unified_tools;

use crate::format::{Content, Emitted};
use crate::ir::Ir;

/// All files, in no particular order.
pub(crate) fn all(ir: &Ir) -> Vec<Emitted<'_>> {
    let mut files = vec![
        text("openapi.json", || openapi::emit(ir)),
        text("planhat-client/Cargo.toml", || manifest::client(ir)),
        text("planhat-client/README.md", || readme::emit(ir)),
        rust("planhat-client/src/lib.rs", || library::emit(ir)),
        rust("planhat-client/src/api.rs", || api::emit(ir)),
        rust("planhat-client/src/common.rs", || common::emit(ir)),
        rust("planhat-client/src/ids.rs", || ids::emit(ir)),
        text("planhat-tools/Cargo.toml", || manifest::tools(ir)),
        text("planhat-tools/README.md", || tools_readme::emit(ir)),
        rust("planhat-tools/src/lib.rs", || tools::library(ir)),
        rust("planhat-tools/src/prompts.rs", || tools::prompts(ir)),
        text("tools/mcp.json", || tool_files::mcp(ir)),
        text("tools/openai.json", || tool_files::openai(ir)),
        text("tools/anthropic.json", || tool_files::anthropic(ir)),
        text("tools/gemini.json", || tool_files::gemini(ir)),
        text("reference/README.md", || reference::index(ir)),
        text("reference/spec-rules.md", reference::rules),
        text("schema/examples.schema.json", schema::examples),
        text("schema/planhat.schema.json", schema::planhat),
        text("schema/prompt.schema.json", schema::prompt),
        text("schema/resource.schema.json", schema::resource),
        text("schema/unified.schema.json", schema::unified),
        text("schema/unified-common.schema.json", schema::unified_common),
        text(
            "schema/unified-override.schema.json",
            schema::unified_override,
        ),
    ];
    files.extend(ir.resources.iter().map(|resource| {
        let path = format!("planhat-client/src/{}.rs", resource.name);
        rust(&path, || resource::emit(resource))
    }));
    files.extend(ir.resources.iter().map(|resource| {
        let path = format!("reference/{}.md", resource.name);
        text(&path, || reference::page(ir, resource))
    }));
    files.extend(ir.resources.iter().map(|resource| {
        let path = format!("planhat-tools/src/{}.rs", resource.name);
        rust(&path, || tool::emit(resource))
    }));
    // A crate holds all that it needs, so the page stands in it once more.
    files.extend(ir.resources.iter().map(|resource| {
        let path = format!("planhat-tools/src/reference/{}.md", resource.name);
        text(&path, || reference::page(ir, resource))
    }));
    if !ir.unified.is_empty() {
        let path = "planhat-tools/src/unified.rs";
        files.push(rust(path, || unified_tools::root(ir)));
    }
    files.extend(ir.unified.iter().map(|api| {
        let path = format!("planhat-tools/src/unified/{}.rs", api.module);
        rust(&path, || unified_tools::emit(api))
    }));
    files.extend(unified::all(ir));
    files
}

fn rust<'ir>(
    path: &str,
    tokens: impl Fn() -> proc_macro2::TokenStream + Send + Sync + 'ir,
) -> Emitted<'ir> {
    Emitted {
        path: path.to_owned(),
        content: Content::Rust(Box::new(tokens)),
    }
}

fn text<'ir>(path: &str, text: impl Fn() -> String + Send + Sync + 'ir) -> Emitted<'ir> {
    Emitted {
        path: path.to_owned(),
        content: Content::Text(Box::new(text)),
    }
}
