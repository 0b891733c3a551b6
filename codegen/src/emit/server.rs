//! What the server does by itself, in the tables.

use planhat_spec::model::FillForm;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::table::pairs;
use crate::ir::{Effect, Field, Fill, Source};

/// Adds what is said of a field.
pub(super) fn field(field: &Field, add: &mut impl FnMut(TokenStream)) {
    if let Some(fill) = field.fill.as_ref().and_then(fill) {
        add(quote!(fill: Some(t::Fill::#fill)));
    }
    if let Some(fallback) = &field.fallback {
        let (known, to) = (&fallback.known, &fallback.to);
        add(quote!(fallback: Some(t::Fallback { known: &[#(#known),*], to: #to })));
    }
    if !field.refuses.is_empty() {
        let refuses = pairs(&field.refuses);
        add(quote!(refuses: #refuses));
    }
    if let Some((form, name)) = &field.filter {
        let form = format_ident!("{}", heck::ToUpperCamelCase::to_upper_camel_case(*form));
        add(quote!(filter: Some(t::Filter::#form(#name))));
    }
}

fn fill(fill: &Fill) -> Option<TokenStream> {
    Some(match fill {
        Fill::Created => quote!(Created),
        Fill::Updated => quote!(Updated),
        Fill::Version => quote!(Version),
        Fill::From(form) => from(form)?,
    })
}

/// A form that the checks have found whole.
fn from(form: &FillForm) -> Option<TokenStream> {
    if let Some(name) = &form.same {
        return Some(quote!(Same(#name)));
    }
    if let Some(name) = &form.text {
        return Some(quote!(Text(#name)));
    }
    if let Some(name) = &form.day {
        return Some(quote!(Day(#name)));
    }
    if let Some(names) = &form.join {
        return Some(quote!(Join(&[#(#names),*])));
    }
    if let Some(name) = &form.resolve {
        return Some(quote!(Resolve(#name)));
    }
    if let (Some(reference), Some(field)) = (&form.of, &form.field) {
        let once = form.once;
        return Some(quote!(Of { reference: #reference, field: #field, once: #once }));
    }
    if let (Some(field), Some(key)) = (&form.matching, &form.key) {
        return Some(quote!(Matching { field: #field, key: #key }));
    }
    if let (Some(resource), Some(by)) = (&form.having, &form.by) {
        return Some(quote!(Having { resource: #resource, by: #by }));
    }
    if let (Some(field), Some(steps)) = (&form.band, &form.steps) {
        let mut steps: Vec<(&String, f64)> =
            steps.iter().map(|(name, least)| (name, *least)).collect();
        steps.sort_by(|one, other| other.1.total_cmp(&one.1));
        let steps = steps.into_iter().map(|(name, least)| {
            let least = Literal::f64_unsuffixed(least);
            quote!((#least, #name))
        });
        return Some(quote!(Band { field: #field, steps: &[#(#steps),*] }));
    }
    let (model, key, field) = (
        form.model.as_ref()?,
        form.key.as_ref()?,
        form.field.as_ref()?,
    );
    Some(quote!(Found { model: #model, key: #key, field: #field }))
}

/// The effects of a resource.
pub(super) fn effects(effects: &[Effect]) -> TokenStream {
    let effects = effects.iter().filter_map(|effect| {
        let (field, value) = effect.when.first()?;
        let value = value.to_string();
        let sets = effect.sets.iter().filter_map(source);
        let makes = match &effect.makes {
            Some(made) => {
                let resource = &made.resource;
                let fields = made.fields.iter().filter_map(source);
                quote!(Some((#resource, &[#(#fields),*])))
            }
            None => quote!(None),
        };
        Some(quote!(t::Effect { field: #field, value: #value, sets: &[#(#sets),*], makes: #makes }))
    });
    quote!(&[#(#effects),*])
}

fn source((name, source): (&String, &Source)) -> Option<TokenStream> {
    let source = match source {
        Source::Now => quote!(Now),
        Source::Given(form) => match (&form.value, &form.from) {
            (Some(value), _) => {
                let value = value.to_string();
                quote!(Value(#value))
            }
            (None, Some(field)) => quote!(Field(#field)),
            (None, None) => return None,
        },
    };
    Some(quote!((#name, t::Source::#source)))
}
