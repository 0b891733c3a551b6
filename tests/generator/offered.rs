//! What the specs of the project tell agents: texts that name nothing that is not there, prompts that
//! work with few tools, short hints.

use std::collections::BTreeSet;

use planhat_codegen::ir::{Ir, Profile, Tool};
use planhat_tests::root;

/// Letters of a hint of an argument that an agent still reads at a glance.
const HINT: usize = 40;

fn ir() -> Ir {
    let loaded = planhat_spec::load_folder(&root().join("specs"))
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)));
    planhat_codegen::lower(&loaded.set)
}

fn tools(ir: &Ir) -> impl Iterator<Item = &Tool> {
    ir.resources.iter().flat_map(|resource| &resource.tools)
}

fn of(ir: &Ir, profile: Profile) -> BTreeSet<&str> {
    let tools = tools(ir).filter(|tool| tool.profiles.contains(&profile));
    tools.map(|tool| tool.name.as_str()).collect()
}

#[test]
fn prompts_do_with_the_default_tools() {
    let ir = ir();
    let few = of(&ir, Profile::Default);
    assert!(ir.prompts.len() >= 5, "{} prompts", ir.prompts.len());
    for prompt in &ir.prompts {
        let mut tools = prompt.tools.iter().map(String::as_str);
        let missing: Vec<&str> = tools.by_ref().filter(|tool| !few.contains(tool)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", prompt.name);
        assert!(!prompt.tools.is_empty(), "{} calls nothing", prompt.name);
    }
}

/// Wire names are told by a capital letter within a word, tools by the name of the API.
#[test]
fn texts_for_agents_name_what_there_is() {
    let ir = ir();
    let (names, known) = (names(&ir), tools(&ir).map(|tool| tool.name.as_str()));
    let known: BTreeSet<&str> = known.collect();
    let prompts = ir.prompts.iter().map(|one| (&one.name, &one.text));
    let described = tools(&ir).map(|tool| (&tool.name, &tool.description));
    let mut seen = 0;
    for (of, text) in prompts.chain(described) {
        let apart = |sign: char| !sign.is_ascii_alphanumeric() && sign != '_';
        for word in text.split(apart) {
            let wire = word.starts_with(|first: char| first.is_ascii_lowercase())
                && word.contains(|sign: char| sign.is_ascii_uppercase());
            if wire {
                assert!(names.contains(word), "{of}: there is no `{word}`");
                seen += 1;
            } else if word.contains("_planhat_") {
                assert!(known.contains(word), "{of}: there is no tool `{word}`");
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "only {seen} names were found");
}

/// Names of fields, their members, parameters, and what answers hold.
fn names(ir: &Ir) -> BTreeSet<&str> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for types in ir
        .resources
        .iter()
        .map(|one| &one.types)
        .chain([&ir.api.types])
    {
        names.extend(
            types
                .iter()
                .flat_map(|one| &one.fields)
                .map(|field| field.wire.as_str()),
        );
    }
    for resource in &ir.resources {
        names.extend(resource.fields.iter().map(|field| field.wire.as_str()));
        for tool in &resource.tools {
            names.extend(tool.arguments.iter().map(|one| one.name.as_str()));
        }
    }
    // The kinds of records that figures are about are values with a capital letter in them.
    for enums in ir.resources.iter().map(|one| &one.enums) {
        names.extend(
            enums
                .iter()
                .flat_map(|one| &one.variants)
                .map(|one| one.1.as_str()),
        );
    }
    names
}

#[test]
fn hints_are_short() {
    let ir = ir();
    let fields = ir.resources.iter().flat_map(|resource| &resource.fields);
    for (wire, hint) in fields.filter_map(|field| Some((&field.wire, field.hint.as_ref()?))) {
        assert!(hint.chars().count() <= HINT, "{wire}: {hint}");
    }
}
