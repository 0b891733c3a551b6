//! The page of one resource.

use super::{fields, operation};
use crate::emit::docs;
use crate::ir::{Ir, Resource};
use crate::words::{call, code, constants};

pub(super) fn emit(ir: &Ir, resource: &Resource) -> String {
    let mut all = format!("# {}\n\n", docs::text(&resource.title));
    all.push_str(&docs::resource(resource).join("\n"));
    all.push_str("\n\n");
    all.push_str(&facts(ir, resource));
    all.push_str("\n## Operations\n\n| operation | call | what it does |\n|---|---|---|\n");
    for one in &resource.operations {
        all.push_str(&format!(
            "| [`{0}`](#{0}) | `{1}` | {2} |\n",
            one.name,
            call(one),
            super::cell(&docs::text(&one.doc))
        ));
    }
    for one in &resource.operations {
        all.push_str(&operation::emit(ir, resource, one));
    }
    all.push_str("\n## Fields\n\n");
    all.push_str(&fields::table(ir, resource, &resource.fields));
    all
}

/// What identifies it, and how it is called in Rust.
fn facts(ir: &Ir, resource: &Resource) -> String {
    let names = &resource.names;
    let mut rows = vec![
        ("path", format!("`{}`", resource.path)),
        (
            "Rust",
            format!(
                "`client.{}()`, record `{}`, feature `{}`",
                names.accessor, names.record, resource.name
            ),
        ),
    ];
    if !resource.keys.is_empty() {
        rows.push(("keys", keys(ir, resource)));
    }
    if !resource.tags.is_empty() {
        rows.push(("tags", code(&resource.tags)));
    }
    if let Some(parent) = &resource.view_of {
        rows.push(("view of", format!("[{parent}]({parent}.md)")));
    }
    if !resource.fixed.is_empty() {
        rows.push(("always sent", constants(&resource.fixed)));
    }
    let rows = rows
        .iter()
        .map(|(what, text)| format!("| {what} | {} |\n", super::cell(text)));
    format!("| | |\n|---|---|\n{}", rows.collect::<String>())
}

/// The keys by priority, with the prefix that each has in paths.
fn keys(ir: &Ir, resource: &Resource) -> String {
    let ranked = ir
        .api
        .keys
        .iter()
        .filter(|key| resource.keys.contains(&key.name));
    let each = ranked.map(|key| match (&key.prefix, key.path) {
        (Some(prefix), _) => format!("`{}` (`{prefix}…` in paths)", key.name),
        (None, true) => format!("`{}`", key.name),
        (None, false) => format!("`{}` (never in paths)", key.name),
    });
    each.collect::<Vec<_>>().join(", ")
}
