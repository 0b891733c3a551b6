//! The Rust types of values.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Field, Type, TypeName};

/// An identifier; a keyword becomes a raw one.
pub(super) fn ident(name: &str) -> Ident {
    match name {
        "self" | "Self" | "super" | "crate" | "_" => format_ident!("{name}_"),
        // A keyword since edition 2024, which syn does not know.
        "gen" => Ident::new_raw(name, Span::call_site()),
        _ if syn::parse_str::<Ident>(name).is_err() => Ident::new_raw(name, Span::call_site()),
        _ => Ident::new(name, Span::call_site()),
    }
}

/// The type that a record holds.
pub(super) fn read(field: &Field) -> TokenStream {
    match (&field.or, &field.kind) {
        (None, kind) => plain(kind),
        (Some(or), Type::List(item)) => {
            let (item, or) = (plain(item), plain(or));
            quote!(Vec<rt::OneOf<#item, #or>>)
        }
        (Some(or), kind) => {
            let (kind, or) = (plain(kind), plain(or));
            quote!(rt::OneOf<#kind, #or>)
        }
    }
}

/// The type as declared.
pub(super) fn plain(kind: &Type) -> TokenStream {
    match kind {
        Type::String => quote!(String),
        Type::Integer => quote!(i64),
        Type::Number => quote!(rt::Number),
        Type::Boolean => quote!(bool),
        Type::Id => quote!(rt::AnyId),
        Type::Ref { id, .. } => {
            let id = ident(id);
            quote!(crate::ids::#id)
        }
        Type::Date => quote!(rt::Date),
        Type::DateTime => quote!(rt::DateTime),
        Type::Day => quote!(rt::Day),
        Type::Enum(name) | Type::Object(name) => named(name),
        Type::List(item) => {
            let item = plain(item);
            quote!(Vec<#item>)
        }
        Type::Map(item) => {
            let item = plain(item);
            quote!(rt::KeyedMap<#item>)
        }
        Type::Free | Type::Custom => quote!(rt::Object),
        Type::Json => quote!(rt::Value),
    }
}

/// The type that a write takes: a reference may be a key.
pub(super) fn write(kind: &Type) -> TokenStream {
    match kind {
        Type::Ref { key: Some(key), .. } => {
            let key = ident(key);
            quote!(crate::ids::#key)
        }
        Type::List(item) => {
            let item = write(item);
            quote!(Vec<#item>)
        }
        kind => plain(kind),
    }
}

pub(super) fn named(name: &TypeName) -> TokenStream {
    let ident = ident(&name.name);
    if name.shared {
        quote!(crate::common::#ident)
    } else {
        quote!(#ident)
    }
}
