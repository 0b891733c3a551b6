//! The objects that values of an API are made of.

use proc_macro2::TokenStream;
use quote::quote;

use super::types;
use crate::emit::docs;
use crate::ir::UnifiedApi;

pub(super) fn emit(api: &UnifiedApi) -> TokenStream {
    let comment = format!(" Objects that values of {} are made of.", api.title);
    let shapes = api.shapes.iter().map(|shape| {
        let said = format!("The shape `{}`.", shape.name);
        let enums = shape.enums.iter().map(types::words);
        let structure =
            types::structure(&shape.name, &docs::lines([said]), &shape.fields, |member| {
                docs::lines([docs::text(&member.doc)])
            });
        quote!(#structure #(#enums)*)
    });
    quote! {
        #![doc = #comment]
        use planhat_unified_runtime as rt;

        #(#shapes)*
    }
}
