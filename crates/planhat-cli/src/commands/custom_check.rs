//! The tenant's own fields against its definitions, before anything is sent: the server stores a
//! misspelt key without a word, and shows it nowhere.

use clap::ArgMatches;
use planhat_core::table::Operation;
use planhat_core::{Client, CustomFields, Fault, Fields};

use super::Context;
use crate::failure::Failure;
use crate::rows::Places;
use crate::{body, exit, flags};

/// Holds rows against the definitions. They are read only where a row has such fields.
///
/// # Errors
/// When a row has a key that is not defined, or a value that does not fit.
pub(super) async fn check(
    client: &Client,
    operation: &'static Operation,
    rows: &[Fields],
    places: &Places,
    matches: &ArgMatches,
    context: &Context,
) -> Result<(), Failure> {
    let has = |row: &Fields| flags::has_custom(operation, row);
    if body::is_set(matches, "no-custom-check") || !rows.iter().any(has) {
        return Ok(());
    }
    let definitions = match CustomFields::load(client).await {
        Ok(Some(definitions)) => definitions,
        Ok(None) => return Ok(()),
        Err(error) if error.is_not_found() || error.status() == Some(403) => {
            context.console.note(
                "the token may not see the definitions of custom fields: they are not checked",
            );
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let mut told = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for fault in definitions.check(operation.resource, row) {
            let fault = Fault {
                argument: format!("rows[{at}].{}", fault.argument),
                message: fault.message,
            };
            told.push(places.told(&fault, 0));
        }
    }
    match told.is_empty() {
        true => Ok(()),
        false => Err(Failure::many(exit::INVALID, told)
            .hint("nothing was sent; --no-custom-check sends it all the same")),
    }
}
