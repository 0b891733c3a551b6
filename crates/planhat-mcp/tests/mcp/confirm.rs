//! The user is asked before something is deleted, where the client can ask.

use planhat_tools_runtime::{Profile, Selection};
use serde_json::{Value, json};

use crate::caller::Call;
use crate::tenant::{Heard, Tenant, companies, told};

const GET: &str = "get_single_planhat_company_by_id";
const DELETE: &str = "delete_a_planhat_company_by_id";

/// A call by a client that can ask its user.
async fn ask(tenant: &Tenant, mut params: Value, more: Value) -> Value {
    for (name, value) in more.as_object().into_iter().flatten() {
        params[name] = value.clone();
    }
    let mut call = Call::new("tools/call", params);
    let mut body: Value = serde_json::from_str(&call.body).expect("JSON");
    let meta = &mut body["params"]["_meta"];
    meta["io.modelcontextprotocol/clientCapabilities"] = json!({"elicitation": {"form": {}}});
    call.body = body.to_string();
    call.send(tenant.address).await.json()
}

fn answered(asked: &Value, response: Value) -> Value {
    json!({
        "requestState": asked["result"]["requestState"],
        "inputResponses": {"confirm": response},
    })
}

fn delete(id: &str) -> Value {
    json!({"name": DELETE, "arguments": {"id": id}})
}

fn yes() -> Value {
    json!({"action": "accept", "content": {"confirm": true}})
}

#[tokio::test]
async fn the_user_is_asked_and_a_yes_deletes() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let id = tenant.insert("Acme");
    let asked = ask(&tenant, delete(&id), json!({})).await;
    assert_eq!(asked["result"]["resultType"], "input_required", "{asked}");
    let question = &asked["result"]["inputRequests"]["confirm"];
    assert_eq!(question["method"], "elicitation/create");
    let message = question["params"]["message"].as_str().expect("a message");
    assert!(
        message.contains("Acme") && message.contains(&id),
        "{message}"
    );
    assert!(!message.contains("call again"), "{message}");
    let done = ask(&tenant, delete(&id), answered(&asked, yes())).await;
    assert!(!told(&done).0, "{done}");
    assert!(tenant.call(GET, json!({"id": id})).await.0, "it is gone");
    let outcomes = tenant.heard.lines();
    assert!(
        outcomes[0].contains("unconfirmed") && outcomes[1].contains("done"),
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn anything_but_a_yes_to_this_call_deletes_nothing() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let (id, other) = (tenant.insert("Acme"), tenant.insert("Other"));
    let asked = ask(&tenant, delete(&id), json!({})).await;
    for response in [
        json!({"action": "decline"}),
        json!({"action": "cancel"}),
        json!({"action": "accept", "content": {"confirm": false}}),
        json!({"action": "accept"}),
        json!(null),
    ] {
        let (failed, text) = told(&ask(&tenant, delete(&id), answered(&asked, response)).await);
        assert!(failed && text.contains("does not want it"), "{text}");
    }
    let elsewhere = ask(&tenant, delete(&other), answered(&asked, yes())).await;
    assert!(
        told(&elsewhere).1.contains("not of this call"),
        "{elsewhere}"
    );
    let forged = json!({"requestState": "rs1.AAAA.BBBB", "inputResponses": {"confirm": yes()}});
    let forged = ask(&tenant, delete(&id), forged).await;
    assert!(told(&forged).1.contains("not of this call"), "{forged}");
    let unasked = json!({"inputResponses": {"confirm": yes()}});
    let unasked = ask(&tenant, delete(&id), unasked).await;
    assert_eq!(
        unasked["result"]["resultType"], "input_required",
        "{unasked}"
    );
    for id in [id, other] {
        assert!(
            !tenant.call(GET, json!({"id": id})).await.0,
            "it is still there"
        );
    }
}

#[tokio::test]
async fn a_client_that_cannot_ask_needs_the_argument() {
    let tenant = Tenant::start(&companies(), Heard::default()).await;
    let id = tenant.insert("Acme");
    let (failed, text) = tenant.call(DELETE, json!({"id": id})).await;
    assert!(failed && text.contains("\"confirm\":true"), "{text}");
    let old = Call::old("tools/call", delete(&id))
        .send(tenant.address)
        .await
        .json();
    assert!(told(&old).1.contains("\"confirm\":true"), "{old}");
    let params = json!({"name": DELETE, "arguments": {"id": id, "confirm": true}});
    let done = Call::old("tools/call", params)
        .send(tenant.address)
        .await
        .json();
    assert!(!told(&done).0, "{done}");
}

#[tokio::test]
async fn the_few_tools_in_front_of_all_ask_too() {
    let selection = Selection {
        profile: Profile::Compact,
        ..Selection::default()
    };
    let tenant = Tenant::start(&selection, Heard::default()).await;
    let id = tenant.insert("Acme");
    let params =
        json!({"name": "delete_planhat", "arguments": {"tool": DELETE, "arguments": {"id": id}}});
    let asked = ask(&tenant, params.clone(), json!({})).await;
    assert_eq!(asked["result"]["resultType"], "input_required", "{asked}");
    let done = ask(&tenant, params, answered(&asked, yes())).await;
    assert!(!told(&done).0, "{done}");
}
