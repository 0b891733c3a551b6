//! The tenant's own fields against its definitions.

use planhat_client::{CustomFields, Fields};
use planhat_sandbox::Sandbox;
use serde_json::{Value, json};

fn fields(value: Value) -> Fields {
    let Value::Object(map) = value else {
        unreachable!()
    };
    Fields::from(map)
}

#[tokio::test]
async fn misspelt_keys_and_wrong_values_are_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    for (name, parent, kind) in [
        ("Contract Tier", "company", "list"),
        ("Seats", "Company", "number"),
        ("Go-live", "company", "date"),
        ("Language", "EndUser", "text"),
    ] {
        let call = client.custom_fields().create(name, parent, kind);
        let call = match kind {
            "list" => call.list_values(["Gold", "Silver"]),
            _ => call,
        };
        call.await.unwrap();
    }
    let custom = CustomFields::load(&client).await.unwrap().unwrap();
    let company = &planhat_client::company::TABLE;
    let told = |value: Value| -> Vec<String> {
        let faults = custom.check(company, &fields(value)).into_iter();
        faults
            .map(|fault| format!("{} {}", fault.argument, fault.message))
            .collect()
    };
    assert!(
        told(json!({"custom": {"Contract Tier": "Gold", "Seats": 3, "Go-live": "2025-05-30", }}))
            .is_empty()
    );
    assert!(
        told(json!({"custom": {"Contract Tier": null, "Seats": null}, "custom.Seats": 4})).len()
            == 1,
        "a key twice"
    );
    assert_eq!(
        told(json!({"custom": {"contract tier": "Gold"}})),
        [
            "custom.contract tier is not defined and would show nowhere; did you mean `Contract Tier`?"
        ]
    );
    assert_eq!(
        told(json!({"custom": {"Sets": 1}})),
        ["custom.Sets is not defined and would show nowhere; did you mean `Seats`?"]
    );
    assert_eq!(
        told(json!({"custom": {"Language": "fr"}})).len(),
        1,
        "of another model"
    );
    assert_eq!(
        told(json!({"custom": {"Seats": "three", "Go-live": "", "Contract Tier": "Bronze"}})).len(),
        3
    );
    let enduser = &planhat_client::enduser::TABLE;
    assert!(
        custom
            .check(enduser, &fields(json!({"custom": {"Language": "fr"}})))
            .is_empty()
    );
    let license = &planhat_client::license::TABLE;
    assert_eq!(
        custom
            .check(license, &fields(json!({"custom": {"A": 1}})))
            .len(),
        1
    );
}
