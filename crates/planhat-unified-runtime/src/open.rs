//! An API with another key or other rules.

use std::sync::{Arc, LazyLock};

use planhat_spec::unified::mapping::Mapping;
use secrecy::{ExposeSecret, SecretString};

use crate::Unified;

/// Bytes of the key of a process.
const KEY: usize = 32;

/// A key that this process made for itself; nobody else can sign with it.
pub fn process_key() -> SecretString {
    static MADE: LazyLock<SecretString> = LazyLock::new(|| {
        let mut bytes = [0; KEY];
        // Without a source of chance there are no keys, nor TLS: stop here.
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        hex.into()
    });
    MADE.expose_secret().into()
}

impl Unified {
    /// The same with another key for cursors.
    pub fn with_key(&self, key: SecretString) -> Self {
        Unified::new(Arc::clone(self.mapping()), self.client().clone(), key)
    }

    /// The same by other rules.
    pub fn with_mapping(&self, mapping: Arc<Mapping>) -> Self {
        Unified::new(mapping, self.client().clone(), self.key().clone())
    }

    /// The same by those of the mappings that are of this API; by the rules that hold already where
    /// none is.
    pub fn with_mappings(&self, mappings: Vec<Mapping>) -> Self {
        let mut own = mappings
            .into_iter()
            .filter(|one| one.api == self.mapping().api);
        match own.next() {
            Some(mapping) => self.with_mapping(Arc::new(mapping)),
            None => self.clone(),
        }
    }
}
