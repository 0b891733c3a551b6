//! The interpreter, as the engine uses it.

use planhat_spec::unified::mapping::{MethodKind, Variant};
use serde_json::{Map, Value};

use crate::client::ModelHandle;
use crate::error::Error;
use crate::methods::WriteOptions;
use crate::read;
use crate::warning::{Warning, WarningCode};
use crate::write::{self, Body, OnUnsupported};
use crate::{Record, options, table};

pub(crate) use crate::read::Projection;

/// Reads a record of a variant.
///
/// # Errors
/// Never at present; what cannot be read is a warning.
pub(crate) fn read_map(
    handle: &ModelHandle,
    at: usize,
    record: &Map<String, Value>,
    want: &Projection,
) -> Result<(Record, Vec<Warning>), Error> {
    let model = handle.rules();
    let read = read::parsed(handle.mapping(), model, &model.variants[at], record, want);
    Ok((read.value, read.warnings))
}

/// Makes the body of a write.
///
/// # Errors
/// When something of the input cannot be written.
pub(crate) fn write(
    handle: &ModelHandle,
    at: usize,
    input: &Map<String, Value>,
    kind: MethodKind,
    given: &WriteOptions,
    current: Option<&Map<String, Value>>,
) -> Result<Body, Error> {
    let model = handle.rules();
    let options = write::Options {
        settings: options::checked(model, &given.options)?,
        on_unsupported: match given.drop_unsupported {
            true => OnUnsupported::Drop,
            false => OnUnsupported::Refuse,
        },
        remote_data: given.remote_data.clone().unwrap_or_default(),
        keys: keys(handle, &model.variants[at], kind),
        current: current.cloned(),
    };
    write::body(
        handle.mapping(),
        model,
        &model.variants[at],
        input,
        kind,
        &options,
    )
}

/// The unified fields that rows of a bulk operation are found by.
fn keys(handle: &ModelHandle, variant: &Variant, kind: MethodKind) -> Vec<String> {
    let mut methods = variant.methods.iter();
    let method = methods.find(|method| method.kind == kind && kind == MethodKind::Upsert);
    let operation = method.and_then(|method| table::operation(handle.client().api(), method).ok());
    let keys = operation.map_or(&[][..], |operation| operation.resource.keys);
    let named = keys.iter();
    named
        .filter_map(|key| handle.key_field(variant, key))
        .collect()
}

/// A warning of the engine.
pub(crate) fn warning(
    code: WarningCode,
    field: &str,
    id: Option<String>,
    message: &str,
) -> Warning {
    Warning {
        id,
        ..Warning::new(code, field, message)
    }
}
