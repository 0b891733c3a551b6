//! The root of the crate, and the specs that it carries.

use proc_macro2::TokenStream;
use quote::quote;

use super::readme;
use crate::emit::types;
use crate::ir::Ir;

pub(super) fn emit(ir: &Ir) -> TokenStream {
    let modules = ir.unified.iter().map(|api| {
        let module = types::ident(&api.module);
        quote!(pub mod #module;)
    });
    let clients = ir.unified.iter().map(|api| {
        let (module, client) = (types::ident(&api.module), types::ident(&api.client));
        quote!(pub use #module::#client;)
    });
    let mappings = ir.unified.iter().map(|api| {
        let module = types::ident(&api.module);
        quote!(#module::mapping())
    });
    // The example of the README compiles where its model is on.
    let front = match readme::shown(ir) {
        Some((_, model)) => {
            let feature = &model.feature;
            quote! {
                #![cfg_attr(feature = #feature, doc = include_str!("../README.md"))]
                #![cfg_attr(not(feature = #feature), doc = "Unified models; the README has examples.")]
            }
        }
        None => quote!(#![doc = include_str!("../README.md")]),
    };
    quote! {
        #front
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]
        #![allow(clippy::all, clippy::pedantic)]

        #(#modules)*
        pub mod specs;
        #(#clients)*
        pub use planhat_unified_runtime::*;

        /// The rules of all APIs that hold unless some are overridden, by name.
        pub fn mappings() -> Vec<std::sync::Arc<Mapping>> {
            vec![#(#mappings),*]
        }
    }
}

pub(super) fn specs(ir: &Ir) -> TokenStream {
    let files = ir.unified_specs.iter().map(|(path, _)| {
        let (shown, file) = (format!("specs/{path}"), format!("specs/{path}"));
        quote!((#shown, include_str!(#file)))
    });
    quote! {
        //! The specs that overrides are checked against.
        use planhat_unified_runtime::Source;

        /// Path and text of each file.
        pub static FILES: &[(&str, &str)] = &[#(#files),*];

        /// The files as the checks take them.
        pub fn sources() -> Vec<Source> {
            let source = |(path, text): &(&str, &str)| Source {
                path: (*path).to_owned(),
                bytes: text.as_bytes().to_vec(),
            };
            FILES.iter().map(source).collect()
        }
    }
}
