//! Which tools a selection leaves.

use planhat_tools::{CATALOGUE, Profile, Selection, SelectionError, Tool, ToolSet};

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn names(selection: &Selection) -> Vec<&'static str> {
    let set = ToolSet::select(&CATALOGUE, selection).unwrap();
    set.definitions().iter().map(|one| one.name).collect()
}

fn refused(selection: &Selection) -> SelectionError {
    ToolSet::select(&CATALOGUE, selection).unwrap_err()
}

fn tools(selection: &Selection) -> Vec<&'static Tool> {
    let found = names(selection);
    found
        .into_iter()
        .filter_map(|name| CATALOGUE.tool(name))
        .collect()
}

#[test]
fn the_order_is_that_of_the_catalogue() {
    let full = names(&Selection {
        profile: Profile::Full,
        ..Selection::default()
    });
    let all = CATALOGUE.tools.iter().map(|tool| tool.name);
    let kept: Vec<&str> = all.filter(|name| full.contains(name)).collect();
    assert_eq!(full, kept);
}

#[test]
fn methods_tags_and_names_narrow_together() {
    let selection = Selection {
        methods: texts(&["read"]),
        tags: texts(&["crm"]),
        tools: texts(&["*compan*"]),
        exclude: texts(&["lean_*"]),
        ..Selection::default()
    };
    assert_eq!(
        names(&selection),
        [
            "list_all_planhat_companies",
            "get_single_planhat_company_by_id"
        ]
    );
}

#[test]
fn tags_bring_tools_that_no_profile_has() {
    let selection = Selection {
        tags: texts(&["metrics"]),
        ..Selection::default()
    };
    let found = tools(&selection);
    assert!(!found.is_empty());
    assert!(found.iter().all(|tool| tool.tags.contains(&"metrics")));
    assert!(found.iter().any(|tool| tool.profiles.is_empty()));
}

#[test]
fn each_method_is_what_it_says() {
    for (word, reads) in [("read", true), ("write", false)] {
        let selection = Selection {
            profile: Profile::Full,
            methods: texts(&[word]),
            ..Selection::default()
        };
        let found = tools(&selection);
        assert!(found.iter().all(|tool| tool.annotations.read_only == reads));
    }
    let exact = Selection {
        profile: Profile::Full,
        methods: texts(&["delete", "list"]),
        ..Selection::default()
    };
    let words: Vec<&str> = tools(&exact)
        .iter()
        .map(|tool| tool.method.as_str())
        .collect();
    assert!(words.contains(&"delete") && words.contains(&"list"));
    assert!(words.iter().all(|word| ["delete", "list"].contains(word)));
}

#[test]
fn read_only_wins() {
    for profile in Profile::ALL {
        let selection = Selection {
            profile,
            methods: texts(&["write", "read"]),
            read_only: true,
            ..Selection::default()
        };
        let set = ToolSet::select(&CATALOGUE, &selection).unwrap();
        let all = set.definitions();
        assert!(all.iter().all(|one| one.annotations.read_only), "{profile}");
    }
}

#[test]
fn what_cannot_be_served_says_what_to_do() {
    let empty = refused(&Selection {
        tools: texts(&["delete_*"]),
        read_only: true,
        ..Selection::default()
    });
    assert!(matches!(empty, SelectionError::Empty { .. }));
    assert!(empty.to_string().contains("tools delete_*"), "{empty}");
    assert!(empty.to_string().contains("read-only"), "{empty}");

    let many = refused(&Selection {
        tools: texts(&["*"]),
        ..Selection::default()
    });
    let SelectionError::TooMany { count, drop } = &many else {
        panic!("{many}");
    };
    let all = CATALOGUE.tools.iter();
    assert_eq!(
        *count,
        all.filter(|tool| tool.operation().is_some()).count()
    );
    // What it says to drop is enough.
    let exclude = drop.strip_prefix("--exclude ").unwrap_or_default();
    let exclude = exclude.trim_matches('\'');
    let selection = Selection {
        tools: texts(&["*"]),
        exclude: exclude.split(',').map(str::to_owned).collect(),
        ..Selection::default()
    };
    assert!(names(&selection).len() <= 128);

    for (selection, said) in [
        (
            Selection {
                methods: texts(&["reed"]),
                ..Selection::default()
            },
            "there is no method `reed`; did you mean `read`?",
        ),
        (
            Selection {
                tags: texts(&["revenu"]),
                ..Selection::default()
            },
            "there is no tag `revenu`; did you mean `revenue`?",
        ),
        (
            Selection {
                exclude: texts(&["list_all_planhat_companys"]),
                ..Selection::default()
            },
            "there is no tool `list_all_planhat_companys`; did you mean `list_all_planhat_companies`?",
        ),
    ] {
        assert_eq!(refused(&selection).to_string(), said);
    }
}

#[test]
fn compact_stands_before_whatever_is_chosen() {
    let compact = Selection {
        profile: Profile::Compact,
        ..Selection::default()
    };
    assert_eq!(names(&compact).len(), 5);
    let reading = Selection {
        methods: texts(&["read"]),
        ..compact
    };
    assert_eq!(
        names(&reading),
        [
            "search_planhat_tools",
            "describe_planhat_tool",
            "read_planhat"
        ]
    );
}
