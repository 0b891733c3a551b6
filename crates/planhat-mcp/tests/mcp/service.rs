//! Lists, pages, prompts and calls, as a client sees them.

use std::sync::Arc;

use planhat_mcp::audit::{Refusal, Silent};
use planhat_mcp::service::{Resolver, Session};
use planhat_tools::CATALOGUE;
use planhat_tools_runtime::Selection;
use rmcp::model::Extensions;
use serde_json::{Value, json};

use crate::caller::Call;
use crate::tenant::{Heard, Tenant, companies, serve, tools};

const GET: &str = "get_single_planhat_company_by_id";
const DELETE: &str = "delete_a_planhat_company_by_id";

#[tokio::test]
async fn lists_are_those_of_the_tool_set_for_both_revisions() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let set = tools(&companies());
    let expected: Value = serde_json::from_str(set.list_json()).expect("JSON");
    let new = tenant.ask("tools/list", json!({})).await;
    let old = Call::old("tools/list", json!({}))
        .send(tenant.address)
        .await
        .json();
    for answer in [&new, &old] {
        let result = &answer["result"];
        assert_eq!(result["tools"], expected);
        assert_eq!(result["cacheScope"], "private");
        assert!(result["ttlMs"].as_u64().is_some_and(|kept| kept > 0));
    }
    for method in [
        "resources/list",
        "resources/templates/list",
        "prompts/list",
        "server/discover",
    ] {
        let result = tenant.ask(method, json!({})).await["result"].clone();
        assert_eq!(result["cacheScope"], "private", "{method}: {result}");
        assert!(
            result["ttlMs"].as_u64().is_some_and(|kept| kept > 0),
            "{method}"
        );
        assert_eq!(result["resultType"], "complete", "{method}");
    }
}

#[tokio::test]
async fn a_list_is_one_page() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    for method in [
        "tools/list",
        "resources/list",
        "resources/templates/list",
        "prompts/list",
    ] {
        let listed = tenant.ask(method, json!({})).await;
        assert_eq!(listed["result"].get("nextCursor"), None, "{method}");
        let wrong = tenant.ask(method, json!({"cursor": "2"})).await;
        assert_eq!(wrong["error"]["code"], -32602, "{method}: {wrong}");
    }
}

#[tokio::test]
async fn an_agent_is_told_what_the_tools_are_about() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let set = tools(&companies());
    let discovered = tenant.ask("server/discover", json!({})).await;
    let begun = Call::initialize().send(tenant.address).await.json();
    for answer in [discovered, begun] {
        assert_eq!(
            answer["result"]["instructions"],
            set.instructions(),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn pages_are_listed_and_read() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let listed = tenant.ask("resources/list", json!({})).await;
    let resources = listed["result"]["resources"].as_array().expect("a list");
    assert_eq!(resources.len(), CATALOGUE.pages.len());
    let uri = "planhat://reference/company";
    let mut found = resources.iter().filter(|resource| resource["uri"] == uri);
    assert_eq!(found.next().expect("its page")["mimeType"], "text/markdown");
    let read = tenant.ask("resources/read", json!({"uri": uri})).await;
    let page = CATALOGUE.page("company").expect("a page");
    assert_eq!(read["result"]["contents"][0]["text"], page.text);
    for unknown in [
        "planhat://reference/nothing",
        "planhat://reference/",
        "file:///etc/passwd",
    ] {
        let answer = tenant.ask("resources/read", json!({"uri": unknown})).await;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
        let old = Call::old("resources/read", json!({"uri": unknown}));
        let answer = old.send(tenant.address).await.json();
        assert_eq!(answer["error"]["code"], -32002, "{answer}");
    }
}

#[tokio::test]
async fn prompts_are_listed_and_filled_in() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let listed = tenant.ask("prompts/list", json!({})).await;
    let prompts = listed["result"]["prompts"].as_array().expect("a list");
    assert!(!prompts.is_empty());
    assert_eq!(prompts.len(), CATALOGUE.prompts.len());
    for prompt in CATALOGUE.prompts {
        let arguments = prompt
            .arguments
            .iter()
            .map(|one| (one.name.to_owned(), "Acme".into()));
        let arguments = Value::Object(arguments.collect());
        let params = json!({"name": prompt.name, "arguments": arguments});
        let got = tenant.ask("prompts/get", params).await;
        let text = got["result"]["messages"][0]["content"]["text"].as_str();
        let text = text.unwrap_or_else(|| panic!("no text: {got}"));
        assert!(
            text.contains("Acme") || prompt.arguments.is_empty(),
            "{text}"
        );
        if let Some(needed) = prompt.arguments.iter().find(|one| one.required) {
            let got = tenant
                .ask("prompts/get", json!({"name": prompt.name}))
                .await;
            assert_eq!(got["error"]["code"], -32602, "{got}");
            let told = got["error"]["message"].as_str().unwrap_or_default();
            assert!(told.contains(needed.name), "{told}");
        }
    }
    let unknown = tenant.ask("prompts/get", json!({"name": "nothing"})).await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
}

