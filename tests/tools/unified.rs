//! Tools of unified models over a made-up tenant: reading, writing, what is asked before, and what is
//! told where a call is wrong.

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
    fn writes(&self) -> usize {
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
async fn an_account_is_made_changed_upserted_and_removed() {
    let stand = Stand::new().await;
    let create = json!({"name": "Nordvik", "external_id": "n-1", "tags": [{"name": "new"}]});
    let made = stand
        .unified_json("create_unified_crm_account", create)
        .await;
    let id = made["id"].clone();
    let kept = stand.record("company", id.as_str().unwrap()).unwrap();
    assert_eq!(kept["externalId"], "n-1");
    assert_eq!(kept["tags"], json!(["new"]));

    let update = json!({"id": id, "description": "Ships", "external_id": null});
    let changed = stand
        .unified_json("update_unified_crm_account", update)
        .await;
    assert_eq!(changed["description"], "Ships");
    assert_eq!(changed["external_id"], Value::Null);
    let alone = stand
        .unified("update_unified_crm_account", json!({"id": id}))
        .await;
    assert_eq!(alone.outcome, Outcome::Invalid, "{}", alone.text);

    let rows = json!([{"id": id, "name": "Nordvik AS"}, {"external_id": "n-2", "name": "Sorvik"}]);
    let upsert = json!({"rows": rows, "confirm": true});
    let done = stand
        .unified_json("upsert_unified_crm_accounts", upsert)
        .await;
    assert_eq!(done["written"], 2);
    let read = json!({"id": "extid-n-2", "fields": ["name"]});
    let second = stand.unified_json("get_unified_crm_account", read).await;
    assert_eq!(second, json!({"name": "Sorvik"}));

    let asked = stand
        .unified("delete_unified_crm_account", json!({"id": id}))
        .await;
    assert_eq!(asked.outcome, Outcome::Unconfirmed);
    assert!(
        asked
            .text
            .contains("(name: \"Nordvik AS\", description: \"Ships\")"),
        "{}",
        asked.text
    );
    assert!(asked.text.contains("\"confirm\":true"), "{}", asked.text);
    let gone = stand
        .unified_json(
            "delete_unified_crm_account",
            json!({"id": id, "confirm": true}),
        )
        .await;
    assert_eq!(gone, json!({"id": id, "deleted": true}));
    let again = stand
        .unified("get_unified_crm_account", json!({"id": id}))
        .await;
    assert_eq!(again.outcome, Outcome::Refused);
    let call = json!({"id": id, "confirm": true});
    let twice = stand.unified("delete_unified_crm_account", call).await;
    assert_eq!(twice.outcome, Outcome::Refused, "{}", twice.text);
}

#[tokio::test]
async fn a_ticket_is_made_changed_upserted_and_removed() {
    let stand = Stand::new().await;
    let people = stand.records("enduser");
    let email = people.iter().find_map(|one| one["email"].as_str()).unwrap();
    let contact = json!({"email": email});
    let account = json!({"id": stand.id("company")});
    let create = json!({"source_id": "t-1", "name": "Broken", "contact": contact, "account": account, "status": {"id": "open"}});
    let made = stand
        .unified_json("create_unified_ticketing_ticket", create)
        .await;
    let id = made["id"].clone();
    assert_eq!(
        (&made["name"], &made["source_id"]),
        (&json!("Broken"), &json!("t-1"))
    );

    let update = json!({"id": id, "status": {"name": "closed"}});
    let changed = stand
        .unified_json("update_unified_ticketing_ticket", update)
        .await;
    assert_eq!(changed["status"]["name"], "closed");
    assert_eq!(changed["id"], id);

    let rows = json!([
        {"source_id": "t-1", "name": "Mended", "contact": contact, "account": account},
        {"source_id": "t-2", "name": "Other", "account": account},
    ]);
    let upsert = json!({"rows": rows, "confirm": true});
    let done = stand
        .unified("upsert_unified_ticketing_tickets", upsert)
        .await;
    assert_eq!(done.outcome, Outcome::Refused, "one row has no e-mail");
    let done: Value = serde_json::from_str(&done.text).unwrap();
    let first = &done["failed_rows"][0];
    assert_eq!(
        (&done["written"], &first["row"]),
        (&json!(1), &json!(1)),
        "{done}"
    );
    assert!(
        done["failed_rows"][0]["error"]
            .to_string()
            .contains("email"),
        "{done}"
    );

    let asked = stand
        .unified("delete_unified_ticketing_ticket", json!({"id": id}))
        .await;
    assert!(asked.text.contains("Mended"), "{}", asked.text);
    let gone = stand
        .unified_json(
            "delete_unified_ticketing_ticket",
            json!({"id": id, "confirm": true}),
        )
        .await;
    assert_eq!(gone["deleted"], true);
}

#[tokio::test]
async fn an_upsert_tells_what_it_would_do_before_it_is_confirmed() {
    let stand = Stand::new().await;
    stand.sandbox.clear_log();
    let rows: Vec<Value> = (0..8)
        .map(|row| json!({"external_id": format!("row-{row}"), "name": format!("Company {row}")}))
        .chain([json!({"name": "Without a key"})])
        .collect();
    let upsert = json!({"rows": rows});
    let asked = stand.unified("upsert_unified_crm_accounts", upsert).await;
    assert_eq!(asked.outcome, Outcome::Unconfirmed);
    for said in [
        "accounts",
        "8 rows (external_id: \"row-0\"; ",
        "and 3 more)",
        "1 more are at fault",
        "row 8: ",
        "PUT ",
        "/companies [{\"externalId\":\"row-0\",\"name\":\"Company 0\"}, and so on]",
        "\"confirm\":true",
    ] {
        assert!(asked.text.contains(said), "{said}: {}", asked.text);
    }
    let wrong = json!({"rows": [{"name": "Without a key"}]});
    let refused = stand.unified("upsert_unified_crm_accounts", wrong).await;
    assert_eq!(refused.outcome, Outcome::Invalid);
    assert!(refused.text.contains("external_id"), "{}", refused.text);
    let empty = stand
        .unified("upsert_unified_crm_accounts", json!({"rows": []}))
        .await;
    assert_eq!(empty.outcome, Outcome::Invalid);
    assert_eq!(stand.writes(), 0);
}

/// The example of every write is one that it takes, shown and not sent.
#[tokio::test]
async fn the_example_of_every_write_is_shown_by_a_dry_run() {
    let stand = Stand::new().await;
    // Some of what is changed is read before, and this has no records of its own.
    stand.id("project");
    stand.sandbox.clear_log();
    let mut verdicts = Vec::new();
    for tool in tools().filter(|tool| !tool.annotations.read_only) {
        verdicts.push((tool, dry(&stand, tool).await));
    }
    assert_all(verdicts);
    assert_eq!(stand.writes(), 0);
}

async fn dry(stand: &Stand, tool: &Tool) -> Verdict {
    let mut arguments = real(stand, tool, example(tool).into()).await;
    arguments["dry_run"] = json!(true);
    arguments.as_object_mut().unwrap().remove("confirm");
    let answer = stand.unified(tool.name, arguments.clone()).await;
    let told: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    let said = || format!("{arguments}: {}", answer.text);
    hold(answer.outcome == Outcome::DryRun, said)?;
    hold(told["dry_run"] == true, said)?;
    hold(told["refused"].as_array().is_none_or(Vec::is_empty), said)
}

/// An example whose ids are of records that are there.
async fn real(stand: &Stand, tool: &Tool, mut example: Value) -> Value {
    let mut lists = tools().filter(|list| list.method == Method::List);
    let list = lists.find(|list| list.resource_name() == tool.resource_name());
    if let (Some(list), true) = (list, example["id"].is_string()) {
        let page = stand.unified_json(list.name, json!({"limit": 1})).await;
        if page["records"][0]["id"].is_string() {
            example["id"] = page["records"][0]["id"].clone();
        }
    }
    for name in ["account", "contact"] {
        let resource = if name == "account" {
            "company"
        } else {
            "enduser"
        };
        for place in [format!("/{name}"), format!("/rows/0/{name}")] {
            if let Some(reference) = example.pointer_mut(&place) {
                *reference = json!({"id": stand.id(resource)});
            }
        }
    }
    example
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
    assert_eq!(stand.writes(), 0);
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
