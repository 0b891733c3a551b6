//! The tools of a resource.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::json::{Json, Object};
use super::{docs, tool_schema, types};
use crate::ir::{Profile, Resource, Tool, ToolMethod};

pub(super) fn emit(resource: &Resource) -> TokenStream {
    let comment = format!(" What agents do with {}.", resource.many);
    let tools = resource.tools.iter().map(|one| tool(resource, one));
    let (name, title, summary) = (&resource.name, &resource.title, &resource.summary);
    let file = format!("reference/{name}.md");
    quote! {
        #![doc = #comment]
        use planhat_tools_runtime as rt;

        #(#tools)*

        /// What there is to read about it.
        pub const PAGE: rt::Page = rt::Page {
            name: #name,
            title: #title,
            description: #summary,
            text: include_str!(#file),
        };
    }
}

fn tool(resource: &Resource, tool: &Tool) -> TokenStream {
    let table = types::ident(&resource.operations[tool.operation].table);
    let module = types::ident(&resource.name);
    let run = quote!(rt::Run::Operation(&planhat_client::#module::#table));
    constant(tool, &table, &run, &resource.tags)
}

/// The table of a tool, whatever it calls.
pub(super) fn constant(
    tool: &Tool,
    table: &proc_macro2::Ident,
    run: &TokenStream,
    tags: &[String],
) -> TokenStream {
    let comment = docs::lines([docs::text(&tool.description)]);
    let (name, title, description) = (&tool.name, &tool.title, &tool.description);
    let method = format_ident!("{}", method(tool.method));
    let profiles = tool.profiles.iter().map(|profile| match profile {
        Profile::Default => "default",
        Profile::Full => "full",
    });
    let (read_only, destructive, idempotent) = (tool.read_only, tool.destructive, tool.idempotent);
    let renamed = tool.arguments.iter().filter_map(|argument| {
        let wire = argument.wire.as_ref()?;
        let name = &argument.name;
        (wire != name).then(|| quote!((#name, #wire)))
    });
    let schema = Json::from(tool_schema::of_tool(tool)).compact();
    let example = tool
        .example
        .iter()
        .fold(Object::new(), |all, (name, value)| {
            all.with(name, value.clone())
        });
    let example = Json::from(example).compact();
    quote! {
        #comment
        pub static #table: rt::Tool = rt::Tool {
            name: #name,
            title: #title,
            description: #description,
            run: #run,
            method: rt::Method::#method,
            tags: &[#(#tags),*],
            profiles: &[#(#profiles),*],
            annotations: rt::Annotations {
                read_only: #read_only,
                destructive: #destructive,
                idempotent: #idempotent,
                open_world: true,
            },
            renamed: &[#(#renamed),*],
            schema: #schema,
            example: #example,
        };
    }
}

fn method(method: ToolMethod) -> &'static str {
    match method {
        ToolMethod::List => "List",
        ToolMethod::Get => "Get",
        ToolMethod::Create => "Create",
        ToolMethod::Update => "Update",
        ToolMethod::Delete => "Delete",
        ToolMethod::Custom => "Custom",
    }
}
