//! Values that go into several wire fields, and fields that meet in one.

use planhat_spec::unified::mapping::{Convert, Kind, MethodKind, Read, Refusal, Write};
use planhat_unified_runtime::write::{Lookup, Options};
use serde_json::{Value, json};

use crate::support::{
    emails, fault, faults, first, list, mapping, object, one_of, parts, phones, plain, reference,
    refused, rule, sent, shaped, text, words, write,
};

#[test]
fn items_find_the_way_back() {
    let with = |items: Value| sent(vec![emails()], json!({ "emails": items })).unwrap();
    assert_eq!(
        with(json!([{ "email": "b", "type": "other" }, { "email": "a", "is_primary": true }])),
        json!({ "email": "a", "otherEmails": ["b"] })
    );
    assert_eq!(
        with(json!(["a", "b", "c"])),
        json!({ "email": "a", "otherEmails": ["b", "c"] })
    );
    assert_eq!(
        with(json!([{ "email": "b", "type": "other" }])),
        json!({ "email": null, "otherEmails": ["b"] })
    );
    assert_eq!(with(json!([])), json!({ "email": null, "otherEmails": [] }));
    assert_eq!(
        with(Value::Null),
        json!({ "email": null, "otherEmails": null })
    );
    let two = json!({ "emails": [{ "email": "a", "type": "primary" }, { "email": "b", "type": "primary" }] });
    assert_eq!(
        refused(vec![emails()], two),
        fault("emails[1]", "unsupported_field")
    );
    let odd = json!({ "emails": [{ "email": "a", "type": "home" }] });
    assert_eq!(
        refused(vec![emails()], odd),
        fault("emails[0].type", "enum_unmapped")
    );
    assert_eq!(
        refused(vec![emails()], json!({ "emails": [{ "type": "other" }] })),
        fault("emails[0].email", "invalid_request")
    );
    let create = write(
        &mapping(vec![emails()]),
        json!({ "emails": [{ "email": "b", "type": "other" }] }),
        MethodKind::Create,
        &Options::default(),
    );
    assert_eq!(
        Value::Object(create.unwrap().fields),
        json!({ "otherEmails": ["b"] })
    );
}

#[test]
fn one_item_has_room() {
    let with = |items: Value| json!({ "phones": items });
    assert_eq!(
        sent(vec![phones()], with(json!(["1"]))).unwrap(),
        json!({ "phone": "1" })
    );
    assert_eq!(
        sent(vec![phones()], with(json!([]))).unwrap(),
        json!({ "phone": null })
    );
    assert_eq!(
        refused(vec![phones()], with(json!(["1", "2"]))),
        fault("phones[1]", "unsupported_field")
    );
    assert_eq!(
        refused(
            vec![phones()],
            with(json!([{ "number": "1", "type": "fax" }]))
        ),
        fault("phones[0].type", "unsupported_field")
    );
}

#[test]
fn names_are_split_where_their_parts_are_not_given() {
    let split = Write::SplitName {
        first: "firstName".into(),
        last: "lastName".into(),
    };
    let rules = || {
        vec![
            text("first_name", "firstName"),
            text("last_name", "lastName"),
            rule(
                "name",
                Kind::String,
                first(&[("firstName + lastName", Convert::Keep)]),
                split.clone(),
            ),
        ]
    };
    assert_eq!(
        sent(rules(), json!({ "name": " Ada  King Lovelace " })).unwrap(),
        json!({ "firstName": "Ada  King", "lastName": "Lovelace" })
    );
    assert_eq!(
        sent(rules(), json!({ "name": "Ada" })).unwrap(),
        json!({ "firstName": "Ada", "lastName": null })
    );
    assert_eq!(
        sent(rules(), json!({ "name": "A B", "last_name": "C" })).unwrap(),
        json!({ "firstName": "A", "lastName": "C" })
    );
    assert_eq!(
        sent(
            rules(),
            json!({ "name": "A B", "first_name": "X", "last_name": "C" })
        )
        .unwrap(),
        json!({ "firstName": "X", "lastName": "C" })
    );
}

#[test]
fn members_go_into_their_fields() {
    let (read, way) = parts(false, &[("id", "salesStage"), ("name", "salesStage")]);
    let stage = || vec![rule("stage", shaped("Stage"), read.clone(), way.clone())];
    assert_eq!(
        sent(stage(), json!({ "stage": { "id": "Won", "name": "Won" } })).unwrap(),
        json!({ "salesStage": "Won" })
    );
    assert_eq!(
        sent(stage(), json!({ "stage": "Won" })).unwrap(),
        json!({ "salesStage": "Won" })
    );
    assert_eq!(
        sent(stage(), json!({ "stage": null })).unwrap(),
        json!({ "salesStage": null })
    );
    assert_eq!(
        refused(stage(), json!({ "stage": { "id": "Won", "name": "Lost" } })),
        fault("stage", "invalid_request")
    );
    assert_eq!(
        refused(stage(), json!({ "stage": { "id": 5 } })),
        fault("stage.id", "invalid_request")
    );

    let (read, _) = parts(false, &[("id", "endusers[0].id"), ("email", "email")]);
    let contact = || {
        vec![rule(
            "contact",
            shaped("Person"),
            read.clone(),
            Write::Parts(vec![("email".into(), "email".into())]),
        )]
    };
    let body = write(
        &mapping(contact()),
        json!({ "contact": { "id": "e", "email": "a" } }),
        MethodKind::Update,
        &Options::default(),
    )
    .unwrap();
    assert_eq!(Value::Object(body.fields), json!({ "email": "a" }));
    assert_eq!(body.warnings[0].field, "contact.id");
    assert_eq!(
        refused(contact(), json!({ "contact": { "id": "e" } })),
        fault("contact.id", "unsupported_field")
    );
    assert_eq!(
        refused(
            contact(),
            json!({ "contact": { "name": "e", "email": "a" } })
        ),
        fault("contact.name", "unsupported_field")
    );
}

