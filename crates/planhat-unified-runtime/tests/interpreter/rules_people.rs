//! Computed rules of groups and people.

use planhat_spec::unified::mapping::{Convert, Rule};
use serde_json::{Value, json};

use crate::support::{computed, list, one_of, plain, read_one, reference, sent, sent_over, shaped};

#[test]
fn the_one_above_in_a_group() {
    let parent = || {
        computed(
            "parent",
            shaped("Ref"),
            "group_parent",
            &["orgPath", "orgLevel"],
            &[],
        )
    };
    let above = json!({ "id": "b2", "name": null });
    assert_eq!(
        read_one(parent(), json!({ "orgPath": "a1,b2,c3", "orgLevel": 2 })).0,
        above
    );
    assert_eq!(
        read_one(
            parent(),
            json!({ "orgPath": ["a1", "b2", "c3"], "orgLevel": "2" })
        )
        .0,
        above
    );
    assert_eq!(
        read_one(parent(), json!({ "orgPath": "a1" })).0,
        Value::Null
    );
    assert_eq!(
        read_one(parent(), json!({ "orgPath": "a1,b2", "orgLevel": 0 })).0,
        Value::Null
    );
}

fn owner() -> Vec<Rule> {
    vec![
        computed(
            "owner",
            shaped("Ref"),
            "owner_of_users",
            &["users[isOwner]", "users"],
            &["users"],
        ),
        plain(
            "participants",
            list(shaped("Ref")),
            "users",
            Convert::RefList(reference(Some("id"), None)),
        ),
    ]
}

#[test]
fn the_owner_among_users() {
    let one = || owner().remove(0);
    let users = json!([{ "id": "a", "name": "A" }, { "id": "b", "name": "B", "isOwner": true }]);
    assert_eq!(
        read_one(one(), json!({ "users": users })).0,
        json!({ "id": "b", "name": "B" })
    );
    assert_eq!(
        read_one(one(), json!({ "users": [{ "id": "a" }] })).0,
        json!({ "id": "a", "name": null })
    );
    assert_eq!(
        read_one(one(), json!({ "users": ["a", "b"] })).0,
        Value::Null
    );

    let flagged = |id: &str| json!({ "id": id, "isOwner": true });
    assert_eq!(
        sent(owner(), json!({ "owner": "a" })).unwrap(),
        json!({ "users": [flagged("a")] })
    );
    assert_eq!(
        sent(owner(), json!({ "owner": "b", "participants": ["a", "b"] })).unwrap(),
        json!({ "users": [{ "id": "a" }, flagged("b")] })
    );
    assert_eq!(
        sent(
            owner(),
            json!({ "participants": ["a"], "owner": { "id": "b" } })
        )
        .unwrap(),
        json!({ "users": [flagged("b"), { "id": "a" }] })
    );
    let current = json!({ "users": [{ "id": "a", "name": "A" }, flagged("b")] });
    assert_eq!(
        sent_over(owner(), current.clone(), json!({ "owner": "c" })),
        json!({ "users": [flagged("c"), { "id": "a" }] })
    );
    assert_eq!(
        sent_over(owner(), current.clone(), json!({ "owner": "a" })),
        json!({ "users": [flagged("a")] })
    );
    assert_eq!(
        sent_over(owner(), current, json!({ "owner": null })),
        json!({ "users": [{ "id": "a" }] })
    );
}

#[test]
fn the_first_of_a_list() {
    let rules = || {
        vec![
            computed(
                "account",
                shaped("Ref"),
                "first_of_list",
                &["companyIds", "companies"],
                &["companyIds"],
            ),
            plain(
                "accounts",
                list(shaped("Ref")),
                "companyIds",
                Convert::RefList(reference(None, None)),
            ),
        ]
    };
    let record = json!({ "companyIds": ["b", "a"], "companies": [{ "_id": "a", "name": "A" }, { "_id": "b", "name": "B" }] });
    assert_eq!(
        read_one(rules().remove(0), record.clone()).0,
        json!({ "id": "b", "name": "B" })
    );
    assert_eq!(
        sent(rules(), json!({ "account": "c", "accounts": ["a", "c"] })).unwrap(),
        json!({ "companyIds": ["c", "a"] })
    );
    assert_eq!(
        sent_over(rules(), record.clone(), json!({ "account": "c" })),
        json!({ "companyIds": ["c", "b", "a"] })
    );
    assert_eq!(
        sent_over(rules(), record, json!({ "account": null })),
        json!({ "companyIds": ["a"] })
    );
}

#[test]
fn the_way_of_a_mail() {
    let way = || {
        computed(
            "direction",
            one_of(&["inbound", "outbound"]),
            "mail_direction",
            &["type", "sender", "users", "endusers"],
            &[],
        )
    };
    let mail = |sender: Value| json!({ "type": "email", "sender": sender, "users": [{ "id": "u" }], "endusers": [{ "id": "e", "email": "E@x.example" }] });
    assert_eq!(read_one(way(), mail(json!([{ "id": "u" }]))).0, "outbound");
    assert_eq!(read_one(way(), mail(json!([{ "_id": "e" }]))).0, "inbound");
    assert_eq!(
        read_one(way(), mail(json!({ "email": "e@X.example" }))).0,
        "inbound"
    );
    assert_eq!(read_one(way(), mail(json!([{}]))).0, Value::Null);
    assert_eq!(
        read_one(
            way(),
            json!({ "type": "call", "sender": ["u"], "users": ["u"] })
        )
        .0,
        Value::Null
    );
}
