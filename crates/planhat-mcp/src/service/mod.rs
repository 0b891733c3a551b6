//! The tools, pages and prompts as an [`rmcp::ServerHandler`], for one tenant or for many.
//!
//! ```no_run
//! # async fn run(tools: planhat_tools_runtime::ToolSet, client: planhat_core::Client)
//! # -> Result<(), planhat_mcp::http::Error> {
//! use std::sync::Arc;
//! use planhat_mcp::{audit::Silent, http, service::{Service, Session}};
//! let connect = move || Ok(client.clone());
//! let session = Session::new(tools, connect, Arc::new(Silent), "local");
//! let service = Service::new(Arc::new(session));
//! let address = std::net::SocketAddr::from(([127, 0, 0, 1], 8765));
//! let server = http::Server::bind(address, http::Options::default()).await?;
//! server.serve(move || service.clone(), std::future::pending()).await;
//! # Ok(())
//! # }
//! ```
//!
//! Whose request it is says the [`Resolver`], for every request anew: nothing is remembered of a
//! connection.

mod call;
mod confirm;
mod lists;
mod session;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, DiscoverResult, GetPromptRequestParams,
    GetPromptResponse, GetPromptResult, Implementation, InitializeRequestParams, InitializeResult,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, PromptMessage, ReadResourceRequestParams, ReadResourceResponse,
    ReadResourceResult, ResourceContents, Role, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::Value;
use tokio::sync::watch;

pub use session::{Resolver, Session};

use confirm::Confirmations;
use lists::{MARKDOWN, SCHEME};

/// How long a list may be kept by its client, in milliseconds: it stays the same while a server runs,
/// and a restart may bring another one.
const KEPT: u64 = 300_000;

/// The handler; clones are the same one.
pub struct Service<R>(Arc<Inner<R>>);

struct Inner<R> {
    resolver: R,
    confirmations: Confirmations,
    open: watch::Sender<usize>,
}

impl<R: Resolver> Service<R> {
    /// A handler for the sessions of a resolver; an `Arc<Session>` is one, of a single tenant.
    pub fn new(resolver: R) -> Self {
        Service(Arc::new(Inner {
            resolver,
            confirmations: Confirmations::new(),
            open: watch::Sender::new(0),
        }))
    }

    /// Waits until no call of a tool is open: what was to be told of them is told then.
    pub async fn idle(&self) {
        // The sender is kept here, so that it cannot be gone.
        let _ = self.0.open.subscribe().wait_for(|open| *open == 0).await;
    }

    async fn session(
        &self,
        context: &RequestContext<RoleServer>,
    ) -> Result<Arc<Session>, ErrorData> {
        let session = self.0.resolver.session(&context.extensions).await;
        session.map_err(|refusal| ErrorData::invalid_request(refusal.0, None))
    }
}

impl<R: Resolver> ServerHandler for Service<R> {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .build();
        let server = Implementation::new("planhat", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(capabilities).with_server_info(server.with_title("Planhat"))
    }

    async fn initialize(
        &self,
        request: InitializeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<InitializeResult, ErrorData> {
        let session = self.session(&context).await?;
        let result = self.negotiate_initialize(&request)?;
        context.peer.set_peer_info(request);
        Ok(result.with_instructions(session.tools().instructions()))
    }

    async fn discover(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<DiscoverResult, ErrorData> {
        let session = self.session(&context).await?;
        let versions = self.supported_protocol_versions().into_owned();
        let info = self
            .get_info()
            .with_instructions(session.tools().instructions());
        let mut result = DiscoverResult::from_server_info(versions, info);
        result.ttl_ms = KEPT;
        result.cache_scope = CacheScope::Private;
        Ok(result)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        one_page(request)?;
        let session = self.session(&context).await?;
        let mut result = ListToolsResult::with_all_items(session.list_tools(&context.extensions));
        (result.ttl_ms, result.cache_scope) = kept();
        Ok(result)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let _open = Open::new(&self.0.open);
        let session = self.session(&context).await?;
        call::tool(&session, &self.0.confirmations, request, &context).await
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        one_page(request)?;
        let session = self.session(&context).await?;
        let items = session.list_resources(&context.extensions);
        let mut result = ListResourcesResult::with_all_items(items);
        (result.ttl_ms, result.cache_scope) = kept();
        Ok(result)
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        one_page(request)?;
        let mut result = ListResourceTemplatesResult::default();
        (result.ttl_ms, result.cache_scope) = kept();
        Ok(result)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let session = self.session(&context).await?;
        let catalogue = session.tools().catalogue();
        let name = request.uri.strip_prefix(SCHEME);
        let page = name.and_then(|name| catalogue.page(name)).ok_or_else(|| {
            let what = "there is no such page; `resources/list` has those there are";
            ErrorData::resource_not_found(what, Some(serde_json::json!({"uri": request.uri})))
        })?;
        let text = ResourceContents::text(page.text, request.uri).with_mime_type(MARKDOWN);
        let mut result = ReadResourceResult::new(vec![text]);
        (result.ttl_ms, result.cache_scope) = kept();
        Ok(result.into())
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        one_page(request)?;
        let session = self.session(&context).await?;
        let mut result =
            ListPromptsResult::with_all_items(session.list_prompts(&context.extensions));
        (result.ttl_ms, result.cache_scope) = kept();
        Ok(result)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let session = self.session(&context).await?;
        let prompt = session.tools().catalogue().prompt(&request.name);
        let prompt = prompt.ok_or_else(|| {
            let what = "there is no such prompt; `prompts/list` has those there are";
            ErrorData::invalid_params(what, None)
        })?;
        let given = request.arguments.unwrap_or_default();
        let given: BTreeMap<String, String> = given
            .into_iter()
            .map(|(name, value)| (name, text(value)))
            .collect();
        let filled = session.tools().prompt(prompt, &given);
        let filled = filled.map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
        let message = PromptMessage::new_text(Role::User, filled);
        let result = GetPromptResult::new(vec![message]).with_description(prompt.description);
        Ok(result.into())
    }
}

/// There are no cursors, so that none can be right.
fn one_page(request: Option<PaginatedRequestParams>) -> Result<(), ErrorData> {
    let cursor = request
        .and_then(|request| request.cursor)
        .unwrap_or_default();
    match cursor.is_empty() {
        true => Ok(()),
        false => Err(ErrorData::invalid_params(
            "there is one page, and no cursor",
            None,
        )),
    }
}

fn kept() -> (Option<u64>, Option<CacheScope>) {
    (Some(KEPT), Some(CacheScope::Private))
}

/// Arguments of prompts are texts; what is none is taken as it is written.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Counts a call as long as it lives.
struct Open<'s>(&'s watch::Sender<usize>);

impl<'s> Open<'s> {
    fn new(open: &'s watch::Sender<usize>) -> Self {
        open.send_modify(|open| *open += 1);
        Open(open)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open = open.saturating_sub(1));
    }
}

impl<R> Clone for Service<R> {
    fn clone(&self) -> Self {
        Service(Arc::clone(&self.0))
    }
}

impl<R> fmt::Debug for Service<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}
