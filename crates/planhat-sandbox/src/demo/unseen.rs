//! Objects that nobody has seen: what their fields hold follows from their types alone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use planhat_client::api::API;
use planhat_core::table::{Access, Api, Case, Demo, Field, Fill, Format, Kind, Resource, Share};
use serde_json::{Map, Value};

use super::records;

const SHARE: Share = Share {
    per: None,
    least: 1,
    most: 1,
    when: None,
    cases: &[],
    defines: None,
};

/// A field of this name and type.
const fn field(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        rust: name,
        kind,
        ..Field::NEW
    }
}

/// A resource with nothing but fields and demo data.
fn resource(
    name: &'static str,
    fields: &'static [Field],
    demo: Option<Share>,
) -> &'static Resource {
    let any = API.resources[0];
    Box::leak(Box::new(Resource {
        name,
        plural: name,
        title: name,
        summary: "",
        note: None,
        tags: &[],
        path: "/",
        keys: &["_id", "code"],
        view_of: None,
        fixed: &[],
        fields,
        operations: &[],
        effects: &[],
        demo,
        decode: any.decode,
    }))
}

fn api(resources: Vec<&'static Resource>) -> &'static Api {
    Box::leak(Box::new(Api {
        resources: resources.leak(),
        ..copied()
    }))
}

fn copied() -> Api {
    Api {
        title: "",
        summary: "",
        hosts: API.hosts,
        default_host: API.default_host,
        auth: API.auth,
        secrets: API.secrets,
        limits: API.limits,
        retry_statuses: API.retry_statuses,
        retry_header: API.retry_header,
        partial_statuses: API.partial_statuses,
        bulk_result_statuses: API.bulk_result_statuses,
        page_order: API.page_order,
        keys: API.keys,
        tags: API.tags,
        resources: &[],
    }
}

type Made = BTreeMap<&'static str, Vec<Map<String, Value>>>;

fn made(api: &'static Api, count: usize) -> Made {
    let now: Timestamp = "2026-06-17T12:00:00Z".parse().unwrap_or_default();
    let mut made = Made::new();
    for (name, record) in records(api, count, 1, now) {
        made.entry(name).or_default().push(record);
    }
    made
}

const GARAGE: &[Field] = &[field("_id", Kind::Id), field("code", Kind::String)];

const SPACE: &[Field] = &[
    field("_id", Kind::Id),
    field("garageId", Kind::Ref("garage")),
    Field {
        values: &[("free", ""), ("taken", "")],
        ..field("state", Kind::Enum)
    },
    Field {
        min: Some(2.0),
        max: Some(4.0),
        ..field("width", Kind::Integer)
    },
    Field {
        fill: Some(Fill::Created),
        ..field("madeAt", Kind::DateTime)
    },
    field("from", Kind::DateTime),
    field("to", Kind::Date),
    field("firstName", Kind::String),
    Field {
        format: Some(Format::Email),
        ..field("contact", Kind::String)
    },
    Field {
        access: Access::Read,
        ..field("seen", Kind::Boolean)
    },
    Field {
        deprecated: Some("use code"),
        ..field("old", Kind::String)
    },
    Field {
        unverified: true,
        ..field("doubtful", Kind::Integer)
    },
    Field {
        default: Some("\"car\""),
        ..field("sort", Kind::String)
    },
    Field {
        demo: Some(Demo::Text("{garage.code}/{#}")),
        ..field("label", Kind::String)
    },
    Field {
        demo: Some(Demo::Times("width", 10.0, 10.0)),
        ..field("rent", Kind::Number)
    },
    field("about", Kind::Json),
];

#[test]
fn fields_hold_what_their_types_suggest() {
    let share = Share {
        per: Some("garage"),
        least: 3,
        most: 3,
        ..SHARE
    };
    let api = api(vec![
        // What is referred to stands behind what refers to it.
        resource("space", SPACE, Some(share)),
        resource("unknown", GARAGE, None),
        resource("garage", GARAGE, Some(SHARE)),
    ]);
    let made = made(api, 2);
    assert_eq!(
        made.keys().copied().collect::<Vec<_>>(),
        ["garage", "space"]
    );
    assert_eq!((made["garage"].len(), made["space"].len()), (2, 6));
    let garages: Vec<&Value> = made["garage"].iter().map(|one| &one["_id"]).collect();
    for (at, space) in made["space"].iter().enumerate() {
        assert_eq!(&space["garageId"], garages[at / 3]);
        assert!(["free", "taken"].contains(&space["state"].as_str().unwrap_or_default()));
        let width = space["width"].as_i64().expect("a whole number");
        assert!((2..=4).contains(&width));
        assert_eq!(space["rent"], width * 10);
        assert_eq!(space["sort"], "car");
        assert_eq!(
            space["label"],
            format!("garage-{}/{}", 1001 + at / 3, 1001 + at)
        );
        let text = |name: &str| space[name].as_str().unwrap_or_default();
        let first = super::words::folded(text("firstName"), '-');
        assert!(
            text("contact").starts_with(&format!("{first}.")),
            "{space:?}"
        );
        assert!(
            text("madeAt") <= text("from") && text("from")[..10] <= *text("to"),
            "{space:?}"
        );
        for name in ["seen", "old", "doubtful", "about"] {
            assert!(!space.contains_key(name), "{name}");
        }
    }
}

#[test]
fn circles_and_names_of_nothing_do_no_harm() {
    const ONE: &[Field] = &[
        field("_id", Kind::Id),
        field("otherId", Kind::Ref("other")),
        field("selfId", Kind::Ref("one")),
        field("lostId", Kind::Ref("lost")),
        Field {
            demo: Some(Demo::Text("{b}")),
            ..field("a", Kind::String)
        },
        Field {
            demo: Some(Demo::Text("{a}")),
            ..field("b", Kind::String)
        },
        Field {
            demo: Some(Demo::Text("{nothing.at.all}")),
            ..field("c", Kind::String)
        },
        Field {
            demo: Some(Demo::Values(&[])),
            ..field("d", Kind::String)
        },
    ];
    const OTHER: &[Field] = &[field("_id", Kind::Id), field("oneId", Kind::Ref("one"))];
    let empty: &'static [&'static [Case]] = &[&[]];
    let per = |per| Share {
        per: Some(per),
        cases: empty,
        ..SHARE
    };
    let api = api(vec![
        resource("one", ONE, Some(SHARE)),
        resource("other", OTHER, Some(per("one"))),
        resource("left", OTHER, Some(per("right"))),
        resource("right", OTHER, Some(per("left"))),
        resource("lone", OTHER, Some(per("lost"))),
    ]);
    let made = made(api, 3);
    assert_eq!(made.keys().copied().collect::<Vec<_>>(), ["one", "other"]);
    assert!(made["one"].iter().all(|one| one.len() == 1), "{made:?}");
    assert!(made["other"].iter().all(|one| one.contains_key("oneId")));
}
