//! Tables of words: those of the server are covered, and are words of it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::kind::{closed, listed};
use super::read::Source;
use crate::model::{Transform, Type, UnifiedField, UnifiedWords};
use crate::nearest::hint;
use crate::node::Step;
use crate::unified::fault::Faults;
use crate::unified::mapping::{Kind, Words};
use crate::unified::record::Found;

pub(super) fn check(
    spec: &UnifiedField,
    kind: &Kind,
    sources: &[Source<'_>],
    faults: &mut Faults<'_>,
) {
    let Some(UnifiedWords(table)) = &spec.values else {
        return;
    };
    twice(table, faults);
    if let (Some(rest), Kind::Enum(words)) = (&spec.rest, kind)
        && !words.contains(rest)
    {
        let help = hint(rest, words.iter().map(String::as_str));
        faults
            .value(
                "SPEC115",
                &[Step::from("rest")],
                format!("`{rest}` is none of the words"),
            )
            .maybe_help(help);
    }
    // The words of what is computed or constant are not those of a source.
    let own = matches!(
        spec.transform,
        Some(Transform::Computed | Transform::Const | Transform::ConstIgnored)
    );
    if own {
        return;
    }
    for source in sources {
        if let [found] = source.found.as_slice() {
            of_source(spec, kind, table, found, faults);
        }
    }
}

/// A word stands once; one of the server may stand under several.
fn twice(table: &[(String, Vec<Value>)], faults: &mut Faults<'_>) {
    let mut seen = HashSet::new();
    for (word, _) in table {
        if !seen.insert(word) {
            let at = [Step::from("values")];
            faults.value("SPEC115", &at, format!("`{word}` stands here twice"));
        }
    }
}

fn of_source(
    spec: &UnifiedField,
    kind: &Kind,
    table: &[(String, Vec<Value>)],
    found: &Found<'_>,
    faults: &mut Faults<'_>,
) {
    // Of an open enum the listed values are covered, and others may have words too. A TypeRef keeps
    // what it has no word for.
    let is_closed = found.kind == Type::Boolean || closed(found.leaf).is_some();
    let known: Vec<Value> = match (&found.kind, listed(found.leaf)) {
        (Type::Boolean, _) => vec![true.into(), false.into()],
        (Type::Enum, Some(values)) if is_closed || matches!(kind, Kind::Enum(_)) => {
            values.into_iter().map(Value::String).collect()
        }
        _ => return,
    };
    let same = |left: &Value, right: &Value| same(left, right, spec.fold_case);
    for (word, values) in table.iter().filter(|_| is_closed) {
        for value in values {
            if !known.iter().any(|one| same(one, value)) {
                let message = format!("{value} is no value of `{}`", found.path);
                let known: Vec<&str> = known.iter().filter_map(Value::as_str).collect();
                let help = hint(value.as_str().unwrap_or_default(), known);
                faults
                    .value("SPEC115", &[Step::from("values"), word.into()], message)
                    .maybe_help(help);
            }
        }
    }
    let has = |one: &Value| {
        table
            .iter()
            .flat_map(|(_, all)| all)
            .any(|value| same(one, value))
    };
    let missing: Vec<String> = known
        .iter()
        .filter(|one| !has(one))
        .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
        .collect();
    if !missing.is_empty() && spec.rest.is_none() {
        let missing = missing.join(", ");
        let message = format!(
            "no word stands for what `{}` also holds: {missing}",
            found.path
        );
        faults
            .key("SPEC115", &[Step::from("values")], message)
            .help("add a word for each, or say by `rest` which one they read as");
    }
}

/// Says that a value is none of those that there are, where these are known.
pub(super) fn is_value<'v>(
    value: &Value,
    boolean: bool,
    listed: Option<impl Iterator<Item = &'v str>>,
    of: &str,
    at: &[Step],
    faults: &mut Faults<'_>,
) {
    let known: Vec<&str> = listed.into_iter().flatten().collect();
    let fits = match value {
        _ if boolean => value.is_boolean(),
        _ if known.is_empty() => true,
        Value::String(text) => known.contains(&text.as_str()),
        _ => false,
    };
    if !fits {
        let help = match boolean {
            true => Some("write `true` or `false`".to_owned()),
            false => hint(value.as_str().unwrap_or_default(), known),
        };
        faults
            .value("SPEC115", at, format!("{value} is no value of `{of}`"))
            .maybe_help(help);
    }
}

fn same(left: &Value, right: &Value, fold: bool) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) if fold => {
            left.to_lowercase() == right.to_lowercase()
        }
        _ => left == right,
    }
}

/// Whether each word that can be written reads back as itself.
pub(super) fn are_exact(words: &Words) -> bool {
    let key = |value: &Value| match (value, words.fold_case) {
        (Value::String(text), true) => text.to_lowercase(),
        (value, _) => value.to_string(),
    };
    let mut read: HashMap<String, &str> = HashMap::new();
    for (word, values) in &words.table {
        for value in values {
            read.entry(key(value)).or_insert(word);
        }
    }
    words.table.iter().all(|(word, values)| {
        let first = values.first();
        first.is_none_or(|value| read.get(&key(value)).is_some_and(|other| other == word))
    })
}

/// Whether each word is one of the server's, and each of the server's one word.
pub(super) fn are_one_to_one(words: &Words) -> bool {
    let single = words.table.iter().all(|(_, values)| values.len() == 1);
    single && !words.fold_case && words.rest.is_none() && are_exact(words)
}
