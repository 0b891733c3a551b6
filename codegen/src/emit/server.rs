//! Tables of what the server does by itself.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::table;
use crate::ir::{Demo, Effect, Fallback, Field, Fill, Resource, Share, Source, Way};

/// What a field or parameter says of the server, each part as `name: value`.
pub(super) fn parts(field: &Field) -> Vec<TokenStream> {
    let mut parts = Vec::new();
    let mut add = |name: &str, value: TokenStream| {
        let name = format_ident!("{name}");
        parts.push(quote!(#name: #value));
    };
    if let Some(one) = field.fill.as_ref().map(fill) {
        add("fill", quote!(Some(t::Fill::#one)));
    }
    if let Some(Fallback { known, to }) = &field.fallback {
        let value = quote!(Some(t::Fallback { known: &[#(#known),*], to: #to }));
        add("fallback", value);
    }
    if !field.refuses.is_empty() {
        add("refuses", table::pairs(&field.refuses));
    }
    if let Some((way, name)) = &field.filter {
        let way = self::way(*way);
        add("filter", quote!(Some(t::Filter::#way(#name))));
    }
    if let Some(one) = field.demo.as_ref().map(demo) {
        add("demo", quote!(Some(t::Demo::#one)));
    }
    parts
}

fn fill(fill: &Fill) -> TokenStream {
    match fill {
        Fill::Created => quote!(Created),
        Fill::Updated => quote!(Updated),
        Fill::Version => quote!(Version),
        Fill::Same(field) => quote!(Same(#field)),
        Fill::Text(field) => quote!(Text(#field)),
        Fill::Day(field) => quote!(Day(#field)),
        Fill::Join(fields) => quote!(Join(&[#(#fields),*])),
        Fill::Of {
            reference,
            field,
            once,
        } => quote!(Of { reference: #reference, field: #field, once: #once }),
        Fill::Resolve(list) => quote!(Resolve(#list)),
        Fill::Matching { field, key } => quote!(Matching { field: #field, key: #key }),
        Fill::Having { resource, by } => quote!(Having { resource: #resource, by: #by }),
        Fill::Band { field, steps } => {
            let steps = steps.iter().map(|(name, least)| {
                let least = number(*least);
                quote!((#least, #name))
            });
            quote!(Band { field: #field, steps: &[#(#steps),*] })
        }
        Fill::Found { model, key, field } => {
            quote!(Found { model: #model, key: #key, field: #field })
        }
    }
}

fn way(way: Way) -> proc_macro2::Ident {
    format_ident!("{}", format!("{way:?}"))
}

fn demo(demo: &Demo) -> TokenStream {
    match demo {
        Demo::Words(kind) => quote!(Words(#kind)),
        Demo::Values(values) => {
            let values = values.iter().map(ToString::to_string);
            quote!(Values(&[#(#values),*]))
        }
        Demo::Range([least, most]) => {
            let (least, most) = (number(*least), number(*most));
            quote!(Range(#least, #most))
        }
        Demo::Days([least, most]) => {
            let (least, most) = (whole(*least), whole(*most));
            quote!(Days(#least, #most))
        }
        Demo::Nothing => quote!(Nothing),
    }
}

/// A number; its sign is a token of its own.
fn number(number: f64) -> TokenStream {
    let digits = Literal::f64_unsuffixed(number.abs());
    signed(number < 0.0, &digits)
}

fn whole(number: i32) -> TokenStream {
    let digits = Literal::u32_unsuffixed(number.unsigned_abs());
    signed(number < 0, &digits)
}

fn signed(negative: bool, digits: &Literal) -> TokenStream {
    match negative {
        true => quote!(-#digits),
        false => quote!(#digits),
    }
}

/// The effects of a resource.
pub(super) fn effects(resource: &Resource) -> TokenStream {
    let effects = resource.effects.iter().map(|effect| {
        let Effect { field, value, .. } = effect;
        let sets = sources(&effect.sets);
        let makes = match &effect.makes {
            Some((resource, holds)) => {
                let holds = sources(holds);
                quote!(Some((#resource, #holds)))
            }
            None => quote!(None),
        };
        quote!(t::Effect { field: #field, value: #value, sets: #sets, makes: #makes })
    });
    quote!(&[#(#effects),*])
}

fn sources(sources: &[(String, Source)]) -> TokenStream {
    let sources = sources.iter().map(|(wire, source)| {
        let source = match source {
            Source::Value(value) => {
                let value = value.to_string();
                quote!(Value(#value))
            }
            Source::Field(name) => quote!(Field(#name)),
            Source::Now => quote!(Now),
        };
        quote!((#wire, t::Source::#source))
    });
    quote!(&[#(#sources),*])
}

/// How many records of a resource a made-up tenant has.
pub(super) fn share(share: Option<&Share>) -> TokenStream {
    let Some(share) = share else {
        return quote!(None);
    };
    let per = table::option(share.per.as_ref());
    let [least, most] = share.count.map(Literal::u32_unsuffixed);
    quote!(Some(t::Share { per: #per, least: #least, most: #most }))
}
