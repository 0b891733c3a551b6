//! Overrides of unified models: one field each, checked as the models are.

use planhat_spec::unified::mapping::{Kind, Mapping, Read, Rule, Write};
use planhat_spec::unified::{resolve, with_overrides};
use planhat_spec::{Diagnostics, Source, load};

use crate::cases::{base, sources, unified, unmark};

fn all() -> Vec<Source> {
    let mut files = base();
    files.extend(unified());
    sources(&files)
}

fn overrides(texts: &[&str]) -> Vec<Source> {
    let source = |(at, text): (usize, &&str)| Source {
        path: format!("tenant/{at}.yaml"),
        bytes: text.as_bytes().to_vec(),
    };
    texts.iter().enumerate().map(source).collect()
}

#[track_caller]
fn merged(texts: &[&str]) -> Mapping {
    let done = with_overrides(&all(), &overrides(texts));
    let (_, mut mappings) = done.unwrap_or_else(|faults| panic!("{faults}"));
    mappings.remove(0)
}

#[track_caller]
fn rule<'m>(mapping: &'m Mapping, name: &str) -> &'m Rule {
    let rules = &mapping.models[0].variants[0].rules;
    rules
        .iter()
        .find(|rule| rule.field == name)
        .expect("a field")
}

/// One override with marks where the faults are due.
#[track_caller]
fn faulty(marked: &str, rules: &[&str]) {
    let (text, marks) = unmark(marked);
    let faults: Diagnostics = with_overrides(&all(), &overrides(&[&text])).expect_err("faults");
    let found: Vec<(&str, &str, usize, usize)> = faults
        .iter()
        .map(|one| (one.rule, one.file.as_str(), one.line, one.column))
        .collect();
    let due: Vec<(&str, &str, usize, usize)> = rules
        .iter()
        .zip(&marks)
        .map(|(rule, (line, column))| (*rule, "tenant/0.yaml", *line, *column))
        .collect();
    assert_eq!(rules.len(), marks.len());
    assert_eq!(found, due, "\n{faults}");
}

#[test]
fn an_unmapped_field_is_bound() {
    let plain = resolve(&load(&all()).expect("the specs are good").set).remove(0);
    let bound = merged(&[
        "model: crm.thing\nfields:\n  links: { type: list<Tag>, source: custom.Links }\n",
    ]);
    let links = rule(&bound, "links");
    assert!(links.overridden && links.doc == "Links.");
    assert!(matches!(&links.write, Write::To { field, .. } if field == "custom.Links"));
    let Read::First(sources) = &links.read else {
        panic!("it is read");
    };
    assert_eq!(sources[0].paths[0].to_string(), "custom.Links");
    assert_ne!(bound.version, plain.version);
    // All others stay as they are.
    for field in ["name", "account", "id"] {
        assert_eq!(rule(&bound, field), rule(&plain, field));
    }
}

#[test]
fn the_type_stays_where_none_is_given() {
    let mapping =
        merged(&["model: crm.thing\nfields:\n  links: { source: custom.Links, access: read }\n"]);
    let kind = Kind::List(Box::new(Kind::Shape("Link".to_owned())));
    assert_eq!(rule(&mapping, "links").kind, kind);
}

#[test]
fn later_ones_win_field_by_field() {
    let first = "model: crm.thing\nfields:\n  label: { type: string, source: custom.One }\n  fresh: { type: number, source: custom.Fresh }\n";
    let second = "model: crm.thing\nfields:\n  label: { type: string, source: custom.Two }\n  id: { source: _id, doc: Another. }\n";
    let mapping = merged(&[first, second]);
    assert!(
        matches!(&rule(&mapping, "label").write, Write::To { field, .. } if field == "custom.Two")
    );
    assert_eq!(rule(&mapping, "fresh").kind, Kind::Number);
    assert!(rule(&mapping, "fresh").overridden);
    // A shared field is replaced for this model alone.
    assert_eq!(rule(&mapping, "id").doc, "Another.");
}

#[test]
fn a_new_field_may_take_its_type_from_the_source() {
    let mapping =
        merged(&["model: crm.thing\nfields:\n  extent: { source: size, access: read }\n"]);
    assert_eq!(rule(&mapping, "extent").kind, Kind::Integer);
}

#[test]
fn of_a_variant() {
    let mapping =
        merged(&["model: crm.thing\nvariant: more\nfields:\n  size: { source: custom.Size }\n"]);
    let rules = &mapping.models[0].variants[1].rules;
    let size = rules
        .iter()
        .find(|rule| rule.field == "size")
        .expect("a field");
    assert!(matches!(size.read, Read::First(_)), "{size:?}");
    let mapping =
        merged(&["model: crm.thing\nvariant: main\nfields:\n  size: { source: custom.Size }\n"]);
    assert!(rule(&mapping, "size").overridden);
}

#[test]
fn faults_stand_in_the_override() {
    let head = "model: crm.thing\nfields:\n";
    let with = |field: &str| format!("{head}  {field}\n");
    faulty("model: §crm.thng\nfields: {}\n", &["SPEC110"]);
    faulty("model: §thing\nfields: {}\n", &["SPEC110"]);
    faulty(
        "model: crm.thing\nvariant: §les\nfields: {}\n",
        &["SPEC110"],
    );
    faulty(&with("size: { source: §sise }"), &["SPEC111"]);
    faulty(&with("size: { §sorce: size }"), &["SPEC010"]);
    faulty(
        &with("size: { source: \"parts[0].label\", access: §both, type: string }"),
        &["SPEC117"],
    );
    faulty(&with("§fresh: { source: custom.Fresh }"), &["SPEC113"]);
    faulty(
        &with("§fresh: { type: string, source: name }"),
        &["SPEC116"],
    );
    faulty(
        &with("§Fresh: { type: string, source: custom.F }"),
        &["SPEC021"],
    );
    faulty("§fields: {}\n", &["SPEC011"]);
    faulty("§", &["SPEC002"]);
}
