//! What is sent, and what is refused.

use planhat_spec::unified::mapping::{Convert, Kind, MethodKind, Read, Refusal, Write};
use planhat_unified_runtime::write::{OnUnsupported, Options};
use serde_json::{Value, json};

use crate::support::{
    computed, fault, faults, list, mapping, merged, one_of, parts, phones, plain, read_only,
    reference, refused, rule, sent, shaped, text, words, write,
};

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
        table.listed = vec![json!("listed")];
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
    // Of a field that takes any word too, the slip is told: other words go by the server's names.
    assert_eq!(
        sent(state(true), json!({ "state": "listed" })).unwrap(),
        json!({ "status": "listed" })
    );
    let error = sent(state(true), json!({ "state": "wonn" })).unwrap_err();
    assert!(error.message.contains("did you mean `won`?"), "{error}");
    assert!(error.message.contains("remote_data"), "{error}");
    for (open, given) in [
        (false, "QBR"),
        (true, "QBR"),
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
fn numerals_are_no_moments_but_for_two_forms() {
    let at = || {
        vec![
            plain("at", Kind::DateTime, "at", Convert::DateTime),
            plain("day", Kind::Date, "day", Convert::Date { moment: false }),
        ]
    };
    assert_eq!(
        sent(at(), json!({ "at": "20240115", "day": "1717000000000" })).unwrap(),
        json!({ "at": "2024-01-15T00:00:00Z", "day": "2024-05-29" })
    );
    for slip in ["2024", "1717000000", "20241315"] {
        let error = sent(at(), json!({ "at": slip, "day": slip })).unwrap_err();
        assert_eq!(
            faults(&error),
            [
                ("at".to_owned(), "invalid_request"),
                ("day".to_owned(), "invalid_request")
            ],
            "{slip}"
        );
        assert!(error.failures[0].message.contains("YYYYMMDD"), "{error}");
    }
}

#[test]
fn what_is_too_much_is_dropped_at_once() {
    let primary = [("type", json!("primary"))];
    let sources = vec![merged("email", false, Some("email"), &primary)];
    let emails = rule(
        "emails",
        list(shaped("Email")),
        Read::Merge(sources),
        Write::Merge,
    );
    let options = Options {
        on_unsupported: OnUnsupported::Drop,
        ..Options::default()
    };
    let many: Vec<String> = (0..20_000).map(|at| at.to_string()).collect();
    let input = json!({ "phones": many, "emails": many });
    let started = std::time::Instant::now();
    let body = write(
        &mapping(vec![phones(), emails]),
        input,
        MethodKind::Update,
        &options,
    )
    .unwrap();
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
    assert_eq!(
        Value::Object(body.fields),
        json!({ "phone": "0", "email": "0" })
    );
    let told: Vec<(&str, &str)> = body
        .warnings
        .iter()
        .map(|one| (one.field.as_str(), one.message.as_str()))
        .collect();
    assert_eq!(
        told[0],
        ("phones", "19999 items left out: there is room for one item")
    );
    assert_eq!(told[1].0, "emails");
    assert!(told[1].1.starts_with("19999 items left out: "));
    assert_eq!(told.len(), 2);
}

#[test]
fn of_a_choice_the_bad_part_alone_is_dropped() {
    let options = || {
        vec![computed(
            "options",
            list(shaped("Option")),
            "options_of_values",
            &["listValues"],
            &["listValues"],
        )]
    };
    let input = json!({ "options": [{ "label": "Red", "value": "r" }, { "value": "g" }] });
    assert_eq!(
        refused(options(), input.clone()),
        fault("options[0].label", "unsupported_field")
    );
    let drop = Options {
        on_unsupported: OnUnsupported::Drop,
        ..Options::default()
    };
    let body = write(&mapping(options()), input, MethodKind::Update, &drop).unwrap();
    assert_eq!(
        Value::Object(body.fields),
        json!({ "listValues": ["r", "g"] })
    );
    let told: Vec<&str> = body.warnings.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(told, ["options[0].label"]);

    // A value of which hardly a part can be written is left out as a whole.
    let bad = json!({ "label": "x", "value": "y" });
    let input = json!({ "options": vec![bad; 20_000] });
    let body = write(&mapping(options()), input, MethodKind::Update, &drop).unwrap();
    assert_eq!(Value::Object(body.fields), json!({}));
    assert_eq!(body.warnings.last().unwrap().field, "options");
}
