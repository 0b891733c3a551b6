//! What one operation does, takes and answers, with examples.

use super::{curl, fields};
use crate::emit::{docs, example};
use crate::ir::{Body, Ir, Operation, Resource, Returns, Type};
use crate::words::{code, constants};

pub(super) fn emit(ir: &Ir, resource: &Resource, operation: &Operation) -> String {
    let mut all = format!("\n### {}\n\n", operation.name);
    let said = docs::said(operation);
    all.push_str(&said.join("\n"));
    all.push('\n');
    all.push_str(&place(ir, operation));
    if !operation.query.is_empty() {
        all.push_str("\nParameters:\n\n");
        all.push_str(&fields::parameters(operation));
    }
    all.push_str(&body(ir, resource, operation));
    all.push_str(&answer(ir, resource, operation));
    all.push_str(&format!(
        "\n```rust\n{}.await?;\n```\n\n```sh\n{}\n```\n",
        example::call(resource, operation),
        curl::emit(ir, resource, operation)
    ));
    all
}

/// Host, authentication and keys, where they are not as usual.
fn place(ir: &Ir, operation: &Operation) -> String {
    let mut all = String::new();
    let host = ir.api.hosts.iter().find(|host| host.name == operation.host);
    if operation.host != ir.api.default_host
        && let Some(host) = host
    {
        all.push_str(&format!("\nGoes to `{}`.\n", host.url));
    }
    let usual = ir
        .api
        .hosts
        .iter()
        .find(|host| host.name == ir.api.default_host);
    let auth = ir.api.auth.iter().find(|auth| auth.name == operation.auth);
    if usual.is_some_and(|host| host.auth != operation.auth)
        && let Some(auth) = auth
    {
        let scheme = format!("{:?}", auth.scheme).to_lowercase();
        let how = match &auth.secret {
            Some(secret) => format!("{scheme} authentication with the secret `{secret}`"),
            None => "no authentication".to_owned(),
        };
        all.push_str(&format!("\nTakes {how}.\n"));
    }
    if operation.path.contains("{id}") {
        all.push_str(&format!("\n`{{id}}` takes {}.\n", code(&operation.ids)));
    }
    all
}

fn body(ir: &Ir, resource: &Resource, operation: &Operation) -> String {
    let what = match &operation.body {
        Body::None => return String::new(),
        Body::Fields(own) => {
            return format!("\nBody:\n\n{}", fields::table(ir, resource, own));
        }
        Body::One => "one object of the [fields](#fields) that can be written",
        Body::Many => "a list of objects of the [fields](#fields) that can be written",
        Body::OneOrMany => {
            "an object of the [fields](#fields) that can be written, or a list of them"
        }
        Body::Csv => "CSV text",
    };
    let mut all = format!("\nBody: {what}.\n");
    if !operation.fixed.is_empty() {
        all.push_str(&format!(
            "\nAlways sent: {}.\n",
            constants(&operation.fixed)
        ));
    }
    all
}

fn answer(ir: &Ir, resource: &Resource, operation: &Operation) -> String {
    match &operation.returns {
        Returns::Records(_) => "\nAnswer: a list of records.\n".to_owned(),
        Returns::Record(_) => "\nAnswer: the record.\n".to_owned(),
        Returns::Nothing => "\nAnswer: nothing that says anything.\n".to_owned(),
        Returns::Json => "\nAnswer: JSON of no documented shape.\n".to_owned(),
        Returns::Shape(_, name) => {
            let members = fields::members(ir, resource, &Type::Object(name.clone()));
            let table = members.map(|members| fields::table(ir, resource, members));
            format!("\nAnswer:\n\n{}", table.unwrap_or_default())
        }
    }
}
