//! Bad specs, each with the rule that it breaks and the exact place where that is reported.

mod cases;
mod combined;
mod corpus;
mod demo;
mod examples;
mod files;
mod hostile;
mod names;
mod operations;
mod overrides;
mod planhat;
mod project;
mod project_names;
mod prompts;
mod references;
mod server;
mod shape;
mod syntax;
mod unified;
mod unified_fields;
mod unified_models;
mod values;

/// The tests, to see that no rule is forgotten.
const TESTS: &[&str] = &[
    include_str!("examples.rs"),
    include_str!("demo.rs"),
    include_str!("files.rs"),
    include_str!("names.rs"),
    include_str!("operations.rs"),
    include_str!("overrides.rs"),
    include_str!("planhat.rs"),
    include_str!("project.rs"),
    include_str!("project_names.rs"),
    include_str!("prompts.rs"),
    include_str!("references.rs"),
    include_str!("server.rs"),
    include_str!("shape.rs"),
    include_str!("syntax.rs"),
    include_str!("unified.rs"),
    include_str!("unified_fields.rs"),
    include_str!("unified_models.rs"),
    include_str!("hostile.rs"),
    include_str!("values.rs"),
];

#[test]
fn every_rule_is_tested() {
    for rule in planhat_spec::rules::ALL {
        assert!(
            TESTS.iter().any(|test| test.contains(rule.code)),
            "{}",
            rule.code
        );
    }
}

#[test]
fn good_examples_are_yaml() {
    for rule in planhat_spec::rules::ALL {
        let read = serde_yaml::from_str::<serde_yaml::Value>(rule.good);
        assert!(read.is_ok(), "{}: {read:?}", rule.code);
    }
}
