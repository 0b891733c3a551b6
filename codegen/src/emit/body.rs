//! The write types: setters shared by create, update and rows, and one-of arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, operation, types};
use crate::ir::{BodyType, Choice, Field, Resource, RowType, Type};

pub(super) fn emit(resource: &Resource, body: &BodyType) -> TokenStream {
    let names = &resource.names;
    let (name, patch) = (types::ident(&names.body), types::ident(&names.patch));
    let setters = body.setters.iter().map(|at| setter(&resource.fields[*at]));
    let comment = format!(" Values to write to {}.", resource.many);
    let patch = body.patch.then(|| {
        let comment = format!(
            " What an update changes; begin with `{}::new()`. What is not set stays as it is.",
            names.patch
        );
        quote!(#[doc = #comment] pub type #patch = #name<rt::Patching>;)
    });
    let row = resource.row.as_ref().map(|row| self::row(resource, row));
    quote! {
        #[doc = #comment]
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct #name<M> {
            fields: rt::Fields,
            mode: M,
        }
        rt::body!(#name);
        impl<M> #name<M> {
            #(#setters)*
        }
        #patch
        #row
    }
}

/// What a setter takes, and the patch or the key and value that it puts.
pub(super) enum Put {
    /// Parameters, and the patch of them.
    Patch(TokenStream, TokenStream),
    /// The tenant's own fields are set one by one.
    Key(TokenStream),
}

/// How a body field is set. Lists take anything that gives items.
pub(super) fn put(kind: &Type) -> Put {
    match kind {
        Type::Custom => Put::Key(quote!(key: impl Into<String>, value: impl Into<rt::Value>)),
        Type::List(item) => {
            let item = types::write(item);
            Put::Patch(
                quote!(values: impl rt::IntoListPatch<#item, P>),
                quote!(values.into_list_patch()),
            )
        }
        kind => {
            let kind = types::write(kind);
            Put::Patch(
                quote!(value: impl rt::IntoPatch<#kind, P>),
                quote!(value.into_patch()),
            )
        }
    }
}

fn setter(field: &Field) -> TokenStream {
    let (doc, name, wire) = (docs::field(field), types::ident(&field.rust), &field.wire);
    match put(&field.kind) {
        Put::Key(parameters) => quote! {
            #doc
            pub fn #name(mut self, #parameters) -> Self {
                self.fields.set_in(#wire, key.into(), value.into());
                self
            }
        },
        Put::Patch(parameter, patch) => quote! {
            #doc
            pub fn #name<P>(mut self, #parameter) -> Self {
                self.fields.set(#wire, #patch);
                self
            }
        },
    }
}

fn row(resource: &Resource, row: &RowType) -> TokenStream {
    let name = types::ident(&resource.names.row);
    let body = types::ident(&resource.names.body);
    let arguments = operation::parameters(&row.arguments);
    let sets = operation::sets(&row.arguments);
    let by_key = row.keys.iter().map(|(wire, rust, kind)| {
        let function = types::ident(&format!("by_{rust}"));
        let kind = types::plain(kind);
        let comment = format!(" A row for the record with this `{wire}`.");
        quote! {
            #[doc = #comment]
            pub fn #function(value: impl Into<#kind>) -> Self {
                let mut fields = rt::Fields::new();
                fields.set(#wire, rt::Patch::<#kind>::Set(value.into()));
                #body { fields, mode: rt::Row }
            }
        }
    });
    let mutable = (!row.arguments.is_empty()).then(|| quote!(mut));
    let comment = format!(" A row of a bulk write to {}.", resource.many);
    quote! {
        #[doc = #comment]
        pub type #name = #body<rt::Row>;
        impl #body<rt::Row> {
            /// A row with what a new record must have.
            #[allow(clippy::new_without_default)]
            pub fn new(#(#arguments),*) -> Self {
                let #mutable fields = rt::Fields::new();
                #(#sets)*
                #body { fields, mode: rt::Row }
            }
            #(#by_key)*
        }
    }
}

/// An enum of the ways to satisfy a one-of rule.
pub(super) fn choice(choice: &Choice) -> TokenStream {
    let name = types::ident(&choice.name);
    let each = || choice.variants.iter();
    let variants: Vec<_> = each().map(|variant| types::ident(&variant.name)).collect();
    let kinds: Vec<_> = each()
        .map(|variant| operation::sent(&variant.field.kind, choice.query))
        .collect();
    let wires: Vec<_> = each().map(|variant| &variant.field.wire).collect();
    let makers: Vec<_> = each()
        .map(|variant| types::ident(&variant.field.rust))
        .collect();
    let lines: Vec<_> = each().map(|variant| docs::field(&variant.field)).collect();
    let quoted: Vec<String> = wires.iter().map(|wire| format!("`{wire}`")).collect();
    let comment = format!(" One of {}: at least one is needed.", quoted.join(", "));
    let put = match choice.query {
        true => quote! {
            fn ask<T>(self, call: rt::Call<T>) -> rt::Call<T> {
                match self {
                    #(#name::#variants(value) => call.query(#wires, value),)*
                }
            }
        },
        false => quote! {
            fn set(self, fields: &mut rt::Fields) {
                match self {
                    #(#name::#variants(value) => fields.set(#wires, rt::Patch::Set(value)),)*
                }
            }
        },
    };
    quote! {
        #[doc = #comment]
        #[derive(Debug, Clone, PartialEq)]
        pub enum #name {
            #(#lines #variants(#kinds),)*
        }
        impl #name {
            #(#lines
            pub fn #makers(value: impl Into<#kinds>) -> Self {
                #name::#variants(value.into())
            })*
            #put
        }
    }
}
