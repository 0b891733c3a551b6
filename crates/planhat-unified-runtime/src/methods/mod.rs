//! One record: read, made, changed, removed.

mod before;
mod create;
mod current;
mod delete;
mod get;
mod one_row;
mod update;

use planhat_core::DryRun;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use crate::client::Settings;
use crate::shown::Format;
use crate::{Code, CustomFieldsFormat, Error, Record, Warning, fault};

pub(crate) use before::{Checks, checked};
pub(crate) use current::not_found;
pub(crate) use one_row::{Ids, refused};

/// How one record is read.
#[derive(Debug, Clone, Default)]
pub struct GetOptions {
    /// The fields that are wanted, all unless given.
    pub fields: Vec<String>,
    /// Fields that are not wanted.
    pub exclude_fields: Vec<String>,
    /// Whether the server's record comes along.
    pub remote_data: bool,
    /// References to resolve.
    pub expand: Vec<String>,
    /// In what form it comes.
    pub format: Format,
    /// In what form the tenant's own values come.
    pub custom_fields_format: CustomFieldsFormat,
    /// The variant, where there are several and it is known.
    pub variant: Option<String>,
    /// Settings that rules look at.
    pub options: Settings,
}

/// How a record is written.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// Whether nothing is sent, and the answer says what would be.
    pub dry_run: bool,
    /// Whether fields that cannot be written are left out with a warning, instead of being refused.
    pub drop_unsupported: bool,
    /// Whether keys of the tenant's own fields may be written that it has not defined.
    pub allow_unknown_custom_fields: bool,
    /// Whether words may be written that the server is not known to take, and would replace.
    pub allow_unknown_values: bool,
    /// Refuses an update when the record changed after this moment. The record is read before;
    /// a change between that and the write is not seen.
    pub if_unchanged_since: Option<String>,
    /// Values by the server's names, merged over what the fields give.
    pub remote_data: Option<Map<String, Value>>,
    /// Whether the answer has the server's record.
    pub include_remote_data: bool,
    /// In what form the answer has the tenant's own values.
    pub custom_fields_format: CustomFieldsFormat,
    /// Settings that rules look at.
    pub options: Settings,
}

impl WriteOptions {
    /// Refuses what an update alone goes by.
    ///
    /// # Errors
    /// When such a thing is given.
    pub(crate) fn no_update(&self) -> Result<(), Error> {
        if self.if_unchanged_since.is_none() {
            return Ok(());
        }
        let message = "only an update and a delete go by it";
        let error = fault::new(
            Code::InvalidRequest,
            format!("if_unchanged_since: {message}"),
        );
        Err(fault::at(error, "if_unchanged_since", message, None))
    }
}

/// A record, and what was noticed about it. Serializes as the record alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The record.
    pub record: Record,
    /// What was noticed on the way.
    pub warnings: Vec<Warning>,
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.record.serialize(serializer)
    }
}

/// What a write gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// The record as it is now.
    Done(Answer),
    /// What would be sent.
    Planned(Planned),
}

impl Written {
    /// The record; nothing where none was written.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Written::Done(answer) => Some(&answer.record),
            Written::Planned(_) => None,
        }
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Written::Done(answer) => answer.serialize(serializer),
            Written::Planned(planned) => planned.serialize(serializer),
        }
    }
}

/// A write that was not made: the request, without secrets, and what it would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The request.
    pub request: DryRun,
    /// The fields that it would set.
    pub changes: Vec<Change>,
    /// What was noticed on the way.
    pub warnings: Vec<Warning>,
}

/// A field that a write sets.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Unified name.
    pub field: String,
    /// The server's name.
    pub remote_field: String,
    /// What is sent.
    pub value: Value,
}

impl Serialize for Planned {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let request = json!({
            "method": self.request.method,
            "url": self.request.url,
            "body": self.request.body,
        });
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("dry_run", &true)?;
        map.serialize_entry("request", &request)?;
        map.serialize_entry("changes", &self.changes)?;
        map.serialize_entry("warnings", &self.warnings)?;
        map.end()
    }
}

/// What a delete gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Deleted {
    /// It is gone; its id.
    Done(String),
    /// What would be sent.
    Planned(Planned),
}

impl Serialize for Deleted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Deleted::Done(id) => json!({"id": id, "deleted": true}).serialize(serializer),
            Deleted::Planned(planned) => planned.serialize(serializer),
        }
    }
}
