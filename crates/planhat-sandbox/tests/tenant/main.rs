//! The tenant without a connection: one request after the other.

mod fills;
mod lists;
mod records;

use bytes::Bytes;
use http::{HeaderMap, Method};
use planhat_client::api::API;
use planhat_sandbox::{Request, Secrets, Tenant};
use serde_json::Value;

fn tenant() -> Tenant {
    let secrets = Secrets {
        token: "t".into(),
        tenant_token: "u".into(),
    };
    Tenant::new(&API, secrets)
}

fn call(tenant: &Tenant, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut headers = HeaderMap::new();
    headers.insert("authorization", "Bearer t".parse().unwrap());
    let answer = tenant.answer(&Request {
        method: method.parse::<Method>().unwrap(),
        path: path.into(),
        query: query.into(),
        headers,
        body: match body {
            Value::Null => Bytes::new(),
            body => body.to_string().into(),
        },
    });
    let text = String::from_utf8(answer.body.concat()).unwrap();
    let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (answer.status, value)
}
