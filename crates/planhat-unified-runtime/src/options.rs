//! Names of fields and settings that a call gives, against the model.

use planhat_spec::unified::mapping::Model;

use crate::client::Settings;
use crate::nearest::hint;
use crate::{Code, Error, fault};

/// Settings with their defaults.
///
/// # Errors
/// When one is unknown, or has a value that it does not take.
pub(crate) fn checked(model: &Model, given: &Settings) -> Result<Settings, Error> {
    let defaults = model
        .options
        .iter()
        .map(|option| (option.name.clone(), option.default.clone()));
    let mut all: Settings = defaults.collect();
    for (name, value) in given {
        let known = model.options.iter().find(|option| option.name == *name);
        let message = match known {
            Some(option) if option.values.is_empty() || option.values.contains(value) => {
                all.insert(name.clone(), value.clone());
                continue;
            }
            Some(option) => format!("takes {}, not `{value}`", option.values.join(", ")),
            None => {
                let names: Vec<&str> = model
                    .options
                    .iter()
                    .map(|option| option.name.as_str())
                    .collect();
                format!(
                    "is no option of {}; it has {}",
                    model.plural,
                    names.join(", ")
                )
            }
        };
        let error = fault::new(Code::InvalidRequest, format!("option `{name}` {message}"));
        return Err(fault::at(error, name, &message, None));
    }
    Ok(all)
}

/// Whether the model has the field that a path begins with.
///
/// # Errors
/// When it has not.
pub(crate) fn known(model: &Model, path: &str) -> Result<(), Error> {
    let field = path.split('.').next().unwrap_or_default();
    let mut fields = model
        .variants
        .iter()
        .flat_map(|variant| &variant.rules)
        .map(|rule| rule.field.as_str());
    if fields.any(|name| name == field) {
        return Ok(());
    }
    let fields = model
        .variants
        .iter()
        .flat_map(|variant| &variant.rules)
        .map(|rule| rule.field.as_str());
    let message = format!(
        "{} have no field `{field}`{}",
        model.plural,
        hint(field, fields)
    );
    Err(fault::at(
        fault::new(Code::InvalidRequest, message.clone()),
        path,
        &message,
        None,
    ))
}
