//! Prompts: what is filled in stands in the text, and the tools that are named exist.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use indexmap::IndexMap;

use super::{Context, Place, below, names, references, steps, tools};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Prompt;
use crate::nearest::{hint, nearest};

/// Checks the prompts and gives them back by name.
pub(super) fn check(
    context: &Context<'_>,
    read: BTreeMap<String, (Place, Prompt)>,
    found: &mut Diagnostics,
) -> IndexMap<String, Prompt> {
    let known = tools::names(context);
    let mut all = IndexMap::new();
    for (stem, (place, mut prompt)) in read {
        if place.has(&steps!["prompt"]) {
            names::file_name("prompt", &stem, &prompt.prompt, &place, found);
            names::form(&place, &steps!["prompt"], &prompt.prompt, "a prompt", found);
        } else {
            prompt.prompt.clone_from(&stem);
        }
        texts(&place, &prompt, found);
        arguments(&place, &prompt, found);
        if let Some(known) = &known {
            of_tools(&place, &prompt, known, found);
        }
        all.insert(stem, prompt);
    }
    all
}

fn texts(place: &Place, prompt: &Prompt, found: &mut Diagnostics) {
    let texts = [
        ("title", Some(&prompt.title)),
        ("description", Some(&prompt.description)),
        ("text", Some(&prompt.text)),
    ];
    place.not_empty(&[], texts, found);
    for (name, argument) in &prompt.arguments {
        let at = steps!["arguments", name];
        names::form(place, &at, name, "an argument", found);
        place.not_empty(&at, [("doc", Some(&argument.doc))], found);
    }
}

/// Arguments and placeholders are the same.
fn arguments(place: &Place, prompt: &Prompt, found: &mut Diagnostics) {
    // What stands in the file but is faulty counts.
    let known: BTreeSet<&str> = place.keys(&steps!["arguments"]).into_iter().collect();
    let used: BTreeSet<&str> = prompt.placeholders().collect();
    for name in used.difference(&known) {
        if found.is_full(&place.file) {
            return;
        }
        let message = format!("`{{{name}}}` is none of the arguments");
        let fault = in_text(place, "SPEC100", &format!("{{{name}}}"), message);
        found.push(fault.maybe_help(hint(name, known.iter().copied())));
    }
    if !place.has(&steps!["text"]) {
        return;
    }
    // One that is misspelt in the text is reported there.
    let unknown: Vec<&str> = used.difference(&known).copied().collect();
    let is_missed = |name: &str| {
        !used.contains(name) && !unknown.iter().any(|other| nearest(other, [name]).is_some())
    };
    for name in prompt.arguments.keys().filter(|name| is_missed(name)) {
        let message = format!("nothing is done with `{name}`: `{{{name}}}` is not in the text");
        found.push(place.at_key("SPEC101", &steps!["arguments", name], message));
    }
}

/// The tools that are listed exist, and are those of the text.
fn of_tools(place: &Place, prompt: &Prompt, known: &BTreeSet<String>, found: &mut Diagnostics) {
    references::unique(place, &steps!["tools"], &prompt.tools, found);
    let sign = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    let words: BTreeSet<&str> = prompt.text.split(|letter| !sign(letter)).collect();
    for (item, tool) in prompt.tools.iter().enumerate() {
        if found.is_full(&place.file) {
            return;
        }
        let at = below(&steps!["tools"], item);
        if !known.contains(tool) {
            let message = format!("there is no tool `{tool}`");
            let help = hint(tool, known.iter().map(String::as_str))
                .unwrap_or_else(|| "`cargo xtask list OBJECT` shows those of an object".to_owned());
            found.push(place.at_value("SPEC102", &at, message).help(help));
        } else if place.has(&steps!["text"]) && !words.contains(tool.as_str()) {
            let message = format!("`{tool}` is not in the text");
            found.push(place.at_value("SPEC103", &at, message));
        }
    }
    // One that is misspelt in the list is reported there.
    let listed = |word: &str| {
        let mut tools = prompt.tools.iter();
        tools.any(|tool| tool == word || !known.contains(tool) && nearest(tool, [word]).is_some())
    };
    if place.root.has_key(&[], "tools") && !place.has(&steps!["tools"]) {
        return;
    }
    for word in words {
        if known.contains(word) && !listed(word) {
            let message = format!("`{word}` is not among the `tools` of the prompt");
            found.push(in_text(place, "SPEC103", word, message));
        }
    }
}

/// A fault at the first place of some words in the text of a prompt.
fn in_text(place: &Place, rule: &'static str, words: &str, message: String) -> Diagnostic {
    let span = |node: Range<usize>| -> Option<Range<usize>> {
        let start = node.start + place.file.text.get(node)?.find(words)?;
        Some(start..start + words.len())
    };
    let node = place.root.at(&steps!["text"]).map(|node| node.span.clone());
    match node.and_then(span) {
        Some(span) => place.file.error(rule, span, message),
        None => place.at_key(rule, &steps!["text"], message),
    }
}
