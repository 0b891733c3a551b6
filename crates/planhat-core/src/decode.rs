//! From the text of an answer to a value.

use std::fmt;

/// What an answer can be read as.
pub trait Decode: Sized {
    /// Reads the JSON text of an answer.
    fn decode(json: &str) -> Result<Self, DecodeError>;

    /// What an answer without a body reads as; nothing where a body is needed.
    fn empty() -> Option<Self> {
        None
    }
}

/// Why the text of an answer cannot be read: it is no JSON, it is cut off, or it has another
/// shape than the operation answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// What is wrong.
    pub message: String,
    /// Line in the answer, from 1.
    pub line: usize,
    /// Column in that line, in bytes from 1; 0 when nothing was read.
    pub column: usize,
}

impl From<serde_json::Error> for DecodeError {
    fn from(error: serde_json::Error) -> Self {
        DecodeError {
            message: error.to_string(),
            line: error.line(),
            column: error.column(),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Decode for () {
    fn decode(_json: &str) -> Result<Self, DecodeError> {
        Ok(())
    }

    fn empty() -> Option<Self> {
        Some(())
    }
}

impl Decode for serde_json::Value {
    fn decode(json: &str) -> Result<Self, DecodeError> {
        Ok(serde_json::from_str(json)?)
    }

    fn empty() -> Option<Self> {
        Some(serde_json::Value::Null)
    }
}

/// Values as they came, not looked into; the texts of a list of records, for instance.
impl Decode for Vec<Box<serde_json::value::RawValue>> {
    fn decode(json: &str) -> Result<Self, DecodeError> {
        Ok(serde_json::from_str(json)?)
    }
}

/// A value as it came, not looked into.
impl Decode for Box<serde_json::value::RawValue> {
    fn decode(json: &str) -> Result<Self, DecodeError> {
        Ok(serde_json::from_str(json)?)
    }
}

impl Decode for crate::Object {
    fn decode(json: &str) -> Result<Self, DecodeError> {
        Ok(serde_json::from_str(json)?)
    }
}

impl Decode for Vec<crate::Object> {
    fn decode(json: &str) -> Result<Self, DecodeError> {
        Ok(serde_json::from_str(json)?)
    }
}
