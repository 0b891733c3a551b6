//! Methods: documented one-liners over the engine, and the types of calls with optional parts.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{docs, example, types};
use crate::ir::{Argument, Field, Form, Operation, Resource, Returns, Setter, Type};

/// The method of an operation.
pub(super) fn method(resource: &Resource, operation: &Operation) -> TokenStream {
    let doc = docs::operation(operation, &example::method(resource, operation));
    let name = types::ident(&operation.method_name);
    let (parameters, call) = start(operation);
    let deprecated = operation
        .deprecated
        .as_ref()
        .map(|note| quote!(#[deprecated = #note]));
    let answer = answer(resource, &operation.returns);
    let names = &resource.names;
    let (body, row) = (types::ident(&names.body), types::ident(&names.row));
    let rows = quote!(rows: impl IntoIterator<Item = #row, IntoIter: Send + 'static>);
    let (last, output, expression) = match operation.face.form {
        Form::Plain => plain(operation, &answer, &call),
        Form::Build => {
            let sets = sets_into_body(operation);
            (
                None,
                quote!(#body<rt::Call<#answer>>),
                quote!(#sets #body { fields, mode: #call }),
            )
        }
        Form::Patch => {
            let patch = types::ident(&names.patch);
            (
                Some(quote!(patch: #patch)),
                quote!(rt::Call<#answer>),
                quote!(#call.body(rt::Fields::from(patch))),
            )
        }
        Form::Rows => (
            Some(rows),
            quote!(rt::Call<#answer>),
            quote!(#call.rows(rows.into_iter().map(rt::Fields::from))),
        ),
        Form::Bulk => {
            let table = format_ident!("{}", operation.table);
            (
                Some(rows),
                quote!(rt::Bulk<#answer>),
                quote!(rt::Bulk::new(self.client, &#table, rows.into_iter().map(rt::Fields::from))),
            )
        }
        Form::Csv => (
            Some(quote!(text: impl Into<String>)),
            quote!(rt::Call<#answer>),
            quote!(#call.csv(text.into())),
        ),
    };
    let parameters = parameters.into_iter().chain(last);
    quote! {
        #doc
        #deprecated
        pub fn #name(&self, #(#parameters),*) -> #output {
            #expression
        }
    }
}

/// The arguments before the body, and the call with id, placeholders and required parameters.
fn start(operation: &Operation) -> (Vec<TokenStream>, TokenStream) {
    let table = format_ident!("{}", operation.table);
    let mut parameters = Vec::new();
    let mut call = quote!(self.client.call(&#table));
    let face = &operation.face;
    if let Some(id) = &face.id {
        let own = types::ident(&id.name);
        let kind = if id.own.is_empty() {
            quote!(crate::ids::#own)
        } else {
            quote!(#own)
        };
        parameters.push(quote!(id: impl Into<#kind>));
        call = quote!(#call.id(id.into()));
    }
    for field in &face.path {
        let (name, kind, wire) = (
            types::ident(&field.rust),
            types::plain(&field.kind),
            &field.wire,
        );
        parameters.push(quote!(#name: impl Into<#kind>));
        call = quote!(#call.path(#wire, Into::<#kind>::into(#name).to_string()));
    }
    parameters.extend(self::parameters(&face.arguments));
    for argument in &face.arguments {
        if let Argument::Field { field, query: true } = argument {
            let (wire, value) = (&field.wire, value(field, true));
            call = quote!(#call.query(#wire, #value));
        }
    }
    (parameters, call)
}

/// A call without a body of the resource's fields.
fn plain(
    operation: &Operation,
    answer: &TokenStream,
    call: &TokenStream,
) -> (Option<TokenStream>, TokenStream, TokenStream) {
    let (sets, call) = match operation.body {
        crate::ir::Body::Fields(_) => (Some(sets_into_body(operation)), quote!(#call.body(fields))),
        _ => (None, call.clone()),
    };
    match &operation.face.call {
        Some(name) => {
            let name = types::ident(name);
            (None, quote!(#name), quote!(#sets #name(#call)))
        }
        None => (None, quote!(rt::Call<#answer>), quote!(#sets #call)),
    }
}

/// Statements that make `fields` of the required arguments.
fn sets_into_body(operation: &Operation) -> TokenStream {
    let sets = sets(&operation.face.arguments);
    if sets.is_empty() {
        return quote!(let fields = rt::Fields::new(););
    }
    quote! {
        let mut fields = rt::Fields::new();
        #(#sets)*
    }
}

/// Parameters of a function, one for each argument.
pub(super) fn parameters(arguments: &[Argument]) -> Vec<TokenStream> {
    let parameter = |argument: &Argument| match argument {
        Argument::Field { field, query } => {
            let name = types::ident(&field.rust);
            match &field.kind {
                Type::List(item) => {
                    let item = sent(item, *query);
                    quote!(#name: impl IntoIterator<Item = impl Into<#item>>)
                }
                kind => {
                    let kind = sent(kind, *query);
                    quote!(#name: impl Into<#kind>)
                }
            }
        }
        Argument::Choice(choice) => {
            let kind = types::ident(&choice.name);
            let name = choice_argument(choice);
            quote!(#name: #kind)
        }
    };
    arguments.iter().map(parameter).collect()
}

fn choice_argument(choice: &crate::ir::Choice) -> proc_macro2::Ident {
    let names: Vec<&str> = choice
        .variants
        .iter()
        .map(|variant| variant.rust.as_str())
        .collect();
    types::ident(&names.join("_or_"))
}

/// Statements that put the arguments of the body into `fields`.
pub(super) fn sets(arguments: &[Argument]) -> Vec<TokenStream> {
    let set = |argument: &Argument| match argument {
        Argument::Field { query: true, .. } => None,
        Argument::Field {
            field,
            query: false,
        } => {
            let (wire, value) = (&field.wire, value(field, false));
            Some(quote!(fields.set(#wire, rt::Patch::Set(#value));))
        }
        Argument::Choice(choice) => {
            let name = choice_argument(choice);
            Some(quote!(#name.set(&mut fields);))
        }
    };
    arguments.iter().filter_map(set).collect()
}

/// The type of an argument: bodies take keys in place of some ids, queries do not.
fn sent(kind: &Type, query: bool) -> TokenStream {
    if query {
        types::plain(kind)
    } else {
        types::write(kind)
    }
}

/// An argument as a value of its type.
fn value(field: &Field, query: bool) -> TokenStream {
    let name = types::ident(&field.rust);
    match &field.kind {
        Type::List(item) => {
            let item = sent(item, query);
            quote!(#name.into_iter().map(Into::<#item>::into).collect::<Vec<_>>())
        }
        kind => {
            let kind = sent(kind, query);
            quote!(Into::<#kind>::into(#name))
        }
    }
}

/// What a call gives back.
pub(super) fn answer(resource: &Resource, returns: &Returns) -> TokenStream {
    let record = types::ident(&resource.names.record);
    match returns {
        Returns::Records(_) => quote!(Vec<#record>),
        Returns::Record(_) => quote!(#record),
        Returns::Shape(_, name) => types::named(name),
        Returns::Nothing => quote!(()),
        Returns::Json => quote!(rt::Value),
    }
}

/// The type of a call with optional parameters or fields.
pub(super) fn call_type(resource: &Resource, operation: &Operation) -> Option<TokenStream> {
    let call = operation.face.call.as_ref()?;
    let name = types::ident(call);
    let answer = answer(resource, &operation.returns);
    let setters = operation.face.setters.iter().map(setter);
    let many = matches!(operation.returns, Returns::Records(_));
    let streams = many.then(|| {
        let record = types::ident(&resource.names.record);
        quote!(rt::list_call!(#name, #record);)
    });
    let comment = format!(
        " A call of `{}`, with what may be said of it.",
        operation.name
    );
    Some(quote! {
        #[doc = #comment]
        #[derive(Debug)]
        #[must_use = "a call does nothing until it is awaited"]
        pub struct #name(rt::Call<#answer>);
        rt::call!(#name, #answer);
        #streams
        impl #name {
            #(#setters)*
        }
    })
}

fn setter(setter: &Setter) -> TokenStream {
    let field = &setter.field;
    let (doc, name, wire) = (docs::field(field), types::ident(&field.rust), &field.wire);
    let put = if setter.query {
        quote!(query)
    } else {
        quote!(field)
    };
    let value = value(field, setter.query);
    let parameter = parameters(&[Argument::Field {
        field: Box::new(field.clone()),
        query: setter.query,
    }]);
    quote! {
        #doc
        pub fn #name(self, #(#parameter),*) -> Self {
            Self(self.0.#put(#wire, #value))
        }
    }
}
