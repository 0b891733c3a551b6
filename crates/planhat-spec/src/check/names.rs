//! Names: their form, words that are taken, and resources that are the same once cased.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::effective::plural;
use super::{Context, Place, Subject, casing, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Body, Resource, Returns};
use crate::names;
use crate::node::Step;

/// Keywords of Rust.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Words of the command line, modules of the generated crates and methods of the client.
const TAKEN: &[&str] = &[
    "all",
    "api",
    "builder",
    "call",
    "call_raw",
    "client",
    "common",
    "completions",
    "config",
    "core",
    "default",
    "doctor",
    "export",
    "from_env",
    "generate",
    "help",
    "ids",
    "import",
    "init",
    "lib",
    "main",
    "mcp",
    "new",
    "planhat_core",
    "prelude",
    "profile",
    "prompt",
    "quota",
    "raw",
    "request",
    "rt",
    "sandbox",
    "serve",
    "std",
    "table",
    "test",
    "tools",
    "unified",
    "version",
];

/// Names of types that generated code uses as they are.
const TYPES: &[&str] = &[
    "AnyId",
    "Box",
    "Call",
    "Client",
    "ClientBuilder",
    "Clone",
    "Copy",
    "Date",
    "DateTime",
    "Day",
    "Debug",
    "Default",
    "Drift",
    "Eq",
    "Err",
    "Error",
    "Fields",
    "From",
    "Hash",
    "Id",
    "Into",
    "Iterator",
    "KeyedMap",
    "None",
    "Number",
    "Object",
    "Ok",
    "Option",
    "Patch",
    "Record",
    "Result",
    "Send",
    "Side",
    "Some",
    "String",
    "Sync",
    "Value",
    "Vec",
];

/// Names that the calls of a resource use themselves.
const OPERATION_TAKEN: &[&str] = &["client", "clone", "fields", "new", "request", "table"];

/// Whether no operation can have this name.
pub(crate) fn is_taken(operation: &str) -> bool {
    KEYWORDS.contains(&operation) || OPERATION_TAKEN.contains(&operation)
}

/// A file is called as the key at its top says.
pub(super) fn file_name(key: &str, stem: &str, name: &str, place: &Place, found: &mut Diagnostics) {
    if name != stem {
        let message = format!("the file is called `{stem}.yaml`, the {key} `{name}`");
        let help = format!("rename the file to `{name}.yaml`, or the {key} to `{stem}`");
        found.push(place.at_value("SPEC020", &steps![key], message).help(help));
    }
}

