//! Computed rules, one by one.

use planhat_spec::unified::mapping::{Convert, Kind};
use planhat_unified_runtime::read::Projection;
use planhat_unified_runtime::rules::RULES;
use serde_json::{Value, json};

use crate::support::{
    computed, faults, list, mapping, object, one_of, plain, read, read_one, sent, sent_over, shaped,
};

#[test]
fn the_specs_know_the_same_rules() {
    let known = planhat_spec::unified::rules::ALL;
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        known.iter().map(|rule| rule.name).collect::<Vec<_>>()
    );
    for rule in RULES {
        let other = planhat_spec::unified::rules::find(rule.name).unwrap();
        assert_eq!(
            (rule.min, rule.max),
            (other.min, other.max.unwrap_or(usize::MAX)),
            "{}",
            rule.name
        );
        assert_eq!(
            (rule.yields, rule.option),
            (other.yields, other.option),
            "{}",
            rule.name
        );
        // The option that a write sets goes into no field.
        assert_eq!(rule.writes, other.writes, "{}", rule.name);
        let is_written = !rule.writes.is_empty() || rule.name == "option";
        assert_eq!(is_written, other.is_written, "{}", rule.name);
    }
}

#[test]
fn none_of_and_any_value() {
    let active = || {
        computed(
            "is_active",
            Kind::Boolean,
            "none_of",
            &["inactive", "removed"],
            &["inactive"],
        )
    };
    assert_eq!(read_one(active(), json!({})).0, json!(true));
    assert_eq!(
        read_one(active(), json!({ "removed": true })).0,
        json!(false)
    );
    assert_eq!(
        sent(vec![active()], json!({ "is_active": true })).unwrap(),
        json!({ "inactive": false })
    );
    for said in [json!("true"), json!(1)] {
        assert_eq!(
            read_one(active(), json!({ "inactive": said })),
            (json!(false), vec!["value_cast".to_owned()])
        );
    }
    assert_eq!(
        read_one(active(), json!({ "inactive": "maybe" })),
        (json!(true), vec!["unexpected_value".to_owned()])
    );
    let any = || computed("any", Kind::Boolean, "any_value", &["a", "b"], &[]);
    assert_eq!(
        read_one(any(), json!({ "a": "", "b": null })).0,
        json!(false)
    );
    assert_eq!(read_one(any(), json!({ "b": 0 })).0, json!(true));
}

#[test]
fn website() {
    let site = || {
        computed(
            "website",
            Kind::String,
            "website",
            &["web", "domains"],
            &["web"],
        )
    };
    assert_eq!(
        read_one(
            site(),
            json!({ "web": "w.example", "domains": ["d.example"] })
        )
        .0,
        "w.example"
    );
    assert_eq!(
        read_one(site(), json!({ "web": "", "domains": ["d.example", "e"] })).0,
        "https://d.example"
    );
    assert_eq!(read_one(site(), json!({ "domains": [] })).0, Value::Null);
    assert_eq!(
        sent(vec![site()], json!({ "website": "x" })).unwrap(),
        json!({ "web": "x" })
    );
}

#[test]
fn amounts_go_by_their_basis() {
    let rules = || {
        vec![
            computed(
                "amount",
                Kind::Number,
                "amount",
                &["mrr", "arr", "nrr", "length"],
                &["mrr", "arr", "nrr"],
            ),
            computed(
                "amount_basis",
                one_of(&["monthly", "annual", "one_time", "total_contract"]),
                "option",
                &[],
                &[],
            ),
            plain("monthly", Kind::Number, "mrr", Convert::Number),
        ]
    };
    let record = object(json!({ "mrr": 10, "arr": "120", "nrr": 0.5, "length": 12 }));
    for (basis, amount) in [
        ("monthly", json!(10)),
        ("annual", json!(120)),
        ("one_time", json!(0.5)),
        ("total_contract", json!(120.5)),
    ] {
        let want = Projection {
            options: [("basis".to_owned(), basis.to_owned())].into(),
            ..Projection::default()
        };
        let value = read(&mapping(rules()), &record, &want).value;
        assert_eq!(
            (&value["amount"], &value["amount_basis"]),
            (&amount, &json!(basis))
        );
    }
    let total = |record: Value| {
        let want = Projection {
            options: [("basis".to_owned(), "total_contract".to_owned())].into(),
            ..Projection::default()
        };
        let read = read(&mapping(rules()), &object(record), &want);
        read.value["amount"].clone()
    };
    // Without the months a part of the total would pass for all of it.
    assert_eq!(total(json!({ "mrr": 100, "nrr": 50 })), Value::Null);
    assert_eq!(total(json!({ "mrr": 0, "nrr": 50 })), json!(50));
    assert_eq!(total(json!({ "nrr": 50 })), json!(50));
    assert_eq!(total(json!({ "mrr": 100, "length": 6 })), json!(600));
    let whole = read_one(rules().remove(0), json!({})).0;
    assert_eq!(whole, Value::Null);
    assert_eq!(
        sent(rules(), json!({ "amount": 5 })).unwrap(),
        json!({ "mrr": 5 })
    );
    assert_eq!(
        sent(
            rules(),
            json!({ "amount": 5, "amount_basis": "annual", "monthly": 1 })
        )
        .unwrap(),
        json!({ "arr": 5, "mrr": 1 })
    );
    assert_eq!(
        sent(rules(), json!({ "amount": 5, "monthly": 5 })).unwrap(),
        json!({ "mrr": 5 })
    );
    let error = sent(
        rules(),
        json!({ "amount": 5, "amount_basis": "total_contract" }),
    )
    .unwrap_err();
    assert_eq!(faults(&error), [("amount".to_owned(), "unsupported_field")]);
    let error = sent(rules(), json!({ "amount": 5, "monthly": 6 })).unwrap_err();
    assert_eq!(faults(&error), [("amount".to_owned(), "invalid_request")]);
    assert_eq!(
        faults(&sent(rules(), json!({ "amount_basis": "weekly" })).unwrap_err()),
        [("amount_basis".to_owned(), "enum_unmapped")]
    );
}

