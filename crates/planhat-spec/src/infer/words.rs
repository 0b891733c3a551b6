//! What the words of a name hint at.

use heck::ToSnakeCase;

use crate::known::Known;
use crate::scaffold::sentence;

/// Words that a documentation made from a name has at most.
const WORDS: usize = 12;

/// The words of a name, in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let snake = name.to_snake_case();
    let words = snake.split('_').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// What a name says when it is read aloud: `companyId` is `Company id.`
pub(super) fn doc(name: &str) -> String {
    let mut words = words(name);
    words.truncate(WORDS);
    let words: String = words.join(" ").chars().take(80).collect();
    match words.is_empty() {
        true => "No name.".to_owned(),
        false => format!("{}.", sentence(&words)),
    }
}

/// The object whose ids a field holds: the one that its name is or begins, or that names what is
/// around when the name is `id` alone.
pub(super) fn reference(known: &Known, path: &str) -> Option<String> {
    let mut names = path.rsplit('.');
    let name = names.next().unwrap_or_default();
    let mut words = words(name);
    if words
        .last()
        .is_some_and(|last| last == "id" || last == "ids")
    {
        words.pop();
    }
    let subject = match words.is_empty() {
        // `_id` is the key of the object that it stands in; only `id` is told by what is around.
        true if name != "_id" => names.next()?.to_snake_case(),
        true => return None,
        false => words.join("_"),
    };
    // A record names itself, if anything, by its own id.
    let top = !path.contains('.');
    known
        .named(&subject)
        .filter(|named| !(top && known.is_coming(named)))
        .map(str::to_owned)
}

/// Whether a name says that it holds an id, or several.
pub(super) fn ends_in_id(name: &str) -> bool {
    words(name)
        .last()
        .is_some_and(|last| last == "id" || last == "ids")
}

/// Whether a name says that it holds a moment, for values that say nothing.
pub(super) fn hints_at_moment(name: &str) -> bool {
    const LAST: &[&str] = &["at", "date", "from", "since", "time", "until"];
    let words = words(name);
    words.len() > 1
        && words
            .last()
            .is_some_and(|last| LAST.contains(&last.as_str()))
}

pub(super) fn hints_at_day(name: &str) -> bool {
    has(name, &["day", "days", "date", "dates"])
}

pub(super) fn hints_at_phone(name: &str) -> bool {
    has(
        name,
        &[
            "phone",
            "phones",
            "mobile",
            "cell",
            "tel",
            "telephone",
            "fax",
        ],
    )
}

/// Whether decimals are to be expected, though none was seen.
pub(super) fn hints_at_amount(name: &str) -> bool {
    const AMOUNTS: &[&str] = &[
        "amount",
        "average",
        "avg",
        "budget",
        "cost",
        "costs",
        "discount",
        "fee",
        "hours",
        "percent",
        "percentage",
        "price",
        "rate",
        "ratio",
        "revenue",
        "share",
        "sum",
        "tax",
        "total",
        "value",
        "weight",
    ];
    has(name, AMOUNTS)
}

fn has(name: &str, hints: &[&str]) -> bool {
    words(name)
        .iter()
        .any(|word| hints.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation() {
        assert_eq!(doc("companyId"), "Company id.");
        assert_eq!(doc("_id"), "Id.");
        assert_eq!(doc(""), "No name.");
        assert_eq!(doc("!!"), "No name.");
    }
}
