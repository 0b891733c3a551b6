//! Hosts and authentication.

use super::super::json::{Json, Object};
use crate::ir::{Auth, Host, Ir, Operation, Scheme};

/// The addresses of the default host.
pub(super) fn default(ir: &Ir) -> Vec<Object> {
    let mut hosts = ir.api.hosts.iter();
    let found = hosts.find(|host| host.name == ir.api.default_host);
    found.map(servers).unwrap_or_default()
}

/// The addresses of an operation, where they are not those of the default host.
pub(super) fn other(ir: &Ir, operation: &Operation) -> Option<Vec<Object>> {
    let mut hosts = ir.api.hosts.iter();
    let host = hosts.find(|host| host.name == operation.host)?;
    (host.name != ir.api.default_host).then(|| servers(host))
}

/// The address of a host, then the pattern of its regional ones.
fn servers(host: &Host) -> Vec<Object> {
    let mut main = Object::new().with("url", &host.url);
    if !host.doc.is_empty() {
        main.set("description", &host.doc);
    }
    let regional = host.regional.iter().map(|url| {
        let cluster = Object::new()
            .maybe(
                "enum",
                (!host.clusters.is_empty()).then(|| host.clusters.clone()),
            )
            .with("default", host.clusters.first().map_or("", String::as_str))
            .with(
                "description",
                "Where the tenant lives; the address of the app tells it.",
            );
        Object::new()
            .with("url", url)
            .with("description", "Of one region.")
            .with("variables", Object::new().with("cluster", cluster))
    });
    std::iter::once(main).chain(regional).collect()
}

/// How an operation authenticates; an empty list where it does not.
pub(super) fn security(ir: &Ir, operation: &Operation) -> Vec<Object> {
    let mut all = ir.api.auth.iter();
    let auth = all.find(|auth| auth.name == operation.auth);
    let scheme = auth.filter(|auth| auth.scheme != Scheme::None);
    let none = || Json::List(Vec::new());
    scheme
        .map(|auth| Object::new().with(&auth.name, none()))
        .into_iter()
        .collect()
}

/// The ways to authenticate.
pub(super) fn schemes(ir: &Ir) -> Object {
    let mut all = Object::new();
    for auth in &ir.api.auth {
        let scheme = match auth.scheme {
            Scheme::Bearer => "bearer",
            Scheme::Basic => "basic",
            Scheme::None => continue,
        };
        let one = Object::new()
            .with("type", "http")
            .with("scheme", scheme)
            .with("description", said(ir, auth));
        all.set(&auth.name, one);
    }
    all
}

fn said(ir: &Ir, auth: &Auth) -> String {
    let mut secrets = ir.api.secrets.iter();
    let secret = secrets.find(|secret| Some(&secret.name) == auth.secret.as_ref());
    let secret = secret.map_or("", |secret| &secret.doc);
    let how = match auth.scheme {
        Scheme::Basic if auth.doc.is_empty() => "As user name, without a password.",
        _ => "",
    };
    [secret, how, &auth.doc]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
