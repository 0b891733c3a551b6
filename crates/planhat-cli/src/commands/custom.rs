//! The tenant's own fields of rows against its definitions, before they are sent.

use clap::ArgMatches;
use planhat_core::table::Operation;
use planhat_core::{Client, CustomFields, Fields};

use super::Context;
use crate::failure::Failure;
use crate::flags;
use crate::rows::Places;
use crate::{body, exit};

/// Reads the definitions, if rows have such fields and the check is not switched off. Definitions
/// that the token may not see are no reason to stop: a warning says so.
pub(super) async fn check(
    operation: &'static Operation,
    rows: &[Fields],
    places: &Places,
    matches: &ArgMatches,
    context: &Context,
    client: &Client,
) -> Result<(), Failure> {
    if body::is_set(matches, "no-custom-check") || !rows.iter().any(|row| has_own(operation, row)) {
        return Ok(());
    }
    let custom = match CustomFields::load(client).await {
        Ok(Some(custom)) => custom,
        Ok(None) => return Ok(()),
        Err(error) if error.status() == Some(403) => {
            context
                .console
                .note("custom fields are not checked: the token may not list their definitions");
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let mut told = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for mut fault in custom.check(operation.resource, row) {
            fault.argument = format!("rows[{at}].{}", fault.argument);
            told.push(places.told(&fault, 0));
        }
    }
    match told.is_empty() {
        true => Ok(()),
        false => Err(Failure::many(exit::INVALID, told).hint(
            "nothing was sent; --no-custom-check sends it as it stands, and Planhat stores any key",
        )),
    }
}

fn has_own(operation: &'static Operation, row: &Fields) -> bool {
    let own = flags::custom(operation);
    own.is_some_and(|own| {
        row.map()
            .keys()
            .any(|name| name.split('.').next() == Some(own.name))
    })
}
