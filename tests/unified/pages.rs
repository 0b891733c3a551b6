//! The pages of the unified models tell all that their mappings say.

use planhat_tests::root;
use planhat_unified::{crm, ticketing};

fn page(path: &str) -> String {
    let path = root().join("generated/reference/unified").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_field_filter_and_method_is_on_its_page() {
    for mapping in [crm::mapping(), ticketing::mapping()] {
        let index = page("README.md");
        for model in &mapping.models {
            let path = format!("{}/{}.md", mapping.api, model.name);
            assert!(index.contains(&format!("]({path})")), "{path}");
            let text = page(&path);
            let rows = |name: &str| {
                let begin = format!("| `{name}`");
                text.lines().filter(|line| line.starts_with(&begin)).count()
            };
            for variant in &model.variants {
                for rule in &variant.rules {
                    assert!(
                        rows(&rule.field) >= model.variants.len(),
                        "{path}: {}",
                        rule.field
                    );
                }
                for method in &variant.methods {
                    assert!(
                        rows(method.kind.word()) > 0,
                        "{path}: {}",
                        method.kind.word()
                    );
                }
            }
            for filter in &model.filters {
                assert!(rows(&filter.name) > 0, "{path}: {}", filter.name);
            }
        }
    }
}
