//! Methods: documented one-liners over the engine, and the types of calls with optional parts.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::body::{self, Put};
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
            let call = quote!(#call.body(rt::Fields::from(patch)));
            let (output, call) = wrapped(operation, &answer, &call);
            (Some(quote!(patch: #patch)), output, call)
        }
        Form::Rows => {
            let call = quote!(#call.rows(rows.into_iter().map(rt::Fields::from)));
            let (output, call) = wrapped(operation, &answer, &call);
            (Some(rows), output, call)
        }
        Form::Bulk => (
            Some(rows),
            quote!(rt::Bulk<#answer>),
            quote!(#call.bulk(rows.into_iter().map(rt::Fields::from))),
        ),
        Form::Csv => {
            let (output, call) = wrapped(operation, &answer, &quote!(#call.csv(text.into())));
            (Some(quote!(text: impl Into<String>)), output, call)
        }
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
        match argument {
            Argument::Field { field, query: true } => {
                let (wire, value) = (&field.wire, value(field, true));
                call = quote!(#call.query(#wire, #value));
            }
            Argument::Choice(choice) if choice.query => {
                let name = choice_argument(choice);
                call = quote!(#name.ask(#call));
            }
            _ => {}
        }
    }
    (parameters, call)
}

/// The type of a call and the call in it: a type of its own where it has setters.
fn wrapped(
    operation: &Operation,
    answer: &TokenStream,
    call: &TokenStream,
) -> (TokenStream, TokenStream) {
    match &operation.face.call {
        Some(name) => {
            let name = types::ident(name);
            (quote!(#name), quote!(#name(#call)))
        }
        None => (quote!(rt::Call<#answer>), call.clone()),
    }
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
    let (output, call) = wrapped(operation, answer, &call);
    (None, output, quote!(#sets #call))
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
        .map(|variant| variant.field.rust.as_str())
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
        Argument::Choice(choice) if choice.query => None,
        Argument::Choice(choice) => {
            let name = choice_argument(choice);
            Some(quote!(#name.set(&mut fields);))
        }
    };
    arguments.iter().filter_map(set).collect()
}

/// The type of an argument: bodies take keys in place of some ids, queries do not.
pub(super) fn sent(kind: &Type, query: bool) -> TokenStream {
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

/// The type of a call with optional parameters or fields; a call that is built already gets the
/// setters of its parameters.
pub(super) fn call_type(resource: &Resource, operation: &Operation) -> Option<TokenStream> {
    let answer = answer(resource, &operation.returns);
    let setters = operation.face.setters.iter();
    if operation.face.form == Form::Build && !operation.face.setters.is_empty() {
        let body = types::ident(&resource.names.body);
        let setters = setters.map(|setter| {
            self::setter(setter, &quote!(mut self), |put| {
                quote! {
                    self.mode = self.mode.#put;
                    self
                }
            })
        });
        return Some(quote! {
            impl #body<rt::Call<#answer>> {
                #(#setters)*
            }
        });
    }
    let call = operation.face.call.as_ref()?;
    let name = types::ident(call);
    let setters =
        setters.map(|setter| self::setter(setter, &quote!(self), |put| quote!(Self(self.0.#put))));
    let many = matches!(operation.returns, Returns::Records(_));
    let streams = many.then(|| {
        let record = types::ident(&resource.names.record);
        quote!(rt::list_call!(#name, #record);)
    });
    let comment = format!(
        " A call of `{}`; what may be said besides has a setter.",
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

/// A setter; `done` makes its result of what is put on the call.
fn setter(
    setter: &Setter,
    this: &TokenStream,
    done: impl FnOnce(&TokenStream) -> TokenStream,
) -> TokenStream {
    let field = &setter.field;
    let (doc, name, wire) = (docs::field(field), types::ident(&field.rust), &field.wire);
    let (types, parameters, put) = match body::put(&field.kind) {
        _ if setter.query => {
            let value = value(field, true);
            let parameter = self::parameters(&[Argument::Field {
                field: Box::new(field.clone()),
                query: true,
            }]);
            (None, quote!(#(#parameter),*), quote!(query(#wire, #value)))
        }
        Put::Key(parameters) => (None, parameters, quote!(field_in(#wire, key, value))),
        Put::Patch(parameter, patch) => {
            (Some(quote!(<P>)), parameter, quote!(patch(#wire, #patch)))
        }
    };
    let done = done(&put);
    quote! {
        #doc
        pub fn #name #types(#this, #parameters) -> Self {
            #done
        }
    }
}
