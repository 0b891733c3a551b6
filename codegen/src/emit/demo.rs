//! Demo data in the tables.

use planhat_spec::model::Defines;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Case, Demo, Share};

/// The share of a resource, or that it has none.
pub(super) fn share(share: Option<&Share>) -> TokenStream {
    let Some(share) = share else {
        return quote!(None);
    };
    let per = super::table::option(share.per.as_ref());
    let (least, most) = (
        Literal::u32_unsuffixed(share.least),
        Literal::u32_unsuffixed(share.most),
    );
    let when = match &share.when {
        Some((field, values)) => quote!(Some((#field, &[#(#values),*]))),
        None => quote!(None),
    };
    let groups = share.cases.iter().map(|group| {
        let cases = group.iter().map(case);
        quote!(&[#(#cases),*])
    });
    let defines = match &share.defines {
        Some(Defines {
            name,
            of,
            kind,
            values,
            computed,
        }) => {
            let kind = super::table::option(kind.as_ref());
            let values = super::table::option(values.as_ref());
            let computed = super::table::option(computed.as_ref());
            let rest = quote!(kind: #kind, values: #values, computed: #computed);
            quote!(Some(t::Defines { name: #name, of: #of, #rest }))
        }
        None => quote!(None),
    };
    quote! {
        Some(t::Share {
            per: #per,
            least: #least,
            most: #most,
            when: #when,
            cases: &[#(#groups),*],
            defines: #defines,
        })
    }
}

fn case(case: &Case) -> TokenStream {
    let weight = Literal::u32_unsuffixed(case.weight);
    let fields = case.fields.iter().map(|(name, held)| {
        let held = demo(held);
        quote!((#name, #held))
    });
    let holds = match &case.holds {
        Some(held) => {
            let held = demo(held);
            quote!(Some(#held))
        }
        None => quote!(None),
    };
    quote!(t::Case { weight: #weight, fields: &[#(#fields),*], holds: #holds })
}

/// What a field holds.
pub(super) fn demo(demo: &Demo) -> TokenStream {
    let float = |number: &f64| Literal::f64_unsuffixed(*number);
    let whole = |number: &i32| Literal::i32_unsuffixed(*number);
    match demo {
        Demo::Words(kind) => quote!(t::Demo::Words(#kind)),
        Demo::Values(values) => quote!(t::Demo::Values(&[#(#values),*])),
        Demo::Range(least, most) => {
            let (least, most) = (float(least), float(most));
            quote!(t::Demo::Range(#least, #most))
        }
        Demo::Days(least, most) => {
            let (least, most) = (whole(least), whole(most));
            quote!(t::Demo::Days(#least, #most))
        }
        Demo::Text(text) => quote!(t::Demo::Text(#text)),
        Demo::Times(name, least, most) => {
            let (least, most) = (float(least), float(most));
            quote!(t::Demo::Times(#name, #least, #most))
        }
        Demo::After(name, least, most) => {
            let (least, most) = (whole(least), whole(most));
            quote!(t::Demo::After(#name, #least, #most))
        }
        Demo::Sum(name) => quote!(t::Demo::Sum(#name)),
        Demo::Nothing => quote!(t::Demo::Nothing),
    }
}
