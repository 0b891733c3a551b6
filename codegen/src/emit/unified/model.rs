//! One model: its record, and its calls.

use planhat_spec::unified::mapping::MethodKind;
use proc_macro2::TokenStream;
use quote::quote;

use super::{said, types};
use crate::emit::{docs, types as idents};
use crate::ir::{Ir, UnifiedApi, UnifiedModel};
use crate::unified_words as words;

pub(super) fn emit(ir: &Ir, api: &UnifiedApi, model: &UnifiedModel) -> TokenStream {
    let rules = api.rules(model);
    let mut text = vec![docs::text(&said::summary(rules))];
    if let Some(note) = &rules.note {
        text.extend([String::new(), format!("Note: {}", docs::text(note))]);
    }
    let comment = docs::lines(&text);
    let structure = types::structure(&model.record, &comment, &model.fields, |field| {
        docs::lines([said::field(rules, &field.name)])
    });
    let enums = model.enums.iter().map(types::words);
    let handle = handle(ir, api, model);
    let front = format!(" {}.", words::capital(&rules.plural.replace('_', " ")));
    let record = idents::ident(&model.record);
    let conversions = [quote!(#record), quote!(&#record)].map(|from| {
        quote! {
            impl From<#from> for rt::Input {
                fn from(record: #from) -> Self {
                    rt::Input::of(&record)
                }
            }
        }
    });
    let conversions = match model.methods.iter().any(|kind| kind.writes()) {
        true => quote!(#(#conversions)*),
        false => quote!(),
    };
    quote! {
        #![doc = #front]
        use planhat_unified_runtime as rt;

        #structure
        #(#enums)*
        #conversions
        #handle
    }
}

fn handle(ir: &Ir, api: &UnifiedApi, model: &UnifiedModel) -> TokenStream {
    let rules = api.rules(model);
    let (handle, record) = (idents::ident(&model.handle), idents::ident(&model.record));
    let comment = format!(" The calls of {}.", rules.plural.replace('_', " "));
    let methods = model.methods.iter().map(|kind| {
        let comment = docs::lines(said::method(ir, rules, *kind));
        method(*kind, &comment, &record)
    });
    let name = &rules.name;
    quote! {
        #[doc = #comment]
        #[derive(Debug, Clone)]
        pub struct #handle(rt::Typed<#record>);

        impl #handle {
            pub(super) fn new(unified: &rt::Unified) -> Self {
                let model = unified.model(#name);
                #handle(rt::Typed::new(model.expect("no override takes a model away")))
            }

            /// The same over JSON.
            pub fn json(&self) -> &rt::ModelHandle {
                self.0.json()
            }

            #(#methods)*
        }
    }
}

const ERRORS: &str = " When something of the request cannot be done, or the call fails.";

fn method(kind: MethodKind, comment: &TokenStream, record: &proc_macro2::Ident) -> TokenStream {
    let errors = quote! {
        ///
        /// # Errors
        #[doc = #ERRORS]
    };
    match kind {
        MethodKind::List => quote! {
            #comment
            #errors
            pub async fn list(&self, request: &rt::ListRequest) -> Result<rt::TypedPage<#record>, rt::Error> {
                self.0.list(request).await
            }

            /// All of them, page by page under the pace of the client.
            #errors
            pub fn stream(&self, request: &rt::ListRequest) -> Result<rt::TypedStream<#record>, rt::Error> {
                self.0.stream(request)
            }
        },
        MethodKind::Get => quote! {
            #comment
            #errors
            pub async fn get(&self, id: &str, options: &rt::GetOptions) -> Result<rt::TypedAnswer<#record>, rt::Error> {
                self.0.get(id, options).await
            }
        },
        MethodKind::Create => quote! {
            #comment
            #errors
            pub async fn create(&self, input: impl Into<rt::Input>, options: &rt::WriteOptions) -> Result<rt::TypedWritten<#record>, rt::Error> {
                self.0.create(input.into(), options).await
            }
        },
        MethodKind::Update => quote! {
            #comment
            #errors
            pub async fn update(&self, id: &str, input: impl Into<rt::Input>, options: &rt::WriteOptions) -> Result<rt::TypedWritten<#record>, rt::Error> {
                self.0.update(id, input.into(), options).await
            }
        },
        MethodKind::Delete => quote! {
            #comment
            #errors
            pub async fn delete(&self, id: &str, options: &rt::WriteOptions) -> Result<rt::Deleted, rt::Error> {
                self.0.delete(id, options).await
            }
        },
        MethodKind::Upsert => quote! {
            #comment
            #errors
            pub async fn upsert<I: Into<rt::Input>>(&self, rows: impl IntoIterator<Item = I>, options: &rt::WriteOptions) -> Result<rt::Upserted, rt::Error> {
                self.0.upsert(rows.into_iter().map(Into::into), options).await
            }
        },
    }
}