/// Names of resources and plurals that meet in the generated crate.
pub(super) fn across(context: &Context<'_>, found: &mut Diagnostics) {
    let mut types: BTreeMap<String, (&str, &'static str)> = BTreeMap::new();
    for (stem, spec) in &context.set.resources {
        let Some(place) = context.places.get(stem) else {
            continue;
        };
        let written = if spec.plural.is_some() {
            "plural"
        } else {
            "resource"
        };
        for (name, key) in [(&spec.resource, "resource"), (&plural(spec), written)] {
            let name = names::type_name(name);
            let Some((other, of)) = types.get(&name) else {
                types.insert(name, (stem, key));
                continue;
            };
            if *other == stem {
                continue;
            }
            let message = format!("`{stem}` and `{other}` both give the Rust name `{name}`");
            let mut one = place.at_value("SPEC022", &steps![key], message);
            if let Some(there) = context.places.get(*other) {
                one = one.second(
                    &there.file,
                    there.key(&steps![*of]),
                    "the other one stands here",
                );
            }
            found.push(one.help("give one another name, or another `plural`"));
        }
    }
}

pub(super) fn within(subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    resource(subject, found);
    for name in spec.operations.keys() {
        let at = steps!["operations", name];
        form(place, &at, name, "an operation", found);
        if KEYWORDS.contains(&name.as_str()) || OPERATION_TAKEN.contains(&name.as_str()) {
            let message =
                format!("`{name}` cannot name an operation: generated code has the word already");
            found.push(place.at_key("SPEC021", &at, message));
        }
    }
    casing::record(subject, found);
    casing::members(place, &steps!["fields"], &spec.fields, found);
    for (name, operation) in &spec.operations {
        if let Some(Returns::Shape(fields)) = &operation.returns {
            casing::members(place, &steps!["operations", name, "returns"], fields, found);
        }
        if let Some(Body::Fields(fields)) = &operation.body {
            casing::members(place, &steps!["operations", name, "body"], fields, found);
        }
    }
    for (key, text) in [
        ("summary", Some(&spec.summary)),
        ("title", spec.title.as_ref()),
        ("note", spec.note.as_ref()),
    ] {
        if text.is_some_and(|text| text.trim().is_empty()) {
            found.push(place.at_value("SPEC011", &steps![key], format!("`{key}` is empty")));
        }
    }
}

fn resource(subject: &Subject<'_>, found: &mut Diagnostics) {
    let (spec, place) = (subject.spec, subject.place);
    if let Some(plural) = &spec.plural {
        form(place, &steps!["plural"], plural, "a plural", found);
        taken(place, "plural", plural, generic(plural), found);
    }
    if !place.has(&steps!["resource"]) {
        return;
    }
    form(
        place,
        &steps!["resource"],
        &spec.resource,
        "a resource",
        found,
    );
    taken(
        place,
        "resource",
        &spec.resource,
        generic(&spec.resource),
        found,
    );
    if spec.plural.is_none() && !place.root.has_key(&[], "plural") {
        taken(
            place,
            "resource",
            &plural(spec),
            generic(&plural(spec)),
            found,
        );
        irregular(spec, place, found);
    }
}

/// Why a name gives a type that cannot be.
pub(super) fn generic(name: &str) -> Option<&'static str> {
    TYPES
        .contains(&names::type_name(name).as_str())
        .then_some("gives the name of a type that generated code uses")
}

/// Warns of plurals that are hardly right.
fn irregular(spec: &Resource, place: &Place, found: &mut Diagnostics) {
    let plural = plural(spec);
    if plural.ends_with("ys") || plural.ends_with("ss") {
        let message = format!("the plural of `{}` would be `{plural}`", spec.resource);
        let one = place.at_value("SPEC070", &steps!["resource"], message);
        found.push(one.help("write `plural:`, even if this is right").warning());
    }
}

fn taken(place: &Place, key: &str, name: &str, generic: Option<&str>, found: &mut Diagnostics) {
    let why = if KEYWORDS.contains(&name) {
        "is a keyword of Rust"
    } else if TAKEN.contains(&name) {
        "is a word of the command line or of the generated crates"
    } else if let Some(why) = generic {
        why
    } else {
        return;
    };
    let message = format!("`{name}` {why}, a resource cannot have it");
    let help = match place.root.at(&steps![key]).is_some() && key == "plural" {
        true => "choose another `plural`".to_owned(),
        false => {
            format!("call it `{name}_record`, or write another `plural` if that is what is taken")
        }
    };
    found.push(place.at_value("SPEC021", &steps![key], message).help(help));
}

/// A name that must be snake_case.
pub(super) fn form(place: &Place, path: &[Step], name: &str, what: &str, found: &mut Diagnostics) {
    let letters = name
        .chars()
        .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_');
    if letters
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.to_snake_case() == name
    {
        return;
    }
    let message = format!("`{name}` is not snake_case, as the name of {what} must be");
    let one = match path.last() {
        Some(Step::Key(key)) if key == name => place.at_key("SPEC021", path, message),
        _ => place.at_value("SPEC021", path, message),
    };
    let better = name.to_snake_case();
    let usable = better.starts_with(|first: char| first.is_ascii_lowercase()) && better.is_ascii();
    found.push(one.maybe_help(usable.then(|| format!("write `{better}`"))));
}
