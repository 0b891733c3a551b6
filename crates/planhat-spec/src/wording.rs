//! Messages of serde in the words of the format.

use crate::nearest::nearest;

/// What serde found wrong.
#[derive(Debug, PartialEq)]
pub(crate) enum Fault {
    /// A needed key is not there.
    Missing(String),
    /// A key that the format does not have, and those it has.
    UnknownKey(String, Vec<String>),
    /// A type that the format does not have.
    UnknownType(String),
    /// A word that is none of the choices, and the choices.
    UnknownWord(String, Vec<String>),
    /// A list where a text belongs, and the like.
    WrongForm {
        expected: String,
        got: String,
        help: Option<String>,
    },
    /// Anything else.
    Other(String),
}

/// The types as they are written.
const TYPES: [&str; 15] = [
    "string",
    "integer",
    "number",
    "boolean",
    "id",
    "ref<resource>",
    "date",
    "datetime",
    "day",
    "enum",
    "list<T>",
    "map<T>",
    "object",
    "custom",
    "json",
];

impl Fault {
    /// Reads a message of serde.
    pub(crate) fn of(message: &str) -> Self {
        if let Some(rest) = message.strip_prefix("missing field `") {
            return Fault::Missing(rest.trim_end_matches('`').to_owned());
        }
        if let Some(rest) = message.strip_prefix("unknown type `") {
            return Fault::UnknownType(rest.strip_suffix('`').unwrap_or(rest).to_owned());
        }
        if let Some((name, known)) = named(message, "unknown field `") {
            return Fault::UnknownKey(name, known);
        }
        if let Some((name, known)) = named(message, "unknown variant `") {
            return Fault::UnknownWord(name, known);
        }
        let form = message
            .strip_prefix("invalid type: ")
            .or_else(|| message.strip_prefix("invalid value: "));
        match form.and_then(|rest| rest.rsplit_once(", expected ")) {
            Some((got, expected)) => {
                let scalar = ["integer `", "floating point `", "boolean `"];
                let bare = scalar
                    .iter()
                    .find_map(|head| got.strip_prefix(head)?.strip_suffix('`'));
                let help = bare
                    .filter(|_| expected == "a string")
                    .map(|bare| format!("in quotes it is text: \"{bare}\""));
                Fault::WrongForm {
                    expected: wanted(expected),
                    got: given(got),
                    help,
                }
            }
            None => Fault::Other(message.to_owned()),
        }
    }
}

/// The name in ticks after the head, and those after `expected`.
fn named(message: &str, head: &str) -> Option<(String, Vec<String>)> {
    let rest = message.strip_prefix(head)?;
    let (name, known) = match rest
        .rfind("`, expected ")
        .or_else(|| rest.rfind("`, there are no "))
    {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => (rest.trim_end_matches('`'), ""),
    };
    Some((
        name.to_owned(),
        known
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect(),
    ))
}

fn wanted(expected: &str) -> String {
    let plain = match expected {
        "a string" | "string or map" => "text",
        "a sequence" => "a list",
        "a map" => "a map",
        "a boolean" => "`true` or `false`",
        "f64" => "a number",
        "u16" | "u32" | "u64" => "a whole number that is not negative",
        _ if expected.starts_with("struct ") => "a map",
        _ if expected.contains("enum") => "a word",
        _ => expected,
    };
    plain.to_owned()
}

fn given(got: &str) -> String {
    let plain = match got {
        "sequence" => "a list",
        "map" => "a map",
        "unit value" | "null" | "Option value" => "nothing",
        _ => match got.split_once(' ') {
            Some(("string", text)) => return format!("the text {text}"),
            Some(("integer", number)) => return format!("the number {number}"),
            Some(("boolean", value)) => return value.to_owned(),
            _ => match got.strip_prefix("floating point ") {
                Some(number) => return format!("the number {number}"),
                None => got,
            },
        },
    };
    plain.to_owned()
}

/// Help for a name that is none of the choices.
pub(crate) fn choice(name: &str, known: &[String]) -> Option<String> {
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => None,
        None => Some(format!("it takes: {}", known.join(", "))),
    }
}

/// What other formats call our types.
const SYNONYMS: &[(&str, &str)] = &[
    ("array", "list<T>"),
    ("bool", "boolean"),
    ("decimal", "number"),
    ("dict", "map<T>"),
    ("double", "number"),
    ("float", "number"),
    ("hash", "map<T>"),
    ("int", "integer"),
    ("list", "list<T>"),
    ("map", "map<T>"),
    ("money", "number"),
    ("objectId", "id"),
    ("objectid", "id"),
    ("ref", "ref<resource>"),
    ("str", "string"),
    ("text", "string"),
    ("timestamp", "datetime"),
];

/// Help for a type that is none.
pub(crate) fn of_type(name: &str) -> Option<String> {
    if name.starts_with("list<") || name.starts_with("map<") {
        let balanced = name.matches('<').count() == name.matches('>').count();
        return Some(match balanced {
            true => "types nest at most 8 deep".to_owned(),
            false => "close each `<` with a `>`".to_owned(),
        });
    }
    if let Some((_, ours)) = SYNONYMS.iter().find(|(other, _)| *other == name) {
        return Some(format!("write `{ours}`"));
    }
    Some(match nearest(name, TYPES) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("types: {}", TYPES.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn messages_of_serde() {
        let unknown = Fault::of("unknown field `docs`, expected one of `type`, `doc`");
        assert_eq!(
            unknown,
            Fault::UnknownKey("docs".into(), texts(&["type", "doc"]))
        );
        let two = Fault::of("unknown variant `x`, expected `a` or `b`");
        assert_eq!(two, Fault::UnknownWord("x".into(), texts(&["a", "b"])));
        let odd = Fault::of("unknown field `a`, `b`, expected `c`");
        assert_eq!(odd, Fault::UnknownKey("a`, `b".into(), texts(&["c"])));
        assert_eq!(
            Fault::of("missing field `doc`"),
            Fault::Missing("doc".into())
        );
        let form = Fault::of("invalid type: integer `1`, expected a string");
        let help = Some("in quotes it is text: \"1\"".into());
        assert_eq!(
            form,
            Fault::WrongForm {
                expected: "text".into(),
                got: "the number `1`".into(),
                help
            }
        );
        let list = Fault::of("invalid type: string \"crm\", expected a sequence");
        let got = "the text \"crm\"".to_owned();
        assert_eq!(
            list,
            Fault::WrongForm {
                expected: "a list".into(),
                got,
                help: None
            }
        );
    }
}
