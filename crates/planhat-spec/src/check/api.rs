//! `planhat.yaml`: hosts, authentication, keys, limits, tools, shared fields.

use super::references::{self, one, unique};
use super::{Context, below, casing, field, names, parameter, server, steps, tools};
use crate::diagnostic::Diagnostics;
use crate::model::{Access, Scheme};
use crate::node::Step;

pub(super) fn check(context: &Context<'_>, found: &mut Diagnostics) {
    hosts(context, found);
    authentication(context, found);
    keys(context, found);
    numbers(context, found);
    texts(context, found);
    tools::patterns(context, found);
    parameter::shared(context, found);
    fields(context, found);
    server::shared(context, found);
    let (api, place) = (&context.set.api, context.api);
    for (item, name) in api.prefixed_refs.iter().enumerate() {
        references::resource(context, place, &steps!["prefixed_refs", item], name, found);
    }
    unique(place, &steps!["prefixed_refs"], &api.prefixed_refs, found);
}

fn hosts(context: &Context<'_>, found: &mut Diagnostics) {
    let (api, place) = (&context.set.api, context.api);
    one(
        context,
        place,
        &steps!["default_host"],
        &api.default_host,
        "hosts",
        "host",
        found,
    );
    for (name, host) in &api.hosts {
        let at = |key: &str| steps!["hosts", name, key];
        one(
            context,
            place,
            &at("auth"),
            &host.auth,
            "auth",
            "authentication",
            found,
        );
        if let Some(fault) = address_fault(&host.url) {
            let message = format!("`{}` is no address of a host: it {fault}", host.url);
            found.push(place.at_value("SPEC052", &at("url"), message));
        }
        match &host.regional {
            Some(pattern) if !pattern.contains("{cluster}") => {
                found.push(place.at_value(
                    "SPEC052",
                    &at("regional"),
                    "the pattern has no `{cluster}`",
                ));
            }
            Some(pattern) => {
                if let Some(fault) = address_fault(&pattern.replace("{cluster}", "x")) {
                    let message = format!("`{pattern}` is no address of a host: it {fault}");
                    found.push(place.at_value("SPEC052", &at("regional"), message));
                }
            }
            None if !host.clusters.is_empty()
                && !place.root.has_key(&steps!["hosts", name], "regional") =>
            {
                let message = "clusters have no address without a pattern `regional`";
                found.push(place.at_key("SPEC052", &at("clusters"), message));
            }
            None => {}
        }
        unique(place, &at("clusters"), &host.clusters, found);
        clusters(context, &at("clusters"), &host.clusters, found);
    }
}

/// A cluster becomes a part of a host name.
fn clusters(context: &Context<'_>, at: &[Step], clusters: &[String], found: &mut Diagnostics) {
    for (item, cluster) in clusters.iter().enumerate() {
        let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
        if cluster.is_empty() || !cluster.chars().all(plain) {
            let message = format!("`{cluster}` is no part of a host name");
            found.push(context.api.at_value("SPEC052", &below(at, item), message));
        }
    }
}

/// What is wrong with the base address of a host.
fn address_fault(url: &str) -> Option<&'static str> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let name = match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or(inner),
        None => host.split(':').next().unwrap_or(host),
    };
    let allowed = |sign: char| sign.is_ascii_alphanumeric() || "-._~:[]/".contains(sign);
    match scheme {
        "https" => {}
        "http" if matches!(name, "localhost" | "127.0.0.1" | "::1") => {}
        "http" => return Some("is not https, and a token must not travel in clear"),
        _ => return Some("does not begin with `https://`"),
    }
    if name.is_empty() {
        Some("names no host")
    } else if !rest.chars().all(allowed) {
        Some("has signs that do not belong into one")
    } else if path.ends_with('/') {
        Some("ends in `/`")
    } else {
        None
    }
}

fn authentication(context: &Context<'_>, found: &mut Diagnostics) {
    let (api, place) = (&context.set.api, context.api);
    for (name, auth) in &api.auth {
        let at = steps!["auth", name];
        match (&auth.secret, auth.scheme) {
            (None, Scheme::Bearer | Scheme::Basic) if !place.root.has_key(&at, "secret") => {
                found.push(place.at_key("SPEC011", &at, "`secret` is missing here"));
            }
            (Some(secret), _) => one(
                context,
                place,
                &below(&at, "secret"),
                secret,
                "secrets",
                "secret",
                found,
            ),
            _ => {}
        }
    }
    for (name, secret) in &api.secrets {
        let letters =
            |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_';
        if !secret
            .env
            .starts_with(|first: char| first.is_ascii_uppercase())
            || !secret.env.chars().all(letters)
        {
            let message = format!("`{}` is no name of an environment variable", secret.env);
            let one = place.at_value("SPEC045", &steps!["secrets", name, "env"], message);
            found.push(one.help("write it in capitals, as PLANHAT_API_TOKEN"));
        }
        if name == "id" {
            let message = "`id` cannot name a secret: `{id}` is the record";
            found.push(place.at_key("SPEC045", &steps!["secrets", name], message));
        }
    }
}

