//! Names: their form, words that are taken, and names that are the same once cased.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::{Context, Place, Subject, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Map, Other, Resource, Values};
use crate::names;
use crate::yaml::Step;

/// Keywords of Rust.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct",
    "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where",
    "while", "yield",
];

/// Words of the command line, modules of the generated crates and methods of the client.
const TAKEN: &[&str] = &[
    "all", "api", "builder", "call", "call_raw", "client", "common", "completions", "config", "core", "default",
    "doctor", "export", "from_env", "generate", "help", "ids", "import", "init", "lib", "main", "mcp", "prelude",
    "profile", "prompt", "quota", "raw", "request", "rt", "sandbox", "serve", "std", "table", "test", "tools",
    "unified", "version",
];

/// Rust names that records, bodies and calls use themselves.
const FIELD_TAKEN: &[&str] = &[
    "clear", "drift", "field", "fields", "into_future", "is_null", "items", "mode", "names", "new", "pages",
    "prefetch", "resume", "send", "send_raw", "side", "slot", "slot_of", "unexpected", "unknown", "view",
];

pub(super) fn file_name(stem: &str, spec: &Resource, place: &Place, found: &mut Diagnostics) {
    if spec.resource != stem {
        let message = format!("the file is called `{stem}.yaml`, the resource `{}`", spec.resource);
        let help = format!("rename the file to `{}.yaml`, or the resource to `{stem}`", spec.resource);
        found.push(place.at_value("SPEC020", &steps!["resource"], message).help(help));
    }
}

/// Names of resources and plurals that meet in the generated crate.
pub(super) fn across(context: &Context<'_>, found: &mut Diagnostics) {
    let mut types: BTreeMap<String, (&str, &'static str)> = BTreeMap::new();
    for (stem, spec) in &context.set.resources {
        let Some(place) = context.places.get(stem) else { continue };
        let plural = plural(spec);
        let mut meet = |name: String, key: &'static str| {
            if let Some((other, of)) = types.get(&name)
                && *other != stem
            {
                let message = format!("`{stem}` and `{other}` both give the Rust name `{name}`");
                let one = place.at_value("SPEC022", &steps![key], message);
                found.push(one.help(format!("the other one is the `{of}` of {other}.yaml")));
                return;
            }
            types.insert(name, (stem, key));
        };
        meet(names::type_name(&spec.resource), "resource");
        meet(names::type_name(&plural), if spec.plural.is_some() { "plural" } else { "resource" });
    }
}

pub(super) fn plural(spec: &Resource) -> String {
    spec.plural.clone().unwrap_or_else(|| format!("{}s", spec.resource))
}

pub(super) fn within(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    resource_name(place, "resource", &spec.resource, found);
    if let Some(plural) = &spec.plural {
        resource_name(place, "plural", plural, found);
    } else if spec.resource.ends_with('y') || spec.resource.ends_with('s') {
        let message = format!("the plural of `{0}` would be `{0}s`", spec.resource);
        let one = place.at_value("SPEC070", &steps!["resource"], message);
        found.push(one.help("write `plural:` if it is irregular").warning());
    }
    for (name, operation) in &spec.operations {
        form(place, &steps!["operations", name], name, "an operation", found);
        if KEYWORDS.contains(&name.as_str()) || name == "new" {
            let message = format!("`{name}` cannot name an operation: Rust has the word already");
            found.push(place.at_key("SPEC021", &steps!["operations", name], message));
        }
        for parameter in operation.query.keys() {
            rust_name(place, &steps!["operations", name, "query", parameter], parameter, None, found);
        }
        if let Some(crate::model::Returns::Shape(fields)) = &operation.returns {
            members(place, &steps!["operations", name, "returns"], fields, found);
        }
        if let Some(crate::model::Body::Fields(fields)) = &operation.body {
            members(place, &steps!["operations", name, "body"], fields, found);
        }
    }
    collisions(context, subject, found);
    members(place, &steps!["fields"], &spec.fields, found);
}

