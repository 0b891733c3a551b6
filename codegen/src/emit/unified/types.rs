//! Fields and enums of models and shapes in Rust.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{docs, types};
use crate::ir::{UnifiedField, UnifiedType, WordEnum};

/// The names of the standard library in full, since shapes may have them too.
fn option() -> TokenStream {
    quote!(std::option::Option)
}

/// A type; shapes stand in the module `shapes`.
pub(super) fn of(kind: &UnifiedType) -> TokenStream {
    match kind {
        UnifiedType::String => quote!(std::string::String),
        UnifiedType::Integer => quote!(i64),
        UnifiedType::Number => quote!(planhat_client::Number),
        UnifiedType::Boolean => quote!(bool),
        UnifiedType::DateTime => quote!(planhat_client::DateTime),
        UnifiedType::Date => quote!(planhat_client::Date),
        UnifiedType::Object => quote!(rt::Object),
        UnifiedType::Any => quote!(serde_json::Value),
        UnifiedType::Words(name) => {
            let name = types::ident(name);
            quote!(#name)
        }
        UnifiedType::Shape(name) => {
            let name = types::ident(name);
            quote!(super::shapes::#name)
        }
        UnifiedType::List(item) => {
            let item = of(item);
            quote!(std::vec::Vec<#item>)
        }
    }
}

/// The struct of a model or a shape. Members that it does not know are kept.
pub(super) fn structure(
    name: &str,
    comment: &TokenStream,
    fields: &[UnifiedField],
    said: impl Fn(&UnifiedField) -> TokenStream,
) -> TokenStream {
    let option = option();
    let fields = fields.iter().map(|field| {
        let (ident, kind, comment) = (types::ident(&field.rust), of(&field.kind), said(field));
        let rename = (field.rust != field.name).then(|| {
            let name = &field.name;
            quote!(#[serde(rename = #name)])
        });
        quote! {
            #comment
            #rename
            #[serde(skip_serializing_if = "std::option::Option::is_none")]
            pub #ident: #option<#kind>,
        }
    });
    let name = types::ident(name);
    quote! {
        #comment
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct #name {
            #(#fields)*
            /// What else there is: of resolved references, and of fields that overrides add.
            #[serde(flatten)]
            pub extra: rt::Object,
        }
    }
}

/// The enum of a field.
pub(super) fn words(one: &WordEnum) -> TokenStream {
    let name = types::ident(&one.name);
    let comment = docs::lines([&one.doc]);
    let variants = one.variants.iter().map(|(variant, word)| {
        let (variant, comment) = (types::ident(variant), format!(" `{word}`."));
        quote!(#[doc = #comment] #variant,)
    });
    let pairs = one.variants.iter().map(|(variant, word)| {
        let variant = types::ident(variant);
        quote!(#variant = #word)
    });
    quote! {
        #comment
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// Another word: of an override, or one of the server to write.
            Unknown(std::string::String),
        }
        rt::words!(#name { #(#pairs),* });
    }
}
