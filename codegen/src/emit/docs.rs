//! Documentation comments.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Field, Operation, Resource, Rule};

/// Doc attributes, one a line.
pub(super) fn lines<I: IntoIterator<Item = S>, S: AsRef<str>>(lines: I) -> TokenStream {
    let lines = lines.into_iter().map(|line| {
        let line = line.as_ref();
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// Text of a spec as rustdoc takes it literally: no links, no HTML, addresses marked as such.
pub(super) fn text(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        if word.starts_with("https://") || word.starts_with("http://") {
            return format!("<{word}>");
        }
        let mut out = String::with_capacity(word.len());
        for letter in word.chars() {
            if matches!(letter, '[' | ']' | '<' | '>' | '*' | '`' | '\\') {
                out.push('\\');
            }
            out.push(letter);
        }
        out
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What is to be said of a field, in one paragraph.
pub(super) fn field(field: &Field) -> TokenStream {
    let mut all = text(&field.doc);
    if let (Some(min), Some(max)) = (field.min, field.max) {
        all.push_str(&format!(" From {min} to {max}."));
    }
    if let Some(reads_as) = &field.reads_as {
        all.push_str(&format!(" Comes back as `{reads_as}`."));
    }
    if let Some(default) = &field.default {
        all.push_str(&format!(" Default: `{default}`."));
    }
    if field.unverified {
        all.push_str(" **Unverified.**");
    }
    if let Some(note) = &field.note {
        all.push_str(&format!(" Note: {}", text(note)));
    }
    if let Some(instead) = &field.deprecated {
        all.push_str(&format!(" Deprecated: {}.", text(instead)));
    }
    lines([all])
}

/// What is to be said of an operation: what it does, requires, returns, its limits and oddities.
pub(super) fn operation(operation: &Operation, example: &[String]) -> TokenStream {
    let mut all = vec![text(&operation.doc), String::new()];
    let method = format!("{:?}", operation.method).to_uppercase();
    all.push(format!("`{method} {}`", operation.path));
    let mut say = |line: String| all.extend([String::new(), line]);
    if !operation.required.is_empty() {
        say(format!("Requires {}.", rules(&operation.required)));
    }
    if !operation.advised.is_empty() {
        say(format!(
            "One source also requires {}; not enforced.",
            rules(&operation.advised)
        ));
    }
    if !operation.drops_without.is_empty() {
        say(format!(
            "Rows without {} would be dropped silently by the server, so they are refused here.",
            names(&operation.drops_without)
        ));
    }
    if let crate::ir::Returns::Records(promised) | crate::ir::Returns::Record(promised) =
        &operation.returns
        && !promised.is_empty()
    {
        say(format!("Returns at least {}.", names(promised)));
    }
    if let Some(limit) = operation.query.iter().find(|field| field.wire == "limit")
        && let (Some(default), Some(max)) = (&limit.default, limit.max)
    {
        say(format!("Rows a page: {default} by default, {max} at most."));
    }
    if operation.unverified {
        say("**Unverified:** no first-hand source shows this call.".to_owned());
    }
    if let Some(note) = &operation.note {
        say(format!("Note: {}", text(note)));
    }
    if let Some(instead) = &operation.deprecated {
        say(format!("Deprecated: {}.", text(instead)));
    }
    all.push(String::new());
    all.extend(example.iter().cloned());
    lines(all)
}

/// What is to be said of a resource.
pub(super) fn resource(resource: &Resource) -> Vec<String> {
    let mut all = vec![text(&resource.summary)];
    if let Some(note) = &resource.note {
        all.extend([String::new(), format!("Note: {}", text(note))]);
    }
    all
}

fn names(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn rules(rules: &[Rule]) -> String {
    let each = rules.iter().map(|rule| {
        let names: Vec<String> = rule.one_of.iter().map(|name| format!("`{name}`")).collect();
        let when: Vec<String> = rule
            .when
            .iter()
            .map(|(name, value)| format!("`{name}` is `{value}`"))
            .collect();
        let condition = if when.is_empty() {
            String::new()
        } else {
            format!(" when {}", when.join(" and "))
        };
        format!("{}{condition}", names.join(" or "))
    });
    each.collect::<Vec<_>>().join(", ")
}
