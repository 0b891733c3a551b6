//! The clients by name, over a sandbox.

use planhat_client::Client;
use planhat_sandbox::Sandbox;
use planhat_unified::crm::Account;
use planhat_unified::ticketing::{Collection, Ticket, shapes};
use planhat_unified::{
    Code, CrmClient, Deleted, GetOptions, Input, ListRequest, Source, TicketingClient,
    TypedWritten, Upserted, WriteOptions,
};
use serde_json::{Value, json};

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a sandbox starts")
}

fn crm(sandbox: &Sandbox) -> CrmClient {
    CrmClient::new(&client(sandbox))
}

fn client(sandbox: &Sandbox) -> Client {
    sandbox.client()
}

fn named(name: &str) -> Account {
    Account {
        name: Some(name.to_owned()),
        ..Account::default()
    }
}

async fn made(crm: &CrmClient, account: &Account) -> Account {
    let options = WriteOptions::default();
    let written = crm.accounts().create(account, &options).await;
    let written = written.unwrap_or_else(|error| panic!("{error}"));
    written.record().expect("it was made").clone()
}

fn limited(limit: u32) -> ListRequest {
    ListRequest {
        limit: Some(limit),
        ..ListRequest::default()
    }
}

#[tokio::test]
async fn a_record_is_made_read_changed_and_removed() {
    let sandbox = sandbox().await;
    let crm = crm(&sandbox);
    let account = Account {
        description: Some("First.".to_owned()),
        ..named("Nordvik")
    };
    let account = made(&crm, &account).await;
    let id = account.id.expect("it has an id");
    let accounts = crm.accounts();

    let change = Input::of(&named("Nordvik Freight")).clear("description");
    let changed = accounts.update(&id, change, &WriteOptions::default()).await;
    assert!(changed.is_ok(), "{changed:?}");
    let read = accounts.get(&id, &GetOptions::default()).await;
    let read = read.expect("it is there");
    assert_eq!(read.name.as_deref(), Some("Nordvik Freight"));
    assert_eq!(read.description, None);

    let gone = accounts.delete(&id, &WriteOptions::default()).await;
    assert_eq!(gone.expect("it was there"), Deleted::Done(id.clone()));
    let lost = accounts.get(&id, &GetOptions::default()).await;
    assert_eq!(lost.expect_err("it is gone").code, Code::NotFound);
}

#[tokio::test]
async fn pages_go_on_by_cursors_and_streams_give_all() {
    let sandbox = sandbox().await;
    let crm = crm(&sandbox);
    for number in 0..5 {
        made(&crm, &named(&format!("A{number}"))).await;
    }
    let first = crm.accounts().list(&limited(2)).await.expect("a page");
    assert_eq!((first.result.len(), first.limit), (2, 2));
    let mut request = limited(10);
    request.cursor = first.next_cursor;
    let rest = crm.accounts().list(&request).await.expect("the rest");
    assert_eq!((rest.result.len(), rest.next_cursor), (3, None));

    let mut all = crm.accounts().stream(&limited(1)).expect("a stream");
    let mut names = Vec::new();
    while let Some(account) = all.next().await {
        names.extend(account.expect("a record").record.name);
    }
    names.sort();
    assert_eq!(names, ["A0", "A1", "A2", "A3", "A4"]);
}

