//! From wire names to Rust names: the one place where casing is decided. Names in Rust are ASCII,
//! and each is an identifier but for keywords, which the emitter marks as raw.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Rust names that records, bodies and calls use themselves, and keywords that cannot be raw.
pub const TAKEN: &[&str] = &[
    "clear",
    "crate",
    "drift",
    "dry_run",
    "field",
    "fields",
    "into_call",
    "into_future",
    "is_null",
    "items",
    "mode",
    "names",
    "new",
    "pages",
    "prefetch",
    "resume",
    "self",
    "send",
    "send_raw",
    "set",
    "side",
    "slot",
    "slot_of",
    "super",
    "unexpected",
    "unknown",
    "view",
];

/// The Rust name of a field: the one given, else the wire name in snake_case without leading
/// underscores (`_id` is `id`, `__v` is `v`). One that is [`TAKEN`] ends in an underscore.
pub fn field_rust_name(wire: &str, given: Option<&str>) -> String {
    match given {
        Some(name) => name.to_owned(),
        None => {
            let name = identifier(ascii(&wire.to_snake_case(), '_'), "field_");
            match TAKEN.contains(&name.as_str()) {
                true => format!("{name}_"),
                false => name,
            }
        }
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

/// The Rust names of the values of an enum, in their order; one that another has already gets a
/// number.
pub fn variant_names<'v>(values: impl IntoIterator<Item = &'v str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in values {
        let plain = variant_name(value);
        let numbered = (2..).map(|number| format!("{plain}{number}"));
        let free = std::iter::once(plain.clone())
            .chain(numbered)
            .find(|name| !names.contains(name));
        names.push(free.unwrap_or(plain));
    }
    names
}

/// The Rust name of an enum value. Signs that cannot stand in a name are left out, letters beyond
/// ASCII become their code points; a value of signs alone is named by all of them.
fn variant_name(value: &str) -> String {
    let name = ascii(&value.to_upper_camel_case(), 'U');
    if name.is_empty() {
        let codes: Vec<String> = value
            .chars()
            .map(|sign| format!("{:X}", u32::from(sign)))
            .collect();
        return format!("Value{}", codes.concat());
    }
    match name.as_str() {
        "Self" => "SelfValue".to_owned(),
        "Unknown" => "UnknownValue".to_owned(),
        _ => identifier(name, "Value"),
    }
}

/// Leaves out signs, and writes letters beyond ASCII as code points after the mark.
fn ascii(name: &str, mark: char) -> String {
    let mut ascii = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() || letter == '_' {
            ascii.push(letter);
        } else if letter.is_alphanumeric() {
            ascii.push_str(&format!("{mark}{:x}", u32::from(letter)));
        }
    }
    ascii
}

fn identifier(name: String, before: &str) -> String {
    match name.chars().next() {
        None => before.trim_end_matches('_').to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{before}{name}"),
        Some(_) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_identifier(name: &str) -> bool {
        let word = name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        word && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name != "_"
    }

    #[test]
    fn fields() {
        let cases = [
            ("_id", "id"),
            ("__v", "v"),
            ("_currency", "currency"),
            ("companyId", "company_id"),
            ("mrTotal", "mr_total"),
            ("nrr30", "nrr30"),
            ("type", "type"),
            ("2fa", "field_2fa"),
            ("first name", "first_name"),
            ("", "field_"),
            ("_", "field_"),
            ("hDiff", "h_diff"),
            ("self", "self_"),
            ("items", "items_"),
        ];
        for (wire, rust) in cases {
            assert_eq!(field_rust_name(wire, None), rust, "{wire}");
        }
        assert_eq!(field_rust_name("h", Some("health")), "health");
    }

    #[test]
    fn variants() {
        let cases = [
            ("rich text", "RichText"),
            ("1", "Value1"),
            ("Closed Won", "ClosedWon"),
            ("+", "Value2B"),
            ("self", "SelfValue"),
            ("unknown", "UnknownValue"),
            ("", "Value"),
            ("😀", "Value1F600"),
            ("C++", "C"),
        ];
        for (value, rust) in cases {
            assert_eq!(variant_name(value), rust, "{value}");
        }
        assert_eq!(variant_names(["a b", "a-b", "a_b"]), ["AB", "AB2", "AB3"]);
        for value in [
            "über", "²", "Ⓐ", "はい", "a\u{301}", "½ year", "e\u{0}", "\u{345}", "ﬁ", "-", "__",
            "1.5",
        ] {
            assert!(
                is_identifier(&variant_name(value)),
                "{value} {}",
                variant_name(value)
            );
            assert!(
                is_identifier(&field_rust_name(value, None)),
                "{value} {}",
                field_rust_name(value, None)
            );
        }
    }

    #[test]
    fn types_and_modules() {
        assert_eq!(type_name("time_entry"), "TimeEntry");
        assert_eq!(module_name("timeEntry"), "time_entry");
    }
}
