//! Unified models as tools: a table for each method, and the function that all of an API share.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{tool, types};
use crate::ir::{Ir, Tool, UnifiedApi};
use crate::unified_words as words;

pub(super) fn root(ir: &Ir) -> TokenStream {
    let modules = ir.unified.iter().map(|api| types::ident(&api.module));
    quote! {
        //! What agents do with unified models.
        pub use planhat_unified_runtime::tools::context;
        #(pub mod #modules;)*
    }
}

/// All of them, as the catalogue has them.
pub(super) fn tables(ir: &Ir) -> impl Iterator<Item = TokenStream> {
    ir.unified.iter().flat_map(|api| {
        let module = types::ident(&api.module);
        let tools = api.models.iter().flat_map(|model| &model.tools);
        tools.map(move |tool| {
            let table = table(tool);
            quote!(#[cfg(feature = "unified")] &unified::#module::#table)
        })
    })
}

fn table(tool: &Tool) -> Ident {
    types::ident(&tool.name.to_uppercase())
}

pub(super) fn emit(api: &UnifiedApi) -> TokenStream {
    let comment = format!(" What agents do with the unified models of {}.", api.title);
    let tags = ["unified".to_owned(), format!("unified_{}", api.mapping.api)];
    let module = types::ident(&api.module);
    let tools = api.models.iter().flat_map(|model| {
        let rules = api.rules(model);
        let (name, object, summary) = (&rules.name, &model.feature, &rules.summary);
        let title = format!("Unified {} {}", api.title, name.replace('_', " "));
        let tags = &tags;
        let module = &module;
        model.tools.iter().map(move |one| {
            let kind = model.methods[one.operation];
            let action = kind.word();
            let variant = format_ident!("{}", words::capital(action));
            let (api, kind) = (&api.mapping.api, quote!(MethodKind::#variant));
            let run = quote!(rt::Run::Other(rt::Other {
                object: #object,
                title: #title,
                summary: #summary,
                action: #action,
                call: |request| Box::pin(planhat_unified_runtime::tools::call(
                    planhat_unified::#module::mapping(),
                    #name,
                    #kind,
                    request,
                )),
                schema: |schema, context| {
                    planhat_unified_runtime::tools::schema((#api, #name, #kind), schema, context)
                },
            }));
            tool::constant(one, &table(one), &run, tags)
        })
    });
    quote! {
        #![doc = #comment]
        use planhat_tools_runtime as rt;
        use planhat_unified_runtime::tools::MethodKind;

        #(#tools)*
    }
}