#[tokio::test]
async fn cursors_fit_the_key_that_they_were_signed_with() {
    let sandbox = sandbox().await;
    let own = crm(&sandbox);
    for number in 0..3 {
        made(&own, &named(&format!("A{number}"))).await;
    }
    let cursor =
        |page: planhat_unified::TypedPage<Account>| page.next_cursor.expect("there is more");
    let with = |cursor: String| ListRequest {
        cursor: Some(cursor),
        ..limited(1)
    };
    let shared = || crm(&sandbox).with_cursor_key("shared");
    let page = shared().accounts().list(&limited(1)).await.expect("a page");
    let next = with(cursor(page));
    assert!(shared().accounts().list(&next).await.is_ok());
    let refused = own.accounts().list(&next).await;
    assert_eq!(refused.expect_err("another key").code, Code::InvalidRequest);
    // Clients without a key share that of the process.
    let page = own.accounts().list(&limited(1)).await.expect("a page");
    assert!(
        crm(&sandbox)
            .accounts()
            .list(&with(cursor(page)))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_dry_run_sends_nothing_and_says_what_it_would() {
    let sandbox = sandbox().await;
    let crm = crm(&sandbox);
    let options = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let planned = crm.accounts().create(named("Acme"), &options).await;
    let Ok(TypedWritten::Planned(planned)) = planned else {
        panic!("{planned:?}");
    };
    assert_eq!(planned.changes[0].remote_field, "name");
    let page = crm.accounts().list(&limited(1)).await.expect("a page");
    assert!(page.result.is_empty());
}

#[tokio::test]
async fn rows_are_upserted_with_a_result_for_each() {
    let sandbox = sandbox().await;
    let crm = crm(&sandbox);
    let row = |name: &str, key: &str| Account {
        external_id: Some(key.to_owned()),
        ..named(name)
    };
    let rows = [row("One", "1"), row("Two", "2")];
    let done = crm.accounts().upsert(&rows, &WriteOptions::default()).await;
    let Ok(Upserted::Done { rows, .. }) = done else {
        panic!("{done:?}");
    };
    assert!(rows.iter().all(|row| row.ok), "{rows:?}");
    let page = crm.accounts().list(&limited(10)).await.expect("a page");
    assert_eq!(page.result.len(), 2);
}

#[tokio::test]
async fn tickets_and_collections_are_made_by_their_types() {
    let sandbox = sandbox().await;
    let account = made(&crm(&sandbox), &named("Nordvik")).await;
    let account = shapes::Ref {
        id: account.id,
        ..shapes::Ref::default()
    };
    let ticketing = TicketingClient::new(&client(&sandbox));
    let ticket = Ticket {
        name: Some("Printer".to_owned()),
        source_id: Some("T-1".to_owned()),
        account: Some(account.clone()),
        contact: Some(shapes::Ref {
            email: Some("ada@nordvik.example".to_owned()),
            ..shapes::Ref::default()
        }),
        ..Ticket::default()
    };
    let written = ticketing
        .tickets()
        .create(&ticket, &WriteOptions::default())
        .await;
    let written = written.unwrap_or_else(|error| panic!("{error}"));
    let ticket = written.record().expect("it was made");
    assert_eq!(ticket.name.as_deref(), Some("Printer"));
    assert_eq!(ticket.source_id.as_deref(), Some("T-1"));

    for kind in ["issue", "project"] {
        let collection = Collection {
            r#type: Some(kind.into()),
            name: Some(format!("A {kind}")),
            account: Some(account.clone()),
            ..Collection::default()
        };
        let collections = ticketing.collections();
        let written = collections
            .create(&collection, &WriteOptions::default())
            .await;
        let written = written.unwrap_or_else(|error| panic!("{kind}: {error}"));
        let made = written.record().expect("it was made");
        assert_eq!(made.r#type, collection.r#type);
    }
}

fn overriding(text: &str) -> Source {
    Source {
        path: "tenant.yaml".to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

#[tokio::test]
async fn an_override_fills_a_field_and_adds_one_without_a_rebuild() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("tenant.yaml");
    let text = "model: crm.account\nfields:\n  industry: { source: custom.Industry }\n  tier: { source: custom.Tier, type: string, doc: Tier. }\n";
    std::fs::write(&file, text).expect("the file can be written");
    let plain = crm(&sandbox);
    let own = plain.clone().with_overrides([&file]);
    let own = own.unwrap_or_else(|faults| panic!("{faults}"));
    assert_ne!(
        plain.unified().mapping().version,
        own.unified().mapping().version
    );

    let mut account = Account {
        industry: Some("Shipping".to_owned()),
        ..named("Nordvik")
    };
    let options = WriteOptions {
        allow_unknown_custom_fields: true,
        ..WriteOptions::default()
    };
    let refused = plain.accounts().create(&account, &options).await;
    assert_eq!(refused.expect_err("unmapped").code, Code::UnsupportedField);
    account.extra.insert("tier".to_owned(), json!("gold"));
    let written = own.accounts().create(&account, &options).await;
    let written = written.unwrap_or_else(|error| panic!("{error}"));
    let made = written.record().expect("it was made");
    assert_eq!(made.industry.as_deref(), Some("Shipping"));
    assert_eq!(made.extra["tier"], "gold");
    let custom = made.custom_fields.as_ref().expect("it has its own fields");
    assert_eq!(custom["Industry"], Value::from("Shipping"));
}

#[tokio::test]
async fn a_wrong_override_is_refused_with_its_place() {
    let sandbox = sandbox().await;
    let text = "model: crm.account\nfields:\n  industry: { source: indusrty }\n";
    let refused = crm(&sandbox).with_override_sources(&[overriding(text)]);
    let message = refused.expect_err("there is no such source").to_string();
    assert!(message.contains("tenant.yaml:3"), "{message}");
    assert!(message.contains("indusrty"), "{message}");
}