fn resource_name(place: &Place, key: &str, name: &str, found: &mut Diagnostics) {
    form(place, &steps![key], name, "a resource", found);
    let taken = if KEYWORDS.contains(&name) {
        "is a keyword of Rust"
    } else if TAKEN.contains(&name) {
        "is a word of the command line or of the generated crates"
    } else {
        return;
    };
    let message = format!("`{name}` {taken}, a resource cannot have it");
    found.push(place.at_value("SPEC021", &steps![key], message).help(format!("call it `planhat_{name}`")));
}

fn form(place: &Place, path: &[Step], name: &str, what: &str, found: &mut Diagnostics) {
    let letters = name.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_');
    if letters && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.to_snake_case() == name {
        return;
    }
    let message = format!("`{name}` is not snake_case, as the name of {what} must be");
    let one = if path.len() == 1 { place.at_value("SPEC021", path, message) } else { place.at_key("SPEC021", path, message) };
    let better = name.to_snake_case();
    let usable = better.starts_with(|first: char| first.is_ascii_lowercase()) && better.is_ascii();
    found.push(one.maybe_help(usable.then(|| format!("write `{better}`"))));
}

/// Fields of the whole record that have the same Rust name: own ones against each other and
/// against shared ones.
fn collisions(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (wire, field) in &subject.fields {
        let rust = names::field_rust_name(wire, field.name.as_deref());
        let Some(other) = seen.insert(rust.clone(), wire) else { continue };
        let at = steps!["fields", wire];
        let message = format!("`{wire}` and `{other}` both give the Rust name `{rust}`");
        let one = subject.place.at_key("SPEC022", &at, message).help("give one of them another `name`");
        let second = subject.place.key(&steps!["fields", other]);
        let shared = second == (0..0);
        found.push(if shared { one } else { one.second(second, "the other one stands here") });
    }
    let _ = context;
}

/// Members at every depth: their Rust names, and the variants of their enums.
fn members(place: &Place, at: &[Step], fields: &Map<Field>, found: &mut Diagnostics) {
    let top = at.len() == 1;
    let mut seen: BTreeMap<String, &String> = BTreeMap::new();
    for (wire, field) in fields {
        let mut path = at.to_vec();
        path.push(wire.into());
        rust_name(place, &path, wire, field.name.as_deref(), found);
        let rust = names::field_rust_name(wire, field.name.as_deref());
        if let Some(other) = seen.insert(rust.clone(), wire)
            && !top
        {
            let message = format!("`{wire}` and `{other}` both give the Rust name `{rust}`");
            found.push(place.at_key("SPEC022", &path, message).help("give one of them another `name`"));
        }
        if let Some(values) = &field.values {
            variants(place, &path, values, found);
        }
        let mut below = |key: &str, fields: &Map<Field>| {
            let mut path = path.clone();
            path.push(key.into());
            members(place, &path, fields, found);
        };
        if let Some(fields) = &field.fields {
            below("fields", fields);
        }
        if let Some(Other::Fields(fields)) = &field.or {
            below("or", fields);
        }
    }
}

fn rust_name(place: &Place, path: &[Step], wire: &str, given: Option<&str>, found: &mut Diagnostics) {
    let rust = names::field_rust_name(wire, given);
    let usable = rust.chars().all(|sign| sign.is_alphanumeric() || sign == '_')
        && rust.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && rust.chars().any(char::is_alphanumeric);
    let why = if !usable {
        "is no Rust name"
    } else if FIELD_TAKEN.contains(&rust.as_str()) || matches!(rust.as_str(), "self" | "super" | "crate") {
        "is taken by the generated types"
    } else {
        return;
    };
    let message = format!("`{wire}` gives the Rust name `{rust}`, which {why}");
    found.push(place.at_key("SPEC021", path, message).help("choose one with `name:`"));
}

fn variants(place: &Place, path: &[Step], values: &Values, found: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (value, _) in &values.0 {
        let variant = names::variant_name(value);
        let Some(other) = seen.insert(variant.clone(), value) else { continue };
        let mut at = path.to_vec();
        at.push("values".into());
        let (rule, message) = if other == value {
            ("SPEC040", format!("the value `{value}` stands here twice"))
        } else {
            ("SPEC022", format!("the values `{value}` and `{other}` both give the variant `{variant}`"))
        };
        found.push(place.at_value(rule, &at, message).help("leave one out and say `open: true`"));
    }
}
