//! The root of the crate of tools, and the prompts.

use proc_macro2::TokenStream;
use quote::quote;

use super::{tools_readme, types, unified_tools};
use crate::ir::Ir;

pub(super) fn library(ir: &Ir) -> TokenStream {
    let modules = ir.resources.iter().map(|resource| {
        let (feature, module) = (&resource.name, types::ident(&resource.name));
        quote! {
            #[cfg(feature = #feature)]
            pub mod #module;
        }
    });
    let tools = ir.resources.iter().flat_map(|resource| {
        resource.tools.iter().map(|tool| {
            let (feature, module) = (&resource.name, types::ident(&resource.name));
            let table = types::ident(&resource.operations[tool.operation].table);
            quote!(#[cfg(feature = #feature)] &#module::#table)
        })
    });
    let unified = unified_tools::tables(ir);
    let unified_module = match ir.unified.is_empty() {
        true => quote!(),
        false => quote! {
            #[cfg(feature = "unified")]
            pub mod unified;
        },
    };
    let pages = ir.resources.iter().map(|resource| {
        let (feature, module) = (&resource.name, types::ident(&resource.name));
        quote!(#[cfg(feature = #feature)] #module::PAGE)
    });
    let front = match tools_readme::shown(ir) {
        Some(feature) => quote! {
            #![cfg_attr(feature = #feature, doc = include_str!("../README.md"))]
            #![cfg_attr(not(feature = #feature), doc = "Tools for agents; the README has examples.")]
        },
        None => quote!(#![doc = include_str!("../README.md")]),
    };
    quote! {
        #front
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]

        #(#modules)*
        #unified_module
        pub mod prompts;
        pub use planhat_tools_runtime::*;

        /// Every tool, prompt and page whose feature is on.
        pub static CATALOGUE: Catalogue = Catalogue {
            api: &planhat_client::api::API,
            tools: &[#(#tools,)* #(#unified),*],
            prompts: prompts::PROMPTS,
            pages: &[#(#pages),*],
        };

        /// Calls a tool by its name, whatever its profile; deletes and bulk writes need `confirm`.
        /// Nothing when there is no tool of this name. To serve some of the tools alone, or to
        /// answer in another size, make a [`ToolSet`].
        ///
        /// What goes wrong is an answer with [`Answer::is_error`] that says what to do.
        pub async fn call(
            client: &planhat_client::Client,
            name: &str,
            arguments: serde_json::Map<String, serde_json::Value>,
        ) -> Option<Answer> {
            let selection = Selection { tools: vec![name.to_owned()], ..Selection::default() };
            // Names with a star would choose several.
            CATALOGUE.tool(name)?;
            let tools = ToolSet::select(&CATALOGUE, &selection).ok()?;
            tools.call(client, name, arguments).await
        }
    }
}

pub(super) fn prompts(ir: &Ir) -> TokenStream {
    let prompts = ir.prompts.iter().map(|prompt| {
        let (name, title, description) = (&prompt.name, &prompt.title, &prompt.description);
        let arguments = prompt.arguments.iter().map(|argument| {
            let (name, doc, required) = (&argument.name, &argument.doc, argument.required);
            quote!(rt::PromptArgument { name: #name, description: #doc, required: #required })
        });
        let (tools, text) = (&prompt.tools, &prompt.text);
        quote!(rt::Prompt {
            name: #name,
            title: #title,
            description: #description,
            arguments: &[#(#arguments),*],
            tools: &[#(#tools),*],
            text: #text,
        })
    });
    quote! {
        //! Work that people have done by agents, as texts to begin with.
        use planhat_tools_runtime as rt;

        /// All of them, by name.
        pub const PROMPTS: &[rt::Prompt] = &[#(#prompts),*];
    }
}
