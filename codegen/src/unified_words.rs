//! How unified models are said in texts for people, whatever the text is.

use planhat_spec::unified::mapping::{
    Alternative, Condition, Filter, Kind, Method, MethodKind, Model, Part, Path, Pushdown, Read,
    Refusal, Requirement, Reversible, Rule, Write,
};
use serde_json::Value;

use crate::ir::Resource;
use crate::words::{call, code};

/// APIs whose names are abbreviations are told in capitals.
pub(crate) fn title(api: &str) -> String {
    match api.len() {
        0..=3 => api.to_uppercase(),
        _ => api.to_owned(),
    }
}

/// The words of an enum.
pub(crate) fn words_of(kind: &Kind) -> &[String] {
    match kind {
        Kind::Enum(words) => words,
        Kind::List(item) => words_of(item),
        _ => &[],
    }
}

/// Where a field is read from.
pub(crate) fn source(read: &Read) -> String {
    match read {
        Read::Unmapped => String::new(),
        Read::Whole => "the record".to_owned(),
        Read::Const(value) => format!("constant `{}`", value_of(value)),
        Read::First(all) => {
            let each: Vec<String> = all.iter().map(alternative).collect();
            each.join(", else ")
        }
        Read::Parts { parts, .. } => {
            let each = parts.iter().map(|(member, part)| match part {
                Part::Path(path) => format!("{member}: `{path}`"),
                Part::Const(value) => format!("{member}: \"{}\"", value_of(value)),
            });
            each.collect::<Vec<_>>().join(", ")
        }
        Read::Merge(all) => {
            let each: Vec<String> = all.iter().map(|one| format!("`{}`", one.path)).collect();
            each.join(" and ")
        }
        Read::Computed { rule, sources, .. } => {
            let sources = paths(sources);
            match sources.is_empty() {
                true => format!("rule `{rule}`"),
                false => format!("rule `{rule}` of {}", sources.join(", ")),
            }
        }
    }
}

fn alternative(one: &Alternative) -> String {
    let mut text = paths(&one.paths).join(" + ");
    if !one.when.is_empty() {
        text.push_str(&format!(" where {}", conditions(&one.when)));
    }
    text
}

fn paths(paths: &[Path]) -> Vec<String> {
    paths.iter().map(|path| format!("`{path}`")).collect()
}

/// Conditions as a sentence goes on.
pub(crate) fn conditions(all: &[Condition]) -> String {
    let each = all.iter().map(|condition| {
        let values = condition.one_of.iter().map(value_of);
        let is = if condition.not { "is none of" } else { "is" };
        format!("`{}` {is} {}", condition.field, code(values))
    });
    each.collect::<Vec<_>>().join(" and ")
}

/// Text without its quotes.
pub(crate) fn value_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The wire fields that a write may set.
pub(crate) fn written(rule: &Rule) -> Vec<String> {
    match &rule.write {
        Write::Refused(_) | Write::Ignored => Vec::new(),
        Write::To { field, .. } | Write::Lookup { field, .. } => vec![field.clone()],
        Write::SplitName { first, last } => vec![first.clone(), last.clone()],
        Write::Parts(parts) => {
            let mut all: Vec<String> = parts.iter().map(|(_, field)| field.clone()).collect();
            all.dedup();
            all
        }
        Write::Computed { fields, .. } => fields.clone(),
        Write::Merge => match &rule.read {
            Read::Merge(all) => all.iter().filter_map(|one| one.write.clone()).collect(),
            _ => Vec::new(),
        },
    }
}

/// The wire fields that a write sets, where they are not what is read.
pub(crate) fn written_elsewhere(rule: &Rule) -> Option<Vec<String>> {
    let written = written(rule);
    let same = match (&rule.read, written.as_slice()) {
        (_, []) => true,
        (Read::First(all), [one]) => {
            matches!(all.as_slice(), [only] if matches!(only.paths.as_slice(), [path] if path.to_string() == *one))
        }
        (Read::Parts { .. }, _) => matches!(rule.write, Write::Parts(_)),
        (Read::Merge(all), several) => all.len() == several.len(),
        _ => false,
    };
    (!same).then_some(written)
}

/// What can be done with a field.
pub(crate) fn access(rule: &Rule) -> &'static str {
    match rule.write {
        Write::Refused(Refusal::Unmapped) => "unmapped",
        Write::Refused(_) => "read",
        Write::Ignored => "taken, changes nothing",
        _ if rule.create_only => "read, create",
        _ => "read, write",
    }
}

/// Whether there is any such data.
pub(crate) fn is_mapped(rule: &Rule) -> bool {
    !matches!(rule.read, Read::Unmapped) || !matches!(rule.write, Write::Refused(_))
}

/// Whether what was written reads back.
pub(crate) fn reversible(reversible: Reversible) -> &'static str {
    match reversible {
        Reversible::Yes => "yes",
        Reversible::Partial => "partly",
        Reversible::No => "",
    }
}

/// Who filters.
pub(crate) fn pushdown(filter: &Filter) -> String {
    // Without a path nothing but Planhat can filter, by whatever operators there are.
    let ops = match filter.path {
        Some(_) => "`eq` and `in`".to_owned(),
        None => code(filter.ops.iter().map(|one| one.word())),
    };
    match &filter.pushdown {
        Pushdown::Query {
            parameter,
            unverified,
            ..
        } => {
            let again = if *unverified {
                "; what comes is filtered again"
            } else {
                ""
            };
            format!("Planhat, {ops} by the parameter `{parameter}`{again}")
        }
        Pushdown::Key { prefix } => format!("Planhat, {ops} by the key `{prefix}…`"),
        Pushdown::Scan => "scan".to_owned(),
        Pushdown::Route => "the choice of the object".to_owned(),
    }
}

/// The sorts of methods of a model, in the order they are told.
pub(crate) fn methods(model: &Model) -> Vec<MethodKind> {
    let all = || model.variants.iter().flat_map(|variant| &variant.methods);
    let has = |kind: &MethodKind| all().any(|method| method.kind == *kind);
    MethodKind::ALL.into_iter().filter(has).collect()
}

/// A method of each variant that has it, with the name of the variant.
pub(crate) fn of_kind(model: &Model, kind: MethodKind) -> Vec<(&str, &Method)> {
    let variants = model.variants.iter();
    let found = variants.filter_map(|variant| {
        let mut methods = variant.methods.iter();
        let method = methods.find(|method| method.kind == kind)?;
        Some((variant.name.as_str(), method))
    });
    found.collect()
}

/// The call of the server that a method makes.
pub(crate) fn call_of(method: &Method, resources: &[Resource]) -> String {
    let mut named = resources.iter().filter(|one| one.name == method.resource);
    let operation = named.find_map(|resource| {
        let mut all = resource.operations.iter();
        all.find(|operation| operation.name == method.operation)
    });
    operation.map_or_else(|| format!("{}.{}", method.resource, method.operation), call)
}

/// Requirements as a sentence goes on.
pub(crate) fn required(all: &[Requirement]) -> Vec<String> {
    let each = all.iter().map(|one| {
        let names = match one.one_of.as_slice() {
            [name] => format!("`{name}`"),
            names => format!("one of {}", code(names)),
        };
        let when = one
            .when
            .iter()
            .map(|(name, value)| format!("`{name}` is `{}`", value_of(value)));
        let when: Vec<String> = when.collect();
        let mut text = names;
        if !when.is_empty() {
            text.push_str(&format!(" when {}", when.join(" and ")));
        }
        if one.without_key {
            text.push_str(" of rows without a key");
        }
        text
    });
    each.collect()
}

/// With a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
