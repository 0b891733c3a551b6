//! Errors made in few words.

use serde_json::Value;

use crate::error::{Code, Error, Failure};

/// An error of a code.
pub(crate) fn new(code: Code, message: impl Into<String>) -> Error {
    Error::new(code, message)
}

/// With the place of the fault.
pub(crate) fn at(mut error: Error, path: &str, message: &str, remote_field: Option<&str>) -> Error {
    let code = error.code;
    error.failures.push(Failure {
        path: path.to_owned(),
        code,
        message: message.to_owned(),
        remote_field: remote_field.map(str::to_owned),
    });
    error
}

/// With the values that are allowed somewhere.
pub(crate) fn allowed<V: Into<Value>>(
    mut error: Error,
    path: &str,
    values: impl IntoIterator<Item = V>,
) -> Error {
    let values = values.into_iter().map(Into::into).collect();
    error.insight.allowed.insert(path.to_owned(), values);
    error
}
