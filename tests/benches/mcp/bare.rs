//! The bare server: rmcp as its documentation has it, the tools of the catalogue, a GET for each call,
//! and what comes back as it came.

use std::net::Ipv4Addr;
use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use serde::Deserialize;

use crate::load::{GET, LIST};

#[derive(Clone)]
struct Bare {
    tools: Arc<Vec<Tool>>,
    client: reqwest::Client,
    base: Arc<str>,
    token: Arc<str>,
}

#[derive(Deserialize)]
struct Listed {
    tools: Vec<Tool>,
}

impl Bare {
    fn new() -> Self {
        // The TLS library wants a provider, though nothing here is encrypted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listed: Listed =
            serde_json::from_str(include_str!("../../../generated/tools/mcp.json")).unwrap();
        let variable = |name| std::env::var(name).unwrap().into();
        Self {
            tools: Arc::new(listed.tools),
            client: reqwest::Client::new(),
            base: variable("PLANHAT_BASE_URL"),
            token: variable("PLANHAT_API_TOKEN"),
        }
    }

    async fn get(&self, path: &str) -> reqwest::Result<String> {
        let url = format!("{}{path}", self.base);
        let request = self.client.get(url).bearer_auth(&self.token);
        request.send().await?.error_for_status()?.text().await
    }
}

impl ServerHandler for Bare {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.to_vec()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let id = arguments.get("id").and_then(|id| id.as_str());
        let path = match (request.name.as_ref(), id) {
            (GET, Some(id)) => format!("/companies/{id}"),
            (LIST, _) => "/companies?limit=20".to_owned(),
            _ => return Err(ErrorData::invalid_params("no such tool", None)),
        };
        let result = match self.get(&path).await {
            Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
            Err(error) => CallToolResult::error(vec![ContentBlock::text(error.to_string())]),
        };
        Ok(result.into())
    }
}

pub async fn stdio() {
    let served = Bare::new().serve((tokio::io::stdin(), tokio::io::stdout()));
    served.await.unwrap().waiting().await.unwrap();
}

pub async fn http() {
    let bare = Bare::new();
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let sessions = Arc::new(NeverSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(bare.clone()), sessions, config);
    let address = (Ipv4Addr::LOCALHOST, 0);
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    println!("http://{}/mcp", listener.local_addr().unwrap());
    let router = axum::Router::new().route_service("/mcp", service);
    axum::serve(listener, router).await.unwrap();
}
