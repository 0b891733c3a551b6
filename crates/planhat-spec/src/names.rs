//! From wire names to Rust names: the one place where casing is decided.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The Rust name of a field: the one given, else the wire name in snake_case without leading
/// underscores (`_id` is `id`, `__v` is `v`).
pub fn field_rust_name(wire: &str, given: Option<&str>) -> String {
    match given {
        Some(name) => name.to_owned(),
        None => identifier(wire.to_snake_case(), "field_"),
    }
}

/// The Rust name of a type: `time_entry` is `TimeEntry`.
pub fn type_name(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The Rust name of a module.
pub fn module_name(name: &str) -> String {
    name.to_snake_case()
}

/// The Rust name of an enum value. Signs that cannot stand in a name are left out; a value of
/// signs alone is named by their code points.
pub fn variant_name(value: &str) -> String {
    let name = value.to_upper_camel_case();
    let name: String = name.chars().filter(|letter| unicode_word(*letter)).collect();
    if name.is_empty() {
        let codes: Vec<String> = value.chars().map(|sign| format!("{:X}", u32::from(sign))).collect();
        return format!("Value{}", codes.join("_"));
    }
    match name.as_str() {
        "Self" => "Self_".to_owned(),
        "Unknown" => "UnknownValue".to_owned(),
        _ => identifier(name, "Value"),
    }
}

fn unicode_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || (!letter.is_ascii() && letter.is_alphanumeric())
}

fn identifier(name: String, before: &str) -> String {
    match name.chars().next() {
        None => before.trim_end_matches('_').to_owned(),
        Some(first) if first.is_numeric() => format!("{before}{name}"),
        Some(_) => name,
    }
}
