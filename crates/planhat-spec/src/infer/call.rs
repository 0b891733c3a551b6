//! A recorded call: what was sent where, and what came back.

use indexmap::IndexMap;

use super::json::Json;
use super::text;
use crate::known::Known;
use crate::model::{Kind, Method};

/// One recorded call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: Method,
    /// The host, if the path was recorded with one.
    pub(super) host: Option<String>,
    /// The path, with `{id}` where an id stood.
    pub(super) path: String,
    pub(super) query: IndexMap<String, Json>,
    pub(super) sent: Json,
    pub(super) answer: Json,
    /// Whether it went well.
    pub(super) done: bool,
}

impl Call {
    /// Reads `{ request: { method, path, … }, response: { … } }`.
    pub(super) fn of(value: &Json) -> Option<Call> {
        let (request, response) = (value.get("request")?, value.get("response")?);
        let method = method(request.get("method")?.text()?)?;
        let (host, path) = apart(request.get("path")?.text()?);
        let query = match request.get("query") {
            Some(Json::Object(query)) => query.clone(),
            _ => IndexMap::new(),
        };
        let status = match response.get("status") {
            Some(Json::Integer(status)) => *status,
            _ => 200,
        };
        let part = |of: &Json| of.get("body").cloned().unwrap_or(Json::Null);
        Some(Call {
            method,
            host,
            path,
            query,
            sent: part(request),
            answer: part(response),
            done: (200..300).contains(&status),
        })
    }

    /// Replaces ids by `{id}`; at most one, or the path cannot be told.
    pub(super) fn settle(&mut self, prefixes: &[String]) -> bool {
        let is_id = |piece: &str| {
            text::is_id(piece)
                || text::is_uuid(piece)
                || (!piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit()))
                || prefixes.iter().any(|prefix| piece.starts_with(prefix))
        };
        let pieces = self.path.split('/').map(|piece| match is_id(piece) {
            true => "{id}",
            false => piece,
        });
        let path = pieces.collect::<Vec<_>>().join("/");
        self.path = path.trim_end_matches('/').to_owned();
        let plain = |sign: char| sign.is_ascii_alphanumeric() || "/{}-_.".contains(sign);
        self.path.matches("{id}").count() < 2
            && self.path.len() > 1
            && self.path.chars().all(plain)
            && !self.path.contains("//")
            && !self.path.contains("..")
    }

    /// What sort of call this is at a collection.
    pub(super) fn kind(&self, collection: &str) -> Option<Kind> {
        let record = self.path.strip_prefix(collection)? == "/{id}";
        match (self.method, record, self.path == collection) {
            (Method::Get, false, true) => Some(Kind::List),
            (Method::Post, false, true) => Some(Kind::Create),
            (Method::Put, false, true) => Some(Kind::BulkUpsert),
            (Method::Get, true, _) => Some(Kind::Get),
            (Method::Put | Method::Patch, true, _) => Some(Kind::Update),
            (Method::Delete, true, _) => Some(Kind::Delete),
            _ => None,
        }
    }

    /// The path before a placeholder at its end.
    pub(super) fn stem(&self) -> &str {
        match self.path.rsplit_once('/') {
            Some((stem, last)) if last.starts_with('{') => stem,
            _ => &self.path,
        }
    }

    /// The host by its name in planhat.yaml; `None` for one that is not known there.
    pub(super) fn host_name<'k>(&self, known: &'k Known) -> Option<&'k str> {
        let api = known.api.as_ref()?;
        let Some(host) = &self.host else {
            return Some(&api.default_host);
        };
        let mut hosts = api.hosts.iter();
        hosts
            .find(|(_, one)| one.url.trim_end_matches('/') == host)
            .map(|(name, _)| name.as_str())
    }
}

fn method(word: &str) -> Option<Method> {
    Some(match word.to_ascii_uppercase().as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => return None,
    })
}

/// Host and path of an address, without its query.
fn apart(address: &str) -> (Option<String>, String) {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = address.split_once("://") else {
        return (None, format!("/{}", address.trim_start_matches('/')));
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    (Some(format!("{scheme}://{host}")), format!("/{path}"))
}
