//! Answers as they came.

use std::borrow::Cow;

use bytes::Bytes;

use crate::mend::mended;
use crate::{Client, Decode, DecodeError, Error};

/// An answer as it came. Debug output shows no body: it may be personal.
#[derive(Clone)]
pub struct Raw {
    pub(crate) client: Client,
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    pub(crate) repeated_delete: bool,
    /// Whether the call takes no effect.
    pub(crate) reads: bool,
    /// Whether an earlier attempt may have taken effect.
    pub(crate) arrived: bool,
}

impl Raw {
    /// The operation, as `resource.operation`.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &http::HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// How often the call was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether a delete was answered 404 when it was repeated: an earlier attempt had done it.
    pub fn was_deleted_before(&self) -> bool {
        self.repeated_delete
    }

    /// The body as text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.body).map_err(|error| {
            let what = DecodeError {
                message: format!("not UTF-8: {error}"),
                line: 0,
                column: 0,
            };
            self.unreadable(what, &String::from_utf8_lossy(&self.body))
        })
    }

    /// The body as text that any reader of JSON takes, if it is JSON: half of an emoji, as a server
    /// leaves it that cuts texts, is U+FFFD.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn json_text(&self) -> Result<Cow<'_, str>, Error> {
        self.text().map(mended)
    }

    /// The body as a value. Half of an emoji, as a server leaves it that cuts texts, reads as U+FFFD.
    ///
    /// # Errors
    /// When it cannot be read as one.
    pub fn decode<T: Decode>(&self) -> Result<T, Error> {
        let text = self.text()?;
        let empty = text.trim().is_empty() || self.repeated_delete;
        if let (true, Some(value)) = (empty, T::empty()) {
            return Ok(value);
        }
        T::decode(&mended(text)).map_err(|error| self.unreadable(error, text))
    }

    /// An answer of another shape than was expected.
    pub(crate) fn unreadable(&self, mut what: DecodeError, body: &str) -> Error {
        what.message = self.client.without_secrets(&what.message);
        let body = self.client.without_secrets(body);
        let error = Error::decode(what, self.status, &body)
            .operation(&self.operation)
            .attempts(self.attempts);
        if self.reads { error.unarrived() } else { error }
    }
}

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raw")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
