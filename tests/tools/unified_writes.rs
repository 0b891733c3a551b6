//! Unified models written by tools: made, changed, upserted and removed, and what is shown before.

use planhat_tools::{Method, Outcome, Tool};
use serde_json::{Value, json};

use crate::stand::{Stand, Verdict, assert_all, example, hold};
use crate::unified::tools;

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
    assert_eq!(stand.unified_writes(), 0);
}

#[tokio::test]
async fn a_failure_says_whether_a_write_may_have_taken_effect() {
    let stand = Stand::impatient().await;
    let id = stand.id("company");
    let (get, delete) = ("get_unified_crm_account", "delete_unified_crm_account");
    let (look, later) = ("Look whether it took effect", "Wait 7 seconds");
    for (fault, name, arguments, outcome, said) in [
        (
            "* /** 500",
            delete,
            json!({"id": id, "confirm": true}),
            Outcome::Failed,
            Some(look),
        ),
        // Before it is confirmed it only reads.
        (
            "* /** 500",
            delete,
            json!({"id": id}),
            Outcome::Failed,
            None,
        ),
        ("* /** 500", get, json!({"id": id}), Outcome::Failed, None),
        (
            "* /** 429 retry-after=7",
            get,
            json!({"id": id}),
            Outcome::Quota,
            Some(later),
        ),
        (
            "* /** 429",
            get,
            json!({"id": id}),
            Outcome::Quota,
            Some("Wait 60 seconds"),
        ),
        (
            "* /** 403 body=\"not yours\"",
            get,
            json!({"id": id}),
            Outcome::Refused,
            Some("not yours"),
        ),
    ] {
        stand.sandbox.set_faults([fault]).unwrap();
        let answer = stand.unified(name, arguments).await;
        stand.sandbox.clear_faults();
        assert_eq!(answer.outcome, outcome, "{fault}: {}", answer.text);
        assert_eq!(
            answer.text.contains(look),
            said == Some(look),
            "{fault}: {}",
            answer.text
        );
        let told = said.is_none_or(|said| answer.text.contains(said));
        assert!(told, "{fault}: {}", answer.text);
    }
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
    assert_eq!(stand.unified_writes(), 0);
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
    let mut place = ["/id", "/rows/0/id"].into_iter();
    let place = place.find(|place| example.pointer(place).is_some());
    if let (Some(list), Some(place)) = (list, place) {
        let page = stand.unified_json(list.name, json!({"limit": 1})).await;
        if page["records"][0]["id"].is_string() {
            *example.pointer_mut(place).unwrap() = page["records"][0]["id"].clone();
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
