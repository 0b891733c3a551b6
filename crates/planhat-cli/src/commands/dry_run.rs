//! Requests that are shown and not sent.

use clap::ArgMatches;
use planhat_core::table::Scheme;
use planhat_core::{Client, DryRun, Value};

use super::Context;
use crate::console::Form;
use crate::failure::Failure;
use crate::{body, exit};

/// How a request is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Showing {
    /// Method, address and body.
    Http,
    /// A command of curl that reads secrets from the environment.
    Curl,
}

/// Whether a request is to be shown, and how.
pub(super) fn form(matches: &ArgMatches) -> Option<Showing> {
    match body::text(matches, "dry-run")? {
        "curl" => Some(Showing::Curl),
        _ => Some(Showing::Http),
    }
}

/// Shows a request that is sent under an authentication of the tables.
pub(super) fn show(
    context: &Context,
    showing: Showing,
    client: &Client,
    auth: &str,
    request: &DryRun,
) -> Result<i32, Failure> {
    let text = match (showing, context.console.form) {
        (Showing::Curl, _) => curl(client, auth, request),
        (_, Some(Form::Json | Form::Ndjson)) => {
            let value = serde_json::json!({
                "method": request.method,
                "url": request.url,
                "authorization": authorization(client, auth).map(|(scheme, name, _)| format!("{scheme} {{{name}}}")),
                "body": request.body,
            });
            match context.console.form {
                Some(Form::Json) => format!("{value:#}\n"),
                _ => format!("{value}\n"),
            }
        }
        _ => plain(client, auth, request),
    };
    context.console.write(text)?;
    Ok(exit::OK)
}

/// The scheme, and the secret's name and variable.
fn authorization(
    client: &Client,
    auth: &str,
) -> Option<(&'static str, &'static str, &'static str)> {
    let auth = client.api().auth.iter().find(|one| one.name == auth)?;
    let secret = client
        .api()
        .secrets
        .iter()
        .find(|one| Some(one.name) == auth.secret)?;
    match auth.scheme {
        Scheme::Bearer => Some(("Bearer", secret.name, secret.env)),
        Scheme::Basic => Some(("Basic", secret.name, secret.env)),
        Scheme::None => None,
    }
}

fn plain(client: &Client, auth: &str, request: &DryRun) -> String {
    let mut text = format!("{} {}\n", request.method, request.url);
    if let Some((scheme, name, _)) = authorization(client, auth) {
        text.push_str(&format!("Authorization: {scheme} {{{name}}}\n"));
    }
    match &request.body {
        None => {}
        Some(Value::String(body)) => text.push_str(&format!("\n{}\n", body.trim_end())),
        Some(body) => text.push_str(&format!("\n{body:#}\n")),
    }
    text
}

fn curl(client: &Client, auth: &str, request: &DryRun) -> String {
    let mut parts = vec![format!("curl -X {}", request.method)];
    match authorization(client, auth) {
        Some(("Basic", _, variable)) => parts.push(format!("-u \"${variable}:\"")),
        Some((scheme, _, variable)) => {
            parts.push(format!("-H \"Authorization: {scheme} ${variable}\""));
        }
        None => {}
    }
    if let Some(body) = &request.body {
        let (kind, text) = match body {
            Value::String(text) => ("text/csv", text.clone()),
            body => ("application/json", body.to_string()),
        };
        parts.push(format!("-H 'Content-Type: {kind}'"));
        parts.push(format!("--data-binary '{}'", text.replace('\'', r"'\''")));
    }
    let mut url = request.url.replace(['$', '`', '"', '\\'], "");
    for secret in client.api().secrets {
        url = url.replace(
            &format!("{{{}}}", secret.name),
            &format!("${{{}}}", secret.env),
        );
    }
    parts.push(format!("\"{url}\""));
    parts.join(" \\\n  ") + "\n"
}
