//! Plain scalars, by the core schema of YAML 1.2.

use serde_yaml::Value;

/// What a scalar without quotes means: null, a boolean, a number, else text.
pub(crate) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

fn number(text: &str) -> Option<Value> {
    if let Some(value) = whole(text) {
        return Some(value);
    }
    let sign =
        |letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.' | 'e' | 'E');
    if !text.contains(|letter: char| letter.is_ascii_digit()) || !text.chars().all(sign) {
        return None;
    }
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())?;
    Some(Value::Number(number.into()))
}

fn whole(text: &str) -> Option<Value> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(Value::Number(number.into()));
    }
    if let Ok(number) = text.parse::<u64>() {
        return Some(Value::Number(number.into()));
    }
    let radix = |head: &str, radix: u32| {
        let digits = text.strip_prefix(head)?;
        let unsigned = digits.starts_with(|first: char| first.is_digit(radix));
        u64::from_str_radix(digits, radix).ok().filter(|_| unsigned)
    };
    let number = radix("0o", 8).or_else(|| radix("0x", 16))?;
    Some(Value::Number(number.into()))
}

/// Words that some reader of YAML takes for something else than text.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// A text as it can stand anywhere in a file, without quotes where it needs none.
pub(crate) fn quoted(text: &str) -> String {
    let sign = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ' ' | '.');
    let bare = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(sign)
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    match bare {
        true => text.to_owned(),
        false => format!("\"{}\"", text.chars().map(escaped).collect::<String>()),
    }
}

fn escaped(sign: char) -> String {
    match sign {
        '"' | '\\' => format!("\\{sign}"),
        ' '..='~' => sign.to_string(),
        _ if sign.is_alphanumeric() => sign.to_string(),
        // Signs that print nothing, and those that a reader may take for the end of a line.
        _ => format!("\\U{:08X}", u32::from(sign)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        for (text, written) in [
            ("companyId", "companyId"),
            ("_id", "_id"),
            ("in use", "in use"),
            ("1st", "\"1st\""),
            ("on", "\"on\""),
            ("a: b", "\"a: b\""),
            ("", "\"\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""),
            ("größe", "\"größe\""),
            ("a\nb", "\"a\\U0000000Ab\""),
        ] {
            assert_eq!(quoted(text), written, "{text}");
        }
    }

    #[test]
    fn core_schema() {
        for text in ["", "~", "null"] {
            assert_eq!(plain(text), Value::Null, "{text}");
        }
        for (text, number) in [
            ("12", 12),
            ("+12", 12),
            ("-3", -3),
            ("0o17", 15),
            ("0x1F", 31),
            ("007", 7),
        ] {
            assert_eq!(plain(text), Value::Number(number.into()), "{text}");
        }
        for (text, number) in [("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("-2.", -2.0)] {
            assert_eq!(plain(text), Value::Number(number.into()), "{text}");
        }
        for text in [
            "yes",
            "no",
            "on",
            "1-2",
            "2024-01-01",
            "e5",
            ".",
            "-",
            "0x",
            "0x+1",
            "1_000",
            ".inf",
            "1e999",
            "12:30",
        ] {
            assert_eq!(plain(text), Value::String(text.to_owned()), "{text}");
        }
    }
}
