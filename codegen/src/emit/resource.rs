//! The module of a resource.

use proc_macro2::TokenStream;
use quote::quote;

use super::{body, demo, docs, ids, operation, record, server, table, types};
use crate::ir::Resource;

pub(super) fn emit(resource: &Resource) -> TokenStream {
    let names = &resource.names;
    let handle = types::ident(&names.handle);
    let module = docs::lines(docs::resource(resource))
        .to_string()
        .replace("# [doc", "# ! [doc");
    let module: TokenStream = module.parse().unwrap_or_default();
    let tables = tables(resource);
    let record = record::of_resource(resource);
    let objects = resource.types.iter().map(record::of_object);
    let enums = resource.enums.iter().map(record::of_enum);
    let choices = resource.choices.iter().map(body::choice);
    let body = resource.body.as_ref().map(|one| body::emit(resource, one));
    let own_keys = resource
        .operations
        .iter()
        .filter_map(|operation| operation.face.id.as_ref())
        .filter(|id| !id.own.is_empty())
        .map(|id| ids::key_type(resource, &id.name, &id.own));
    let methods = resource
        .operations
        .iter()
        .map(|one| operation::method(resource, one));
    let calls = resource
        .operations
        .iter()
        .filter_map(|one| operation::call_type(resource, one));
    let comment = format!(" The calls of {}; get it from the client.", resource.many);
    quote! {
        #module
        use planhat_core as rt;
        use planhat_core::table as t;

        #[doc = #comment]
        #[derive(Debug, Clone, Copy)]
        pub struct #handle<'c> {
            client: &'c rt::Client,
        }
        impl<'c> #handle<'c> {
            pub(crate) fn new(client: &'c rt::Client) -> Self {
                #handle { client }
            }
            #(#methods)*
        }
        #(#calls)*
        #record
        #body
        #(#choices)*
        #(#own_keys)*
        #(#objects)*
        #(#enums)*
        #tables
    }
}

fn tables(resource: &Resource) -> TokenStream {
    let rows = resource.fields.iter().map(table::field);
    let (name, plural, title) = (&resource.name, &resource.plural, &resource.title);
    let (summary, path) = (&resource.summary, &resource.path);
    let (tags, keys) = (&resource.tags, &resource.keys);
    let record = types::ident(&resource.names.record);
    let note = table::option(resource.note.as_ref());
    let demo = demo::share(resource.demo.as_ref());
    let view_of = table::option(resource.view_of.as_ref());
    let fixed = table::pairs(&resource.fixed);
    let effects = server::effects(&resource.effects);
    let idents = resource
        .operations
        .iter()
        .map(|operation| types::ident(&operation.table));
    let operations = resource.operations.iter().map(table::operation);
    quote! {
        /// Every field, in the order of the spec.
        pub const FIELDS: &[t::Field] = &[#(#rows),*];
        /// The table of the resource.
        pub static TABLE: t::Resource = t::Resource {
            name: #name,
            plural: #plural,
            title: #title,
            summary: #summary,
            note: #note,
            tags: &[#(#tags),*],
            path: #path,
            keys: &[#(#keys),*],
            view_of: #view_of,
            fixed: #fixed,
            fields: FIELDS,
            operations: &[#(&#idents),*],
            effects: #effects,
            demo: #demo,
            decode: rt::record::decode_boxed::<#record>,
        };
        #(#operations)*
    }
}
