//! When tools of unified models are served, what they cost, and the rules of a tenant.

use std::sync::Arc;

use planhat_tools::{CATALOGUE, Outcome, Profile, Selection, SelectionError, ToolSet, unified};
use planhat_unified::{Mapping, Source, crm, overrides, specs, ticketing};
use serde_json::{Value, json};

use crate::stand::{Stand, schema};
use crate::unified::tools;

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

fn named(names: &[&str]) -> Selection {
    Selection {
        tools: texts(names),
        ..Selection::default()
    }
}

fn tagged(tags: &[&str]) -> Selection {
    Selection {
        tags: texts(tags),
        ..Selection::default()
    }
}

fn set(selection: &Selection) -> ToolSet {
    ToolSet::select(&CATALOGUE, selection).unwrap_or_else(|error| panic!("{error}"))
}

/// How many tools of a set are of unified models, and how many are not.
fn counts(selection: &Selection) -> (usize, usize) {
    let set = set(selection);
    let is_unified = |name: &str| tools().any(|tool| tool.name == name);
    let all = set.definitions().iter();
    let own = all.filter(|one| is_unified(one.name)).count();
    (own, set.definitions().len() - own)
}

#[test]
fn they_are_served_where_a_tag_or_a_whole_name_asks() {
    let all = tools().count();
    assert_eq!(counts(&tagged(&["unified"])), (all, 0));
    let (crm, ticketing) = (
        counts(&tagged(&["unified_crm"])),
        counts(&tagged(&["unified_ticketing"])),
    );
    assert_eq!((crm.0 + ticketing.0, crm.1 + ticketing.1), (all, 0));
    for tag in ["crm", "ticketing", "team"] {
        assert_eq!(counts(&tagged(&[tag])).0, 0, "{tag}");
    }
    for profile in [Profile::Full, Profile::Default] {
        let selection = Selection {
            profile,
            ..Selection::default()
        };
        assert_eq!(counts(&selection).0, 0, "{profile}");
    }

    assert_eq!(counts(&named(&["list_*"])).0, 0);
    assert_eq!(counts(&named(&["*compan*", "list_*"])).0, 0);
    let one = named(&["list_all_*", "list_unified_crm_accounts"]);
    assert_eq!(counts(&one).0, 1);
    let lists = Selection {
        tools: texts(&["list_*"]),
        ..tagged(&["unified_crm"])
    };
    assert_eq!(counts(&lists), (9, 0));
    let both = Selection {
        tools: texts(&["list_*"]),
        ..tagged(&["unified_crm", "crm"])
    };
    assert!(counts(&both).0 == 9 && counts(&both).1 > 0);

    for (pattern, tags) in [
        ("list_unified_*", "add the tag unified"),
        ("*_unified_crm_*", "add the tag unified or unified_crm"),
    ] {
        let refused = ToolSet::select(&CATALOGUE, &named(&[pattern])).unwrap_err();
        assert!(
            matches!(refused, SelectionError::Unasked { .. }),
            "{refused}"
        );
        assert!(refused.to_string().ends_with(tags), "{refused}");
    }
}

#[tokio::test]
async fn the_compact_surface_has_them_where_a_tag_asks() {
    let stand = Stand::new().await;
    let search = json!({"query": "unified account", "limit": 50});
    let mut found = Vec::new();
    for tags in [&[][..], &["unified"]] {
        let selection = Selection {
            profile: Profile::Compact,
            ..tagged(tags)
        };
        let given = search.as_object().cloned().unwrap();
        let answer = set(&selection)
            .call(&stand.client, "search_planhat_tools", given)
            .await
            .unwrap();
        found.push(answer.text.contains("_unified_"));
    }
    assert_eq!(found, [false, true]);
}

/// Tokens, counted as bytes of the compact list through four.
#[test]
fn they_are_as_small_as_hosts_want_them() {
    for (tag, most) in [
        ("unified_crm", 13_500),
        ("unified_ticketing", 10_000),
        ("unified", 25_000),
    ] {
        let set = set(&tagged(&[tag]));
        let count = set.definitions().len();
        let tokens = set.list_json().len().div_ceil(4);
        println!(
            "{tag}: {count} tools, {tokens} tokens, {} on average",
            tokens / count
        );
        assert!(count <= 128 && tokens < most, "{tag}: {tokens} tokens");
        assert!(tokens / count <= 250, "{tag}");
    }
}