#[test]
fn what_the_server_matches_by_is_looked_up() {
    let lookup = Write::Lookup {
        field: "agentEmail".into(),
        resource: "user".into(),
        source: "email".into(),
    };
    let read = first(&[("users", Convert::RefList(reference(None, None)))]);
    let rules = || {
        vec![rule(
            "assignees",
            list(shaped("Person")),
            read.clone(),
            lookup.clone(),
        )]
    };
    let body = write(
        &mapping(rules()),
        json!({ "assignees": [{ "id": "u1" }] }),
        MethodKind::Update,
        &Options::default(),
    )
    .unwrap();
    let wanted = Lookup {
        path: "assignees[0]".into(),
        field: "agentEmail".into(),
        resource: "user".into(),
        source: "email".into(),
        id: "u1".into(),
    };
    assert_eq!((body.fields.len(), body.lookups), (0, vec![wanted]));
    assert_eq!(
        body.changed,
        [("assignees".to_owned(), "agentEmail".to_owned())]
    );
    assert_eq!(
        sent(
            rules(),
            json!({ "assignees": [{ "id": "u1", "email": "a" }] })
        )
        .unwrap(),
        json!({ "agentEmail": "a" })
    );
    assert_eq!(
        sent(rules(), json!({ "assignees": [] })).unwrap(),
        json!({ "agentEmail": null })
    );
    assert_eq!(
        refused(rules(), json!({ "assignees": ["u1", "u2"] })),
        fault("assignees[1]", "unsupported_field")
    );
}

#[test]
fn one_wire_field_takes_one_value() {
    let rules = || {
        vec![
            plain(
                "account",
                shaped("Ref"),
                "companyId",
                Convert::Ref(reference(None, None)),
            ),
            text("account_id", "companyId"),
        ]
    };
    assert_eq!(
        sent(
            rules(),
            json!({ "account": { "id": "c" }, "account_id": "c" })
        )
        .unwrap(),
        json!({ "companyId": "c" })
    );
    let error = sent(
        rules(),
        json!({ "account": { "id": "c" }, "account_id": "d" }),
    )
    .unwrap_err();
    assert_eq!(faults(&error), fault("account_id", "invalid_request"));
    assert!(error.message.contains("contradicts `account`"), "{error}");
    assert_eq!(error.failures[0].remote_field.as_deref(), Some("companyId"));

    let table = words(&[
        ("string", &["text"]),
        ("array", &["multipicklist", "team members"]),
    ]);
    let exact = |yields: bool| {
        let mut sort = plain(
            "type",
            one_of(&["string", "array"]),
            "type",
            Convert::Enum(table.clone()),
        );
        sort.yields_to = if yields {
            vec!["format".into()]
        } else {
            Vec::new()
        };
        vec![sort, text("format", "type")]
    };
    for (yields, format) in [
        (false, Some("team members")),
        (true, Some("team members")),
        (false, None),
        (true, Some("text")),
    ] {
        let input = json!({ "type": "array", "format": format.unwrap_or("text") });
        match format {
            Some(format) => assert_eq!(
                sent(exact(yields), input).unwrap(),
                json!({ "type": format })
            ),
            None => assert_eq!(
                refused(exact(yields), input),
                fault("format", "invalid_request")
            ),
        }
    }
}

#[test]
fn own_fields_merge_by_key() {
    let rules = || {
        vec![
            plain("custom_fields", Kind::Object, "custom", Convert::Custom),
            text("industry", "custom.Industry"),
        ]
    };
    assert_eq!(
        sent(
            rules(),
            json!({ "custom_fields": { "a.b": 1, "c": null }, "industry": "x" })
        )
        .unwrap(),
        json!({ "custom": { "a.b": 1, "c": null, "Industry": "x" } })
    );
    assert_eq!(
        refused(rules(), json!({ "custom_fields": null })),
        fault("custom_fields", "invalid_request")
    );
    assert_eq!(
        refused(
            rules(),
            json!({ "custom_fields": { "Industry": "y" }, "industry": "x" })
        ),
        fault("industry", "invalid_request")
    );
}

#[test]
fn fields_by_the_names_of_the_server_contradict_nothing() {
    let rules = || {
        vec![
            text("name", "title"),
            text("industry", "custom.Industry"),
            rule(
                "remote_data",
                Kind::Object,
                Read::Whole,
                Write::Refused(Refusal::ReadOnly),
            ),
        ]
    };
    let with = |remote: Value| {
        let options = Options {
            remote_data: object(remote),
            ..Options::default()
        };
        let input = json!({ "name": "a", "industry": "x", "remote_data": { "web": "w" } });
        write(&mapping(rules()), input, MethodKind::Update, &options)
    };
    assert_eq!(
        Value::Object(
            with(json!({ "phase": "p", "title": "a", "custom": { "k": 1 } }))
                .unwrap()
                .fields
        ),
        json!({ "title": "a", "phase": "p", "web": "w", "custom": { "Industry": "x", "k": 1 } })
    );
    assert_eq!(
        faults(&with(json!({ "title": "b" })).unwrap_err()),
        fault("name", "invalid_request")
    );
    let error = with(json!({ "custom": { "Industry": "y" } })).unwrap_err();
    assert_eq!(
        (faults(&error), error.failures[0].remote_field.as_deref()),
        (
            fault("industry", "invalid_request"),
            Some("custom.Industry")
        )
    );
}
