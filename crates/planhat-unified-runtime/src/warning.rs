//! What a caller should know about an answer that is no error.

use serde::{Deserialize, Serialize};

/// No more of a value than this is shown.
const SHOWN: usize = 60;

/// What a caller should know about an answer that is no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What sort.
    pub code: WarningCode,
    /// Unified path.
    pub field: String,
    /// The record, where there is one.
    pub id: Option<String>,
    /// What happened, for people.
    pub message: String,
}

/// Sorts of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// A word that the mapping does not know was read.
    EnumUnmapped,
    /// A text was read as the number, or the truth value, that it holds.
    ValueCast,
    /// A value of another sort than the field has was read as null.
    UnexpectedValue,
    /// A field that cannot be written was left out, as was asked for.
    FieldDropped,
    /// A part of a value that cannot be written was left out.
    MemberIgnored,
    /// The budget of a scan ended a page early.
    ScanBudget,
    /// No record of a list has the field that records are picked by.
    FieldAbsent,
    /// A record that something refers to could not be read.
    Unresolved,
    /// Values of the tenant's own fields stay as they came: one does not fit its definition, or
    /// definitions cannot be read.
    CustomFieldsUntyped,
}

impl Warning {
    /// A warning about a field.
    pub fn new(code: WarningCode, field: impl Into<String>, message: impl Into<String>) -> Self {
        Warning {
            code,
            field: field.into(),
            id: None,
            message: message.into(),
        }
    }
}

/// The begin of a value, for a message.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}
