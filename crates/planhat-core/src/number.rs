//! Numbers that stay what they were: an integer or a float.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of the API: a whole number stays one, a decimal stays one, so that what was read
/// writes back as equal JSON.
///
/// ```
/// use planhat_core::Number;
/// assert_eq!(Number::from(3).to_string(), "3");
/// assert_eq!(Number::from(3.0).as_f64(), 3.0);
/// assert!(Number::from(100) > Number::from(99.5));
/// ```
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
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

/// By value: `1` is `1.0`, and `100` is more than `99.5`.
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let whole = |number: &Number| match *number {
            Number::Integer(value) => Some(i128::from(value)),
            Number::Unsigned(value) => Some(i128::from(value)),
            Number::Float(_) => None,
        };
        match (whole(self), whole(other)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
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
