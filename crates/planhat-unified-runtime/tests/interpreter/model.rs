//! One model with a field for each way of reading and writing.

use planhat_spec::unified::mapping::{Convert, Kind, Mapping, Read, Rule, Write};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{
    computed, first, list, mapping, merged, one_of, pairs, parts, plain, read_only, reference,
    rule, shaped, words,
};
use crate::values::{any_json, date, id, moment, name, text};

/// A field, and the values that it takes and gives back.
pub struct Field {
    pub rule: Rule,
    /// Values that read back as they were written, when nothing else is written there.
    pub values: BoxedStrategy<Value>,
    /// Whether null reads back as null.
    pub nullable: bool,
}

fn field(rule: Rule, values: impl Strategy<Value = Value> + 'static) -> Field {
    Field {
        rule,
        values: values.boxed(),
        nullable: true,
    }
}

fn never_null(rule: Rule, values: impl Strategy<Value = Value> + 'static) -> Field {
    Field {
        nullable: false,
        ..field(rule, values)
    }
}

fn ref_values() -> BoxedStrategy<Value> {
    id().prop_map(|id| json!({ "id": id, "name": null }))
        .boxed()
}

fn several(values: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop::collection::vec(values, 0..4)
        .prop_map(Value::from)
        .boxed()
}

/// Fields of one value each.
fn converted() -> Vec<Field> {
    let status = Convert::TypeRef(words(&[
        ("open", &["Open", "new"]),
        ("closed", &["closed"]),
    ]));
    let flags = {
        let mut flags = words(&[]);
        flags.table = vec![
            ("on".into(), vec![json!(true)]),
            ("off".into(), vec![json!(false)]),
        ];
        Convert::Enum(flags)
    };
    let state = Convert::Enum(words(&[("open", &["active"]), ("won", &["won", "gained"])]));
    vec![
        field(
            plain("name", Kind::String, "name", Convert::Keep),
            text().prop_map(Value::from),
        ),
        field(
            plain("count", Kind::Integer, "n", Convert::Number),
            any::<i64>().prop_map(Value::from),
        ),
        field(
            plain("ratio", Kind::Number, "ratio", Convert::Number),
            any::<f64>().prop_filter_map("finite", |one| one.is_finite().then(|| json!(one))),
        ),
        field(
            plain("flag", Kind::Boolean, "flag", Convert::Keep),
            any::<bool>().prop_map(Value::from),
        ),
        field(
            plain("at", Kind::DateTime, "at", Convert::DateTime),
            moment().prop_map(Value::from),
        ),
        field(
            plain("day", Kind::Date, "day", Convert::Date { moment: false }),
            date().prop_map(Value::from),
        ),
        field(
            plain(
                "midnight",
                Kind::Date,
                "midnight",
                Convert::Date { moment: true },
            ),
            date().prop_map(Value::from),
        ),
        never_null(
            plain(
                "is_active",
                Kind::Boolean,
                "archived",
                Convert::Not { missing: true },
            ),
            any::<bool>().prop_map(Value::from),
        ),
        field(
            plain("state", one_of(&["open", "won"]), "state", state),
            prop_oneof![Just(json!("open")), Just(json!("won"))],
        ),
        field(
            plain("switch", one_of(&["on", "off"]), "switch", flags),
            prop_oneof![Just(json!("on")), Just(json!("off"))],
        ),
        field(
            plain("status", shaped("TypeRef"), "status", status),
            prop_oneof![
                Just(json!({ "id": "Open", "name": "open" })),
                Just(json!({ "id": "new", "name": "open" })),
                Just(json!({ "id": "closed", "name": "closed" })),
                Just(json!({ "id": "on hold", "name": null })),
            ],
        ),
        field(
            plain(
                "sort",
                shaped("TypeRef"),
                "sort",
                Convert::TypeRef(words(&[])),
            ),
            name().prop_map(|name| json!({ "id": name, "name": name })),
        ),
        field(
            plain(
                "owner",
                shaped("Ref"),
                "ownerId",
                Convert::Ref(reference(None, None)),
            ),
            ref_values(),
        ),
        field(
            plain(
                "lead",
                shaped("Ref"),
                "lead",
                Convert::Ref(reference(Some("_id"), None)),
            ),
            ref_values(),
        ),
        field(
            plain(
                "teams",
                list(shaped("Ref")),
                "teams",
                Convert::RefList(reference(None, None)),
            ),
            several(ref_values()),
        ),
        field(
            plain(
                "people",
                list(shaped("Ref")),
                "people",
                Convert::RefList(reference(Some("id"), None)),
            ),
            several(ref_values()),
        ),
        field(
            plain("tags", list(shaped("Tag")), "tags", Convert::Tags),
            several(
                name()
                    .prop_map(|name| json!({ "id": name, "name": name }))
                    .boxed(),
            ),
        ),
        field(
            plain("domains", list(Kind::String), "domains", Convert::Keep),
            several(text().prop_map(Value::from).boxed()),
        ),
        field(plain("any", Kind::Any, "any", Convert::Keep), any_json()),
        field(
            plain("industry", Kind::String, "custom.Industry", Convert::Keep),
            text().prop_map(Value::from),
        ),
    ]
}

