//! Places in lists, as text.

use std::fmt;
use std::str::FromStr;

use crate::Error;
use crate::fields::Fault;

/// A place in a list, to go on from in another process. Its text is opaque.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) list: u64,
    pub(crate) part: usize,
    pub(crate) offset: u64,
}

impl Cursor {
    /// The place behind so many records of the same list, or of the same part.
    pub fn at(&self, offset: u64) -> Cursor {
        Cursor {
            offset,
            ..self.clone()
        }
    }

    /// How many records of the list, or of its part, stand before it.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The place so many records further.
    pub(crate) fn after(&self, rows: u64) -> Cursor {
        Cursor {
            offset: self.offset.saturating_add(rows),
            ..self.clone()
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{:016x}.{:x}.{:x}", self.list, self.part, self.offset)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let fault = || {
            let message = format!("`{text}` is no cursor of this version");
            Error::invalid(vec![Fault {
                argument: "cursor".into(),
                message,
            }])
        };
        let parts: Vec<&str> = text.split('.').collect();
        let ["1", list, part, offset] = parts.as_slice() else {
            return Err(fault());
        };
        let number = |text: &str| u64::from_str_radix(text, 16).map_err(|_| fault());
        let part = usize::try_from(number(part)?).map_err(|_| fault())?;
        Ok(Cursor {
            list: number(list)?,
            part,
            offset: number(offset)?,
        })
    }
}