#[test]
fn whether_a_task_is_done() {
    let status = || {
        computed(
            "status",
            one_of(&["open", "completed"]),
            "task_status",
            &["dateDone", "isArchived", "status"],
            &["status"],
        )
    };
    for (record, wanted) in [
        (json!({}), "open"),
        (json!({ "status": "blocked" }), "open"),
        (json!({ "status": "dOne" }), "completed"),
        (
            json!({ "isArchived": true, "status": "To Do" }),
            "completed",
        ),
        (json!({ "isArchived": "true" }), "completed"),
        (json!({ "dateDone": "2025-01-01" }), "completed"),
    ] {
        assert_eq!(read_one(status(), record).0, wanted);
    }
    let exact = || {
        plain(
            "exact",
            shaped("TypeRef"),
            "status",
            Convert::TypeRef(crate::support::words(&[])),
        )
    };
    let with = |input: Value| sent(vec![status(), exact()], input);
    assert_eq!(
        with(json!({ "status": "completed" })).unwrap(),
        json!({ "status": "Done" })
    );
    assert_eq!(
        with(json!({ "status": "open" })).unwrap(),
        json!({ "status": "To Do" })
    );
    assert_eq!(
        with(json!({ "status": "open", "exact": { "id": "blocked" } })).unwrap(),
        json!({ "status": "blocked" })
    );
    assert_eq!(
        faults(&with(json!({ "status": "completed", "exact": "blocked" })).unwrap_err()),
        [("status".to_owned(), "invalid_request")]
    );
    let mut yielding = status();
    yielding.yields_to = vec!["exact".into()];
    assert_eq!(
        sent(
            vec![yielding, exact()],
            json!({ "status": "completed", "exact": "blocked" })
        )
        .unwrap(),
        json!({ "status": "blocked" })
    );
    assert_eq!(
        faults(&with(json!({ "status": "done" })).unwrap_err()),
        [("status".to_owned(), "enum_unmapped")]
    );
}

#[test]
fn choices() {
    let options = || {
        vec![computed(
            "options",
            list(shaped("Option")),
            "options_of_values",
            &["listValues"],
            &["listValues"],
        )]
    };
    let with = |item: Value| sent(options(), json!({ "options": [item] }));
    let read = read_one(options().remove(0), json!({ "listValues": ["Gold", 2] })).0;
    let option = |text: &str| json!({ "label": text, "value": text, "description": null, "is_hidden": false });
    assert_eq!(read, json!([option("Gold"), option("2")]));
    for item in [
        option("Gold"),
        json!("Gold"),
        json!({ "value": "Gold" }),
        json!({ "label": "Gold" }),
    ] {
        assert_eq!(with(item).unwrap(), json!({ "listValues": ["Gold"] }));
    }
    for (item, path, code) in [
        (
            json!({ "value": "a", "label": "b" }),
            "options[0].label",
            "unsupported_field",
        ),
        (
            json!({ "value": "a", "is_hidden": true }),
            "options[0].is_hidden",
            "unsupported_field",
        ),
        (
            json!({ "value": "a", "hidden": true }),
            "options[0].hidden",
            "invalid_request",
        ),
        (json!({}), "options[0]", "invalid_request"),
    ] {
        assert_eq!(faults(&with(item).unwrap_err()), [(path.to_owned(), code)]);
    }
}

#[test]
fn what_values_lead_to() {
    let entity = |sort: &str| {
        read_one(
            computed("to", Kind::String, "reference_entity", &["type"], &[]),
            json!({ "type": sort }),
        )
    };
    assert_eq!(entity("team members").0, "user");
    assert_eq!(entity("enduser").0, "contact");
    assert_eq!(entity("text"), (Value::Null, Vec::new()));
}

#[test]
fn when_something_is_due() {
    let rules = || {
        vec![
            computed(
                "due",
                Kind::DateTime,
                "due_date",
                &["endTime", "startTime", "mainType"],
                &["endTime", "startTime"],
            ),
            plain("end", Kind::DateTime, "endTime", Convert::DateTime),
            plain("main", Kind::String, "mainType", Convert::Keep),
        ]
    };
    let (early, late) = ("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z");
    assert_eq!(
        read_one(
            rules().remove(0),
            json!({ "startTime": early, "endTime": late })
        )
        .0,
        late
    );
    assert_eq!(
        read_one(rules().remove(0), json!({ "startTime": early })).0,
        early
    );
    assert_eq!(
        sent(rules(), json!({ "due": late })).unwrap(),
        json!({ "startTime": late })
    );
    assert_eq!(
        sent(rules(), json!({ "due": late, "main": "event" })).unwrap(),
        json!({ "endTime": late, "mainType": "event" })
    );
    assert_eq!(
        sent_over(rules(), json!({ "endTime": early }), json!({ "due": late })),
        json!({ "endTime": late })
    );
    assert_eq!(
        sent(rules(), json!({ "due": late, "end": late })).unwrap(),
        json!({ "endTime": late })
    );
    assert_eq!(
        faults(&sent(rules(), json!({ "due": early, "end": late })).unwrap_err()),
        [("due".to_owned(), "invalid_request")]
    );
    assert_eq!(
        faults(&sent(rules(), json!({ "due": 7 })).unwrap_err()),
        [("due".to_owned(), "invalid_request")]
    );
}
