//! What a list is asked for, and what it answers.

use indexmap::IndexMap;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::shown::Format;
use crate::{CustomFieldsFormat, Record, Settings, Warning};

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// Records a page; what the mapping says unless set, and never more than it allows.
    pub limit: Option<u32>,
    /// The place to go on from, as a page gave it.
    pub cursor: Option<String>,
    /// `name[op]` and its value; a bare name is `eq`.
    pub filters: Map<String, Value>,
    /// The unified field to order by, a minus before it turns the order round; by id unless set.
    pub sort: Option<String>,
    /// The fields that are wanted, all unless given; `a.b` is a member.
    pub fields: Vec<String>,
    /// Fields that are not wanted.
    pub exclude_fields: Vec<String>,
    /// Whether the server's record comes along.
    pub remote_data: bool,
    /// References to resolve, such as `owner` and `account.owner`.
    pub expand: Vec<String>,
    /// In what form records come.
    pub format: Format,
    /// In what form the tenant's own values come.
    pub custom_fields_format: CustomFieldsFormat,
    /// Parameters that go to the server untouched.
    pub remote_query: Vec<(String, String)>,
    /// The field that the records of a page are keyed by, or a member of one; each record has to have
    /// a value of its own.
    pub key_by: Option<String>,
    /// Whether the page says what it took.
    pub meta: bool,
    /// Requests that a page of a filtered list may take; what the mapping says unless set.
    pub scan_requests: Option<u32>,
    /// Settings that rules look at.
    pub options: Settings,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its records.
    pub result: Vec<Record>,
    /// The keys of the records, in their order, where they are keyed: then the page is written as JSON
    /// with an object in place of a list.
    pub keys: Option<Vec<String>>,
    /// Where the next page begins; nothing at the end.
    pub next_cursor: Option<String>,
    /// Where the page before begins; nothing where that cannot be told.
    pub prev_cursor: Option<String>,
    /// The page size in force.
    pub limit: u32,
    /// Whether the list leaves out fields that a single record has, or the budget of a scan ended
    /// the page early.
    pub is_partial_response: bool,
    /// What was noticed on the way.
    pub warnings: Vec<Warning>,
    /// What it took; on request.
    pub meta: Option<Meta>,
}

/// What a page took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    /// Records that were looked at.
    pub scanned: u64,
    /// Requests that were made.
    pub requests: u32,
    /// Time in milliseconds.
    pub elapsed_ms: u64,
    /// What is left of the calls.
    pub rate_limit: RateLimit,
    /// The digest of the rules.
    pub mapping_version: String,
}

/// What is left of the calls.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateLimit {
    /// Calls a minute; nothing where calls are not paced.
    pub limit: Option<u32>,
    /// Calls that are left of this minute.
    pub remaining: Option<u32>,
    /// Milliseconds until a call would be made at once.
    pub wait_ms: u64,
}

impl RateLimit {
    pub(crate) fn of(client: &planhat_core::Client) -> Self {
        let quota = client.quota();
        let limit = quota.pacing.map(|pacing| pacing.per_minute);
        RateLimit {
            limit,
            remaining: limit.map(|limit| limit.saturating_sub(quota.used_this_minute)),
            wait_ms: u64::try_from(quota.wait.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl Serialize for Page {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.keys {
            None => map.serialize_entry("result", &self.result)?,
            Some(keys) => {
                let keyed: IndexMap<&String, &Record> = keys.iter().zip(&self.result).collect();
                map.serialize_entry("result", &keyed)?;
            }
        }
        map.serialize_entry("next_cursor", &self.next_cursor)?;
        map.serialize_entry("prev_cursor", &self.prev_cursor)?;
        map.serialize_entry("result_count", &self.result.len())?;
        map.serialize_entry("limit", &self.limit)?;
        map.serialize_entry("is_partial_response", &self.is_partial_response)?;
        map.serialize_entry("warnings", &self.warnings)?;
        if let Some(meta) = &self.meta {
            map.serialize_entry("meta", meta)?;
        }
        map.end()
    }
}
