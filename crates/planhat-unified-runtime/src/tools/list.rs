//! A page for an agent: as many records as there is room for, and where to go on.

use planhat_tools_runtime::{Answer, Outcome, Request, shortened};
use serde_json::{Map, Value, json};

use super::{names, text, words};
use crate::{Error, ListRequest, ModelHandle, Page};

/// Records that a page has unless a call says otherwise.
const PAGE: u32 = 20;
/// Room for what stands around the records.
const AROUND: usize = 300;

pub(super) async fn list(handle: &ModelHandle, request: &mut Request<'_>) -> Result<Answer, Error> {
    let asked = asked(&mut request.arguments);
    let mut page = handle.list(&asked).await?;
    let mut limit = asked.limit.unwrap_or(PAGE);
    // A cursor stands behind a whole page, so one that is too long is asked for again, shorter.
    loop {
        let (text, fitting) = told(&page, request.bytes);
        // A catalogue comes whole, whatever the limit.
        let whole = page.result.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        if fitting == page.result.len() || limit == 1 || whole {
            return Ok(Answer::new(Outcome::Done, text));
        }
        limit = u32::try_from(fitting.max(1)).unwrap_or(1).min(limit - 1);
        let shorter = ListRequest {
            limit: Some(limit),
            ..asked.clone()
        };
        page = handle.list(&shorter).await?;
    }
}

/// What the arguments ask for: those that are left are filters.
fn asked(arguments: &mut Map<String, Value>) -> ListRequest {
    let limit = arguments.remove("limit").and_then(|limit| limit.as_u64());
    let limit = limit.map_or(PAGE, |limit| u32::try_from(limit).unwrap_or(u32::MAX));
    let mut request = ListRequest {
        limit: Some(limit),
        cursor: text(arguments, "cursor"),
        fields: names(arguments, "fields"),
        expand: names(arguments, "expand"),
        ..ListRequest::default()
    };
    if let Some(Value::Object(filters)) = arguments.remove("filters") {
        request.filters = filters;
    }
    let flat = std::mem::take(arguments).into_iter();
    request
        .filters
        .extend(flat.filter(|(_, value)| !value.is_null()));
    request
}

/// The page as text, and how many of its records fit.
fn told(page: &Page, bytes: usize) -> (String, usize) {
    let room = bytes.saturating_sub(AROUND);
    let mut records: Vec<String> = Vec::new();
    let mut size = 0;
    for record in &page.result {
        let text = json!(record).to_string();
        if size + text.len() + 1 > room {
            break;
        }
        size += text.len() + 1;
        records.push(text);
    }
    let fitting = records.len();
    if let (0, Some(first)) = (fitting, page.result.first()) {
        records.push(shortened(&json!(first).to_string(), room));
    }
    let mut text = format!("{{\"records\":[{}]", records.join(","));
    if let Some(cursor) = &page.next_cursor {
        text.push_str(&format!(",\"next_cursor\":{}", json!(cursor)));
    }
    let left = page.result.len() - records.len();
    if left > 0 {
        text.push_str(&format!(
            ",\"_note\":\"{left} more have no room here: ask for fewer fields\""
        ));
    }
    let warnings = words::warnings(&page.warnings).to_string();
    if !page.warnings.is_empty() && text.len() + warnings.len() + 20 < bytes {
        text.push_str(&format!(",\"_warnings\":{warnings}"));
    }
    text.push('}');
    (text, fitting)
}
