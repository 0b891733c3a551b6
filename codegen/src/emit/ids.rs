//! Ids and keys of all resources: always there, so that a reference compiles without its feature.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, types};
use crate::ir::{Ir, PathKey, Resource};

pub(super) fn emit(ir: &Ir) -> TokenStream {
    let tags = ir.resources.iter().map(|resource| {
        let tag = types::ident(&resource.names.record);
        let comment = format!(" Marks ids of {}.", resource.many);
        quote! {
            #[doc = #comment]
            #[derive(Debug)]
            pub enum #tag {}
        }
    });
    let types = ir.resources.iter().map(|resource| {
        let names = &resource.names;
        let (id, tag) = (types::ident(&names.id), types::ident(&names.record));
        let comment = format!(" Planhat's id of {}.", resource.a_one);
        let key = (!resource.path_keys.is_empty())
            .then(|| key_type(resource, &names.key, &resource.path_keys));
        quote! {
            #[doc = #comment]
            pub type #id = rt::Id<tag::#tag>;
            #key
        }
    });
    quote! {
        //! Ids and keys of every resource, whatever features are on.
        use planhat_core as rt;

        /// What ids are ids of.
        pub mod tag {
            #(#tags)*
        }
        #(#types)*
    }
}

/// A type that takes the id or one of the keys.
pub(super) fn key_type(resource: &Resource, name: &str, keys: &[PathKey]) -> TokenStream {
    let (tag, name) = (types::ident(&resource.names.record), types::ident(name));
    let one = &resource.one;
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{}`", key.wire)).collect();
    let lines = docs::lines([format!(
        "What names {}: its id, or its {}.",
        resource.a_one,
        quoted.join(" or ")
    )]);
    let keys = keys.iter().map(|key| {
        let (rust, wire, prefix) = (types::ident(&key.rust), &key.wire, &key.prefix);
        let comment = format!(" The {one} with this `{wire}`.");
        quote!(#[doc = #comment] #rust: #wire #prefix)
    });
    quote!(rt::key_type!(#lines #name, crate::ids::tag::#tag, #(#keys),*);)
}
