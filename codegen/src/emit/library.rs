//! The root of the client crate.

use proc_macro2::TokenStream;
use quote::quote;

use super::{readme, types};
use crate::ir::Ir;

pub(super) fn emit(ir: &Ir) -> TokenStream {
    let modules = ir.resources.iter().map(|resource| {
        let (feature, module) = (&resource.name, types::ident(&resource.name));
        quote! {
            #[cfg(feature = #feature)]
            pub mod #module;
        }
    });
    let exports = ir.resources.iter().map(|resource| {
        let (feature, module) = (&resource.name, types::ident(&resource.name));
        let record = types::ident(&resource.names.record);
        quote! {
            #[cfg(feature = #feature)]
            pub use #module::#record;
        }
    });
    let accessors = ir.resources.iter().map(|resource| {
        let (feature, module) = (&resource.name, types::ident(&resource.name));
        let (accessor, handle) = (
            types::ident(&resource.names.accessor),
            types::ident(&resource.names.handle),
        );
        let comment = format!(" The calls of {}.", resource.many);
        quote! {
            #[doc = #comment]
            #[cfg(feature = #feature)]
            pub fn #accessor(&self) -> #module::#handle<'_> {
                #module::#handle::new(&self.0)
            }
        }
    });
    // The examples of the README compile where their resource is on.
    let front = match readme::shown(ir).map(|resource| &resource.name) {
        Some(feature) => quote! {
            #![cfg_attr(feature = #feature, doc = include_str!("../README.md"))]
            #![cfg_attr(not(feature = #feature), doc = "Typed client; its README has examples.")]
        },
        None => quote!(#![doc = include_str!("../README.md")]),
    };
    quote! {
        #front
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]
        #![allow(clippy::all, clippy::pedantic)]

        pub mod api;
        pub mod common;
        pub mod ids;
        #(#modules)*
        #(#exports)*
        pub use planhat_core::*;

        /// The client of the whole API: one accessor for each resource, and all that
        /// [`planhat_core::Client`] offers. Clones share connections and pacing.
        #[derive(Debug, Clone)]
        pub struct Client(planhat_core::Client);

        impl Client {
            /// Begins a client; a token is all that most need to set.
            ///
            /// ```
            /// # fn main() -> Result<(), planhat_client::Error> {
            /// let client = planhat_client::Client::builder().token("secret").region("eu3").build()?;
            /// # Ok(())
            /// # }
            /// ```
            pub fn builder() -> ClientBuilder<Client> {
                ClientBuilder::new(&api::API)
            }

            /// A client from the environment: `PLANHAT_API_TOKEN`, `PLANHAT_REGION` or
            /// `PLANHAT_BASE_URL`, `PLANHAT_ANALYTICS_URL`, `PLANHAT_TENANT_TOKEN`, `PLANHAT_PACING`.
            ///
            /// # Errors
            /// When one of them holds what cannot be used.
            pub fn from_env() -> Result<Client, Error> {
                ClientBuilder::from_env(&api::API)?.build()
            }

            #(#accessors)*
        }

        impl From<planhat_core::Client> for Client {
            fn from(client: planhat_core::Client) -> Self {
                Client(client)
            }
        }
        impl std::ops::Deref for Client {
            type Target = planhat_core::Client;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    }
}
