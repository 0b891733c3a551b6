//! The tenant's own fields.

use planhat_examples::Report;
use planhat_examples::custom_fields::{self, Definitions, Proposal};
use planhat_sandbox::Sandbox;
use serde_json::json;

use crate::{data, one, seed, told};

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    for field in [
        json!({"parent": "Company", "name": "Tier", "type": "list", "listValues": ["Gold", "Silver"]}),
        json!({"parent": "company", "name": "Seats sold", "type": "number"}),
        json!({"parent": "Company", "name": "Go-live", "type": "date"}),
        json!({"parent": "Company", "name": "Uses single sign-on", "type": "checkbox"}),
        json!({"parent": "Company", "name": "Industry note", "type": "text"}),
        json!({"parent": "Company", "name": "Regional", "type": "number", "isFormula": true}),
        json!({"parent": "Enduser", "name": "Region", "type": "text"}),
    ] {
        seed(&sandbox, "custom_field", field);
    }
    let old = json!({"name": "acme", "externalId": "acme", "custom": {"Kept": 1, "tier": "Gold", "Seats sold": "undefined"}});
    seed(&sandbox, "company", old);
    for name in ["globex", "initech"] {
        seed(
            &sandbox,
            "company",
            json!({"name": name, "externalId": name}),
        );
    }
    sandbox
}

fn columns() -> Vec<String> {
    let mut reader = csv::Reader::from_path(data("accounts.csv")).unwrap();
    reader
        .headers()
        .unwrap()
        .iter()
        .skip(1)
        .map(str::to_owned)
        .collect()
}

async fn run(sandbox: &Sandbox) -> Report {
    let client = sandbox.client();
    let definitions = custom_fields::definitions(&client).await.unwrap();
    let fields = &definitions["company"];
    let mapping = custom_fields::propose(&columns(), fields);
    let rows = csv::Reader::from_path(data("accounts.csv"))
        .unwrap()
        .into_deserialize();
    let mut report = Report::default();
    let written = custom_fields::write(&client, &mapping, fields, "customer", rows, &mut report);
    written.await.unwrap();
    report
}

fn field_of<'m>(mapping: &'m [Proposal], column: &str) -> Option<&'m str> {
    mapping
        .iter()
        .find(|one| one.column == column)
        .unwrap()
        .field()
}

#[tokio::test]
async fn columns_are_taken_for_fields_with_near_names() {
    let sandbox = sandbox().await;
    let definitions: Definitions = custom_fields::definitions(&sandbox.client()).await.unwrap();
    let models: Vec<&String> = definitions.keys().collect();
    assert_eq!(
        models,
        ["company", "enduser"],
        "whatever the case of the model"
    );
    let fields = &definitions["company"];
    let mut mapping = custom_fields::propose(&columns(), fields);
    for (column, field) in [
        ("tier", Some("Tier")),
        ("seats sold", Some("Seats sold")),
        ("go_live", Some("Go-live")),
        ("Uses single sign on", Some("Uses single sign-on")),
        ("Industry notes", Some("Industry note")),
        // Near to a formula, which cannot be written, and to a field of another model.
        ("region", None),
    ] {
        assert_eq!(field_of(&mapping, column), field, "{mapping:?}");
    }
    custom_fields::assign(&mut mapping, "region=Industry note", fields).unwrap();
    assert_eq!(field_of(&mapping, "region"), Some("Industry note"));
    assert_eq!(
        field_of(&mapping, "Industry notes"),
        None,
        "one column a field"
    );
    let wrong = custom_fields::assign(&mut mapping, "region=Nothing", fields).unwrap_err();
    assert!(
        wrong.to_string().contains("no custom field `Nothing`"),
        "{wrong}"
    );
}

#[tokio::test]
async fn what_companies_hold_is_checked() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let definitions = custom_fields::definitions(&client).await.unwrap();
    let mut report = Report::default();
    let checked = custom_fields::check(&client, &definitions["company"], &mut report);
    checked.await.unwrap();
    assert_eq!(report.notes.len(), 3, "{report:?}");
    told(
        &report.notes,
        "`tier`, companies: 1, such as: not defined, and shown nowhere; `Tier` is",
    );
    told(&report.notes, "`Kept`, companies: 1, such as: not defined");
    told(
        &report.notes,
        "`Seats sold`, companies: 1, such as: \"undefined\" is not a number",
    );
}

#[tokio::test]
async fn values_are_written_as_their_types_and_a_second_run_changes_nothing() {
    let sandbox = sandbox().await;
    let report = run(&sandbox).await;
    assert_eq!((report.created, report.updated), (0, 3), "{report:?}");
    assert_eq!(
        one(&sandbox, "company", "externalId", "acme")["custom"],
        json!({"Kept": 1, "tier": "Gold", "Tier": "Gold", "Seats sold": 120, "Go-live": "2024-03-01T00:00:00.000Z",
            "Uses single sign-on": true, "Industry note": "Listed company"})
    );
    let globex = one(&sandbox, "company", "externalId", "globex");
    assert_eq!(
        globex["custom"],
        json!({"Seats sold": 80, "Uses single sign-on": false})
    );
    told(
        &report.refused,
        "globex, `Tier`: \"Platinum\" is not one of Gold, Silver",
    );
    told(
        &report.refused,
        "initech, `Seats sold`: `many` is no number",
    );
    // The server refuses to make a company without a name.
    told(&report.refused, "umbrella");

    let before = sandbox.tenant().everything();
    let again = run(&sandbox).await;
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3));
    assert_eq!(sandbox.tenant().everything(), before);
}
