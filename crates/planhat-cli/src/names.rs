//! Names of commands and flags, made from the tables.

use planhat_client::api::API;
use planhat_core::table::{Field, Operation, OperationKind, Resource};

/// A name as a command or a flag: lower case, parts joined by hyphens.
pub fn kebab(name: &str) -> String {
    let mut made = String::new();
    let mut lower = false;
    for sign in name.trim_start_matches('_').chars() {
        if sign == '_' || sign == ' ' || sign == '.' {
            made.push('-');
            lower = false;
        } else {
            if sign.is_uppercase() && lower {
                made.push('-');
            }
            lower = sign.is_lowercase() || sign.is_ascii_digit();
            made.extend(sign.to_lowercase());
        }
    }
    made
}

/// The command of a resource.
pub fn command(resource: &Resource) -> String {
    kebab(resource.plural)
}

/// Other spellings of a resource's command: singular, and both without separators.
pub fn aliases(resource: &Resource) -> Vec<String> {
    let own = command(resource);
    let mut names = vec![kebab(resource.name)];
    names.push(own.replace('-', ""));
    names.push(own.replace('-', "_"));
    names.push(resource.name.replace('_', ""));
    names.push(resource.name.to_owned());
    let taken = |name: &String| {
        let others = API
            .resources
            .iter()
            .filter(|other| other.name != resource.name);
        let mut others = others.flat_map(|other| [command(other), kebab(other.name)]);
        others.any(|other| other == *name)
    };
    names.retain(|name| *name != own && !taken(name));
    names.sort();
    names.dedup();
    names
}

/// The command of an operation.
pub fn operation(operation: &Operation) -> String {
    match operation.kind {
        OperationKind::BulkUpsert => "upsert".to_owned(),
        _ => kebab(operation.name),
    }
}

/// The flag of a parameter or field, without hyphens before it.
pub fn flag(field: &Field) -> String {
    kebab(field.name)
}

/// The resource that a word names.
pub fn resource(word: &str) -> Option<&'static Resource> {
    let names =
        |one: &Resource| command(one) == word || aliases(one).iter().any(|name| name == word);
    API.resources.iter().find(|one| names(one)).copied()
}
