//! What is said of models, fields and methods, in documentation and on pages.

use planhat_spec::unified::mapping::{MethodKind, Model, Rule};

use crate::emit::docs;
use crate::ir::Ir;
use crate::unified_words as words;
use crate::words::code;

/// The rules of a field, with the names of their variants.
pub(super) fn rules<'m>(model: &'m Model, field: &str) -> Vec<(&'m str, &'m Rule)> {
    let variants = model.variants.iter();
    let found = variants.filter_map(|variant| {
        let mut rules = variant.rules.iter();
        let rule = rules.find(|rule| rule.field == field)?;
        Some((variant.name.as_str(), rule))
    });
    found.collect()
}

/// The summary of all variants.
pub(super) fn summary(model: &Model) -> String {
    model.summary.clone()
}

/// What there is to say of a field, in one paragraph.
pub(super) fn field(model: &Model, name: &str) -> String {
    let rules = rules(model, name);
    let mapped: Vec<_> = rules
        .iter()
        .filter(|(_, rule)| words::is_mapped(rule))
        .collect();
    let Some((_, first)) = mapped.first().copied().or(rules.first()) else {
        return String::new();
    };
    let mut all = docs::text(&first.doc);
    match mapped.len() {
        0 if is_of_builtin(model, name) => all.push_str(" Null but for what is built in."),
        0 => all.push_str(" Always null."),
        _ if rules.len() == 1 => all.push_str(&way(first)),
        _ => {
            for (variant, rule) in mapped {
                all.push_str(&format!(" Of `{variant}`:{}", way(rule)));
            }
        }
    }
    if let Some(note) = &first.note {
        all.push_str(&format!(" Note: {}", docs::text(note)));
    }
    if first.unverified {
        all.push_str(" **Unverified.**");
    }
    all
}

/// Whether rows that are built in have a value in a field.
fn is_of_builtin(model: &Model, name: &str) -> bool {
    let mut known = model.builtin.iter().flat_map(|one| &one.facts);
    known.any(|(field, _)| field == name)
}

/// Both directions of a field.
fn way(rule: &Rule) -> String {
    let mut all = format!(" From {} ({})", words::source(&rule.read), rule.transform);
    if let Some(written) = words::written_elsewhere(rule) {
        all.push_str(&format!(", written to {}", code(written)));
    }
    all.push_str(match words::access(rule) {
        "read" => ", read only",
        "read, create" => ", written by a create alone",
        "taken, changes nothing" => ", taken by a write and left out",
        _ => "",
    });
    match words::reversible(rule.reversible) {
        "partly" => all.push_str(", reads back partly"),
        "yes" => all.push_str(", reads back"),
        _ => {}
    }
    all.push('.');
    all
}

/// What a method does, calls and requires, as paragraphs.
pub(super) fn method(ir: &Ir, model: &Model, kind: MethodKind) -> Vec<String> {
    let many = model.plural.replace('_', " ");
    let one = model.name.replace('_', " ");
    let mut all = vec![match kind {
        MethodKind::List => format!("A page of {many}."),
        MethodKind::Get => format!("One {one}, by its id or by a key with its prefix."),
        MethodKind::Create => format!("Makes one {one}."),
        MethodKind::Update => format!("Changes one {one}: what is not given stays, null clears."),
        MethodKind::Delete => format!("Removes one {one}."),
        MethodKind::Upsert => {
            format!("Makes or changes {many} by their keys, with a result for each.")
        }
    }];
    for (variant, method) in words::of_kind(model, kind) {
        let mut text = match variant {
            "" => String::new(),
            variant => format!("`{variant}`: "),
        };
        text.push_str(&format!(
            "calls `{}`",
            words::call_of(method, &ir.resources)
        ));
        let required = words::required(&method.required);
        if !required.is_empty() {
            text.push_str(&format!("; requires {}", required.join(", ")));
        }
        if let Some(key) = &method.key {
            text.push_str(&format!("; finds the record by `{key}`"));
        }
        if !method.expect.is_empty() {
            text.push_str(&format!(
                "; not found unless {}",
                words::conditions(&method.expect)
            ));
        }
        all.extend([String::new(), words::capital(&format!("{text}."))]);
    }
    all
}
