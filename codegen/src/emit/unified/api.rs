//! The client of one API, and its mapping as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::said;
use crate::emit::{docs, types};
use crate::ir::UnifiedApi;

pub(super) fn mapping(api: &UnifiedApi) -> String {
    // Nothing here can fail: the keys are texts, and the writer is memory.
    let mut text = serde_json::to_string(&api.mapping).unwrap_or_default();
    text.push('\n');
    text
}

pub(super) fn emit(api: &UnifiedApi) -> TokenStream {
    let comment = format!(" The unified models of {}.", api.title);
    let modules = api.models.iter().map(|model| {
        let (feature, module) = (&model.feature, types::ident(&model.module));
        let record = types::ident(&model.record);
        quote! {
            #[cfg(feature = #feature)]
            pub mod #module;
            #[cfg(feature = #feature)]
            pub use #module::#record;
        }
    });
    let client = client(api);
    let json = format!("../mapping/{}.json", api.mapping.api);
    quote! {
        #![doc = #comment]
        use std::sync::{Arc, LazyLock};

        use planhat_unified_runtime as rt;

        #(#modules)*
        pub mod shapes;

        static MAPPING: LazyLock<Arc<rt::Mapping>> = LazyLock::new(|| {
            let mapping = serde_json::from_str(include_str!(#json));
            Arc::new(mapping.expect("the mapping was written by the generator"))
        });

        /// The rules that hold unless some are overridden.
        pub fn mapping() -> Arc<rt::Mapping> {
            Arc::clone(&MAPPING)
        }

        #client
    }
}

fn client(api: &UnifiedApi) -> TokenStream {
    let client = types::ident(&api.client);
    let comment = format!(
        " The unified models of {} over one tenant: one accessor for each model. Clones share all they have.",
        api.title
    );
    let accessors = api.models.iter().map(|model| {
        let rules = api.rules(model);
        let (feature, module) = (&model.feature, types::ident(&model.module));
        let (accessor, handle) = (types::ident(&model.accessor), types::ident(&model.handle));
        let comment = docs::lines([docs::text(&said::summary(rules))]);
        quote! {
            #comment
            #[cfg(feature = #feature)]
            pub fn #accessor(&self) -> #module::#handle {
                #module::#handle::new(&self.0)
            }
        }
    });
    quote! {
        #[doc = #comment]
        #[derive(Debug, Clone)]
        pub struct #client(rt::Unified);

        impl #client {
            /// The models over a client. Cursors are signed with a key of this process, so that no
            /// other can go on from them.
            pub fn new(client: &planhat_client::Client) -> Self {
                Self(rt::Unified::new(mapping(), (**client).clone(), rt::process_key()))
            }

            /// Signs cursors with this key: all processes that have it can go on from them.
            pub fn with_cursor_key(self, key: impl Into<rt::SecretString>) -> Self {
                Self(self.0.with_key(key.into()))
            }

            /// The same by other rules: those that these files override, of which later ones win.
            ///
            /// # Errors
            /// When a file cannot be read, or has faults: every one, with its place.
            pub fn with_overrides<P: AsRef<std::path::Path>>(self, files: impl IntoIterator<Item = P>) -> Result<Self, rt::OverrideError> {
                let mappings = rt::overrides::load(&crate::specs::sources(), files)?;
                Ok(Self(self.0.with_mappings(mappings)))
            }

            /// The same with what the files hold.
            ///
            /// # Errors
            /// When they have faults: every one, with its place.
            pub fn with_override_sources(self, files: &[rt::Source]) -> Result<Self, rt::OverrideError> {
                let mappings = rt::overrides::of_sources(&crate::specs::sources(), files)?;
                Ok(Self(self.0.with_mappings(mappings)))
            }

            /// The engine: models by name, over JSON.
            pub fn unified(&self) -> &rt::Unified {
                &self.0
            }

            #(#accessors)*
        }
    }
}
