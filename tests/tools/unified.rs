//! Tools of unified models over a made-up tenant: reading, what is told where a call is wrong, and what
//! hosts are promised.

use std::collections::BTreeSet;

use planhat_tools::{Answer, CATALOGUE, Method, Outcome, Selection, Tool, ToolSet, call};
use serde_json::{Value, json};

use crate::stand::{Stand, Verdict, assert_all, example, hold, required, schema};

/// All tools of unified models.
pub fn tools() -> impl Iterator<Item = &'static Tool> + Clone {
    let all = CATALOGUE.tools.iter().copied();
    all.filter(|tool| tool.operation().is_none())
}

impl Stand {
    pub async fn unified(&self, name: &str, arguments: Value) -> Answer {
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        let answer = call(&self.client, name, arguments).await;
        answer.unwrap_or_else(|| panic!("there is no tool {name}"))
    }

    pub async fn unified_json(&self, name: &str, arguments: Value) -> Value {
        let answer = self.unified(name, arguments).await;
        assert!(!answer.is_error, "{name}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    /// Calls that change something, of those that were made.
    pub fn unified_writes(&self) -> usize {
        let log = self.sandbox.log();
        log.iter().filter(|entry| entry.method != "GET").count()
    }
}

#[tokio::test]
async fn every_list_and_get_answers() {
    let stand = Stand::new().await;
    let mut verdicts = Vec::new();
    let mut full = 0;
    for list in tools().filter(|tool| tool.method == Method::List) {
        // A catalogue comes whole.
        let limits = schema(list)["properties"].get("limit").is_some();
        let some = if limits {
            json!({"limit": 3})
        } else {
            json!({})
        };
        let page = stand.unified_json(list.name, some).await;
        let records = page["records"].as_array().cloned().unwrap_or_default();
        full += usize::from(!records.is_empty());
        let fits = records.len() <= 3 || !limits;
        verdicts.push((list, hold(fits, || page.to_string())));
        let mut gets = tools().filter(|tool| tool.method == Method::Get);
        let get = gets.find(|get| get.resource_name() == list.resource_name());
        if let (Some(get), Some(record)) = (get, records.first()) {
            verdicts.push((get, got(&stand, get, record).await));
        }
    }
    let gets = tools().filter(|tool| tool.method == Method::Get).count();
    assert!(full >= 16, "{full} lists have something to show");
    assert!(verdicts.len() >= full + gets - 3, "{}", verdicts.len());
    assert_all(verdicts);
}

/// A get has what the list had, and with `fields` nothing else.
async fn got(stand: &Stand, get: &Tool, record: &Value) -> Verdict {
    let id = &record["id"];
    let one = stand.unified_json(get.name, json!({"id": id})).await;
    hold(&one["id"] == id, || one.to_string())?;
    let some = json!({"id": id, "fields": ["id", "created_at"]});
    let few = stand.unified_json(get.name, some).await;
    let known = ["id", "created_at"];
    let members = few.as_object().into_iter().flatten();
    let more: Vec<&String> = members.map(|(name, _)| name).collect();
    hold(
        more.iter().all(|name| known.contains(&name.as_str())),
        || few.to_string(),
    )
}

#[tokio::test]
async fn what_is_wrong_is_told_with_a_right_call() {
    let stand = Stand::new().await;
    stand.sandbox.clear_log();
    for (name, arguments, said) in [
        (
            "create_unified_crm_account",
            json!({}),
            "- `name` is missing",
        ),
        (
            "create_unified_crm_account",
            json!({"nam": "A"}),
            "did you mean `name`?",
        ),
        // Read, never written.
        (
            "create_unified_crm_account",
            json!({"name": "A", "health_score": 3}),
            "`health_score` is no argument",
        ),
        (
            "create_unified_crm_account",
            json!({"name": "A", "tags": "x"}),
            "a list was expected",
        ),
        (
            "list_unified_crm_accounts",
            json!({"zzz": 1}),
            "`zzz` is no argument",
        ),
        (
            "list_unified_crm_accounts",
            json!({"filters": {"zzz": 1}}),
            "zzz",
        ),
        (
            "list_unified_crm_accounts",
            json!({"filters": {"name[near]": "x"}}),
            "near",
        ),
        (
            "list_unified_crm_accounts",
            json!({"status": "gone"}),
            "is none of prospect",
        ),
        (
            "list_unified_crm_accounts",
            json!({"fields": ["naem"]}),
            "did you mean `name`?",
        ),
        (
            "list_unified_crm_accounts",
            json!({"expand": ["name"]}),
            "name",
        ),
        (
            "list_unified_crm_accounts",
            json!({"cursor": "made-up"}),
            "cursor",
        ),
        (
            "upsert_unified_crm_accounts",
            json!({"rows": [{"id": "1", "nam": "A"}]}),
            "nam",
        ),
    ] {
        let answer = stand.unified(name, arguments.clone()).await;
        let text = &answer.text;
        assert_eq!(answer.outcome, Outcome::Invalid, "{arguments}: {text}");
        assert!(text.contains(said), "{arguments}: {text}");
        assert!(text.contains(&format!("A right call: {name} {{")), "{text}");
    }
    let id = stand.id("company");
    let parent = json!({"id": id, "owner": {"id": "nobody"}, "dry_run": true});
    let answer = stand.unified("update_unified_crm_account", parent).await;
    assert!(!answer.text.contains("nothing was sent"), "{}", answer.text);
    assert_eq!(stand.unified_writes(), 0);
    let missing = json!({"id": "5f8a1c2e9b3d4a0012c4e7f1"});
    let answer = stand.unified("get_unified_crm_account", missing).await;
    assert_eq!(answer.outcome, Outcome::Refused);
    assert!(
        answer.text.contains("there is no account"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn filters_stand_flat_or_with_their_operators() {
    let stand = Stand::new().await;
    let companies = stand.records("company");
    let name = companies[1]["name"].as_str().unwrap();
    let part = &name[..name.len() / 2];
    for filters in [
        json!({"name": name}),
        json!({"filters": {"name": name}}),
        json!({"filters": {"name[contains]": part}}),
    ] {
        let page = stand
            .unified_json("list_unified_crm_accounts", filters.clone())
            .await;
        let records = page["records"].as_array().unwrap();
        let found = records.iter().any(|record| record["name"] == name);
        assert!(
            found && records.len() < companies.len(),
            "{filters}: {page}"
        );
    }
    let account = json!({"account.id": companies[1]["_id"], "expand": ["account"], "limit": 1});
    let page = stand
        .unified_json("list_unified_crm_contacts", account)
        .await;
    assert_eq!(page["records"][0]["account"]["name"], name, "{page}");
}

#[tokio::test]
async fn a_small_budget_cuts_between_records_and_goes_on() {
    let stand = Stand::new().await;
    let selection = Selection {
        tags: vec!["unified_crm".to_owned()],
        max_result_tokens: 700,
        ..Selection::default()
    };
    let set = ToolSet::select(&CATALOGUE, &selection).unwrap();
    let (mut seen, mut pages) = (Vec::new(), 0);
    let mut arguments = json!({"limit": 50});
    loop {
        let given = arguments.as_object().cloned().unwrap();
        let answer = set
            .call(&stand.client, "list_unified_crm_contacts", given)
            .await
            .unwrap();
        assert!(answer.text.len() <= 2800, "{} bytes", answer.text.len());
        let page: Value = serde_json::from_str(&answer.text).unwrap();
        let records = page["records"].as_array().unwrap();
        seen.extend(records.iter().map(|one| one["id"].to_string()));
        pages += 1;
        match &page["next_cursor"] {
            Value::Null => break,
            cursor => arguments["cursor"] = cursor.clone(),
        }
    }
    let ids: BTreeSet<&String> = seen.iter().collect();
    assert!(pages > 2 && ids.len() == seen.len(), "{pages} pages");
    assert_eq!(seen.len(), stand.records("enduser").len());
}

#[test]
fn hints_are_true() {
    for tool in tools() {
        let hints = tool.annotations;
        let told = (hints.read_only, hints.destructive, hints.idempotent);
        let word = tool.name.split('_').next().unwrap();
        let wanted = match word {
            "list" | "get" => (true, false, true),
            "create" => (false, false, false),
            "update" | "delete" | "upsert" => (false, true, true),
            other => panic!("{other}"),
        };
        assert_eq!(told, wanted, "{}", tool.name);
        let properties = &schema(tool)["properties"];
        let asks = matches!(word, "delete" | "upsert");
        assert_eq!(properties.get("confirm").is_some(), asks, "{}", tool.name);
        assert_eq!(
            properties.get("dry_run").is_some(),
            !hints.read_only,
            "{}",
            tool.name
        );
        assert_eq!(
            properties.get("fields").is_some(),
            hints.read_only,
            "{}",
            tool.name
        );
        let by_id = matches!(word, "get" | "update" | "delete");
        let needs = required(&schema(tool)).iter().any(|name| name == "id");
        assert_eq!(needs, by_id, "{}", tool.name);
    }
}

#[test]
fn two_of_them_are_as_they_were() {
    for name in [
        "list_unified_crm_contacts",
        "create_unified_ticketing_ticket",
    ] {
        let tool = CATALOGUE.tool(name).unwrap();
        let shown = json!({
            "tool": planhat_tools::Definition::from(tool),
            "example": example(tool),
        });
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, serde_json::to_string_pretty(&shown).unwrap());
        });
    }
}