/// Fields of several values, or under a condition.
fn joined() -> Vec<Field> {
    let email = |mail: String, primary: bool| {
        let sort = if primary { "primary" } else { "other" };
        json!({ "id": null, "email": mail, "type": sort, "is_primary": primary })
    };
    let emails = (
        prop::option::of(name()),
        prop::collection::vec(name(), 0..3),
    )
        .prop_map(move |(main, others)| {
            let main = main.map(|mail| email(mail, true));
            let others = others.into_iter().map(|mail| email(mail, false));
            Value::from(main.into_iter().chain(others).collect::<Vec<Value>>())
        });
    let phone = Convert::Wrap {
        member: "number".into(),
        constants: pairs(&[("type", json!("work"))]),
    };
    let (stage_read, stage_write) = parts(false, &[("id", "stage"), ("name", "stage")]);
    let (place_read, place_write) = parts(true, &[("street", "address"), ("city", "city")]);
    let place = (name(), prop::option::of(name()))
        .prop_map(|(street, city)| json!([{ "street": street, "state": null, "city": city }]));
    let full = ("[a-z]{1,8}( [a-z]{1,8})?", "[a-z]{1,8}");
    vec![
        field(
            rule(
                "emails",
                list(shaped("Email")),
                Read::Merge(vec![
                    merged(
                        "email",
                        false,
                        Some("email"),
                        &[("type", json!("primary")), ("is_primary", json!(true))],
                    ),
                    merged("otherEmails", true, Some("email"), &[("type", json!("other"))]),
                ]),
                Write::Merge,
            ),
            emails,
        ),
        field(
            plain("phones", list(shaped("Phone")), "phone", phone),
            name().prop_map(|name| json!([{ "number": name, "extension": null, "type": "work" }])),
        ),
        field(
            rule("stage", shaped("Stage"), stage_read, stage_write),
            name().prop_map(|name| json!({ "id": name, "name": name })),
        ),
        field(rule("places", list(shaped("Address")), place_read, place_write), place),
        field(
            rule(
                "full_name",
                Kind::String,
                first(&[("firstName + lastName", Convert::Keep)]),
                Write::SplitName {
                    first: "firstName".into(),
                    last: "lastName".into(),
                },
            ),
            full.prop_map(|(first, last)| json!(format!("{first} {last}"))),
        ),
        field(
            computed("choices", list(shaped("Option")), "options_of_values", &["listValues"], &["listValues"]),
            several(
                name()
                    .prop_map(|name| {
                        json!({ "label": name, "value": name, "description": null, "is_hidden": false })
                    })
                    .boxed(),
            ),
        ),
        field(
            computed("leader", shaped("Ref"), "owner_of_users", &["users[isOwner]", "users"], &["users"]),
            ref_values(),
        ),
        field(
            computed("company", shaped("Ref"), "first_of_list", &["companyIds"], &["companyIds"]),
            ref_values(),
        ),
        never_null(
            computed("can_log_in", Kind::Boolean, "none_of", &["inactive"], &["inactive"]),
            any::<bool>().prop_map(Value::from),
        ),
        field(
            computed("website", Kind::String, "website", &["web", "hosts"], &["web"]),
            name().prop_map(Value::from),
        ),
        field(
            computed("amount", Kind::Number, "amount", &["mrr", "arr", "nrr", "months"], &["mrr", "arr", "nrr"]),
            any::<i32>().prop_map(Value::from),
        ),
        field(
            computed("due", Kind::DateTime, "due_date", &["end", "start", "mainType"], &["end", "start"]),
            moment().prop_map(Value::from),
        ),
    ]
}

/// All fields that can be written, and the values that they keep.
pub fn fields() -> Vec<Field> {
    converted().into_iter().chain(joined()).collect()
}

/// All fields, those among them that are only read.
pub fn whole() -> Mapping {
    let mut rules = vec![read_only("id", Kind::String, &[("_id", Convert::Keep)])];
    rules.extend(fields().into_iter().map(|field| field.rule));
    rules.push(plain(
        "custom_fields",
        Kind::Object,
        "custom",
        Convert::Custom,
    ));
    rules.push(rule(
        "kind",
        one_of(&["thing"]),
        Read::Const(json!("thing")),
        Write::Ignored,
    ));
    rules.push(rule("none", Kind::String, Read::Unmapped, Write::Ignored));
    rules.push(read_only(
        "created_at",
        Kind::DateTime,
        &[("createdAt", Convert::DateTime), ("_id", Convert::IdTime)],
    ));
    rules.push(read_only(
        "others",
        list(shaped("Ref")),
        &[("people[1:]", Convert::RefList(reference(None, None)))],
    ));
    rules.push(read_only(
        "second",
        Kind::String,
        &[("people[0].name", Convert::Keep)],
    ));
    rules.push(computed(
        "direction",
        one_of(&["inbound", "outbound"]),
        "mail_direction",
        &["sort", "sender", "users", "people"],
        &[],
    ));
    rules.push(computed(
        "parent",
        shaped("Ref"),
        "group_parent",
        &["orgPath", "orgLevel"],
        &[],
    ));
    rules.push(computed(
        "has_owner",
        Kind::Boolean,
        "any_value",
        &["ownerId", "lead"],
        &[],
    ));
    rules.push(computed(
        "task",
        one_of(&["open", "completed"]),
        "task_status",
        &["at", "flag", "state"],
        &["state"],
    ));
    rules.push(computed(
        "entity",
        Kind::String,
        "reference_entity",
        &["sort"],
        &[],
    ));
    rules.push(computed("basis", Kind::String, "option", &[], &[]));
    rules.push(rule(
        "remote_data",
        Kind::Object,
        Read::Whole,
        Write::Ignored,
    ));
    mapping(rules)
}
