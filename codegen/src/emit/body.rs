//! The write types: setters shared by create, update and rows, and one-of arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, operation, types};
use crate::ir::{BodyType, Choice, Field, Resource, RowType, Type};

pub(super) fn emit(resource: &Resource, body: &BodyType) -> TokenStream {
    let names = &resource.names;
    let (name, patch) = (types::ident(&names.body), types::ident(&names.patch));
    let setters = body.setters.iter().map(|at| setter(&resource.fields[*at]));
    let comment = format!(
        " Values to write to {}; see [`{}`] for what they are.",
        resource.plural.replace('_', " "),
        names.record
    );
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

/// A setter. Lists take anything that gives items; the tenant's own fields are set one by one.
fn setter(field: &Field) -> TokenStream {
    let (doc, name, wire) = (docs::field(field), types::ident(&field.rust), &field.wire);
    match &field.kind {
        Type::Custom => quote! {
            #doc
            pub fn #name(mut self, key: impl Into<String>, value: impl Into<rt::Value>) -> Self {
                self.fields.set_in(#wire, key.into(), value.into());
                self
            }
        },
        Type::List(item) => {
            let item = types::write(item);
            quote! {
                #doc
                pub fn #name<P>(mut self, values: impl rt::IntoListPatch<#item, P>) -> Self {
                    self.fields.set(#wire, values.into_list_patch());
                    self
                }
            }
        }
        kind => {
            let kind = types::write(kind);
            quote! {
                #doc
                pub fn #name<P>(mut self, value: impl rt::IntoPatch<#kind, P>) -> Self {
                    self.fields.set(#wire, value.into_patch());
                    self
                }
            }
        }
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
    let comment = format!(
        " A row of a bulk write to {}.",
        resource.plural.replace('_', " ")
    );
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
    let kinds: Vec<_> = each().map(|variant| types::write(&variant.kind)).collect();
    let wires: Vec<_> = each().map(|variant| &variant.wire).collect();
    let makers: Vec<_> = each().map(|variant| types::ident(&variant.rust)).collect();
    let lines: Vec<_> = each()
        .map(|variant| docs::lines([docs::text(&variant.doc)]))
        .collect();
    let quoted: Vec<String> = wires.iter().map(|wire| format!("`{wire}`")).collect();
    let comment = format!(" One of {}: at least one is needed.", quoted.join(", "));
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
            fn set(self, fields: &mut rt::Fields) {
                match self {
                    #(#name::#variants(value) => fields.set(#wires, rt::Patch::Set(value)),)*
                }
            }
        }
    }
}
