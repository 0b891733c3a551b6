//! Names of commands and flags, made from the tables.

use planhat_client::api::API;
use planhat_core::table::{Operation, OperationKind, Resource};

/// A name as a command or a flag: lower case, parts joined by hyphens.
pub fn kebab(name: &str) -> String {
    let mut made = String::new();
    let mut lower = false;
    for sign in name.trim_start_matches('_').chars() {
        if matches!(sign, '_' | ' ' | '.') {
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

/// Other spellings of a resource's command: the singular, and both without hyphens or with `_`.
pub fn aliases(resource: &Resource) -> Vec<String> {
    let own = command(resource);
    let mut names = vec![kebab(resource.name)];
    for name in [resource.plural, resource.name] {
        names.extend([name.replace('_', ""), name.to_owned()]);
    }
    names.sort();
    names.dedup();
    names.retain(|name| *name != own);
    names
}

/// The command of an operation.
pub fn operation(operation: &Operation) -> String {
    match operation.kind {
        OperationKind::BulkUpsert => "upsert".to_owned(),
        _ => kebab(operation.name),
    }
}

/// The resource that a word names.
pub fn resource(word: &str) -> Option<&'static Resource> {
    let named =
        |one: &Resource| command(one) == word || aliases(one).iter().any(|name| name == word);
    API.resources.iter().find(|one| named(one)).copied()
}

/// The words that call an operation, by its id in the tables, such as `company.bulk_upsert`.
pub fn call(id: &str) -> Option<String> {
    let mut operations = API.resources.iter().flat_map(|one| one.operations);
    operations.find(|one| one.id() == id).map(|one| words(one))
}

/// The words that call an operation.
pub fn words(one: &Operation) -> String {
    format!("{} {}", command(one.resource), operation(one))
}

/// The wire name of Planhat's own identifier: the first of all keys.
pub fn own_id() -> &'static str {
    API.keys.first().map_or("", |key| key.name)
}

/// An argument that a fault speaks of, as it is written here: a flag, the id, or a place in rows.
pub fn argument(argument: &str) -> String {
    let plain = |name: &str| {
        name.chars()
            .all(|sign| sign.is_alphanumeric() || sign == '_')
    };
    match argument {
        "id" => "ID".to_owned(),
        "body" | "path" => argument.to_owned(),
        _ if argument.split(" or ").all(plain) => {
            let flags = argument
                .split(" or ")
                .map(|name| format!("--{}", kebab(name)));
            flags.collect::<Vec<_>>().join(" or ")
        }
        _ => argument.to_owned(),
    }
}

/// Longer names are not compared.
const LETTERS: usize = 64;

/// The nearest of the known names, if one is near enough to be what was meant.
pub fn nearest<I>(name: &str, known: I) -> Option<String>
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let name = name.to_lowercase();
    let letters = name.chars().count();
    if letters == 0 || letters > LETTERS {
        return None;
    }
    let limit = (letters / 3).clamp(1, 3);
    let distances = known.into_iter().map(|one| {
        let one = one.as_ref().to_owned();
        (strsim::osa_distance(&name, &one.to_lowercase()), one)
    });
    distances
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        for (name, word) in [
            ("companyId", "company-id"),
            ("_currency", "currency"),
            ("time_entries", "time-entries"),
            ("nrr30", "nrr30"),
            ("cId", "c-id"),
            ("isArchived", "is-archived"),
        ] {
            assert_eq!(kebab(name), word);
        }
    }

    #[test]
    fn every_word_names_one_resource() {
        let mut seen = std::collections::BTreeMap::new();
        for resource in API.resources {
            let words = [command(resource)].into_iter().chain(aliases(resource));
            for word in words {
                let before = seen.insert(word.clone(), resource.name);
                assert_eq!(before, None, "{word} of {}", resource.name);
            }
        }
    }

    #[test]
    fn near_misses_are_found_and_far_ones_are_not() {
        let known = ["companies", "campaigns", "licenses"];
        assert_eq!(nearest("compnies", known).as_deref(), Some("companies"));
        assert_eq!(nearest("Liscences", known).as_deref(), Some("licenses"));
        assert_eq!(nearest("zebras", known), None);
        assert_eq!(nearest("", known), None);
    }
}
