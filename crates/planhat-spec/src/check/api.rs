//! `planhat.yaml`: hosts, authentication, keys, tools, shared fields.

use super::references::{members, one};
use super::{Context, fields, steps};
use crate::diagnostic::Diagnostics;
use crate::model::Scheme;

pub(super) fn check(context: &Context<'_>, found: &mut Diagnostics) {
    let (api, place) = (&context.set.api, context.api);
    let hosts = api.hosts.keys().map(String::as_str);
    one(place, &steps!["default_host"], &api.default_host, hosts, "host", found);
    for (name, host) in &api.hosts {
        let auth = api.auth.keys().map(String::as_str);
        one(place, &steps!["hosts", name, "auth"], &host.auth, auth, "authentication", found);
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        if !host.url.starts_with("https://") && !local.iter().any(|start| host.url.starts_with(start)) {
            let message = format!("`{}` is no https address: a token must not travel in clear", host.url);
            found.push(place.at_value("SPEC050", &steps!["hosts", name, "url"], message));
        }
        if host.regional.as_ref().is_some_and(|pattern| !pattern.contains("{cluster}")) {
            let message = "the pattern has no `{cluster}`";
            found.push(place.at_value("SPEC050", &steps!["hosts", name, "regional"], message));
        }
    }
    for (name, auth) in &api.auth {
        let at = steps!["auth", name];
        match (&auth.secret, auth.scheme) {
            (None, Scheme::Bearer | Scheme::Basic) => {
                found.push(place.at_key("SPEC011", &at, "`secret` is missing here"));
            }
            (Some(secret), _) => {
                let known = api.secrets.keys().map(String::as_str);
                one(place, &steps!["auth", name, "secret"], secret, known, "secret", found);
            }
            _ => {}
        }
    }
    for (at, name) in api.prefixed_refs.iter().enumerate() {
        let known: Vec<&str> = context.resource_names().collect();
        one(place, &steps!["prefixed_refs", at], name, known.into_iter(), "resource", found);
    }
    for (wire, parameter) in &api.query {
        for (key, given) in [("type", parameter.kind.is_some()), ("doc", parameter.doc.is_some())] {
            if !given {
                found.push(place.at_key("SPEC011", &steps!["query", wire], format!("`{key}` is missing here")));
            }
        }
    }
    fields::members(place, &steps!["common"], &api.common, found);
    members(context, place, &steps!["common"], &api.common, found);
    for (name, result) in &api.results {
        fields::members(place, &steps!["results", name], result, found);
        members(context, place, &steps!["results", name], result, found);
    }
}
