//! A handler with the least in it, and a server around it.

use std::net::SocketAddr;
use std::sync::Arc;

use planhat_mcp::http::{self, Options, Server};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

/// Its tool `wait` ends when it is cancelled, or `go` is told; every other tool answers at once.
#[derive(Clone, Default)]
pub struct Fixture {
    pub begun: Arc<Notify>,
    pub cancelled: Arc<Notify>,
    pub go: Arc<Notify>,
}

impl ServerHandler for Fixture {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let ready = Arc::from(r#"[{"name":"ready","inputSchema":{"type":"object"}}]"#);
        let tools = match http::offer(&context.extensions, "tools", &ready) {
            true => Vec::new(),
            false => vec![Tool::new("typed", "", Arc::default())],
        };
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if request.name == "wait" {
            self.begun.notify_one();
            tokio::select! {
                () = context.ct.cancelled() => self.cancelled.notify_one(),
                () = self.go.notified() => {}
            }
        }
        Ok(CallToolResult::success(vec![ContentBlock::text("done")]).into())
    }
}

/// A server that runs.
pub struct Running {
    pub address: SocketAddr,
    pub fixture: Fixture,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    pub async fn start(options: Options) -> Self {
        let local = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(local, options).await.expect("a server");
        let address = server.address();
        let fixture = Fixture::default();
        let handler = fixture.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let task =
            tokio::spawn(server.serve(move || handler.clone(), async move { drop(stopped.await) }));
        Running {
            address,
            fixture,
            stop,
            task,
        }
    }

    /// Tells it to stop, and gives what waits for the end.
    pub fn stop(self) -> JoinHandle<()> {
        let _ = self.stop.send(());
        self.task
    }
}
