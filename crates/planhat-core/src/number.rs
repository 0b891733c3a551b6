//! Numbers that stay what they were: an integer or a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of the API: a whole number stays one, a decimal stays one, so that what was read
/// writes back as equal JSON.
///
/// ```
/// use planhat_core::Number;
/// assert_eq!(Number::from(3).to_string(), "3");
/// assert_eq!(Number::from(3.0).as_f64(), 3.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// A whole number beyond `i64`.
    Unsigned(u64),
    /// A decimal.
    Float(f64),
}

impl Number {
    /// The value as a float; whole numbers beyond 2^53 lose precision.
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Integer(value) => value as f64,
            Number::Unsigned(value) => value as f64,
            Number::Float(value) => value,
        }
    }

    /// The value as a whole number, if it is one that fits.
    pub fn as_i64(self) -> Option<i64> {
        match self {
            Number::Integer(value) => Some(value),
            Number::Unsigned(value) => i64::try_from(value).ok(),
            Number::Float(_) => None,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Integer(value) => value.fmt(f),
            Number::Unsigned(value) => value.fmt(f),
            Number::Float(value) => value.fmt(f),
        }
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Number::Integer(value.into())
    }
}
impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number::Integer(value)
    }
}
impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Number::Integer(value.into())
    }
}
impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Number::Float(value)
    }
}
