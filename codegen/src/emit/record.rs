//! Structs that are read and written by table, and enums.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{docs, table, types};
use crate::ir::{Access, EnumType, Field, ObjectType, Resource};

/// The record of a resource. Write-only fields never come back, so it has none.
pub(super) fn of_resource(resource: &Resource) -> TokenStream {
    let name = &resource.names.record;
    let lines = docs::lines(docs::resource(resource));
    strct(name, &lines, &quote!(FIELDS), &resource.fields, |field| {
        field.access != Access::Write
    })
}

/// A nested object: the constant of its members, and its struct.
pub(super) fn of_object(object: &ObjectType) -> TokenStream {
    let constant = table::fields_constant(&object.name);
    let rows = object.fields.iter().map(table::field);
    let comment = format!(" Members of [`{}`].", object.name);
    let lines = docs::lines([docs::text(&object.doc)]);
    let strct = strct(
        &object.name,
        &lines,
        &quote!(#constant),
        &object.fields,
        |_| true,
    );
    quote! {
        #[doc = #comment]
        pub const #constant: &[t::Field] = &[#(#rows),*];
        #strct
    }
}

fn strct(
    name: &str,
    lines: &TokenStream,
    all: &TokenStream,
    fields: &[Field],
    shows: fn(&Field) -> bool,
) -> TokenStream {
    let type_name = name;
    let name = types::ident(name);
    let shown: Vec<(usize, &Field)> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| shows(field))
        .collect();
    let members = shown.iter().map(|(_, field)| {
        let (doc, name, kind) = (
            docs::field(field),
            types::ident(&field.rust),
            types::read(field),
        );
        quote!(#doc pub #name: Option<#kind>,)
    });
    let idents: Vec<_> = shown
        .iter()
        .map(|(_, field)| types::ident(&field.rust))
        .collect();
    let slots: Vec<_> = shown
        .iter()
        .map(|(at, _)| Literal::usize_unsuffixed(*at))
        .collect();
    let sorted = sorted(&shown);
    quote! {
        #lines
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#members)*
            /// What was read beside the fields.
            #[doc(hidden)]
            pub side: rt::Side,
        }
        impl rt::Record for #name {
            fn names(&self) -> &'static rt::record::Names {
                static NAMES: rt::record::Names = rt::record::Names {
                    type_name: #type_name,
                    fields: #all,
                    sorted: &[#(#sorted),*],
                };
                &NAMES
            }
            fn slot(&mut self, slot: u16) -> rt::record::Slot<'_> {
                match slot {
                    #(#slots => rt::record::slot(&mut self.#idents),)*
                    _ => rt::record::Slot::None,
                }
            }
            fn view(&self, slot: u16) -> Option<rt::record::View<'_>> {
                match slot {
                    #(#slots => rt::record::view(&self.#idents),)*
                    _ => None,
                }
            }
            fn side(&self) -> &rt::Side {
                &self.side
            }
            fn side_mut(&mut self) -> &mut rt::Side {
                &mut self.side
            }
        }
        rt::record!(#name);
    }
}

/// Wire names and aliases with their slots, sorted. A name wins over an alias.
fn sorted(shown: &[(usize, &Field)]) -> Vec<TokenStream> {
    let mut names: Vec<(&str, usize, bool)> = shown
        .iter()
        .map(|(at, field)| (field.wire.as_str(), *at, false))
        .collect();
    for (at, field) in shown {
        for alias in &field.aliases {
            if !names.iter().any(|(name, ..)| name == alias) {
                names.push((alias, *at, true));
            }
        }
    }
    names.sort_unstable();
    let pair = |(name, at, is_alias): (&str, usize, bool)| {
        let at = Literal::usize_unsuffixed(at);
        let mark = is_alias.then(|| quote!(| rt::record::ALIAS));
        quote!((#name, #at #mark))
    };
    names.into_iter().map(pair).collect()
}

/// An enum of wire texts.
pub(super) fn of_enum(one: &EnumType) -> TokenStream {
    let name = types::ident(&one.name);
    let lines = docs::lines([docs::text(&one.doc)]);
    let variants = one.variants.iter().map(|(variant, wire, doc)| {
        let variant = format_ident!("{variant}");
        let doc = if doc.is_empty() {
            format!("`{wire}`")
        } else {
            docs::text(doc)
        };
        let lines = docs::lines([doc]);
        quote!(#lines #variant,)
    });
    let idents = one
        .variants
        .iter()
        .map(|(variant, _, _)| format_ident!("{variant}"));
    let wires = one.variants.iter().map(|(_, wire, _)| wire);
    quote! {
        #lines
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that the specs do not know.
            Unknown(String),
        }
        rt::text_enum!(#name { #(#idents = #wires),* });
    }
}
