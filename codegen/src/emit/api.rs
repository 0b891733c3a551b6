//! The table of the API.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{table, types};
use crate::ir::{Api, Ir, Scheme};

pub(super) fn emit(ir: &Ir) -> TokenStream {
    let api = &ir.api;
    let (title, summary, default_host) = (&api.title, &api.summary, &api.default_host);
    let (hosts, auth, secrets) = (hosts(api), auths(api), secrets(api));
    let limits = limits(api);
    let (retry, header) = (&api.retry_statuses, &api.retry_header);
    let (partial, bulk_result) = (&api.partial_statuses, &api.bulk_result_statuses);
    let order = &api.page_order;
    let keys = api.keys.iter().map(|key| {
        let (name, prefix, path) = (&key.name, table::option(key.prefix.as_ref()), key.path);
        quote!(t::Key { name: #name, prefix: #prefix, path: #path })
    });
    let tags = api.tags.iter().map(|tag| {
        let (name, doc, tools) = (&tag.name, &tag.doc, tag.tools);
        quote!(t::Tag { name: #name, doc: #doc, tools: #tools })
    });
    let resources = ir.resources.iter().map(|resource| {
        let (feature, module) = (&resource.name, types::ident(&resource.name));
        quote!(#[cfg(feature = #feature)] &crate::#module::TABLE)
    });
    quote! {
        //! The table of the API: hosts, limits, keys and all resources whose feature is on.
        use planhat_core::table as t;

        /// Everything that is known of the API.
        pub static API: t::Api = t::Api {
            title: #title,
            summary: #summary,
            hosts: &[#(#hosts),*],
            default_host: #default_host,
            auth: &[#(#auth),*],
            secrets: &[#(#secrets),*],
            limits: #limits,
            retry_statuses: &[#(#retry),*],
            retry_header: #header,
            partial_statuses: &[#(#partial),*],
            bulk_result_statuses: &[#(#bulk_result),*],
            page_order: #order,
            keys: &[#(#keys),*],
            tags: &[#(#tags),*],
            resources: &[#(#resources),*],
        };
    }
}

fn hosts(api: &Api) -> Vec<TokenStream> {
    let host = |host: &crate::ir::Host| {
        let (name, url, auth, doc) = (&host.name, &host.url, &host.auth, &host.doc);
        let (regional, clusters) = (table::option(host.regional.as_ref()), &host.clusters);
        let paced = host.paced;
        quote!(t::Host {
            name: #name, url: #url, auth: #auth, regional: #regional,
            clusters: &[#(#clusters),*], paced: #paced, doc: #doc,
        })
    };
    api.hosts.iter().map(host).collect()
}

fn auths(api: &Api) -> Vec<TokenStream> {
    let auth = |auth: &crate::ir::Auth| {
        let (name, doc, secret) = (&auth.name, &auth.doc, table::option(auth.secret.as_ref()));
        let scheme = match auth.scheme {
            Scheme::Bearer => format_ident!("Bearer"),
            Scheme::Basic => format_ident!("Basic"),
            Scheme::None => format_ident!("None"),
        };
        quote!(t::Auth { name: #name, scheme: t::Scheme::#scheme, secret: #secret, doc: #doc })
    };
    api.auth.iter().map(auth).collect()
}

fn secrets(api: &Api) -> Vec<TokenStream> {
    let secret = |secret: &crate::ir::Secret| {
        let (name, env, doc) = (&secret.name, &secret.env, &secret.doc);
        quote!(t::Secret { name: #name, env: #env, doc: #doc })
    };
    api.secrets.iter().map(secret).collect()
}

fn limits(api: &Api) -> TokenStream {
    let (minute, second, parallel) = (api.per_minute, api.per_second, api.parallel);
    let rows = api.bulk_rows as usize;
    let query = api.query_bytes as usize;
    let body = usize::try_from(api.body_bytes).unwrap_or(usize::MAX);
    quote!(t::Limits {
        per_minute: #minute, per_second: #second, parallel: #parallel,
        bulk_rows: #rows, body_bytes: #body, query_bytes: #query,
    })
}
