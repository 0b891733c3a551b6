//! The engine: a mapping, and a client that it is applied to.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use planhat_core::Client;
use planhat_spec::unified::mapping::{Mapping, Model};
use secrecy::SecretString;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::custom::Unread;
use crate::{Error, table};

/// Settings of a call that rules look at, by name.
pub type Settings = IndexMap<String, String>;

/// A record, its fields in the order of the rules.
pub type Record = IndexMap<String, serde_json::Value>;

/// Words that are in use, by resource and field.
pub(crate) type Words = HashMap<(&'static str, &'static str), InUse>;

/// Words that are in use.
#[derive(Debug, Clone)]
pub(crate) struct InUse {
    pub(crate) words: BTreeSet<String>,
    /// When they were read.
    pub(crate) read: Instant,
    pub(crate) seen: Seen,
}

/// How many records were looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seen {
    All,
    First(u64),
    /// None, as there is no list, or it may not be read.
    None,
}

impl InUse {
    pub(crate) fn new(seen: Seen) -> Self {
        InUse {
            words: BTreeSet::new(),
            read: Instant::now(),
            seen,
        }
    }

    /// What makes it unsure that another word is not in use, in words.
    pub(crate) fn unsure(&self) -> String {
        match self.seen {
            Seen::All => String::new(),
            Seen::First(count) => format!(" (by the first {count} records)"),
            Seen::None => " (the records could not be looked at)".to_owned(),
        }
    }
}

/// A unified API over one tenant. Cheap to clone; clones share all they have.
#[derive(Clone)]
pub struct Unified(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) mapping: Arc<Mapping>,
    pub(crate) client: Client,
    /// What cursors are signed with.
    pub(crate) key: SecretString,
    /// Words in use of fields of which the server replaces unknown ones.
    pub(crate) words: Mutex<Words>,
    /// That the tenant's definitions could not be read.
    pub(crate) unread: Unread,
}

impl Unified {
    /// The API of a mapping, over a client. Cursors are signed with the key: whoever has to go on
    /// from them, in this process or another, needs the same one.
    pub fn new(mapping: Arc<Mapping>, client: Client, key: SecretString) -> Self {
        Unified(Arc::new(Inner {
            mapping,
            client,
            key,
            words: Mutex::default(),
            unread: Unread::default(),
        }))
    }

    /// The rules in force.
    pub fn mapping(&self) -> &Arc<Mapping> {
        &self.0.mapping
    }

    /// The client underneath.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    pub(crate) fn key(&self) -> &SecretString {
        &self.0.key
    }

    /// A model by its name or plural.
    ///
    /// # Errors
    /// When there is none.
    pub fn model(&self, name: &str) -> Result<ModelHandle, Error> {
        let model = table::model(&self.0.mapping, name)?;
        Ok(ModelHandle {
            inner: Arc::clone(&self.0),
            model,
        })
    }
}

impl fmt::Debug for Unified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unified")
            .field("api", &self.0.mapping.api)
            .field("version", &self.0.mapping.version)
            .finish_non_exhaustive()
    }
}

/// A model over one tenant.
#[derive(Clone)]
pub struct ModelHandle {
    pub(crate) inner: Arc<Inner>,
    pub(crate) model: usize,
}

impl ModelHandle {
    /// The rules of the model.
    pub fn rules(&self) -> &Model {
        &self.inner.mapping.models[self.model]
    }

    /// The rules of its API, shapes included.
    pub fn mapping(&self) -> &Mapping {
        &self.inner.mapping
    }

    pub(crate) fn client(&self) -> &Client {
        &self.inner.client
    }

    /// Another model of the same API.
    pub(crate) fn other(&self, name: &str) -> Result<ModelHandle, Error> {
        let model = table::model(&self.inner.mapping, name)?;
        Ok(ModelHandle {
            inner: Arc::clone(&self.inner),
            model,
        })
    }
}

impl fmt::Debug for ModelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModelHandle")
            .field("api", &self.inner.mapping.api)
            .field("model", &self.rules().name)
            .finish_non_exhaustive()
    }
}
