//! The reference: pages that stand for all there is, and whose links lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use planhat_codegen::tree::FileTree;
use planhat_spec::rules;
use planhat_tests::root;

use crate::small::file;

const ASSET: &str = "
resource: asset
title: Asset
summary: A thing.
tags: [crm]
keys: [_id, externalId]
common: [externalId]
note: Mind the gap.
fields:
  name: { type: string, doc: Name. }
  companyId: { type: ref<company>, doc: Company. }
  state: { type: enum, values: { new: Just made., sold: \"\" }, open: true, doc: State. }
  parts: { type: list<object>, fields: { label: { type: string, unverified: true, note: Seen once., doc: Label. } }, doc: Parts. }
operations:
  create: { required: [name, companyId], returns: [_id] }
";

#[test]
fn a_page_shows_operations_and_fields() {
    insta::assert_snapshot!(file(&[ASSET], "reference/asset.md"));
}

fn real() -> FileTree {
    let loaded = planhat_spec::load_folder(&root().join("specs"))
        .unwrap_or_else(|faults| panic!("{faults}"));
    planhat_codegen::generate(&loaded.set).expect("good specs give good files")
}

fn pages(tree: &FileTree) -> impl Iterator<Item = (&str, &str)> {
    let files = tree.files().iter();
    files.filter_map(|(path, text)| Some((path.strip_prefix("reference/")?, text.as_str())))
}

fn headings(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix('#'));
    headings
        .map(|line| line.trim_start_matches('#').trim().to_lowercase())
        .collect()
}

/// The page that a link of another page leads to.
fn beside(page: &str, link: &str) -> String {
    let mut steps: Vec<&str> = page.split('/').collect();
    steps.pop();
    for step in link.split('/') {
        match step {
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[test]
fn every_link_leads_to_a_page_or_a_heading() {
    let tree = real();
    let texts: BTreeMap<&str, &str> = pages(&tree).collect();
    let mut links = 0;
    for (name, text) in pages(&tree) {
        for link in text.split("](").skip(1) {
            let link = link.split(')').next().unwrap_or_default();
            links += 1;
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let page = match file {
                "" => name.to_owned(),
                file => beside(name, file),
            };
            let target = texts.get(page.as_str());
            let target = target.unwrap_or_else(|| panic!("{name}: {link}"));
            assert!(
                heading.is_empty() || headings(target).contains(heading),
                "{name}: {link}"
            );
        }
    }
    assert!(links > 300, "only {links} links were found");
}

#[test]
fn every_operation_has_its_examples() {
    let tree = real();
    for resource in planhat_client::api::API.resources {
        let name = format!("{}.md", resource.name);
        let page = pages(&tree).find(|(known, _)| *known == name);
        let (_, page) = page.unwrap_or_else(|| panic!("no page {name}"));
        let part = |name: &str| {
            let mut parts = page.split("\n### ");
            let found = parts.find(|part| part.lines().next() == Some(name));
            found.unwrap_or_else(|| panic!("no part {name}")).to_owned()
        };
        for operation in resource.operations {
            let part = part(operation.name);
            for needed in ["```rust\nclient.", "```sh\ncurl "] {
                assert!(part.contains(needed), "{}: {needed}", operation.id());
            }
        }
        for field in resource.fields {
            assert!(
                page.contains(&format!("| `{}` |", field.name)),
                "{}",
                field.name
            );
        }
    }
}

#[test]
fn every_rule_is_on_its_page() {
    let tree = real();
    let page = pages(&tree).find(|(name, _)| *name == "spec-rules.md");
    let (_, page) = page.expect("there is a page of rules");
    for rule in rules::ALL {
        assert!(
            page.contains(&format!("\n## {}\n", rule.code)),
            "{}",
            rule.code
        );
        assert!(page.contains(rule.good), "{}", rule.code);
    }
}