#[tokio::test]
async fn a_tool_reads_and_a_wrong_call_is_a_result() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let id = tenant.insert("Acme");
    let (failed, text) = tenant.call(GET, json!({"id": id})).await;
    assert!(!failed && text.contains("Acme"), "{text}");
    let (failed, text) = tenant.call(GET, json!({})).await;
    assert!(failed && text.contains("id"), "{text}");
    let (failed, text) = tenant
        .call(GET, json!({"id": "5f8a1c2e9b3d4a0012c4e7f1"}))
        .await;
    assert!(failed, "{text}");
}

#[tokio::test]
async fn a_tool_that_is_not_served_does_not_exist() {
    let selection = Selection {
        read_only: true,
        ..companies()
    };
    let tenant = Tenant::start(&selection, Heard::default()).await;
    let id = tenant.insert("Acme");
    for name in [DELETE, "no_such_tool", ""] {
        let params = json!({"name": name, "arguments": {"id": id, "confirm": true}});
        let answer = tenant.ask("tools/call", params).await;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
    let misspelt = json!({"name": "get_single_planhat_company_by_ids"});
    let answer = tenant.ask("tools/call", misspelt).await;
    let told = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(told.contains(GET), "{told}");
    assert!(tenant.sandbox.log().is_empty(), "nothing was sent");
}

/// Tenants by a header, as a server around the endpoint would find them.
struct ByHeader([(&'static str, Arc<Session>); 2]);

impl Resolver for ByHeader {
    async fn session(&self, extensions: &Extensions) -> Result<Arc<Session>, Refusal> {
        let parts = extensions.get::<http::request::Parts>();
        let name = parts.and_then(|parts| parts.headers.get("x-tenant"));
        let name = name.and_then(|name| name.to_str().ok()).unwrap_or_default();
        let mut found = self.0.iter().filter(|(known, _)| *known == name);
        let session = found.next().map(|(_, session)| Arc::clone(session));
        session.ok_or_else(|| Refusal("there is no such tenant".to_owned()))
    }
}

#[tokio::test]
async fn each_tenant_has_its_own_tools() {
    let session = |selection: &Selection| {
        let connect = || Err("there is no client".to_owned());
        Arc::new(Session::new(
            tools(selection),
            connect,
            Arc::new(Silent),
            "x",
        ))
    };
    let reads = Selection {
        read_only: true,
        ..companies()
    };
    let tenants = [("all", session(&companies())), ("reads", session(&reads))];
    let address = serve(ByHeader(tenants)).await;
    let ask = async |tenant: &str, method: &str, params: Value| {
        let call = Call::new(method, params).set("x-tenant", tenant);
        call.send(address).await.json()
    };
    let count = async |tenant| {
        let listed = ask(tenant, "tools/list", json!({})).await;
        listed["result"]["tools"].as_array().map_or(0, Vec::len)
    };
    let (all, some) = (count("all").await, count("reads").await);
    assert!(all > some && some > 0, "{all} {some}");
    let params = json!({"name": DELETE, "arguments": {"id": "1"}});
    let allowed = ask("all", "tools/call", params.clone()).await;
    assert_eq!(allowed["result"]["isError"], true, "{allowed}");
    let hidden = ask("reads", "tools/call", params).await;
    assert_eq!(hidden["error"]["code"], -32602, "{hidden}");
    for method in ["tools/list", "server/discover", "prompts/list"] {
        let nobody = ask("nobody", method, json!({})).await;
        let told = nobody["error"]["message"].as_str().unwrap_or_default();
        assert!(told.contains("no such tenant"), "{nobody}");
    }
}
