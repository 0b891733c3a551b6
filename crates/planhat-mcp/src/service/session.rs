//! Whose request it is: a client, tools, and who takes note.

use std::fmt;
use std::sync::{Arc, OnceLock};

use planhat_core::Client;
use planhat_tools_runtime::ToolSet;
use rmcp::model::Extensions;

use super::lists::Lists;
use crate::audit::{Audit, Refusal};

/// Finds the session of a request.
pub trait Resolver: Send + Sync + 'static {
    /// The session of the request that these extensions are of. Over HTTP they hold its
    /// `http::request::Parts`, with what the server around the endpoint put into them.
    ///
    /// # Errors
    /// When the request is nobody's: its client reads why.
    fn session(
        &self,
        extensions: &Extensions,
    ) -> impl Future<Output = Result<Arc<Session>, Refusal>> + Send;
}

/// One tenant: every request is its own.
impl Resolver for Arc<Session> {
    async fn session(&self, _extensions: &Extensions) -> Result<Arc<Session>, Refusal> {
        Ok(Arc::clone(self))
    }
}

type Connect = Box<dyn Fn() -> Result<Client, String> + Send + Sync>;

/// What the requests of a caller are served with. Made once and kept: lists are made once in it.
pub struct Session {
    tools: ToolSet,
    connect: Connect,
    client: OnceLock<Client>,
    audit: Arc<dyn Audit>,
    caller: String,
    pub(super) lists: Lists,
}

impl Session {
    /// A session. `connect` makes the client when the first tool is called, and again for each call
    /// until it succeeds; agents read its error.
    pub fn new(
        tools: ToolSet,
        connect: impl Fn() -> Result<Client, String> + Send + Sync + 'static,
        audit: Arc<dyn Audit>,
        caller: impl Into<String>,
    ) -> Self {
        Session {
            tools,
            connect: Box::new(connect),
            client: OnceLock::new(),
            audit,
            caller: caller.into(),
            lists: Lists::default(),
        }
    }

    /// The tools that it has.
    pub fn tools(&self) -> &ToolSet {
        &self.tools
    }

    /// Who calls, as the audit names it.
    pub fn caller(&self) -> &str {
        &self.caller
    }

    pub(super) fn audit(&self) -> &dyn Audit {
        &*self.audit
    }

    pub(super) fn client(&self) -> Result<&Client, String> {
        match self.client.get() {
            Some(client) => Ok(client),
            None => (self.connect)().map(|client| self.client.get_or_init(|| client)),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("caller", &self.caller)
            .field("tools", &self.tools)
            .finish_non_exhaustive()
    }
}
