//! References, lists and objects as they are read.

use planhat_spec::unified::mapping::{Convert, Part, Read, Refusal, Write};
use serde_json::{Value, json};

use crate::support::{
    list, merged, pairs, parts, plain, read_one, read_only, reads, reference, rule, shaped,
};

#[test]
fn references_are_read_from_ids_and_objects() {
    let account = || {
        plain(
            "account",
            shaped("Ref"),
            "companyId",
            Convert::Ref(reference(None, Some("companyName"))),
        )
    };
    reads(
        account(),
        json!({ "companyId": "c1", "companyName": "Acme" }),
        json!({ "id": "c1", "name": "Acme" }),
    );
    reads(
        account(),
        json!({ "companyId": { "_id": "c1", "name": "Own" } }),
        json!({ "id": "c1", "name": "Own" }),
    );
    reads(account(), json!({ "companyName": "Acme" }), Value::Null);
    reads(account(), json!({ "companyId": "" }), Value::Null);
    assert_eq!(
        read_one(account(), json!({ "companyId": { "name": "x" } })),
        (Value::Null, vec!["unexpected_value".into()])
    );

    let people = |source: &str| {
        read_only(
            "people",
            list(shaped("Ref")),
            &[(source, Convert::RefList(reference(None, None)))],
        )
    };
    let record = || json!({ "users": [{ "id": "u1", "name": "Eva" }, "u2", null, { "x": 1 }] });
    let all = json!([{ "id": "u1", "name": "Eva" }, { "id": "u2", "name": null }]);
    assert_eq!(
        read_one(people("users"), record()),
        (all, vec!["unexpected_value".into()])
    );
    reads(
        people("users[1:]"),
        json!({ "users": ["u1", "u2"] }),
        json!([{ "id": "u2", "name": null }]),
    );
    reads(people("users[1:]"), json!({ "users": ["u1"] }), Value::Null);

    let companies = reference(None, Some("companies"));
    let beside = read_only(
        "companies",
        list(shaped("Ref")),
        &[("companyIds", Convert::RefList(companies))],
    );
    let record = json!({ "companyIds": ["b", "a"], "companies": [{ "_id": "a", "name": "A" }] });
    reads(
        beside,
        record,
        json!([{ "id": "b", "name": null }, { "id": "a", "name": "A" }]),
    );
}

#[test]
fn lists_are_made_of_several_sources() {
    let urls = || {
        let mut links = merged("links", true, None, &[("type", json!("other"))]);
        links.write = None;
        let sources = vec![
            merged("web", false, Some("url"), &[("type", json!("website"))]),
            links,
        ];
        rule(
            "urls",
            list(shaped("Url")),
            Read::Merge(sources),
            Write::Merge,
        )
    };
    reads(
        urls(),
        json!({ "web": "a.example", "links": [{ "url": "b.example", "type": "x", "more": 1 }, {}, "text"] }),
        json!([{ "url": "a.example", "type": "website" }, { "url": "b.example", "type": "other" }]),
    );
    reads(urls(), json!({ "links": [] }), json!([]));
    reads(urls(), json!({}), Value::Null);
    let (codes, many) = {
        let (value, codes) = read_one(urls(), json!({ "web": ["a", "b"] }));
        (codes, value)
    };
    assert_eq!(
        (many, codes),
        (
            json!([{ "url": "a", "type": "website" }]),
            vec!["value_cast".into()]
        )
    );
}

#[test]
fn objects_are_made_of_several_sources() {
    let (way, write) = parts(true, &[("street", "address"), ("city", "city")]);
    let mut places = rule("places", list(shaped("Address")), way, write);
    if let Read::Parts { parts, .. } = &mut places.read {
        parts.push(("type".into(), Part::Const(json!("primary"))));
    }
    reads(
        places.clone(),
        json!({ "city": "Kiel" }),
        json!([{ "street": null, "state": null, "city": "Kiel", "type": "primary" }]),
    );
    reads(places, json!({ "zip": "1" }), Value::Null);
    let (way, _) = parts(
        false,
        &[
            ("id", "endusers[0].id"),
            ("name", "endusers[0].name"),
            ("email", "email"),
        ],
    );
    let contact = rule(
        "contact",
        shaped("Person"),
        way,
        Write::Refused(Refusal::ReadOnly),
    );
    reads(
        contact,
        json!({ "email": "a@b.example", "endusers": [] }),
        json!({ "id": null, "name": null, "email": "a@b.example" }),
    );
}

#[test]
fn single_values_become_lists() {
    let phone = || Convert::Wrap {
        member: "number".into(),
        constants: pairs(&[("type", json!("work"))]),
    };
    let phones = || plain("phones", list(shaped("Phone")), "phone", phone());
    reads(
        phones(),
        json!({ "phone": "+49" }),
        json!([{ "number": "+49", "extension": null, "type": "work" }]),
    );
    reads(phones(), json!({ "phone": "" }), Value::Null);
    assert_eq!(read_one(phones(), json!({ "phone": 49 })).1, ["value_cast"]);
}
