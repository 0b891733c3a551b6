//! What is sent, and what is refused.

use planhat_spec::unified::mapping::{Convert, Kind, MethodKind, Read, Refusal, Rule, Write};
use planhat_unified_runtime::write::{Lookup, OnUnsupported, Options, wants_current};
use serde_json::{Value, json};

use crate::support::{
    computed, faults, first, list, mapping, merged, needs, object, one_of, pairs, parts, plain,
    read_only, reference, rule, sent, shaped, words, write,
};

fn refused(rules: Vec<Rule>, input: Value) -> Vec<(String, &'static str)> {
    faults(&sent(rules, input).unwrap_err())
}

fn fault(path: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), code)]
}

fn text(field: &str, wire: &str) -> Rule {
    plain(field, Kind::String, wire, Convert::Keep)
}

fn emails() -> Rule {
    let primary = [("type", json!("primary")), ("is_primary", json!(true))];
    let sources = vec![
        merged("email", false, Some("email"), &primary),
        merged(
            "otherEmails",
            true,
            Some("email"),
            &[("type", json!("other"))],
        ),
    ];
    rule(
        "emails",
        list(shaped("Email")),
        Read::Merge(sources),
        Write::Merge,
    )
}

fn phones() -> Rule {
    let convert = Convert::Wrap {
        member: "number".into(),
        constants: pairs(&[("type", json!("work"))]),
    };
    plain("phones", list(shaped("Phone")), "phone", convert)
}

