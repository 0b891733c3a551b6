//! The first page: all resources, by tag, and what is true of the whole API.

use crate::emit::docs;
use crate::ir::{Ir, Resource};
use crate::words::code;

pub(super) fn emit(ir: &Ir) -> String {
    let mut all = format!("# {}\n\n{}\n", ir.api.title, docs::text(&ir.api.summary));
    all.push_str(
        "\nWhat is marked **unverified** is not confirmed by a first-hand source. Faults of specs are \
         described in [spec-rules.md](spec-rules.md).\n",
    );
    if !ir.unified.is_empty() {
        all.push_str(
            "\nThe same by models that other systems have too: [unified models](unified/README.md).\n",
        );
    }
    all.push_str("\n## Objects\n");
    for (tag, doc) in tags(ir) {
        let of_tag: Vec<&Resource> = tagged(ir, &tag);
        if of_tag.is_empty() {
            continue;
        }
        all.push_str(&format!("\n### {tag}\n\n"));
        if !doc.is_empty() {
            all.push_str(&format!("{}\n\n", docs::text(&doc)));
        }
        all.push_str("| object | what it is | operations |\n|---|---|---|\n");
        all.extend(of_tag.into_iter().map(row));
    }
    all.push_str(&hosts(ir));
    all.push_str(&limits(ir));
    all
}

/// The tags of `planhat.yaml` in its order, then others, then none.
fn tags(ir: &Ir) -> Vec<(String, String)> {
    let known = ir.api.tags.iter();
    let mut all: Vec<(String, String)> = known
        .map(|tag| (tag.name.clone(), tag.doc.clone()))
        .collect();
    let more = ir.resources.iter().flat_map(|resource| &resource.tags);
    for tag in more {
        if !all.iter().any(|(known, _)| known == tag) {
            all.push((tag.clone(), String::new()));
        }
    }
    all.push((OTHERS.to_owned(), String::new()));
    all
}

/// Where resources without a tag stand.
const OTHERS: &str = "others";

/// Each resource stands once, under its first tag.
fn tagged<'ir>(ir: &'ir Ir, tag: &str) -> Vec<&'ir Resource> {
    let first = |resource: &&Resource| match resource.tags.first() {
        Some(first) => first == tag,
        None => tag == OTHERS,
    };
    ir.resources.iter().filter(first).collect()
}

fn row(resource: &Resource) -> String {
    let names = resource.operations.iter().map(|operation| &operation.name);
    format!(
        "| [{}]({}.md) | {} | {} |\n",
        docs::text(&resource.title),
        resource.name,
        super::cell(&docs::text(&resource.summary)),
        code(names)
    )
}

fn hosts(ir: &Ir) -> String {
    let rows = ir.api.hosts.iter().map(|host| {
        let auth = ir.api.auth.iter().find(|auth| auth.name == host.auth);
        let scheme = auth.map_or_else(String::new, |auth| {
            format!("{:?}", auth.scheme).to_lowercase()
        });
        let regional = host
            .regional
            .as_ref()
            .map_or_else(String::new, |pattern| format!(", or `{pattern}`"));
        let paced = if host.paced { "yes" } else { "no" };
        format!(
            "| {} | `{}`{regional} | {scheme} | {paced} | {} |\n",
            host.name,
            host.url,
            super::cell(&docs::text(&host.doc))
        )
    });
    format!(
        "\n## Hosts\n\n| host | address | authentication | under the request limits | |\n|---|---|---|---|---|\n{}",
        rows.collect::<String>()
    )
}

fn limits(ir: &Ir) -> String {
    let api = &ir.api;
    let rows = [
        ("calls in any 60 seconds", u64::from(api.per_minute)),
        ("calls in any second", u64::from(api.per_second)),
        ("calls at a time", u64::from(api.parallel)),
        ("rows of a bulk write", u64::from(api.bulk_rows)),
        ("bytes of a body", api.body_bytes),
    ];
    let rows = rows.map(|(what, number)| format!("| {what} | {number} |\n"));
    format!(
        "\n## Limits\n\n| | at most |\n|---|---|\n{}\nCalls answered {} are worth another try; `{}` says when.\n",
        rows.concat(),
        code(api.retry_statuses.iter().map(u16::to_string)),
        api.retry_header
    )
}
