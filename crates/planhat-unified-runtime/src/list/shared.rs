//! Words of the server that stand for several of the model: a filter says which one is meant.

use planhat_spec::unified::mapping::{Convert, Op, Read, Rule, Variant, Words};
use serde_json::Value;

use crate::filter::Asked;

/// The variant with the words first that filters ask for, so that records read back as what was asked;
/// nothing where that changes nothing.
pub(super) fn asked_first(variant: &Variant, asked: &[Asked]) -> Option<Variant> {
    let mut changed: Option<Variant> = None;
    for one in asked.iter().filter(|one| matches!(one.op, Op::Eq | Op::In)) {
        let Some(path) = one.filter.path.as_deref() else {
            continue;
        };
        let wanted = |word: &str| one.values.iter().any(|value| value.text == word);
        let at = variant.rules.iter().position(|rule| rule.field == path);
        let Some(at) =
            at.filter(|at| words(&variant.rules[*at]).is_some_and(|words| shares(words, &wanted)))
        else {
            continue;
        };
        let rules = &mut changed.get_or_insert_with(|| variant.clone()).rules;
        for words in words_mut(&mut rules[at]) {
            // Stable: among the words that are asked for, the first one counts as before.
            words.table.sort_by_key(|(word, _)| !wanted(word));
        }
    }
    changed
}

/// The word that a word of a field reads as, in a variant that filters may have changed.
pub(crate) fn as_asked<'v>(
    plain: &Variant,
    read_as: &'v Variant,
    field: &str,
    word: &'v str,
) -> &'v str {
    let rule = |variant: &'_ Variant| variant.rules.iter().position(|rule| rule.field == field);
    let own = rule(plain).and_then(|at| words(&plain.rules[at]));
    let own = own.and_then(|words| words.table.iter().find(|(known, _)| known == word));
    let table = rule(read_as).and_then(|at| words(&read_as.rules[at]));
    let (Some((_, own)), Some(words)) = (own, table) else {
        return word;
    };
    let same = |(_, values): &&(String, Vec<Value>)| values.iter().any(|value| own.contains(value));
    words
        .table
        .iter()
        .find(same)
        .map_or(word, |(word, _)| word.as_str())
}

fn words(rule: &Rule) -> Option<&Words> {
    match &rule.read {
        Read::First(alternatives) => alternatives.iter().find_map(|one| match &one.convert {
            Convert::Enum(words) => Some(words),
            _ => None,
        }),
        _ => None,
    }
}

fn words_mut(rule: &mut Rule) -> impl Iterator<Item = &mut Words> {
    let alternatives = match &mut rule.read {
        Read::First(alternatives) => alternatives.as_mut_slice(),
        _ => &mut [],
    };
    alternatives
        .iter_mut()
        .filter_map(|one| match &mut one.convert {
            Convert::Enum(words) => Some(words),
            _ => None,
        })
}

/// Whether a word that is asked for shares one of the server's with a word before it.
fn shares(words: &Words, wanted: &dyn Fn(&str) -> bool) -> bool {
    words.table.iter().enumerate().any(|(at, (word, own))| {
        let before = words.table[..at].iter().filter(|(word, _)| !wanted(word));
        let mut theirs = before.flat_map(|(_, values)| values);
        wanted(word) && theirs.any(|value| own.contains(value))
    })
}