#[test]
fn given_fields_alone_are_sent_and_null_clears() {
    let rules = || {
        vec![
            text("name", "title"),
            text("note", "text"),
            text("industry", "custom.Industry"),
        ]
    };
    assert_eq!(sent(rules(), json!({})).unwrap(), json!({}));
    assert_eq!(
        sent(rules(), json!({ "name": null, "industry": null })).unwrap(),
        json!({ "title": null, "custom": { "Industry": null } })
    );
    let body = write(
        &mapping(rules()),
        json!({ "note": "x" }),
        MethodKind::Update,
        &Options::default(),
    );
    assert_eq!(
        body.unwrap().changed,
        [("note".to_owned(), "text".to_owned())]
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once_with_both_names() {
    let rules = vec![
        text("name", "title"),
        rule(
            "etag",
            Kind::String,
            Read::Unmapped,
            Write::Refused(Refusal::Unmapped),
        ),
        read_only("score", Kind::Number, &[("h", Convert::Number)]),
    ];
    let error = sent(rules, json!({ "nmae": "x", "etag": "1", "score": 5 })).unwrap_err();
    assert_eq!(
        faults(&error),
        [
            ("nmae".to_owned(), "invalid_request"),
            ("etag".to_owned(), "unsupported_field"),
            ("score".to_owned(), "unsupported_field"),
        ]
    );
    assert!(error.failures[0].message.ends_with("did you mean `name`?"));
    assert_eq!(error.failures[2].remote_field.as_deref(), Some("h"));
    assert_eq!((error.status_code, error.is_remote_error), (400, false));
}

#[test]
fn what_cannot_be_written_may_be_dropped() {
    let (read, way) = parts(true, &[("street", "address"), ("city", "city")]);
    let rules = vec![
        rule(
            "etag",
            Kind::String,
            Read::Unmapped,
            Write::Refused(Refusal::Unmapped),
        ),
        rule("places", list(shaped("Address")), read, way),
        phones(),
    ];
    let options = Options {
        on_unsupported: OnUnsupported::Drop,
        ..Options::default()
    };
    let input = json!({
        "etag": "1",
        "places": [{ "city": "Kiel", "state": "SH" }],
        "phones": [{ "number": "1", "extension": "2" }, { "number": "3" }],
    });
    let body = write(&mapping(rules), input.clone(), MethodKind::Update, &options).unwrap();
    assert_eq!(
        Value::Object(body.fields),
        json!({ "address": null, "city": "Kiel", "phone": "1" })
    );
    let dropped: Vec<&str> = body.warnings.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(
        dropped,
        [
            "etag",
            "places[0].state",
            "phones[1]",
            "phones[0].extension"
        ]
    );
}

#[test]
fn words_go_back_or_are_refused() {
    let table = |open| {
        let mut table = words(&[
            ("open", &["active", "running"]),
            ("won", &["won"]),
            ("meeting", &[]),
        ]);
        table.open = open;
        table
    };
    let state = |open| {
        vec![plain(
            "state",
            one_of(&["open", "won", "lost", "meeting"]),
            "status",
            Convert::Enum(table(open)),
        )]
    };
    for (given, wire) in [
        ("open", "active"),
        ("OPEN", "active"),
        ("running", "running"),
    ] {
        assert_eq!(
            sent(state(false), json!({ "state": given })).unwrap(),
            json!({ "status": wire })
        );
    }
    assert_eq!(
        sent(state(true), json!({ "state": "QBR" })).unwrap(),
        json!({ "status": "QBR" })
    );
    for (open, given) in [
        (false, "QBR"),
        (false, "lost"),
        (true, "lost"),
        (true, "meeting"),
    ] {
        assert_eq!(
            refused(state(open), json!({ "state": given })),
            fault("state", "enum_unmapped"),
            "{given}"
        );
    }
    let error = sent(state(false), json!({ "state": "opne" })).unwrap_err();
    assert_eq!(
        error.insight.allowed["state"],
        [json!("open"), json!("won")]
    );
    assert!(error.message.contains("did you mean `open`?"), "{error}");

    let status = |open| {
        vec![plain(
            "status",
            shaped("TypeRef"),
            "status",
            Convert::TypeRef(table(open)),
        )]
    };
    for (given, wire) in [
        (json!({ "name": "open" }), "active"),
        (json!({ "id": "On hold", "name": null }), "On hold"),
        (json!({ "id": "running", "name": "open" }), "running"),
        (json!("won"), "won"),
    ] {
        assert_eq!(
            sent(status(false), json!({ "status": given })).unwrap(),
            json!({ "status": wire })
        );
    }
    assert_eq!(
        refused(
            status(false),
            json!({ "status": { "id": "won", "name": "open" } })
        ),
        fault("status", "invalid_request")
    );
    assert_eq!(
        refused(status(false), json!({ "status": { "name": "held" } })),
        fault("status", "enum_unmapped")
    );
    assert_eq!(
        refused(status(false), json!({ "status": { "nmae": "held" } })),
        fault("status.nmae", "invalid_request")
    );
}

#[test]
fn shapes_are_checked() {
    let owner = || {
        vec![plain(
            "owner",
            shaped("Ref"),
            "ownerId",
            Convert::Ref(reference(None, None)),
        )]
    };
    assert_eq!(
        sent(owner(), json!({ "owner": { "id": "u1", "name": "Eva" } })).unwrap(),
        json!({ "ownerId": "u1" })
    );
    assert_eq!(
        sent(owner(), json!({ "owner": "u1" })).unwrap(),
        json!({ "ownerId": "u1" })
    );
    assert_eq!(
        sent(owner(), json!({ "owner": null })).unwrap(),
        json!({ "ownerId": null })
    );
    assert_eq!(
        refused(owner(), json!({ "owner": { "di": "u1" } })),
        fault("owner.di", "invalid_request")
    );
    assert_eq!(
        refused(owner(), json!({ "owner": { "name": "Eva" } })),
        fault("owner.id", "invalid_request")
    );
    assert_eq!(
        refused(owner(), json!({ "owner": 7 })),
        fault("owner", "invalid_request")
    );
    let people = vec![plain(
        "people",
        list(shaped("Ref")),
        "users",
        Convert::RefList(reference(Some("id"), None)),
    )];
    assert_eq!(
        sent(people, json!({ "people": ["u1", { "id": "u2" }] })).unwrap(),
        json!({ "users": [{ "id": "u1" }, { "id": "u2" }] })
    );
    for (kind, bad) in [
        (Kind::String, json!(1)),
        (Kind::Integer, json!(1.5)),
        (Kind::Number, json!("1")),
        (Kind::Boolean, json!("true")),
        (Kind::DateTime, json!("soon")),
        (Kind::Date, json!("2025-02-30")),
        (Kind::Object, json!([])),
        (list(Kind::String), json!("a")),
    ] {
        let rules = vec![plain("x", kind.clone(), "x", Convert::Keep)];
        assert_eq!(
            refused(rules, json!({ "x": bad })),
            fault("x", "invalid_request"),
            "{kind:?}"
        );
    }
    let domains = vec![plain("x", list(Kind::String), "x", Convert::Keep)];
    assert_eq!(
        refused(domains, json!({ "x": ["a", null] })),
        fault("x[1]", "invalid_request")
    );
}

#[test]
fn moments_leave_in_utc() {
    let at = vec![
        plain("at", Kind::DateTime, "at", Convert::DateTime),
        plain("day", Kind::Date, "day", Convert::Date { moment: true }),
    ];
    assert_eq!(
        sent(
            at,
            json!({ "at": "2025-05-30T11:15:00.5+02:00", "day": "2025-05-30" })
        )
        .unwrap(),
        json!({ "at": "2025-05-30T09:15:00.5Z", "day": "2025-05-30T00:00:00Z" })
    );
}

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

#[test]
fn a_create_needs_what_the_operation_needs() {
    let mut account = plain(
        "account",
        shaped("Ref"),
        "companyId",
        Convert::Ref(reference(None, None)),
    );
    account.required = true;
    let mut mapping = mapping(vec![
        account,
        text("account_id", "companyId"),
        text("external_id", "externalId"),
        emails(),
        text("type", "type"),
    ]);
    needs(&mut mapping, &["account", "account_id"], &[]);
    needs(&mut mapping, &["emails", "external_id", "domain"], &[]);
    needs(&mut mapping, &["external_id"], &[("type", json!("ticket"))]);
    let with = |input: Value| write(&mapping, input, MethodKind::Create, &Options::default());
    let error = with(json!({})).unwrap_err();
    assert_eq!(
        faults(&error),
        [
            ("account".to_owned(), "missing_required"),
            ("emails".to_owned(), "missing_required")
        ]
    );
    assert_eq!(
        error.insight.missing,
        [
            vec!["account", "account_id"],
            vec!["emails", "external_id", "domain"]
        ]
    );
    assert_eq!(error.insight.rules, Vec::<String>::new());
    assert_eq!(error.failures[0].remote_field.as_deref(), Some("companyId"));
    assert!(with(json!({ "account_id": "c", "emails": ["a"] })).is_ok());
    assert_eq!(faults(&with(json!({ "account_id": "c", "emails": [{ "email": "a", "type": "other" }], "type": "ticket" })).unwrap_err()).last().unwrap().0, "external_id");
    let error = with(json!({ "account_id": "c", "external_id": "" })).unwrap_err();
    assert_eq!(faults(&error), fault("emails", "missing_required"));
    let by_name = Options {
        remote_data: object(json!({ "domain": "d" })),
        ..Options::default()
    };
    assert!(
        write(
            &mapping,
            json!({ "account": "c" }),
            MethodKind::Create,
            &by_name
        )
        .is_ok()
    );
    // What was given wrongly is not missing.
    assert_eq!(
        faults(&with(json!({ "account": 7, "emails": ["a"] })).unwrap_err()),
        fault("account", "invalid_request")
    );
    assert!(write(&mapping, json!({}), MethodKind::Update, &Options::default()).is_ok());
}

#[test]
fn a_create_says_constants_and_defaults() {
    let mut sort = rule(
        "sort",
        one_of(&["note"]),
        Read::Const(json!("note")),
        Write::To {
            field: "type".into(),
            convert: Convert::Keep,
        },
    );
    sort.create_only = true;
    let mut shown = text("display_name", "nickName");
    shown.create_default = Some("first_name".into());
    let rules = vec![sort, shown, text("first_name", "firstName")];
    let mapping = mapping(rules);
    let with = |input: Value, method| {
        write(&mapping, input, method, &Options::default()).map(|body| Value::Object(body.fields))
    };
    assert_eq!(
        with(json!({ "first_name": "Ada" }), MethodKind::Create).unwrap(),
        json!({ "type": "note", "firstName": "Ada", "nickName": "Ada" })
    );
    assert_eq!(
        with(
            json!({ "first_name": "Ada", "display_name": "A", "sort": "Note" }),
            MethodKind::Create
        )
        .unwrap(),
        json!({ "type": "note", "firstName": "Ada", "nickName": "A" })
    );
    assert_eq!(
        with(
            json!({ "first_name": "Ada", "sort": "note" }),
            MethodKind::Update
        )
        .unwrap(),
        json!({ "firstName": "Ada" })
    );
    assert_eq!(
        faults(&with(json!({ "sort": "call" }), MethodKind::Create).unwrap_err()),
        fault("sort", "unsupported_field")
    );
    assert_eq!(
        faults(&with(json!({ "sort": "call" }), MethodKind::Update).unwrap_err()),
        fault("sort", "unsupported_field")
    );
}

#[test]
fn rows_are_matched_by_the_id() {
    let mapping = mapping(vec![
        read_only("id", Kind::String, &[("_id", Convert::Keep)]),
        text("name", "title"),
    ]);
    let with = |method| {
        write(
            &mapping,
            json!({ "id": "a1", "name": "x" }),
            method,
            &Options::default(),
        )
    };
    assert_eq!(
        Value::Object(with(MethodKind::Upsert).unwrap().fields),
        json!({ "_id": "a1", "title": "x" })
    );
    assert_eq!(
        faults(&with(MethodKind::Update).unwrap_err()),
        fault("id", "unsupported_field")
    );
}

#[test]
fn it_is_known_when_the_present_record_matters() {
    let rules = vec![
        text("name", "title"),
        computed(
            "owner",
            shaped("Ref"),
            "owner_of_users",
            &["users[isOwner]", "users"],
            &["users"],
        ),
    ];
    let mapping = mapping(rules);
    let variant = &mapping.models[0].variants[0];
    assert!(!wants_current(variant, &object(json!({ "name": "x" }))));
    assert!(wants_current(variant, &object(json!({ "owner": "u1" }))));
}