/// What rules of a tenant serve.
fn with(mappings: Vec<Arc<Mapping>>, selection: &Selection) -> ToolSet {
    ToolSet::select_with(&CATALOGUE, selection, unified::context(mappings)).unwrap()
}

/// Overrides that change nothing tell each argument as it was generated.
#[test]
fn schemas_under_overrides_are_those_that_were_generated() {
    let restated = [crm::mapping(), ticketing::mapping()].map(|mapping| {
        let mut mapping = Mapping::clone(&mapping);
        let variants = mapping
            .models
            .iter_mut()
            .flat_map(|model| &mut model.variants);
        for rule in variants.flat_map(|variant| &mut variant.rules) {
            rule.overridden = true;
        }
        Arc::new(mapping)
    });
    let set = with(restated.to_vec(), &tagged(&["unified"]));
    for (definition, tool) in set.definitions().iter().zip(tools()) {
        let mut told: [Value; 2] = [
            serde_json::from_str(&definition.schema).unwrap(),
            schema(tool),
        ];
        for one in &mut told {
            if let Some(names) = one.get_mut("required").and_then(Value::as_array_mut) {
                names.sort_by_key(Value::to_string);
            }
        }
        assert_eq!(told[0], told[1], "{}", tool.name);
    }
}

#[tokio::test]
async fn fields_of_an_override_are_told_written_and_read() {
    let stand = Stand::new().await;
    let definitions = stand.records("custom_field");
    let own = definitions.iter().find(|one| {
        let of = one["parent"].as_str().unwrap_or_default();
        of.eq_ignore_ascii_case("company") && one["type"] == "text"
    });
    let own = own
        .and_then(|one| one["name"].as_str())
        .expect("a text of companies");
    let text = format!(
        "model: crm.account\nfields:\n  industry: {{ source: custom.{own} }}\n  own_text: {{ source: custom.{own}, type: string, doc: \"Own words, as they are.\", same_as: industry }}\n"
    );
    let source = Source {
        path: "tenant.yaml".to_owned(),
        bytes: text.into_bytes(),
    };
    let mappings = overrides::of_sources(&specs::sources(), &[source]);
    let mappings = mappings.unwrap_or_else(|faults| panic!("{faults}"));
    let own_set = with(
        mappings.into_iter().map(Arc::new).collect(),
        &tagged(&["unified"]),
    );

    let create = "create_unified_crm_account";
    let told = own_set
        .definitions()
        .iter()
        .find(|one| one.name == create)
        .unwrap();
    let told: Value = serde_json::from_str(&told.schema).unwrap();
    let wanted = json!({"type": "string", "description": "Own words"});
    assert_eq!(told["properties"]["own_text"], wanted);
    assert_eq!(told["properties"]["industry"]["type"], "string");
    assert_eq!(told["additionalProperties"], false);
    assert_eq!(told["required"], json!(["name"]));

    let given = json!({"name": "Nordvik", "industry": "Ships"})
        .as_object()
        .cloned()
        .unwrap();
    let plain = set(&tagged(&["unified"]));
    let refused = plain
        .call(&stand.client, create, given.clone())
        .await
        .unwrap();
    assert_eq!(refused.outcome, Outcome::Invalid, "{}", refused.text);
    let made = own_set.call(&stand.client, create, given).await.unwrap();
    assert_eq!(made.outcome, Outcome::Done, "{}", made.text);
    let made: Value = serde_json::from_str(&made.text).unwrap();
    assert_eq!(
        (&made["industry"], &made["own_text"]),
        (&json!("Ships"), &json!("Ships"))
    );
    let kept = stand
        .record("company", made["id"].as_str().unwrap())
        .unwrap();
    assert_eq!(kept["custom"][own], "Ships");
    // Models that it leaves alone are as they were.
    let other = own_set
        .definitions()
        .iter()
        .find(|one| one.name == "create_unified_crm_contact");
    assert_eq!(
        other.unwrap().schema,
        CATALOGUE.tool("create_unified_crm_contact").unwrap().schema
    );
}
