//! A sandbox, the tools over it, and a server for them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use planhat_mcp::audit::{Audit, Call, End, Finish, Refusal};
use planhat_mcp::http::{Options, Server};
use planhat_mcp::service::{Resolver, Service, Session};
use planhat_sandbox::Sandbox;
use planhat_tools::CATALOGUE;
use planhat_tools_runtime::{Selection, ToolSet};
use serde_json::{Map, Value, json};

use crate::caller;

/// Tools around companies.
pub fn companies() -> Selection {
    Selection {
        tools: vec![
            "*_planhat_company*".to_owned(),
            "*_planhat_companies".to_owned(),
        ],
        ..Selection::default()
    }
}

pub fn tools(selection: &Selection) -> ToolSet {
    ToolSet::select(&CATALOGUE, selection).expect("tools")
}

/// An audit that tests read: who, which tool, how it ended.
#[derive(Clone, Default)]
pub struct Heard {
    pub lines: Arc<Mutex<Vec<String>>>,
    pub refuses: bool,
}

impl Heard {
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("no panic").clone()
    }

    /// Waits for a line.
    pub async fn line(&self) -> String {
        loop {
            if let Some(line) = self.lines().first() {
                return line.clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

impl Audit for Heard {
    fn begin(&self, call: &Call<'_>) -> Result<Finish, Refusal> {
        if self.refuses && call.writes {
            return Err(Refusal("the audit says no".to_owned()));
        }
        let lines = Arc::clone(&self.lines);
        let begun = format!("{} {}", call.caller, call.tool);
        Ok(Box::new(move |end: &End<'_>| {
            let operation = end.operation.unwrap_or("-");
            let ids = end.ids.join(",");
            let line = format!("{begun} {operation} {} [{ids}]", end.outcome);
            lines.lock().expect("no panic").push(line);
        }))
    }
}

/// Serves a resolver on a free port, as long as the test runs.
pub async fn serve(resolver: impl Resolver) -> SocketAddr {
    let local = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(local, Options::default())
        .await
        .expect("a server");
    let address = server.address();
    let service = Service::new(resolver);
    tokio::spawn(server.serve(move || service.clone(), std::future::pending()));
    address
}

/// A server over a sandbox.
pub struct Tenant {
    pub sandbox: Sandbox,
    pub address: SocketAddr,
    pub heard: Heard,
}

impl Tenant {
    pub async fn start(selection: &Selection, heard: Heard) -> Self {
        let sandbox = Sandbox::start().await.expect("a sandbox");
        let client = (*sandbox.client()).clone();
        let connect = move || Ok(client.clone());
        let audit = Arc::new(heard.clone());
        let session = Session::new(tools(selection), connect, audit, "ada");
        Tenant {
            sandbox,
            address: serve(Arc::new(session)).await,
            heard,
        }
    }

    pub fn insert(&self, name: &str) -> String {
        let record: Map<String, Value> =
            serde_json::from_value(json!({"name": name})).expect("an object");
        self.sandbox
            .tenant()
            .insert("company", record)
            .expect("it is kept")
    }

    pub async fn ask(&self, method: &str, params: Value) -> Value {
        caller::Call::new(method, params)
            .send(self.address)
            .await
            .json()
    }

    /// The result of a tool: whether it is an error, and its text.
    pub async fn call(&self, tool: &str, arguments: Value) -> (bool, String) {
        let params = json!({"name": tool, "arguments": arguments});
        told(&self.ask("tools/call", params).await)
    }
}

/// Whether a result is an error, and its text.
pub fn told(answer: &Value) -> (bool, String) {
    let result = &answer["result"];
    let text = result["content"][0]["text"].as_str();
    let text = text.unwrap_or_else(|| panic!("no text: {answer}"));
    (result["isError"] == true, text.to_owned())
}
