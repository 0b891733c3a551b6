//! Computed rules of groups and people.

use planhat_spec::unified::mapping::{Convert, Rule};
use planhat_unified_runtime::write::wants_current;
use serde_json::{Value, json};

use crate::support::{
    computed, list, mapping, object, one_of, plain, read_one, reference, sent, sent_over, shaped,
};

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
        json!({ "users": [flagged("c"), { "id": "a" }, { "id": "b" }] })
    );
    // Who had it stays among them: nobody said otherwise.
    assert_eq!(
        sent_over(owner(), current.clone(), json!({ "owner": "a" })),
        json!({ "users": [flagged("a"), { "id": "b" }] })
    );
    assert_eq!(
        sent_over(owner(), current, json!({ "owner": null })),
        json!({ "users": [{ "id": "a" }, { "id": "b" }] })
    );
    // The only one would be read as the owner again.
    let alone = json!({ "users": [flagged("a")] });
    assert_eq!(
        sent_over(owner(), alone, json!({ "owner": null })),
        json!({ "users": [] })
    );
}

#[test]
fn participants_do_not_take_the_owner_away() {
    let flagged = |id: &str| json!({ "id": id, "isOwner": true });
    let current = json!({ "users": [flagged("a"), { "id": "b", "isOwner": false }] });
    assert_eq!(
        sent_over(
            owner(),
            current.clone(),
            json!({ "participants": ["c", "b", "a"] })
        ),
        json!({ "users": [{ "id": "c" }, { "id": "b" }, flagged("a")] })
    );
    assert_eq!(
        sent_over(owner(), current.clone(), json!({ "participants": ["b"] })),
        json!({ "users": [{ "id": "b" }] })
    );
    assert_eq!(
        sent_over(
            owner(),
            current,
            json!({ "participants": ["a", "b"], "owner": "b" })
        ),
        json!({ "users": [{ "id": "a" }, flagged("b")] })
    );
    let mapping = mapping(owner());
    let variant = &mapping.models[0].variants[0];
    let wants = |input: Value| wants_current(variant, &object(input));
    assert!(wants(json!({ "participants": ["a"] })));
    assert!(!wants(json!({ "participants": [] })));
    assert!(!wants(json!({ "participants": null })));
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
    // Where the ids did not come, the objects stand in; bare names are no ids.
    let named = json!({ "companies": ["Acme", { "_id": "c1", "name": "A" }, { "_id": "c2" }] });
    assert_eq!(
        read_one(rules().remove(0), named.clone()).0,
        json!({ "id": "c1", "name": "A" })
    );
    assert_eq!(
        sent_over(rules(), named.clone(), json!({ "account": "c1" })),
        json!({ "companyIds": ["c1", "c2"] })
    );
    assert_eq!(
        sent_over(rules(), named, json!({ "account": "c3" })),
        json!({ "companyIds": ["c3", "c1", "c2"] })
    );
    let none = json!({ "companyIds": [], "companies": [{ "_id": "c1" }] });
    assert_eq!(read_one(rules().remove(0), none).0, Value::Null);
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
