//! An API with another key or other rules.

use std::sync::{Arc, LazyLock};

use planhat_spec::unified::mapping::Mapping;
use planhat_spec::{Diagnostics, Source};
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

    /// The same by rules that these files override, of which later ones win; `base` are the specs
    /// that they are checked against.
    ///
    /// # Errors
    /// Every fault of the files, with its place.
    pub fn with_overrides(&self, base: &[Source], files: &[Source]) -> Result<Self, Diagnostics> {
        let (_, mappings) = planhat_spec::with_overrides(base, files)?;
        let mut own = mappings
            .into_iter()
            .filter(|one| one.api == self.mapping().api);
        Ok(match own.next() {
            Some(mapping) => self.with_mapping(Arc::new(mapping)),
            None => self.clone(),
        })
    }
}