/// Prefixes tell the keys of a path apart.
fn keys(context: &Context<'_>, found: &mut Diagnostics) {
    let (api, place) = (&context.set.api, context.api);
    let mut bare: Option<&String> = None;
    for (at, (name, key)) in api.keys.iter().enumerate() {
        let path = steps!["keys", name];
        let faulty = place.root.has_key(&path, "prefix") && !place.has(&below(&path, "prefix"));
        match (&key.prefix, key.path) {
            (Some(_), Some(false)) => {
                let message =
                    format!("`{name}` does not travel in paths, so a prefix says nothing");
                found.push(place.at_key("SPEC044", &below(&path, "prefix"), message));
            }
            (None, Some(false)) => {}
            (None, _) if faulty => {}
            (None, _) => {
                if let Some(other) = bare.replace(name) {
                    let message = format!("`{name}` and `{other}` both travel without a prefix");
                    let fault = place.at_key("SPEC044", &path, message);
                    let second = place.key(&steps!["keys", other]);
                    found.push(
                        fault
                            .second(&place.file, second, "the other one stands here")
                            .help("say `path: false`"),
                    );
                }
            }
            (Some(prefix), _) => {
                let before = api
                    .keys
                    .values()
                    .take(at)
                    .filter_map(|key| key.prefix.as_deref());
                let hides = |other: &str| {
                    other != prefix && (other.starts_with(prefix) || prefix.starts_with(other))
                };
                let allowed = |sign: char| sign.is_ascii_alphanumeric() || "-_.~".contains(sign);
                let message = if prefix.is_empty() || !prefix.chars().all(allowed) {
                    format!("`{prefix}` is no prefix: letters, digits, `-`, `_`, `.` and `~` alone")
                } else if before.into_iter().any(hides) {
                    format!("the prefix `{prefix}` and another one begin alike")
                } else {
                    continue;
                };
                found.push(place.at_value("SPEC044", &below(&path, "prefix"), message));
            }
        }
    }
}

/// Limits are above zero, statuses are statuses.
fn numbers(context: &Context<'_>, found: &mut Diagnostics) {
    let (api, place) = (&context.set.api, context.api);
    let limits = &api.limits;
    for (key, limit) in [
        ("per_minute", u64::from(limits.per_minute)),
        ("per_second", u64::from(limits.per_second)),
        ("parallel", u64::from(limits.parallel)),
        ("bulk_rows", u64::from(limits.bulk_rows)),
        ("body_bytes", limits.body_bytes),
        ("query_bytes", u64::from(limits.query_bytes)),
    ] {
        if limit == 0 {
            let message = format!("`{key}` is 0, so nothing could be sent");
            found.push(place.at_value("SPEC045", &steps!["limits", key], message));
        }
    }
    for (section, key, statuses) in [
        ("retry", "statuses", &api.retry.statuses),
        ("statuses", "partial", &api.statuses.partial),
        ("statuses", "bulk_result_too", &api.statuses.bulk_result_too),
    ] {
        for (item, status) in statuses.iter().enumerate() {
            if !(100..600).contains(status) {
                let message = format!("{status} is no status of HTTP");
                found.push(place.at_value("SPEC045", &steps![section, key, item], message));
            }
        }
    }
    let order = &api.paging.order;
    let has = |section: &str| {
        context
            .section(section)
            .is_none_or(|names| names.contains(&order.as_str()))
    };
    if place.has(&steps!["paging", "order"]) && !has("common") && !has("keys") {
        let message = format!("`{order}` is no shared field and no key");
        found.push(place.at_value("SPEC032", &steps!["paging", "order"], message));
    }
}

/// Documentation is never empty.
fn texts(context: &Context<'_>, found: &mut Diagnostics) {
    let (api, place) = (&context.set.api, context.api);
    let mut all = vec![
        (steps!["title"].to_vec(), &api.title),
        (steps!["summary"].to_vec(), &api.summary),
    ];
    all.extend(
        api.secrets
            .iter()
            .map(|(name, secret)| (steps!["secrets", name, "doc"].to_vec(), &secret.doc)),
    );
    all.extend(
        api.tags
            .iter()
            .map(|(name, tag)| (steps!["tags", name, "doc"].to_vec(), &tag.doc)),
    );
    for (at, text) in all {
        if text.trim().is_empty() {
            found.push(place.at_value("SPEC011", &at, "the documentation is empty"));
        }
    }
}

fn fields(context: &Context<'_>, found: &mut Diagnostics) {
    let (api, place) = (&context.set.api, context.api);
    let results = api
        .results
        .iter()
        .map(|(name, fields)| (steps!["results", name].to_vec(), fields, Access::Read));
    for (at, fields, access) in
        results.chain([(steps!["common"].to_vec(), &api.common, Access::Both)])
    {
        field::members(place, &at, fields, access, found);
        casing::members(place, &at, fields, found);
        references::members(context, place, &at, fields, found);
    }
    for name in api.results.keys() {
        let at = steps!["results", name];
        names::form(place, &at, name, "a result", found);
        let why = match name.as_str() {
            "record" | "nothing" | "json" => Some("is an answer of its own already"),
            name => names::generic(name),
        };
        if let Some(why) = why {
            let message = format!("`{name}` {why}, a result cannot have it");
            found.push(place.at_key("SPEC021", &at, message));
        }
    }
    for (wire, field) in &api.common {
        let Some(target) = &field.reads_as else {
            continue;
        };
        if !place.keys(&steps!["common"]).contains(&target.as_str()) {
            let at = steps!["common", wire, "reads_as"];
            let message = format!("`{target}` is no shared field");
            references::unknown(
                place,
                "SPEC031",
                &at,
                target,
                message,
                context.section("common"),
                found,
            );
        }
    }
}
