//! What resources share: fields, parameters, nested types and results.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{record, table};
use crate::ir::{Field, Ir};

pub(super) fn emit(ir: &Ir) -> TokenStream {
    let fields = ir.api.common.iter().chain(&ir.api.query).map(constant);
    let objects = ir.api.types.iter().map(record::of_object);
    let enums = ir.api.enums.iter().map(record::of_enum);
    quote! {
        //! What resources share: fields, parameters, nested types and results.
        use planhat_core as rt;
        use planhat_core::table as t;
        #(#objects)*
        #(#enums)*
        #(#fields)*
    }
}

fn constant(field: &Field) -> TokenStream {
    let Some(name) = &field.shared else {
        return TokenStream::new();
    };
    let name = format_ident!("{name}");
    let row = table::row(field);
    let comment = format!(" `{}`", field.wire);
    quote! {
        #[doc = #comment]
        pub const #name: t::Field = #row;
    }
}
