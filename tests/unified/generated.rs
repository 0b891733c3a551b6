//! What is generated is what the specs give: the mappings, and the specs that overrides are checked
//! against.

use planhat_tests::root;
use planhat_unified::overrides;
use planhat_unified::{crm, specs, ticketing};
use planhat_unified_runtime::Mapping;

fn resolved() -> Vec<Mapping> {
    let loaded = planhat_spec::load_folder(&root().join("specs"))
        .unwrap_or_else(|faults| panic!("{faults}"));
    planhat_spec::unified::resolve(&loaded.set)
}

fn generated() -> Vec<Mapping> {
    let all = [crm::mapping(), ticketing::mapping()];
    all.iter().map(|mapping| Mapping::clone(mapping)).collect()
}

#[test]
fn the_mappings_are_those_of_the_specs() {
    let (resolved, generated) = (resolved(), generated());
    assert_eq!(resolved, generated);
    // Equal maps may differ in their order, by which shapes are told.
    for (one, other) in resolved.iter().zip(&generated) {
        assert!(one.shapes.keys().eq(other.shapes.keys()));
    }
}

#[test]
fn the_specs_that_it_carries_give_the_same_mappings() {
    let mappings = overrides::of_sources(&specs::sources(), &[]);
    assert_eq!(
        mappings.unwrap_or_else(|faults| panic!("{faults}")),
        generated()
    );
    for (path, text) in specs::FILES {
        let there = std::fs::read_to_string(root().join(path));
        assert_eq!(
            there.unwrap_or_else(|error| panic!("{path}: {error}")),
            *text
        );
    }
}
