//! How things of the IR are said in texts for people, whatever the text is.

use crate::ir::{Operation, Rule};

/// Method and path.
pub(crate) fn call(operation: &Operation) -> String {
    format!("{} {}", operation.method.verb(), operation.path)
}

/// Names as code, joined by commas.
pub(crate) fn code<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let quoted = names.into_iter().map(|name| format!("`{}`", name.as_ref()));
    quoted.collect::<Vec<_>>().join(", ")
}

/// Constants by name.
pub(crate) fn constants(fixed: &[(String, String)]) -> String {
    code(fixed.iter().map(|(name, value)| format!("{name}: {value}")))
}

/// A requirement.
pub(crate) fn rule(rule: &Rule) -> String {
    let names = match rule.one_of.as_slice() {
        [name] => format!("`{name}`"),
        names => format!("one of {}", code(names)),
    };
    let when = rule.when.iter();
    let when: Vec<String> = when
        .map(|(name, value)| format!("`{name}` is `{value}`"))
        .collect();
    match when.is_empty() {
        true => names,
        false => format!("{names} when {}", when.join(" and ")),
    }
}

/// Requirements as one sentence goes on.
pub(crate) fn rules(rules: &[Rule]) -> String {
    let each: Vec<String> = rules.iter().map(rule).collect();
    match each.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => each.concat(),
    }
}
