//! What a write needs, and what it says unasked.

use planhat_spec::unified::mapping::{
    Convert, Filter, Kind, MethodKind, Op, Pushdown, Read, Requirement, Write,
};
use planhat_unified_runtime::write::{Options, wants_current};
use serde_json::{Value, json};

use crate::support::{
    computed, emails, fault, faults, mapping, needs, object, one_of, plain, read_only, reference,
    rule, shaped, text, write,
};

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
fn an_update_by_rows_needs_what_the_record_lacks() {
    let mut mapping = mapping(vec![text("name", "title"), text("email", "email")]);
    let methods = &mut mapping.models[0].variants[0].methods;
    let update = methods
        .iter_mut()
        .find(|method| method.kind == MethodKind::Update)
        .unwrap();
    update.required = vec![Requirement {
        one_of: vec!["email".into()],
        when: Vec::new(),
        without_key: false,
    }];
    let over = |current: Value| {
        let options = Options {
            current: Some(object(current)),
            ..Options::default()
        };
        write(
            &mapping,
            json!({ "name": "x" }),
            MethodKind::Update,
            &options,
        )
    };
    assert!(over(json!({ "email": "a" })).is_ok());
    assert_eq!(
        faults(&over(json!({ "email": "" })).unwrap_err()),
        fault("email", "missing_required")
    );
    assert!(
        write(
            &mapping,
            json!({ "name": "x" }),
            MethodKind::Update,
            &Options::default()
        )
        .is_ok()
    );
}

#[test]
fn rows_without_a_key_need_more() {
    let mut mapping = mapping(vec![
        read_only("id", Kind::String, &[("_id", Convert::Keep)]),
        text("name", "title"),
        text("external_id", "externalId"),
    ]);
    let model = &mut mapping.models[0];
    model.filters.push(Filter {
        name: "external_id".into(),
        path: Some("external_id".into()),
        kind: Kind::String,
        ops: vec![Op::Eq],
        pushdown: Pushdown::Key {
            prefix: "extid-".into(),
        },
    });
    let upsert = model.variants[0]
        .methods
        .iter_mut()
        .find(|method| method.kind == MethodKind::Upsert)
        .unwrap();
    upsert.required = vec![Requirement {
        one_of: vec!["name".into()],
        when: Vec::new(),
        without_key: true,
    }];
    let row = |input: Value| write(&mapping, input, MethodKind::Upsert, &Options::default());
    assert!(row(json!({ "id": "a" })).is_ok() && row(json!({ "external_id": "e" })).is_ok());
    assert_eq!(
        faults(&row(json!({ "external_id": "" })).unwrap_err()),
        fault("name", "missing_required")
    );
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
